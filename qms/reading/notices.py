"""How notices about reading are worded, and what waits for whom: one line a document."""

from __future__ import annotations

from collections.abc import Iterator

from qms.foundation.access import Actor
from qms.foundation.feature import NoticeText, Task
from qms.foundation.texts import _l
from qms.kernel import clock
from qms.reading.addresses import OWN, reading_address, unit_address
from qms.reading.queries import own

MOST_LINES = 12  # further documents stand in one line together

NOTICES = {
    "reading.asked": NoticeText(
        _l("Documents for you to read: %(count)s"),
        _l(
            "Documents that concern your work are in force: %(count)s. Read them and confirm; the first is due on %(due_on)s."
        ),
    ),
    "reading.due_soon": NoticeText(
        _l("Documents to read until %(due_on)s: %(count)s"),
        _l("Documents that you have not confirmed yet: %(count)s. The first is due on %(due_on)s."),
    ),
    "reading.late": NoticeText(
        _l("Late: documents that you have not read: %(count)s"),
        _l("Documents that you should have confirmed by now: %(count)s. The oldest was due on %(due_on)s."),
    ),
    "reading.unit_late": NoticeText(
        _l("Late in reading: %(unit)s"),
        _l("People of %(unit)s who have not confirmed documents in time: %(people)s."),
    ),
}


def tasks(actor: Actor) -> Iterator[Task]:
    """What this person is still to read, and in which units that they head somebody is late."""
    if actor.person_id is None:
        return
    duties = own.list_open(actor.person_id, most=MOST_LINES + 1)
    for duty in duties[:MOST_LINES]:
        revision = duty.revision
        label = _l("Read and confirm: %(code)s %(title)s", code=revision.document.code, title=revision.title)
        yield Task(label, reading_address(revision.document.code), "reading.read", due_on=duty.due_on)
    if len(duties) > MOST_LINES:
        more = own.count_open(actor.person_id) - MOST_LINES
        label = _l("Further documents to read: %(count)s", count=more)
        yield Task(label, OWN, "reading.read", due_on=duties[-1].due_on)
    for unit_id, name, people in own.late_in_units_of(actor.person_id, clock.today()):
        label = _l("Late in reading in %(unit)s: %(people)s people", unit=name, people=people)
        yield Task(label, unit_address(unit_id), "reading.unit_late")
