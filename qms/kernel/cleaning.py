"""Text as it comes in from outside, made fit to keep: composed, without invisible tricks."""

from __future__ import annotations

import re
import unicodedata

# Zero-width characters, bidirectional controls, byte-order mark, soft hyphen: invisible, and they make two
# equal looking titles different or one title read as another.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_SPACES = re.compile(r"\s+")


def clean_text(text: str) -> str:
    """NFC, line ends as \\n, without control, invisible and half characters; spaces stay as typed."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _CONTROL.sub("", _INVISIBLE.sub("", composed))


def clean_line(text: str) -> str:
    """Like ``clean_text``, in one line, with single spaces and none at the ends."""
    return _SPACES.sub(" ", clean_text(text)).strip()
