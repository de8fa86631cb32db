"""Section headings of procedures as agencies write them, and what they stand for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from qms.intake.blocks import Paragraph, Where
from qms.kernel.text import fold


class Topic(StrEnum):
    PURPOSE = "purpose"
    SCOPE = "scope"
    REFERENCES = "references"
    DEFINITIONS = "definitions"
    RESPONSIBILITY = "responsibility"
    CONTENT = "content"
    LEGAL = "legal"
    COMPONENTS = "components"
    SETS = "sets"
    TIME = "time"
    PLACE = "place"
    CHANNELS = "channels"
    FEE = "fee"
    APPLICANT = "applicant"
    RESULT = "result"
    STEPS = "steps"
    FORMS = "forms"
    RECORDS = "records"
    AMENDMENTS = "amendments"
    DISTRIBUTION = "distribution"
    OTHER = "other"


# Beginnings of folded titles, the longer before the shorter; a title that begins with none is another one.
_TITLES: tuple[tuple[str, Topic], ...] = (
    ("theo doi tinh trang sua doi", Topic.AMENDMENTS),
    ("theo doi noi dung sua doi", Topic.AMENDMENTS),
    ("theo doi sua doi", Topic.AMENDMENTS),
    ("bang theo doi sua doi", Topic.AMENDMENTS),
    ("tinh hinh sua doi", Topic.AMENDMENTS),
    ("sua doi tai lieu", Topic.AMENDMENTS),
    ("phan phoi tai lieu", Topic.DISTRIBUTION),
    ("phan phoi", Topic.DISTRIBUTION),
    ("noi nhan", Topic.DISTRIBUTION),
    ("muc dich", Topic.PURPOSE),
    ("pham vi", Topic.SCOPE),
    ("tai lieu vien dan", Topic.REFERENCES),
    ("tai lieu tham chieu", Topic.REFERENCES),
    ("dinh nghia", Topic.DEFINITIONS),
    ("thuat ngu", Topic.DEFINITIONS),
    ("giai thich tu ngu", Topic.DEFINITIONS),
    ("chu viet tat", Topic.DEFINITIONS),
    ("trach nhiem", Topic.RESPONSIBILITY),
    ("co so phap ly", Topic.LEGAL),
    ("can cu phap ly", Topic.LEGAL),
    ("thanh phan ho so", Topic.COMPONENTS),
    ("thanh phan, so luong ho so", Topic.COMPONENTS),
    ("ho so bao gom", Topic.COMPONENTS),
    ("so luong ho so", Topic.SETS),
    ("so luong bo ho so", Topic.SETS),
    ("thoi gian xu ly", Topic.TIME),
    ("thoi gian giai quyet", Topic.TIME),
    ("thoi gian thuc hien", Topic.TIME),
    ("thoi han giai quyet", Topic.TIME),
    ("thoi han", Topic.TIME),
    ("noi tiep nhan", Topic.PLACE),
    ("dia diem tiep nhan", Topic.PLACE),
    ("noi nop ho so", Topic.PLACE),
    ("cach thuc", Topic.CHANNELS),
    ("hinh thuc nop", Topic.CHANNELS),
    ("le phi", Topic.FEE),
    ("phi, le phi", Topic.FEE),
    ("phi va le phi", Topic.FEE),
    ("phi:", Topic.FEE),
    ("doi tuong", Topic.APPLICANT),
    ("ket qua", Topic.RESULT),
    ("quy trinh xu ly cong viec", Topic.STEPS),
    ("quy trinh xu ly", Topic.STEPS),
    ("quy trinh thuc hien", Topic.STEPS),
    ("quy trinh giai quyet", Topic.STEPS),
    ("trinh tu", Topic.STEPS),
    ("cac buoc", Topic.STEPS),
    ("luu do", Topic.STEPS),
    ("so do", Topic.STEPS),
    ("noi dung quy trinh", Topic.CONTENT),
    ("noi dung", Topic.CONTENT),
    ("bieu mau", Topic.FORMS),
    ("mau bieu", Topic.FORMS),
    ("phu luc", Topic.FORMS),
    ("ho so can luu", Topic.RECORDS),
    ("ho so luu", Topic.RECORDS),
    ("luu ho so", Topic.RECORDS),
    ("luu tru", Topic.RECORDS),
    ("ho so", Topic.RECORDS),
)
_NUMBER = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,3}|[IVX]{1,5}|[A-Z])(?:[.):/]\s*|\s+)(?=\S)")
LONGEST = 160


@dataclass(frozen=True)
class Heading:
    """A heading: its number as written, depth from 1, title, topic, and what stood on its line after a colon."""

    number: str
    depth: int
    title: str
    topic: Topic
    rest: str = ""


def topic_of(title: str) -> Topic:
    """What a title stands for."""
    folded = fold(title).strip(" .:")
    return next((topic for words, topic in _TITLES if f"{folded}:".startswith(words)), Topic.OTHER)


def heading_in(paragraph: Paragraph) -> Heading | None:
    """The heading that a paragraph is; None for text."""
    line = paragraph.shown.strip()
    if not line or "\n" in line or paragraph.where is not Where.BODY:
        return None
    numbered = _NUMBER.match(line)
    words = line[numbered.end() :] if numbered else line
    title, colon, rest = (part.strip() for part in words.partition(":"))
    if not title or len(title) > LONGEST:
        return None
    topic = topic_of(f"{title}:")
    if not _looks_like_one(paragraph, title, rest, topic, bool(numbered)):
        return None
    if not colon or topic is Topic.OTHER:
        title, rest = words.strip(" :"), ""
    number = numbered["number"] if numbered else ""
    return Heading(number, _depth(number, paragraph.level), title, topic, rest)


def _looks_like_one(paragraph: Paragraph, title: str, rest: str, topic: Topic, is_numbered: bool) -> bool:
    if paragraph.level:
        return True
    known = topic is not Topic.OTHER and len(title) <= 80
    stands_out = paragraph.bold or (title.isupper() and len(title) > 4)
    if is_numbered:
        return stands_out or (known and not title.rstrip().endswith((".", ";", ",")))
    return known and stands_out and not rest and len(title.split()) <= 12


def _depth(number: str, level: int) -> int:
    if number[:1].isdigit():
        return number.count(".") + 1
    return level or 1
