"""Enumerations whose members people see: each member says beside its value how it reads."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Self


class Worded(StrEnum):
    """Written as ``MEMBER = value, label, tone, sentence``; the last two may be left out.

    ``label`` is the member in words, ``tone`` the colour of its tag, ``sentence`` what it means or what comes next.
    """

    _value_: str
    label: Any
    tone: str
    sentence: Any

    def __new__(cls, value: str, label: Any = "", tone: str = "neutral", sentence: Any = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label, member.tone, member.sentence = label, tone, sentence
        return member
