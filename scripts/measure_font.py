"""Reads the advance widths of the letters from the font that is served, for the layout of flowcharts.

    python -m scripts.measure_font

writes qms/procedures/flowchart/glyphs.json. To be run when the font in static/vendor changes.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

ROOT = Path(__file__).parent.parent
FONT = ROOT / "static/vendor/be-vietnam-pro-5.3.0"
TARGET = ROOT / "qms/procedures/flowchart/glyphs.json"
SUBSETS = ("vietnamese", "latin")
WEIGHTS = ("400", "600")


def advances(weight: str) -> dict[str, str]:
    """Advance in thousandths of an em: the letters that have it."""
    letters: dict[str, int] = {}
    for subset in SUBSETS:
        font = TTFont(FONT / f"be-vietnam-pro-{subset}-{weight}-normal.woff2")
        em = font["head"].unitsPerEm
        for code, glyph in font.getBestCmap().items():
            letters.setdefault(chr(code), round(font["hmtx"][glyph][0] * 1000 / em))
    groups: dict[int, str] = defaultdict(str)
    for letter in sorted(letter for letter in letters if letter >= " "):
        groups[letters[letter]] += letter
    return {str(advance): groups[advance] for advance in sorted(groups)}


def table() -> dict[str, Any]:
    return {
        "font": "Be Vietnam Pro 5.3.0, subsets vietnamese and latin; OFL-1.1",
        "weights": {weight: advances(weight) for weight in WEIGHTS},
    }


if __name__ == "__main__":
    TARGET.write_text(json.dumps(table(), indent=1) + "\n", "utf-8")
