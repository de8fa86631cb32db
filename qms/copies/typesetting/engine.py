"""Sets a sheet as PDF/A-2b. Called through foundation/confined: knows nothing of the application.

Typst gets the template, the values and the pictures as files in memory, our own fonts, and nothing else: no fonts of
the machine, no packages, so that the same sheet gives the same bytes everywhere and nothing is fetched.
"""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

import typst

HERE = Path(__file__).parent
FONTS = [
    HERE.parents[2] / "static" / "vendor" / folder for folder in ("tinos-0.4.2", "be-vietnam-pro-ttf-0.4.1")
]
STANDARD = "a-2b"
UNKNOWN = "\u25a1"  # stands for a letter that no font of ours has: PDF/A refuses a file with such a hole
_KNOWN = re.compile(
    "[^\t\n\u0020-\u007e\u00a0-\u024f\u02c6-\u02dd\u0300-\u0303\u0309\u0323\u0384-\u03ce\u0400-\u045f\u1e00-\u1eff"
    "\u200b-\u200d\u2010-\u2027\u202f-\u203a\u2044\u2060\u2070-\u209c\u20ab\u20ac\u2116\u2122\u2190-\u2199\u21d2\u2200-\u2265"
    "\u2500-\u257f\u25a0-\u25ab\u25b2-\u25cf\u2610-\u2612\u2713\u2714\u2717\u2718]"
)


def pdf(sheet: dict[str, Any], moment: int, pictures: dict[str, str]) -> str:
    """The PDF as base64. ``moment`` (seconds since 1970, UTC) is what the file says of when it was made;
    ``pictures`` are files that the sheet names, as base64."""
    files = {
        "main": (HERE / "sheet.typ").read_bytes(),
        "data.json": known_letters(json.dumps(sheet, ensure_ascii=False)).encode(),
        **{name: base64.b64decode(content) for name, content in pictures.items()},
    }
    made = typst.compile(
        files,  # type: ignore[call-overload]  # files in memory: its notes on types do not know them yet
        format="pdf",
        font_paths=FONTS,
        ignore_system_fonts=True,
        pdf_standards=[STANDARD],
        timestamp=moment,
    )
    return base64.b64encode(made).decode()


def known_letters(text: str) -> str:
    """The text with a box in the place of each letter that cannot be set."""
    return _KNOWN.sub(UNKNOWN, text)
