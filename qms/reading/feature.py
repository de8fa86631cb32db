"""What the room offers."""

from __future__ import annotations

from datetime import timedelta

from qms.documents.events import DocumentWithdrawn, RevisionTookEffect
from qms.foundation.feature import Feature, NavigationItem
from qms.foundation.outbox import Duty
from qms.foundation.texts import _l
from qms.identity.events import PersonLeft, PersonPlaced, UnitMoved
from qms.reading import notices, reactions, showing
from qms.reading.operations import checking
from qms.reading.operations.reminding import remind
from qms.reading.panels import panels_of
from qms.reading.policy import OWN, PERMISSIONS
from qms.reading.views import blueprint
from qms.reading.views import overseeing as _overseeing  # noqa: F401  # each puts its pages on the blueprint
from qms.reading.views import own as _own  # noqa: F401 - its routes
from qms.reading.views import readers as _readers  # noqa: F401 - its routes

SENTENCES = {
    "reading.asked": _l("People asked to read %(subject)s until %(due_on)s: %(count)s."),
    "reading.asked_on_joining": _l("%(subject)s is asked to read %(count)s documents until %(due_on)s."),
    "reading.answered": _l(
        "%(actor)s answered the questions about %(subject)s: %(right)s of %(count)s right; %(needed)s percent are needed."
    ),
    "reading.confirmed": _l("%(actor)s has read and understood %(subject)s."),
    "reading.audience_set": _l(
        "%(actor)s said whom %(subject)s concerns. People newly asked to read it: %(count)s."
    ),
    "reading.questions_set": _l("%(actor)s set the questions about %(subject)s: %(count)s."),
    "reading.terms_set": _l("%(actor)s set the days for reading."),
}

feature = Feature(
    name="reading",
    title=_l("Read and understood"),
    blueprint=blueprint,
    permissions=PERMISSIONS,
    reactions=(
        (RevisionTookEffect, reactions.ask_to_read),
        (DocumentWithdrawn, reactions.ask_nobody),
        (PersonPlaced, reactions.ask_newcomer),
        (PersonLeft, reactions.let_go),
        (UnitMoved, reactions.ask_those_moved),
    ),
    navigation=(NavigationItem(_l("Reading"), "reading.index", "journal-check", 25, OWN),),
    duties=(Duty("reading.remind", _l("Remind of documents to be read"), timedelta(minutes=15), remind),),
    sentences=SENTENCES,
    field_labels={
        "audience.from_steps": _l("Those responsible for a step"),
        "audience.everybody": _l("Everybody of the organisation"),
        "audience.units": _l("Units"),
        "audience.positions": _l("Positions"),
        "audience.people": _l("Named persons"),
        "audience.questions": _l("Questions"),
        "audience.pass_mark": _l("Pass mark in percent"),
        "reading.days": _l("Days to read a revision"),
        "reading.remind_before": _l("Days before, on which the reader is reminded"),
    },
    notices=notices.NOTICES,
    tasks=notices.tasks,
    panels=panels_of,
    checks={
        "confirmations": checking.confirmations_of_other_texts,
        "asked to read": checking.tallies_at_odds,
    },
    beside={"documents.head": showing.still_to_read, "documents.show": showing.readers},
)
