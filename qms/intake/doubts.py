"""What a person should look at: kinds of doubt; wording.py tells each as a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DoubtKind(StrEnum):
    # the cover
    NO_CODE = "no_code"
    CODE_FROM_NAME = "code_from_name"
    CODES_DIFFER = "codes_differ"
    NO_TITLE = "no_title"
    TITLE_CASE = "title_case"
    BAD_DATE = "bad_date"
    NO_ISSUE = "no_issue"
    # steps
    NO_STEPS = "no_steps"
    PICTURE_FLOWCHART = "picture_flowchart"
    TWO_TABLES = "two_tables"
    JOINED_TABLES = "joined_tables"
    STEP_NUMBER = "step_number"
    STEP_MERGED = "step_merged"
    STEP_WITHOUT_NAME = "step_without_name"
    STEP_LONG_NAME = "step_long_name"
    STEP_BRANCHES = "step_branches"
    NOBODY = "nobody"
    PARTY_KIND = "party_kind"
    SEVERAL_PARTIES = "several_parties"
    FORM_OR_RESULT = "form_or_result"
    TOO_MANY_STEPS = "too_many_steps"
    # times
    NOT_A_TIME = "not_a_time"
    NO_UNIT = "no_unit"
    RANGE = "range"
    SEVERAL = "several"
    WITHIN_DAY = "within_day"
    ADDED = "added"
    CONVERTED = "converted"
    MIXED_DAYS = "mixed_days"
    WHICH_TIME = "which_time"
    # other parts
    COUNTS = "counts"
    FEE = "fee"
    NO_SECTIONS = "no_sections"
    # the file
    TRACKED = "tracked"
    TEXT_BOX = "text_box"
    PICTURE = "picture"
    DRAWING = "drawing"
    NESTED_TABLE = "nested_table"
    TCVN3_FONT = "tcvn3_font"
    VNI_FONT = "vni_font"
    TCVN3_LETTERS = "tcvn3_letters"
    VNI_LETTERS = "vni_letters"
    STRANGE_WORDS = "strange_words"
    FROM_PDF = "from_pdf"
    FROM_SCAN = "from_scan"


@dataclass(frozen=True)
class Doubt:
    """Something to look at. ``place`` is what it is about ("code", "steps/3/duration", "" for the whole file);
    ``block`` and ``row`` say where in the original, from 1; 0 is nowhere in particular."""

    kind: DoubtKind
    place: str = ""
    detail: str = ""
    block: int = 0
    row: int = 0
