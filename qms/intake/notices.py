"""How notices of the room read, and what waits for whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from qms.foundation.access import Actor, can
from qms.foundation.feature import NoticeText, Task
from qms.foundation.texts import _l
from qms.intake import queries
from qms.intake.addresses import QUEUE
from qms.intake.policy import CHECK


def _may_know(actor: Actor, _facts: Mapping[str, str]) -> bool:
    return can(actor, CHECK)


NOTICES = {
    "intake.read": NoticeText(
        _l("The files that you sent are read"),
        _l("Of %(total)s files, %(to_check)s are to be checked and %(refused)s could not be read."),
        may_know=_may_know,
    ),
}


def tasks(actor: Actor) -> Iterator[Task]:
    """For the coordinator: how many files wait to be checked."""
    if not can(actor, CHECK):
        return
    waiting = queries.progress().to_check
    if waiting:
        yield Task(_l("Check files that came in: %(count)s", count=waiting), QUEUE, "intake.check")
