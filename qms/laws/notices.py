"""How notices about changes of law read, and what waits for whom: one line a change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from qms.foundation.access import Actor
from qms.foundation.feature import NoticeText, Task
from qms.foundation.texts import _l, _n
from qms.kernel import clock
from qms.laws import queries
from qms.laws.addresses import change_address
from qms.laws.models import Change, ChangeTask
from qms.laws.policy import KEEP, REVIEW

NOTICES = {
    "laws.look_at": NoticeText(
        _l("Change of law: %(number)s, answer by %(due_on)s"),
        _l(
            "%(number)s has changed and documents that you answer for cite it. Bring them in line "
            "by %(due_on)s, or sign that no change is needed."
        ),
    ),
    "laws.answer_due": NoticeText(
        _l("Due on %(due_on)s: change of %(number)s"),
        _l(
            "%(count)s documents that you answer for wait for an answer to the change of %(number)s by %(due_on)s."
        ),
    ),
    "laws.answer_late": NoticeText(
        _l("Late: change of %(number)s"),
        _l(
            "%(count)s documents still have no answer to the change of %(number)s, which was due on %(due_on)s."
        ),
    ),
}


def tasks(actor: Actor) -> Iterator[Task]:
    """What waits for this person here."""
    if actor.person_id is None:
        return
    yield from _by_change(queries.list_open_tasks_of(actor.person_id), "laws.answer")
    if KEEP.granted(actor):
        yield from _by_change(queries.list_left_behind(), "laws.left_behind")
    if REVIEW.granted(actor):
        for month in queries.months_without_review(clock.today(), organization_id=actor.organization_id):
            yield Task(
                _l("Review legal texts for %(month)s", month=month.name),
                f"/laws/reviews/{month.year}/{month.number}",
                "laws.review",
                due_on=month.last,
            )


def _by_change(tasks: Iterable[ChangeTask], kind: str) -> Iterator[Task]:
    waiting: dict[int, list[ChangeTask]] = {}
    for each in tasks:
        waiting.setdefault(each.change_id, []).append(each)
    for found in waiting.values():
        change = found[0].change
        yield Task(_words(change, found), change_address(change.id), kind, due_on=change.due_on)


def _words(change: Change, tasks: list[ChangeTask]) -> str:
    number, what = change.text.number, str(change.what.label)
    if len(tasks) == 1:
        text = _l(
            "%(number)s: %(what)s. Look at %(code)s", number=number, what=what, code=tasks[0].document.code
        )
        return str(text)
    return _n(
        "%(number)s: %(what)s. Look at %(num)s document",
        "%(number)s: %(what)s. Look at %(num)s documents",
        len(tasks),
        number=number,
        what=what,
    )
