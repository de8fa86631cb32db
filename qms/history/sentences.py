"""Entries of the trail in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from qms.foundation import wording
from qms.foundation.access import SYSTEM, Actor
from qms.foundation.feature import Shown
from qms.foundation.house import house
from qms.foundation.subjects import shown_to
from qms.foundation.texts import _
from qms.foundation.trail import Entry

LONG = 200


@dataclass(frozen=True)
class Change:
    """A field that was changed, in words."""

    label: str
    before: str
    after: str

    @property
    def is_long(self) -> bool:
        return len(self.before) + len(self.after) > LONG


@dataclass(frozen=True)
class Line:
    """An entry as it is read. ``sentence`` is HTML, ``plain`` the same as text."""

    sequence: int
    at: datetime
    sentence: Markup
    plain: str
    changes: tuple[Change, ...]
    reason: str
    address: str


def in_words(entries: Iterable[Entry], actor: Actor, *, linked: bool = True) -> list[Line]:
    """The entries as the actor reads them; where wanted, records that they may see are links."""
    entries = list(entries)
    if not linked:
        return [_line(entry, None) for entry in entries]
    shown = shown_to(actor, ((entry.subject_kind, entry.subject_id) for entry in entries))
    return [_line(entry, shown.get((entry.subject_kind, entry.subject_id or 0))) for entry in entries]


def _line(entry: Entry, shown: Shown | None) -> Line:
    text = house().sentences.get(entry.action, entry.action.replace("%", "%%"))
    names = {"actor": _actor_name(entry), "subject": entry.subject_label}
    facts = {**entry.facts, **names}
    return Line(
        sequence=entry.sequence,
        at=entry.at,
        sentence=wording.fill_html(
            text,
            facts,
            actor=Markup("<strong>%s</strong>") % names["actor"],
            subject=Markup('<a href="%s">%s</a>') % (shown.url, names["subject"])
            if shown
            else names["subject"],
        ),
        plain=wording.fill(text, facts),
        changes=tuple(_change(name, pair) for name, pair in entry.changes.items()),
        reason=entry.reason,
        address=entry.address,
    )


def _actor_name(entry: Entry) -> str:
    if entry.actor_id is None and entry.actor_name == SYSTEM.name:
        return _("The system")
    return entry.actor_name or _("Somebody")


def _change(name: str, pair: list[object]) -> Change:
    before, after = pair
    return Change(
        wording.field_in_words(name),
        wording.value_in_words(name, before),
        wording.value_in_words(name, after),
    )
