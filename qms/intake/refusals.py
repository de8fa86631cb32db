"""Why a file cannot be read: kinds, told as sentences in wording.py."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    WRONG_KIND = "wrong_kind"
    DAMAGED = "damaged"
    MACROS = "macros"
    PASSWORD = "password"  # noqa: S105  # a kind of refusal, not a password
    TOO_LARGE_INSIDE = "too_large_inside"
    TOO_MANY_PARTS = "too_many_parts"
    BAD_NAMES = "bad_names"
    ENTITIES = "entities"
    TOO_DEEP = "too_deep"
    NOT_RECOGNISED = "not_recognised"  # a scan in which nothing could be read
    NO_RECOGNISER = "no_recogniser"  # a scan, and no program that reads scans
    TOO_MANY_PAGES = "too_many_pages"
    NO_CONVERTER = "no_converter"  # .doc, and no program that turns it into .docx
    NOT_CONVERTED = "not_converted"
    OVERRUN = "overrun"
    NOTHING_IN_IT = "nothing_in_it"  # an archive without a file that can be read
    BAD_PROCEDURE_FILE = "bad_procedure_file"
    FAULT = "fault"
    NESTED = "nested"  # an archive in an archive
    NOT_TAKEN = "not_taken"  # the store refused it; the detail is its sentence


class Unreadable(Exception):
    """A file cannot be read; ``detail`` goes into the sentence where that has a place for it."""

    def __init__(self, kind: Refusal, detail: str = "") -> None:
        super().__init__(f"{kind}: {detail}" if detail else kind)
        self.kind = kind
        self.detail = detail
