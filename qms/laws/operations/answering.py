"""Answering a change of law for a document, and the reminders until that is done."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from qms.foundation.access import SYSTEM, Actor
from qms.foundation.db import db, hold
from qms.foundation.texts import _l
from qms.foundation.versions import same_as_seen
from qms.identity import operations as identity
from qms.identity.signing import signature_facts
from qms.kernel import clock
from qms.kernel.canonical import canonical, digest
from qms.kernel.errors import Refused
from qms.laws import queries, rules
from qms.laws.models import Answer, Change, ChangeTask
from qms.laws.operations.announcing import coordinators_of, tell, trace
from qms.laws.operations.noticing import end, who_answers
from qms.laws.rules import TaskState


def no_change_needed(task: ChangeTask, *, actor: Actor, reason: str, password: str, seen: int | None) -> None:
    """Sign that a document needs no change.

    Raises:
        Stale: it was answered meanwhile.
        Refused: at ``reason``, when there is none; the task is not open any more.
        WrongPassword: at ``password``.
    """
    signer = identity.confirm_password(actor, password)
    hold(task)
    same_as_seen(task.version, seen)
    if task.state != TaskState.OPEN:
        raise Refused(_l("This was answered already."))
    if not reason.strip():
        raise Refused(_l("Say why no change is needed."), field="reason")
    db.session.add(
        Answer(
            task=task,
            **signature_facts(
                signer,
                meaning=TaskState.NO_CHANGE.value,
                content_hash=what_is_signed(task, reason),
                note=reason,
            ),
        )
    )
    end(task, TaskState.NO_CHANGE)
    trace("task_answered", task.change.text, actor=actor, reason=reason, document=task.document.code)


def what_is_signed(task: ChangeTask, reason: str) -> str:
    """The hash of exactly what an answer speaks of: the change, the revision that stays, the reason."""
    change = task.change
    said = {
        "text": change.text.number,
        "happening": change.happening,
        "takes_effect_on": change.takes_effect_on.isoformat(),
        "document": task.document.code,
        "revision": task.revision.content_hash,
        "reason": reason,
    }
    return digest(canonical(said))


def remind(_now: datetime) -> None:
    """Duty: whoever owes an answer hears of it 30 and 7 days before and when it is late, then the coordinator too."""
    today = clock.today()
    waiting: dict[int, list[ChangeTask]] = {}
    for task in queries.list_open_tasks(due_by=today + timedelta(days=rules.REMIND_BEFORE[0])):
        waiting.setdefault(task.change_id, []).append(task)
    for tasks in waiting.values():
        _remind_of(tasks[0].change, tasks, today)


def _remind_of(change: Change, tasks: list[ChangeTask], today: date) -> None:
    stages = rules.reminders_due(change.due_on, today)
    if not stages:
        return
    kind = "answer_late" if stages[-1] == "late" else "answer_due"
    owed: dict[int, int] = {}
    for task in tasks:
        for person_id in who_answers(task.document):
            owed[person_id] = owed.get(person_id, 0) + 1
    for person_id, count in owed.items():
        tell(kind, change, [person_id], actor=SYSTEM, once=stages[-1], count=count)
    if kind == "answer_late":
        coordinators = coordinators_of(change.organization_id)
        tell(kind, change, coordinators, actor=SYSTEM, once="coordinator", count=len(tasks))
