"""Unicode written with the codes of old fonts, the other way round from qms/intake/encodings.py."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from qms.intake.encodings import Encoding, to_unicode


def _codes(encoding: Encoding, candidates: Iterable[str]) -> Callable[[str], str]:
    table: dict[str, str] = {}
    for code in candidates:
        table.setdefault(to_unicode(code, encoding), code)
    return lambda text: "".join(table.get(char, char) for char in text)


def _changed_first(codes: list[str], encoding: Encoding) -> list[str]:
    return sorted(codes, key=lambda code: to_unicode(code, encoding) == code)


_HIGH = [chr(code) for code in range(0xA1, 0x100)]
_PAIRS = [base + mark for base in "aeouyAEOUYôöÔÖ" for mark in _HIGH]
as_tcvn3 = _codes(Encoding.TCVN3, _changed_first(_HIGH, Encoding.TCVN3))
as_vni = _codes(
    Encoding.VNI,
    [pair for pair in _PAIRS if len(to_unicode(pair, Encoding.VNI)) == 1] + list("ôöñæóòîíìÔÖÑÆÓÒÎÍÌ"),
)
