"""Addresses inside a text: plain letters, so that they can be typed, mailed and printed."""

from __future__ import annotations

import re

from qms.kernel.text import clean, fold

LONGEST = 60


def slug(title: str, separator: str = "-") -> str:
    """The title's words: "Phạm vi áp dụng" gives pham-vi-ap-dung; "muc" (section) when nothing is left."""
    words = re.findall("[a-z0-9]+", fold(clean(title)))
    return separator.join(words)[:LONGEST].strip(separator) or "muc"
