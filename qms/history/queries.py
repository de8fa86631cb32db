"""Reading the trail: one record's entries, and the log of an organisation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, or_, select

from qms.foundation.access import Actor
from qms.foundation.db import db
from qms.foundation.texts import _l
from qms.foundation.trail import Entry
from qms.history import sentences
from qms.history.sentences import Line
from qms.identity.models import Organization
from qms.kernel import clock
from qms.kernel.paging import PAGE_SIZE, Page, offset_of

MOST_LINES_OF_A_FILE = 50_000
READS = (".viewed", ".printed")  # how actions end that only look at a record

SIGNING_IN = "signing_in"
ALL = "all"
GROUPS = {SIGNING_IN: _l("Signing in and refusals"), ALL: _l("Everything")}
OF_SIGNING_IN = (
    "identity.signed_in",
    "identity.sign_in_failed",
    "identity.unknown_sign_in_failed",
    "identity.locked",
    "identity.unlocked",
    "identity.signed_out",
    "identity.session_ended",
    "identity.signed_out_everywhere",
    "identity.password_changed",
    "identity.password_given",
    "access.refused",
)


@dataclass(frozen=True)
class LogFilter:
    """What narrows the log down. ``action`` is one of GROUPS or an action of the trail."""

    person_id: int | None = None
    action: str = SIGNING_IN
    since: date | None = None
    until: date | None = None

    def count_set(self) -> int:
        """How many filters differ from what the page shows by itself."""
        return sum(
            getattr(self, name) != getattr(LogFilter(), name)
            for name in ("person_id", "action", "since", "until")
        )


# --- One record ------------------------------------------------------------------------------------------


def list_history(kind: str, record_id: int, *, actor: Actor, number: int, with_reads: bool) -> Page[Line]:
    """A page of what was done to a record, newest first; who opened or printed it only when asked for."""
    of_record = [Entry.subject_kind == kind, Entry.subject_id == record_id]
    if not with_reads:
        of_record += [Entry.action.not_like(f"%{ending}") for ending in READS]
    return _page(of_record, actor, number, linked=False)


# --- The log ---------------------------------------------------------------------------------------------


def list_log(wanted: LogFilter, *, actor: Actor, number: int) -> Page[Line]:
    """A page of the log of the actor's organisation, newest first."""
    return _page(list(_conditions(wanted, actor)), actor, number)


def log_lines(wanted: LogFilter, *, actor: Actor) -> list[Line]:
    """The log for a file, newest first, at most MOST_LINES_OF_A_FILE."""
    query = select(Entry).where(*_conditions(wanted, actor)).order_by(Entry.sequence.desc())
    return sentences.in_words(db.session.scalars(query.limit(MOST_LINES_OF_A_FILE)), actor, linked=False)


def _page(
    conditions: list[ColumnElement[bool]], actor: Actor, number: int, *, linked: bool = True
) -> Page[Line]:
    total = db.session.scalar(select(func.count()).select_from(Entry).where(*conditions)) or 0
    query = select(Entry).where(*conditions).order_by(Entry.sequence.desc())
    entries = db.session.scalars(query.limit(PAGE_SIZE).offset(offset_of(number)))
    return Page(sentences.in_words(entries, actor, linked=linked), number, total)


def _conditions(wanted: LogFilter, actor: Actor) -> Iterator[ColumnElement[bool]]:
    yield _of_organization(actor)
    if wanted.person_id:
        yield Entry.actor_id == wanted.person_id
    if wanted.action == SIGNING_IN:
        yield Entry.action.in_(OF_SIGNING_IN)
    elif wanted.action != ALL:
        yield Entry.action == wanted.action
    if wanted.since:
        yield Entry.at >= clock.start_of(wanted.since)
    if wanted.until:
        yield Entry.at < clock.start_of(wanted.until + timedelta(days=1))


def _of_organization(actor: Actor) -> ColumnElement[bool]:
    """The trail is one for the whole installation; entries of no organisation (a try to sign in under a name
    that nobody has) are shown to the one at the top of the tree."""
    own = Entry.organization_id == actor.organization_id
    organization = db.session.get(Organization, actor.organization_id)
    is_top = organization is not None and organization.parent_id is None
    return or_(own, Entry.organization_id.is_(None)) if is_top else own
