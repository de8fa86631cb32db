"""Nonconformities in every state, made through the operations as people would make them."""

from __future__ import annotations

from datetime import date, timedelta

from qms.foundation.db import db
from qms.identity.models import Person
from qms.kernel import clock
from qms.nonconformities import queries
from qms.nonconformities.models import Action, Nonconformity, Term
from qms.nonconformities.operations import analysing, doing, planning, reporting, verifying
from qms.nonconformities.rules import ActionKind, ActionType, TermKind
from qms.nonconformities.sources import Source
from tests.people import actor, person

TITLE = "Tem hiệu chuẩn của cân hết hạn"
COORDINATOR, OWNER, DOER, VERIFIER, REPORTER = "lan", "hoa", "minh", "an", "binh"


def term(kind: TermKind, code: str, *, of: str = COORDINATOR) -> Term:
    """A term of somebody's organisation."""
    found = queries.find_term(kind, code, organization_id=person(of).organization_id)
    assert found is not None
    return found


def reported(
    title: str = TITLE, *, by: str = REPORTER, origin: str = "TP", source: Source | None = None
) -> Nonconformity:
    """Reported, nobody has looked at it."""
    reporter: Person = person(by)
    made = reporting.report(
        organization_id=reporter.organization_id,
        reporter=reporter,
        title=title,
        description="Cân số 3 ở bộ phận một cửa còn dùng, tem ghi hết hạn tháng trước.",
        happened_on=clock.today(),
        origin=term(TermKind.ORIGIN, origin, of=by),
        actor=actor(by),
        source=source or Source(),
    )
    db.session.commit()
    return made


def accepted(
    found: Nonconformity | None = None, *, severity: str = "LUUY", owner: str = OWNER, **more: str
) -> Nonconformity:
    """Taken up; ``severity`` says after how many days the effect is checked (LUUY: at once, NHE: 30)."""
    found = found or reported(**more)
    reporting.accept(
        found,
        actor=actor(COORDINATOR),
        owner=person(owner),
        severity=term(TermKind.SEVERITY, severity),
        unit=person(owner).unit,
        seen=None,
    )
    db.session.commit()
    return found


def contained(found: Nonconformity | None = None, **more: str) -> Nonconformity:
    """What could be put right at once is."""
    found = found or accepted(**more)
    analysing.contain(
        found, actor=actor(OWNER), text="Cất cân, dùng cân khác.", done_on=clock.today(), seen=None
    )
    db.session.commit()
    return found


def with_cause(found: Nonconformity | None = None, *, cause: str = "TB-HC", **more: str) -> Nonconformity:
    """Its cause is named."""
    found = contained(found, **more)
    analysing.name_cause(
        found,
        actor=actor(OWNER),
        cause=term(TermKind.CAUSE, cause),
        text="Không ai theo dõi hạn hiệu chuẩn.",
        seen=None,
    )
    db.session.commit()
    return found


def with_action(
    found: Nonconformity,
    *,
    by: str = DOER,
    type: ActionType = ActionType.CORRECTIVE,
    kind: ActionKind = ActionKind.TASK,
    due_on: date | None = None,
    what: str = "Lập danh mục thiết bị kèm hạn hiệu chuẩn",
    document: object = None,
) -> Action:
    """One more action."""
    action = planning.plan_action(
        found,
        actor=actor(OWNER),
        type=type,
        kind=kind,
        what=what,
        owner=person(by),
        due_on=due_on or clock.today() + timedelta(days=14),
        document=document,  # type: ignore[arg-type]  # a Document or None
        seen=None,
    )
    db.session.commit()
    return action


def planned(found: Nonconformity | None = None, **more: str) -> Nonconformity:
    """A whole plan that can be started."""
    found = with_cause(found, **more)
    with_action(found)
    planning.set_check(
        found,
        actor=actor(OWNER),
        criterion="30 ngày liền không có thiết bị quá hạn.",
        verifier=person(VERIFIER),
        seen=None,
    )
    db.session.commit()
    return found


def doing_it(found: Nonconformity | None = None, **more: str) -> Nonconformity:
    """The plan is under way, its one action open."""
    found = planned(found, **more)
    planning.start(found, actor=actor(OWNER), seen=None)
    db.session.commit()
    return found


def to_check(found: Nonconformity | None = None, **more: str) -> Nonconformity:
    """All actions are done."""
    found = doing_it(found, **more)
    for action in list(found.open_actions):
        doing.finish_action(action, actor=actor(action.owner.username), proof="Danh mục số 12/DM.", seen=None)
    db.session.commit()
    return found


def judged(
    found: Nonconformity | None = None, *, worked: bool = True, by: str = VERIFIER, **more: str
) -> Nonconformity:
    """Somebody else has said whether it worked."""
    found = to_check(found, **more)
    verifying.verify(
        found,
        actor=actor(by),
        worked=worked,
        evidence="Xem 12 thiết bị ngày hôm nay, đều còn hạn.",
        seen=None,
    )
    db.session.commit()
    return found


def closed(**more: str) -> Nonconformity:
    return judged(**more)


def reopened(**more: str) -> Nonconformity:
    return judged(worked=False, **more)
