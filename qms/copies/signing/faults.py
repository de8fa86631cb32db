"""Why a file is not accepted as the released one with valid signatures. Imports nothing: read in a confined child."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    """What is wrong with a signed file, or with one signature."""

    NO_PDF = "no_pdf"
    ENCRYPTED = "encrypted"
    OTHER_DOCUMENT = "other_document"
    CHANGED = "changed"
    UNSIGNED = "unsigned"
    BROKEN = "broken"
    EDITED = "edited"
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    BAD_TIME = "bad_time"
    TOO_MUCH = "too_much"
