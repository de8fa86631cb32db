"""Charts as SVG, made on the server: bars below each other, each cut into the same few kinds.

Numbers stand inside the bars and the kinds are named in words above them, in the order in which they follow each
other, so that nothing is said by colour alone; the table below says the same. Styled by components/chart.css.
"""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from qms.foundation.feature import Bar, Panel
from qms.procedures.flowchart.text import Face, measure, wrap

TEXT = Face(15)
LABEL, SCALE, TOTAL, BAR, GAP, PAD = 176, 268, 44, 28, 10, 8  # pixels; a phone shows them at seven tenths


def stacked_bars(panel: Panel) -> Markup:
    """The chart of a panel; the longest bar fills the scale."""
    most = max((bar.total for bar in panel.bars), default=0) or 1
    parts, y = list[Markup](), 1.0
    for bar in panel.bars:
        lines = wrap(str(bar.label), LABEL - 2 * PAD, TEXT)
        height = max(len(lines) * TEXT.line, BAR)
        parts.append(_text(0, y + (height - len(lines) * TEXT.line) / 2, lines))
        parts += _segments(panel, bar, y + (height - BAR) / 2, SCALE / most)
        y += height + GAP
    return Markup(
        '<svg class="chart__picture" viewBox="0 0 {w} {h:g}" width="{w}" height="{h:g}" role="img" '
        'aria-label="{title}"><title>{title}</title>{body}</svg>'
    ).format(w=LABEL + SCALE + TOTAL, h=y, title=panel.title, body=Markup("").join(parts))


def _segments(panel: Panel, bar: Bar, y: float, unit: float) -> Iterator[Markup]:
    x = float(LABEL)
    for series, number in zip(panel.series, bar.numbers, strict=True):
        width = unit * number
        if number:
            yield Markup(
                '<rect class="chart__bar chart__bar--{tone}" x="{x:g}" y="{y:g}" width="{w:g}" height="{h}"/>'
            ).format(tone=series.tone, x=x, y=y, w=width, h=BAR)
        if len(panel.series) > 1 and number and measure(str(number), TEXT) + 4 <= width:
            yield _text(
                x + width / 2, y + (BAR - TEXT.line) / 2, [str(number)], f" chart__text--{series.tone}"
            )
        x += width
    yield _text(x + PAD, y + (BAR - TEXT.line) / 2, [str(bar.total)], " chart__text--total")


def _text(x: float, y: float, lines: list[str] | tuple[str, ...], style: str = "") -> Markup:
    """Lines of text whose first begins at the top ``y``."""
    spans = Markup("").join(
        Markup('<tspan x="{x:g}" y="{y:g}">{text}</tspan>').format(
            x=x, y=y + place * TEXT.line + TEXT.baseline, text=line
        )
        for place, line in enumerate(lines)
    )
    return Markup('<text class="chart__text{style}">{spans}</text>').format(style=style, spans=spans)
