"""Values that break programs, for any field of any address: each with a name that a failure can give."""

from __future__ import annotations

import unicodedata

LONG = 6_000

# What a database, a converter of numbers or of dates, or the encoding itself may choke on.
RAW: dict[str, str | bytes] = {
    "nothing": "",
    "blanks": " \t\n ",
    "NUL": "a\x00b",
    "control characters": "a\x01\x08\x0b\x1f\x7f\x85b",
    "half of a surrogate pair": b"a\xed\xa0\x80b",
    "bytes that are no UTF-8": b"\xff\xfe\xc3(",
    "an overlong slash": b"..\xc0\xaf..",
    "beyond 32 bits": str(2**31),
    "beyond 63 bits": str(2**63),
    "a hundred digits": "9" * 100,
    "five thousand digits": "9" * 5000,  # more than Python turns into a number
    "below nought": "-1",
    "a fraction": "1.5",
    "not a number": "NaN",
    "infinity": "1e999",
    "raised two": "²",  # a digit by isdigit(), no number by int()
    "Arabic digits": "٣٤",
    "a Roman numeral": "Ⅷ",
    "no such day": "2026-02-31",
    "year nought": "0000-00-00",
    "the last year": "9999-12-31",
    "before our time": "0001-01-01",
}
TEXTS: dict[str, str | bytes] = {
    "very long line": "x" * LONG,
    "very long word with marks": "ế" * LONG,
    "a pile of marks": "a" + "\u0301\u0323" * 5000,
    "decomposed": unicodedata.normalize("NFD", "Quy trình ở Nguyễn"),
    "written backwards": "tài\u202e liệu\u2066",
    "unseen": "\u200b\ufeff\u00ad\u2060",
    "beyond the basic plane": "👩‍👩‍👧‍👦𝕏\U0010ffff",
    "a script": "<script>alert(1)</script>",
    "an end of its attribute": "\"'><img src=x onerror=alert(1)>",
    "a template": "{{ 7*7 }}{% include 'x' %}${7*7}#{7*7}",
    "a format": "%s%n%(x)s{0}{x.__class__}",
    "SQL": "'); DROP TABLE documents; --",
    "a pattern": "%_[]^\\",
    "a path": "../../../../etc/passwd",
    "a second header": "x\r\nSet-Cookie: a=b\r\n\r\n<h1>",
    "a formula": "=cmd|' /C calc'!A0",
    "YAML": "*a\n&a [*a, *a]\n!!python/object:os.system x",
    "JSON, deep": '{"a":' * 500 + "[" * 500,
    "JSON of another kind": '[null, true, -1, {"steps": 5}]',
    "quotes, deep": ">" * 400 + " x",
    "brackets, deep": "[" * 3000,
    "a wide table": "|" * 2000 + "\n" + "-|" * 2000,
}
VALUES = RAW | TEXTS


def as_bytes(value: str | bytes) -> bytes:
    """What travels."""
    return value if isinstance(value, bytes) else value.encode()


NUMBERS_BADLY = {
    "beyond 32 bits", "beyond 63 bits", "a hundred digits", "below nought", "a fraction", "not a number", "infinity",
    "raised two", "Arabic digits", "a Roman numeral", "no such day", "year nought", "the last year",
    "before our time",
}  # fmt: skip
"""What only somebody who reads a number or a day stumbles over."""

SHORT = b" ".join(
    as_bytes(each) for name, each in VALUES.items() if name not in NUMBERS_BADLY and len(each) < 60
)
IN_A_LINE: dict[str, str | bytes] = {
    "unseen": VALUES["unseen"],
    "a formula": VALUES["a formula"],
    "all short ones": SHORT[:480],  # LineField takes 500
}
IN_A_TEXT: dict[str, str | bytes] = {
    "unseen": VALUES["unseen"],
    "very long word with marks": VALUES["very long word with marks"],
    "a pile of marks": VALUES["a pile of marks"],
    "all of them": b" ".join(as_bytes(each) for each in VALUES.values()),
}
IN_MARKDOWN = IN_A_TEXT | {
    name: VALUES[name]
    for name in ("nothing", "very long line", "JSON, deep", "quotes, deep", "brackets, deep", "a wide table")
}
"""For fields that take any text: what does nothing in company, and everything else together."""

DAYS: dict[str, str | bytes] = {"the last day": "2200-12-31", "the first day": "1900-01-01"}
NUMBERS: dict[str, str | bytes] = {"the largest": "2147483647", "nought": "0", "Arabic digits": "٣٤"}

IN_ANY_FIELD = RAW | {
    name: TEXTS[name]
    for name in (
        "very long line", "beyond the basic plane", "a script", "an end of its attribute", "a template", "a format",
        "a second header", "JSON, deep", "JSON of another kind",
    )
}  # fmt: skip
"""For fields of every kind, also those that choose, count or carry data; free texts get the others besides."""

STORED = {
    name: VALUES[name]
    for name in (
        "NUL", "half of a surrogate pair", "bytes that are no UTF-8", "beyond 32 bits", "beyond 63 bits",
        "raised two", "before our time", "the last year", "very long line", "beyond the basic plane", "a pattern",
    )
}  # fmt: skip
"""What databases differ in."""
