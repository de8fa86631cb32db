"""What the trail and notices keep as data, in the reader's words: sentences filled with facts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from qms.foundation.house import house
from qms.foundation.texts import _
from qms.kernel import clock

NOTHING = "–"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?([+-]\d\d:?\d\d|Z)")


OPEN = "…"


class _Words(dict[str, Any]):
    """Facts for a sentence; one that an old record does not have shows as a dash."""

    def __missing__(self, _name: str) -> str:
        return NOTHING


class _NoWords(dict[str, Any]):
    """Leaves every place of a sentence open."""

    def __missing__(self, _name: str) -> str:
        return OPEN


def fill(sentence: Any, facts: Mapping[str, Any]) -> str:
    """The sentence in the reader's language with the facts in words: for mails and plain text."""
    return str(sentence) % _Words({name: value_in_words(name, value) for name, value in facts.items()})


def fill_html(sentence: Any, facts: Mapping[str, Any], **parts: Markup | str) -> Markup:
    """The same for a page: facts escaped; ``parts`` are HTML already (a name in bold, a link)."""
    words = {name: value_in_words(name, value) for name, value in facts.items()}
    return Markup(str(sentence)) % _Words(words | parts)  # noqa: S704 - our catalogue's text; % escapes the facts


def left_open(sentence: Any) -> str:
    """The sentence without its facts, as the name of what it tells: "… signed in."."""
    return str(sentence) % _NoWords()


def field_in_words(name: str) -> str:
    """The label of a changed field."""
    return str(house().field_labels.get(name, name.replace("_", " ")))


def value_in_words(name: str, value: Any) -> str:
    """A kept value as people read it: enum members by their label, days as dd/MM/yyyy, lists with commas."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, list | tuple):
        return ", ".join(value_in_words(name, each) for each in value) or NOTHING
    try:
        return str(house().value_labels[name](value))
    except (KeyError, ValueError):  # no label for this name, or a value that no longer exists
        return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return "; ".join(
            f"{field_in_words(name)}: {value_in_words(name, each)}" for name, each in value.items()
        )
    return _read_date(str(value))


def _read_date(text: str) -> str:
    """A day or moment as JSON keeps it, on the office's calendar and clock; other texts as they are."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text).strftime("%d/%m/%Y")
        if _MOMENT.fullmatch(text):
            return clock.local(datetime.fromisoformat(text)).strftime("%d/%m/%Y %H:%M")
    except ValueError:  # looks like a date and is none
        return text
    return text
