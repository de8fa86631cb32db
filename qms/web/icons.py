"""Icons drawn into the page, taken from the one sprite static/img/icons.svg.

They stand in the page itself rather than behind <use>: older Firefox blocks outside sprites under our
Content-Security-Policy (it asks default-src, not img-src), and a misspelt name fails here, not on the screen.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from xml.etree import ElementTree as ET  # noqa: S405 - reads our own file only

from markupsafe import Markup

SPRITE = Path(__file__).parents[2] / "static" / "img" / "icons.svg"
SVG = "http://www.w3.org/2000/svg"


@cache
def _symbols() -> dict[str, tuple[str, str]]:
    """Name of each icon → its view box and its drawing."""
    ET.register_namespace("", SVG)
    symbols = {}
    for symbol in ET.parse(SPRITE).getroot():  # noqa: S314 - our own file
        drawing = "".join(ET.tostring(part, encoding="unicode") for part in symbol)
        symbols[symbol.attrib["id"]] = (symbol.attrib["viewBox"], drawing.replace(f' xmlns="{SVG}"', ""))
    return symbols


@lru_cache(maxsize=512)
def icon(name: str, classes: str = "") -> Markup:
    """The icon ``name`` as decoration: screen readers pass over it, so a text must stand beside it.

    Raises KeyError for a name that the sprite does not hold.
    """
    view_box, drawing = _symbols()[name]
    return Markup('<svg class="{}" viewBox="{}" aria-hidden="true">{}</svg>').format(  # noqa: S704
        f"icon {classes}".strip(),
        view_box,
        Markup(drawing),  # noqa: S704 - our own drawings
    )
