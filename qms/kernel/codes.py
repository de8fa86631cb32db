"""How codes are made: patterns of the organisation such as QT-{field}-{nn}."""

from __future__ import annotations

import re
from collections.abc import Iterable

_PLACE = re.compile(r"\{(field|unit|n{1,4})\}")
# What a code may look like: letters (đ included), digits and the separators agencies use, and no "~" because
# addresses write "/" that way.
CODE = re.compile(r"[^\W_](?:[\w ./&-]{0,58}[^\W_])?")


def is_code(text: str) -> bool:
    """Whether the text can be a code."""
    return bool(CODE.fullmatch(text))


def next_code(pattern: str, *, field: str = "", unit: str = "", used: Iterable[str]) -> str:
    """The first free code of a pattern, one after the highest number used so far.

    ``{n}`` to ``{nnnn}`` is the running number with at least so many digits; ``{field}`` and ``{unit}``
    are short names. A pattern without a number gives itself.
    """
    filled = pattern.replace("{field}", field or "XX").replace("{unit}", unit or "XX")
    place = _PLACE.search(filled)
    if not place:
        return filled
    before, after = filled[: place.start()], filled[place.end() :]
    numbered = re.compile(re.escape(before) + r"(\d+)" + re.escape(after))
    numbers = [int(found[1]) for found in map(numbered.fullmatch, used) if found]
    return f"{before}{max(numbers, default=0) + 1:0{len(place[1])}d}{after}"


def is_pattern(text: str) -> bool:
    """Whether the text is a usable pattern: known places only, and a code once they are filled."""
    return is_code(_PLACE.sub("1", text))


def in_address(code: str) -> str:
    """The code as one part of an address: "QT/8.2.2 A" → "QT~8.2.2_A"."""
    return code.replace("/", "~").replace("_", "~~").replace(" ", "_")


def from_address(part: str) -> str:
    """The code that ``in_address`` wrote."""
    return part.replace("~~", "\0").replace("_", " ").replace("~", "/").replace("\0", "_")
