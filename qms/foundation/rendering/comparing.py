"""Two rendered texts as one, with what was removed and added marked word by word.

The comparison follows the structure that a reader sees: paragraphs are paired with paragraphs, rows with
rows, cells with cells, and only then are words compared. Marks stand inside paragraphs and cells, so that
the result is valid HTML and a row that was added is not taken for three that changed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree
from lxml import html as lxml_html

from qms.foundation.rendering.cleaning import clean
from qms.foundation.rendering.reading import DEEPEST, TooDeep
from qms.foundation.rendering.words import TOKEN, changes, likeness, word_changes

_BLOCKS = {
    "p", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "ul", "ol", "li", "dl", "dt", "dd", "div", "hr",
    "table", "thead", "tbody", "tfoot", "tr", "th", "td", "caption",
}  # fmt: skip
# Elements that take each other's place: a heading that sank a level is still that heading.
_KINDS = {"th": "td", "ol": "ul"} | {f"h{level}": "h" for level in range(2, 7)}
_RUN = "run"  # a stretch of words beside blocks, such as the text of a list item above its sub-list
_ALIKE = 0.35
_MOST_PAIRS = 10_000  # a longer stretch is cut in halves that are paired each for itself

Element = etree._Element


def compare_html(old: str, new: str) -> dict[str, str | int]:
    """``html``, sanitised, and ``changes``, the number of places that differ."""
    before, after = _tree(old), _tree(new)
    _compare(before, after)
    places = sum(1 for mark in after.iter("ins", "del") if not _follows_its_pair(mark))
    etree.strip_tags(after, _RUN)
    inner = (after.text or "") + "".join(lxml_html.tostring(child, encoding="unicode") for child in after)
    return {"html": clean(inner), "changes": places}


def warm_up() -> None:
    """Load and compile what is needed, once for all children."""
    compare_html("<p>a</p>", "<p>b</p>")


def _follows_its_pair(mark: Element) -> bool:
    """Whether this is the second half of "removed this, added that", which is one change."""
    former = mark.getprevious()
    return mark.tag == "ins" and former is not None and former.tag == "del" and not former.tail


# -- reading ---------------------------------------------------------------------------------------------


def _tree(html: str) -> Element:
    """The cleaned text as a tree whose blocks hold either blocks or words, never both. Raises TooDeep."""
    root: Element = lxml_html.fragment_fromstring(clean(html) or "<p></p>", create_parent="div")
    for depth, element in _with_depth(root):
        if depth > DEEPEST:
            raise TooDeep
        # Marks that the writer set are no marks of ours: they keep their look and lose their meaning.
        element.tag = {"ins": "u", "del": "s"}.get(str(element.tag), element.tag)
    for element in list(root.iter()):
        if _has_blocks(element):
            _gather_words(element)
    return root


def _with_depth(root: Element) -> Iterator[tuple[int, Element]]:
    waiting = [(0, root)]
    while waiting:
        depth, element = waiting.pop()
        yield depth, element
        waiting += [(depth + 1, child) for child in element]


def _has_blocks(element: Element) -> bool:
    return any(child.tag in _BLOCKS for child in element)


def _gather_words(container: Element) -> None:
    """Put each stretch of words that stands beside blocks into an element of its own."""
    children = list(container)
    run = _new_run(container, 0, container.text)
    container.text = None
    for child in children:
        tail, child.tail = child.tail, None
        if child.tag in _BLOCKS:
            run = _new_run(container, container.index(child) + 1, tail)
        else:
            run.append(child)
            child.tail = tail
    for empty in [
        found for found in container.findall(_RUN) if not len(found) and not (found.text or "").strip()
    ]:
        container.remove(empty)


def _new_run(container: Element, index: int, text: str | None) -> Element:
    run = etree.Element(_RUN)
    run.text = text
    container.insert(index, run)
    return run


# -- blocks ----------------------------------------------------------------------------------------------


def _compare(old: Element, new: Element) -> None:
    """Mark in ``new`` what differs from ``old``, which is of the same kind."""
    if _has_blocks(old) or _has_blocks(new):
        _compare_blocks(old, new)
    elif _key(old) != _key(new):
        _compare_words(old, new)


def _compare_blocks(old: Element, new: Element) -> None:
    before, after = _children(old), _children(new)
    result: list[Element] = []
    for i, j in _pairs(before, after):
        if i is None:
            result.append(_all(after[j or 0], "ins"))
        elif j is None:
            result.append(_all(before[i], "del"))
        else:
            _compare(before[i], after[j])
            result.append(after[j])
    for child in list(new):
        new.remove(child)
    new.text = None
    new.extend(result)


def _children(container: Element) -> list[Element]:
    """The blocks in a container; a container of words only counts as one stretch of them."""
    if not _has_blocks(container) and (len(container) or (container.text or "").strip()):
        _gather_words(container)
        run = container if container.find(_RUN) is None else container.find(_RUN)
        return [run] if run is not None else []
    return list(container)


def _pairs(old: list[Element], new: list[Element]) -> Iterator[tuple[int | None, int | None]]:
    """Places of blocks that belong together, in order; None where one side has no counterpart."""
    if len(old) == len(new) and {_kind(block) for block in old + new} == {"td"}:
        yield from enumerate(range(len(new)))  # cells keep their column
        return
    for i, j, equal in changes([_key(block) for block in old], [_key(block) for block in new]):
        if equal:
            yield from zip(range(i.start, i.stop), range(j.start, j.stop), strict=True)
        else:
            yield from _similar(old, new, i, j)


def _similar(
    old: list[Element], new: list[Element], i: slice, j: slice
) -> Iterator[tuple[int | None, int | None]]:
    """The best pairing of blocks that changed: as much likeness as possible without crossing."""
    left, right = _faces(old[i]), _faces(new[j])
    at_i, at_j = 0, 0
    for m, n in [*_best(left, right), (len(left), len(right))]:
        yield from ((i.start + k, None) for k in range(at_i, m))
        yield from ((None, j.start + k) for k in range(at_j, n))
        if m < len(left):
            yield i.start + m, j.start + n
        at_i, at_j = m + 1, n + 1


Face = tuple[str, Counter[str]]


def _faces(blocks: list[Element]) -> list[Face]:
    return [(_kind(block), _bag(block)) for block in blocks]


def _bag(block: Element) -> Counter[str]:
    text = " ".join(str(piece) for piece in block.itertext())
    return Counter(re.findall(r"\w+", text) or text.split())


def _best(left: list[Face], right: list[Face]) -> list[tuple[int, int]]:
    """Pairs (m, n), ascending in both, with the largest sum of likeness."""
    if len(left) * len(right) > _MOST_PAIRS and len(left) > 1 and len(right) > 1:
        m, n = len(left) // 2, len(right) // 2
        return _best(left[:m], right[:n]) + [(m + i, n + j) for i, j in _best(left[m:], right[n:])]
    best: dict[tuple[int, int], float] = {}
    score = [[0.0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for m in reversed(range(len(left))):
        for n in reversed(range(len(right))):
            best[m, n] = _alike(left[m], right[n])
            paired = score[m + 1][n + 1] + best[m, n] if best[m, n] else 0.0
            score[m][n] = max(score[m + 1][n], score[m][n + 1], paired)
    return _trace(score, best)


def _trace(score: list[list[float]], best: dict[tuple[int, int], float]) -> list[tuple[int, int]]:
    found, m, n = [], 0, 0
    while m < len(score) - 1 and n < len(score[0]) - 1:
        if best[m, n] and score[m][n] == score[m + 1][n + 1] + best[m, n]:
            found.append((m, n))
            m, n = m + 1, n + 1
        elif score[m][n] == score[m + 1][n]:
            m += 1
        else:
            n += 1
    return found


def _alike(left: Face, right: Face) -> float:
    """Likeness of two blocks, 0 when they should not be shown as one."""
    if left[0] != right[0]:
        return 0.0
    value = likeness(left[1], right[1])
    return value if value >= _ALIKE else 0.0


def _kind(block: Element) -> str:
    return _KINDS.get(str(block.tag), str(block.tag))


def _key(block: Element) -> str:
    """All of a block but the anchors in it, which change when a heading elsewhere does."""
    bare = deepcopy(block)
    bare.tail = None
    _forget_anchors(bare)
    return etree.tostring(bare, encoding="unicode")


def _forget_anchors(block: Element) -> None:
    for element in block.iter():
        if "id" in element.attrib:
            del element.attrib["id"]


def _all(block: Element, mark: str) -> Element:
    """The block with all its words marked. What was removed gives up its anchors: they may be in use."""
    if mark == "del":
        _forget_anchors(block)
    for leaf in [element for element in block.iter(*_BLOCKS, _RUN) if not _has_blocks(element)]:
        tokens = list(_tokens(leaf))
        if any(token.text.strip() or token.lone is not None for token in tokens):
            _fill(leaf, [(mark, tokens)])
    return block


# -- words -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Token:
    """A word, white space, sign or lone element (picture, line break), and the elements it stands in."""

    text: str
    path: tuple[Element, ...]
    lone: Element | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """What makes two tokens equal: the word, and how it is set and where it links to."""
        own = () if self.lone is None else (_signature(self.lone),)
        return (self.text, *own, *map(_signature, self.path))


def _signature(element: Element) -> str:
    attributes = sorted((name, value) for name, value in element.attrib.items() if name != "id")
    return f"{element.tag}{attributes}"


def _compare_words(old: Element, new: Element) -> None:
    before, after = list(_tokens(old)), list(_tokens(new))
    blank = [token.text.isspace() for token in before]
    segments: list[tuple[str, list[_Token]]] = []
    for i, j, equal in word_changes([t.key for t in before], [t.key for t in after], blank):
        if equal:
            segments.append(("", after[j]))
        else:
            segments += [("del", before[i]), ("ins", after[j])]
    _fill(new, segments)


def _tokens(element: Element, path: tuple[Element, ...] = ()) -> Iterator[_Token]:
    yield from (_Token(text, path) for text in TOKEN.findall(element.text or ""))
    for child in element:
        if child.tag in {"img", "br"}:
            yield _Token("", path, child)
        else:
            yield from _tokens(child, (*path, child))
        yield from (_Token(text, path) for text in TOKEN.findall(child.tail or ""))


def _fill(block: Element, segments: list[tuple[str, list[_Token]]]) -> None:
    """Give the block these words anew, each segment inside its mark ("ins", "del" or none)."""
    for child in list(block):
        block.remove(child)
    block.text = None
    for mark, tokens in segments:
        if tokens:
            _write(etree.SubElement(block, mark) if mark else block, tokens, removed=mark == "del")


def _write(parent: Element, tokens: list[_Token], *, removed: bool) -> None:
    opened: list[tuple[Element, Element]] = []  # (as read, as written)
    for token in tokens:
        same = 0
        while same < min(len(opened), len(token.path)) and opened[same][0] is token.path[same]:
            same += 1
        del opened[same:]
        for element in token.path[same:]:
            inside = opened[-1][1] if opened else parent
            opened.append(
                (element, etree.SubElement(inside, str(element.tag), _attributes(element, removed)))
            )
        _append(opened[-1][1] if opened else parent, token)


def _attributes(element: Element, removed: bool) -> dict[str, str]:
    return {
        str(name): str(value) for name, value in element.attrib.items() if not (removed and str(name) == "id")
    }


def _append(parent: Element, token: _Token) -> None:
    if token.lone is not None:
        copy = deepcopy(token.lone)
        copy.tail = None
        parent.append(copy)
    elif len(parent):
        parent[-1].tail = (parent[-1].tail or "") + token.text
    else:
        parent.text = (parent.text or "") + token.text
