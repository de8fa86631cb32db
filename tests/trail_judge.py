"""Judges every entry that any test adds to the trail: it can be told as a sentence, in both languages.

So each act is judged wherever it is tried, without a list of acts to keep.
"""

from __future__ import annotations

import re
from typing import Any

from flask import has_app_context
from sqlalchemy import event

from qms.foundation.house import house
from qms.foundation.texts import catalogue
from qms.foundation.trail import Entry

MADE_UP = ("trial.",)  # actions that tests of the trail itself invent
_PLACE = re.compile(r"%\((\w+)\)s")


def judge_every_entry() -> None:
    """From now on, in this process."""
    if not event.contains(Entry, "before_insert", _judge):
        event.listen(Entry, "before_insert", _judge)


def _judge(_mapper: Any, _connection: Any, entry: Entry) -> None:
    if has_app_context() and not entry.action.startswith(MADE_UP):
        faults = list(faults_of(entry))
        assert not faults, f"{entry.action}: {'; '.join(faults)}"


def faults_of(entry: Entry) -> list[str]:
    """Why people could not read this entry; empty when they can."""
    sentence = house().sentences.get(entry.action)
    if sentence is None:
        return [f"no room has a sentence for it in its feature.py ({entry.action})"]
    faults = []
    english = sentence._args[0] if hasattr(sentence, "_args") else str(sentence)
    if catalogue("vi").gettext(english) == english:
        faults.append("the sentence has no Vietnamese")
    unfilled = set(_PLACE.findall(english)) - {"actor", "subject"} - entry.facts.keys()
    if unfilled:
        faults.append(f"facts are missing for {sorted(unfilled)}")
    unnamed = entry.changes.keys() - house().field_labels.keys()
    if unnamed:
        faults.append(f"no room has field labels for {sorted(unnamed)}")
    return faults
