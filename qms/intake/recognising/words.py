"""Small readings of text: parties, forms, list items, dates, codes."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from qms.kernel.text import clean_line, fold
from qms.procedures.structure import FormUse, Party, PartyKind

_BULLET = re.compile(r"^\s*(?:[-–—•·*+▪●○◦■□✓]|\(?\d{1,2}[.)]|\(?[a-zđ]\))\s+")
_OUTSIDE = re.compile(
    r"^(?:cac )?(?:to chuc|ca nhan|cong dan|nguoi (?:nop|dan|de nghi|yeu cau|su dung dat)|khach hang|doanh nghiep"
    r"|co so|chu (?:dau tu|ho)|nguoi co yeu cau|don vi ben ngoai)\b"
)
_POSITION = re.compile(
    r"^(?:chuyen vien|can bo|cong chuc|vien chuc|nhan vien|truong|pho|giam doc|chu tich|chanh|van thu|ke toan"
    r"|thu ky|dai dien|nguoi|danh gia vien|thanh tra vien|lanh dao|thu truong|bo truong|cuc truong"
    r"|chu so huu|dieu phoi|quan tri|thu kho|lai xe|bao ve|dieu tra vien|tham phan|doan danh gia|qmr|ld|cv)\b"
)
_UNIT = re.compile(
    r"^(?:phong|ban|bo phan|trung tam|so|ubnd|uy ban|van phong|chi cuc|cuc|tong cuc|to|don vi|hoi dong|thanh tra"
    r"|kho bac|chi nhanh|bo|vu|vien|truong hoc|cong an|tthcc|ttpvhcc|mot cua|co quan|tiep nhan)\b"
)
_CODE = r"(?:BM|BMT|MB|PL|HD|QT|MS)[\w&]*(?:[-./][\w&]+|\s?\d[\w&]*)+"
_CODE_FIRST = re.compile(rf"^(?P<code>{_CODE})\s*(?:[:\-–.]\s*|\s+|$)(?P<title>.*)$")
_CODE_LAST = re.compile(rf"^(?P<title>.+?)\s*[(\[–-]\s*(?P<code>{_CODE})\s*[)\]]?$")
_FORM_WORDS = re.compile(
    r"^(?:phieu|don|to khai|giay|so theo doi|so|bien ban|bieu|mau|ban ke|danh sach)\b|\bmau so\b|\bbm[-./ ]"
)


def items_in(text: str) -> list[str]:
    """The items of a cell or a paragraph: a line each, and what semicolons divide outside parentheses."""
    found = []
    for line in text.split("\n"):
        bare = clean_line(_BULLET.sub("", line))
        found += [item for item in map(clean_line, _divided(bare)) if item.strip(" .;,-–")]
    return [item.rstrip(" ;") for item in found]


def without_bullet(line: str) -> str:
    """A line without what begins it as an item of a list."""
    return clean_line(_BULLET.sub("", line))


def is_item(line: str) -> bool:
    """Whether a line begins as an item of a list."""
    return _BULLET.match(line) is not None


def _divided(line: str) -> list[str]:
    parts, depth = [""], 0
    for char in line:
        depth += (char == "(") - (char == ")")
        if char == ";" and depth <= 0:
            parts.append("")
        else:
            parts[-1] += char
    return parts


def party_of(name: str, units: Collection[str] = (), positions: Collection[str] = ()) -> tuple[Party, bool]:
    """Who is meant, and whether that is certain: by the organisation's own names first, else by its words."""
    kinds = {kind for part in re.split(r"[,;/]| và ", name) if (kind := _kind_of(part, units, positions))}
    kind = _kind_of(name, units, positions)
    return Party(kind or PartyKind.UNIT, name), kind is not None and len(kinds) < 2


def _kind_of(name: str, units: Collection[str], positions: Collection[str]) -> PartyKind | None:
    folded = fold(name).strip()
    if folded in {fold(unit) for unit in units}:
        return PartyKind.UNIT
    if folded in {fold(position) for position in positions}:
        return PartyKind.POSITION
    by_words = ((_OUTSIDE, PartyKind.OUTSIDE), (_POSITION, PartyKind.POSITION), (_UNIT, PartyKind.UNIT))
    return next((kind for pattern, kind in by_words if pattern.match(folded)), None)


def form_of(text: str, titles: dict[str, str] | None = None) -> FormUse:
    """A form from its line: code first, code behind, or title alone; ``titles`` are known codes with their titles."""
    line = clean_line(text).strip(" .;")
    found = _CODE_FIRST.match(line) or _CODE_LAST.match(line)
    if found is None or not any(char.isdigit() for char in found["code"]):
        return FormUse(line)
    code, title = clean_line(found["code"]).strip(" .-:"), clean_line(found["title"]).strip(" :–-()")
    return FormUse(title or (titles or {}).get(code, code), code)


def is_form(text: str) -> bool:
    """Whether words sound like a form to be filled in."""
    return bool(_FORM_WORDS.search(fold(text))) or form_of(text).code != ""


_DAY = re.compile(r"(?:ngay\s*)?(\d{1,2})\s*(?:[/.-]|thang)\s*(\d{1,2})\s*(?:[/.-]|nam)\s*(\d{4})", re.ASCII)


def day_in(text: str) -> date | None:
    """The first day that a text names: 01/02/2024, 01-02-2024, ngày 01 tháng 02 năm 2024."""
    found = _DAY.search(fold(clean_line(text)))
    if found is None:
        return None
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None


def number_in(text: str) -> int | None:
    """The first whole number of a text, such as 02."""
    found = re.search(r"\d{1,4}", text)
    return int(found[0]) if found else None
