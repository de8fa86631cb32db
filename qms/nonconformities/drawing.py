"""Pictures as SVG, made on the server: the five whys, the fishbone, bars. Styled by static/css/nonconformities.css.

A picture says no more than the list or table beside it, which is its form in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from qms.foundation.texts import _
from qms.procedures.flowchart.text import Face, measure, wrap

TEXT = Face(14)
BOLD = Face(14, 600)
PAD = 8  # pixels between a frame and its text

INDENT, WHYS_WIDTH, GAP = 30, 620, 12
BONE, ROOM, HEAD_WIDTH, SLANT = 206, 156, 150, 26  # a bone's column, its text, the head, how far a bone leans


def _svg(kind: str, width: float, height: float, title: str, parts: Iterator[Markup]) -> Markup:
    return Markup(
        '<svg class="drawing drawing--{kind}" viewBox="0 0 {w:g} {h:g}" width="{w:g}" height="{h:g}" role="img" '
        'aria-label="{title}"><title>{title}</title>{body}</svg>'
    ).format(kind=kind, w=width, h=height, title=title, body=Markup("").join(parts))


def _lines(x: float, y: float, lines: Sequence[str], face: Face, style: str = "") -> Markup:
    """Lines of text whose first begins at the top ``y``."""
    spans = Markup("").join(
        Markup('<tspan x="{x:g}" y="{y:g}">{text}</tspan>').format(
            x=x, y=y + number * face.line + face.baseline, text=line
        )
        for number, line in enumerate(lines)
    )
    return Markup('<text class="drawing__text {style}">{spans}</text>').format(style=style, spans=spans)


def _frame(x: float, y: float, width: float, height: float, style: str) -> Markup:
    return Markup(
        '<rect class="drawing__frame {style}" x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}" rx="4"/>'
    ).format(style=style, x=x, y=y, w=width, h=height)


def _line(path: str, style: str = "drawing__line") -> Markup:
    return Markup('<path class="{style}" d="{path}"/>').format(style=style, path=path)


# --- Five whys --------------------------------------------------------------------------------------------


def whys(problem: str, answers: Sequence[dict[str, Any]]) -> Markup:
    """The problem on top, each answer below what it explains, root causes marked."""
    parts: list[Markup] = []
    feet: dict[int, tuple[float, float]] = {}  # of each box: where lines to its answers begin
    y = 1.0
    for key, parent, depth, text, style in [
        (0, None, 0, problem, "drawing__frame--problem"),
        *((each["key"], each["parent"], each["depth"], each["text"], _style_of(each)) for each in answers),
    ]:
        x = INDENT * depth + 1
        face = TEXT if depth else BOLD
        lines = wrap(text, WHYS_WIDTH - x - 2 * PAD - 1, face)
        height = len(lines) * face.line + 2 * PAD
        if parent is not None:
            from_x, from_y = feet[parent]
            parts.insert(0, _line(f"M{from_x:g} {from_y:g}V{y + height / 2:g}H{x:g}"))
        parts += [
            _frame(x, y, WHYS_WIDTH - x - 1, height, style),
            _lines(x + PAD, y + PAD, lines, face, "drawing__text--bold" if not depth else ""),
        ]
        feet[key] = (x + INDENT / 2, y + height)
        y += height + GAP
    return _svg("whys", WHYS_WIDTH, y - GAP + 1, _("Five whys"), iter(parts))


def _style_of(answer: dict[str, Any]) -> str:
    return "drawing__frame--root" if answer["root"] else ""


# --- Fishbone ---------------------------------------------------------------------------------------------


def fishbone(problem: str, bones: Sequence[dict[str, Any]]) -> Markup:
    """Three bones above the spine, three below, the problem at the head."""
    above, below = bones[:3], bones[3:6]
    head = wrap(problem, HEAD_WIDTH - 2 * PAD, BOLD)
    head_height = max(len(head) * BOLD.line + 2 * PAD, 48)
    top = max([_bone_height(each) for each in above] + [head_height / 2])
    bottom = max([_bone_height(each) for each in below] + [head_height / 2])
    spine, end = top + 1, BONE * 3 + SLANT
    width, height = end + HEAD_WIDTH + 2, top + bottom + 2
    parts = [_line(f"M8 {spine:g}H{end:g}")]
    for number, bone in enumerate(above):
        parts += _bone(bone, number, spine, upwards=True)
    for number, bone in enumerate(below):
        parts += _bone(bone, number, spine, upwards=False)
    parts += [
        _frame(end, spine - head_height / 2, HEAD_WIDTH, head_height, "drawing__frame--problem"),
        _lines(end + PAD, spine - len(head) * BOLD.line / 2, head, BOLD, "drawing__text--bold"),
    ]
    return _svg("fishbone", width, height, _("Fishbone diagram"), iter(parts))


def _head_lines(bone: dict[str, Any]) -> Sequence[str]:
    return wrap(bone["heading"] or "–", ROOM - 2 * PAD, BOLD)


def _cause_lines(bone: dict[str, Any]) -> list[Sequence[str]]:
    return [wrap(f"• {cause}", ROOM, TEXT) for cause in bone["causes"]]


def _bone_height(bone: dict[str, Any]) -> float:
    heading = len(_head_lines(bone)) * BOLD.line + 2 * PAD
    return heading + sum(len(lines) for lines in _cause_lines(bone)) * TEXT.line + 3 * PAD


def _bone(bone: dict[str, Any], number: int, spine: float, *, upwards: bool) -> Iterator[Markup]:
    """The heading far from the spine, its causes between, a leaning line beside them down to the spine."""
    x = 8 + BONE * number
    heading, causes = _head_lines(bone), _cause_lines(bone)
    head_height = len(heading) * BOLD.line + 2 * PAD
    length = _bone_height(bone)
    top = spine - length if upwards else spine + length - head_height
    edge = top + head_height if upwards else top
    yield _line(f"M{x + ROOM:g} {edge:g}L{x + ROOM + SLANT:g} {spine:g}")
    yield _frame(x, top, ROOM, head_height, "")
    yield _lines(x + PAD, top + PAD, heading, BOLD, "drawing__text--bold")
    y = edge + PAD if upwards else spine + 2 * PAD
    for lines in causes:
        yield _lines(x, y, lines, TEXT)
        y += len(lines) * TEXT.line


# --- Bars -------------------------------------------------------------------------------------------------

BAR, BAR_GAP, LABEL, SCALE, NUMBER = 26, 10, 230, 300, 110
CURVE, POINT = (
    180,
    4,
)  # the room beside the bars in which the curve rises to 100 %, and how large its points are
VITAL_FEW = 80  # per cent; what lies before it is worth the most effort


def bars(kind: str, title: str, rows: Sequence[tuple[str, int, str]], shares: Sequence[int] = ()) -> Markup:
    """Bars below each other: label, number, and what stands behind the number ("45 %").

    With ``shares``, a per cent for each bar, the curve of what is reached so far rises beside them (Pareto).
    """
    most = max((number for _label, number, _note in rows), default=0) or 1
    parts: list[Markup] = []
    y = TEXT.line + BAR_GAP if shares else 1.0
    middles = []
    for label, number, note in rows:
        lines = wrap(label, LABEL - 2 * PAD, TEXT)
        height = max(len(lines) * TEXT.line, BAR)
        parts += [
            _lines(0, y + (height - len(lines) * TEXT.line) / 2, lines, TEXT),
            Markup('<rect class="drawing__bar" x="{x}" y="{y:g}" width="{w:g}" height="{h}"/>').format(
                x=LABEL, y=y + (height - BAR) / 2, w=max(2, SCALE * number / most), h=BAR
            ),
            _lines(
                LABEL + SCALE * number / most + PAD,
                y + (height - TEXT.line) / 2,
                [f"{number}{f' · {note}' if note else ''}"],
                TEXT,
            ),
        ]
        middles.append(y + height / 2)
        y += height + BAR_GAP
    width = float(LABEL + SCALE + NUMBER)
    if shares:
        parts += _curve(width, y, list(zip(shares, middles, strict=True)))
        width += CURVE + measure("100 %", TEXT)
    return _svg(kind, width, y, title, iter(parts))


def _curve(left: float, bottom: float, points: Sequence[tuple[int, float]]) -> Iterator[Markup]:
    """From nothing to all: a point beside each bar, over lines at 0, 80 and 100 per cent."""
    top = TEXT.line + BAR_GAP / 2
    for share, where in ((0, 0.5), (VITAL_FEW, 1), (100, 0)):  # where the line stands below its words
        x, words = left + CURVE * share / 100, f"{share} %"
        yield _line(f"M{x:g} {top:g}V{bottom:g}", "drawing__axis")
        yield _lines(x - measure(words, TEXT) * where, 0, [words], TEXT)
    places = [(left + CURVE * share / 100, y) for share, y in points]
    steps = "".join(f"L{x:g} {y:g}" for x, y in places)
    yield _line(f"M{left:g} {top:g}{steps}", "drawing__curve")
    for x, y in places:
        yield Markup('<circle class="drawing__point" cx="{x:g}" cy="{y:g}" r="{r}"/>').format(
            x=x, y=y, r=POINT
        )
