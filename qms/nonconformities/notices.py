"""How notices about nonconformities read, and what waits for whom: one line a task."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial

from qms.foundation import feature
from qms.foundation.access import Actor, can
from qms.foundation.feature import Task
from qms.foundation.texts import _l
from qms.kernel import clock
from qms.nonconformities import queries
from qms.nonconformities.addresses import address_of
from qms.nonconformities.models import Nonconformity
from qms.nonconformities.policy import READ, TRIAGE, decides_on_time
from qms.nonconformities.rules import AS_USUAL, State


def _may_know(actor: Actor, facts: Mapping[str, str]) -> bool:
    """Whether the reader may still read the nonconformity that the notice tells of."""
    found = queries.find_by_code(facts["code"], organization_id=actor.organization_id)
    return found is not None and can(actor, READ, found)


NoticeText = partial(feature.NoticeText, may_know=_may_know)

NOTICES = {
    "nonconformities.reported": NoticeText(
        _l("Nonconformity reported: %(code)s"),
        _l("%(actor)s reported %(code)s, %(title)s. Decide whether it is one, and who answers for it."),
    ),
    "nonconformities.yours": NoticeText(
        _l("You answer for %(code)s"),
        _l(
            "%(actor)s accepted %(code)s, %(title)s, and named you to answer for it. First put right what can be put right."
        ),
    ),
    "nonconformities.accepted": NoticeText(
        _l("Your report was accepted: %(code)s"),
        _l("%(actor)s accepted %(code)s, %(title)s. %(owner)s answers for it."),
    ),
    "nonconformities.declined": NoticeText(
        _l("Your report was declined: %(code)s"),
        _l("%(actor)s declined %(code)s, %(title)s. Reason: %(reason)s"),
    ),
    "nonconformities.voided": NoticeText(
        _l("Declared void: %(code)s"),
        _l("%(actor)s declared %(code)s, %(title)s, void. Reason: %(reason)s"),
    ),
    "nonconformities.do_action": NoticeText(
        _l("Action for you in %(code)s, until %(due_on)s"),
        _l("In %(code)s, %(title)s, this is yours to do until %(due_on)s: %(what)s"),
    ),
    "nonconformities.handed_over": NoticeText(
        _l("Handed over to you: %(code)s"),
        _l("%(actor)s named you in %(code)s, %(title)s. Look what waits for you there."),
    ),
    "nonconformities.please_give_time": NoticeText(
        _l("More time wanted in %(code)s"),
        _l("%(actor)s asks for time until %(until)s in %(code)s, %(title)s: %(what)s"),
    ),
    "nonconformities.time_given": NoticeText(
        _l("More time granted in %(code)s"),
        _l("%(actor)s granted time until %(until)s in %(code)s: %(what)s"),
    ),
    "nonconformities.time_refused": NoticeText(
        _l("More time refused in %(code)s"),
        _l("%(actor)s refused more time in %(code)s; the day stays %(due_on)s. Reason: %(reason)s"),
    ),
    "nonconformities.please_check": NoticeText(
        _l("Check the effect of %(code)s from %(check_on)s on"),
        _l("All actions of %(code)s, %(title)s, are done. From %(check_on)s on, check whether they worked."),
    ),
    "nonconformities.all_done": NoticeText(
        _l("All actions done: %(code)s"),
        _l("All actions of %(code)s, %(title)s, are done. The effect is checked from %(check_on)s on."),
    ),
    "nonconformities.closed": NoticeText(
        _l("Closed: %(code)s"), _l("%(actor)s saw that it works and closed %(code)s, %(title)s.")
    ),
    "nonconformities.reopened": NoticeText(
        _l("Reopened: %(code)s"),
        _l("%(actor)s reopened %(code)s, %(title)s. What was seen: %(reason)s"),
    ),
    "nonconformities.action_due": NoticeText(
        _l("Due on %(due_on)s: action in %(code)s"),
        _l("Your action in %(code)s, %(title)s, is due on %(due_on)s: %(what)s"),
    ),
    "nonconformities.action_late": NoticeText(
        _l("Late: action of %(owner)s in %(code)s"),
        _l("The action of %(owner)s in %(code)s, %(title)s, was due on %(due_on)s and is not done: %(what)s"),
    ),
    "nonconformities.check_due": NoticeText(
        _l("Check the effect of %(code)s"),
        _l("The effect of %(code)s, %(title)s, is to be checked since %(check_on)s."),
    ),
}

_TO_DO = {
    State.ACCEPTED: _l("Put right: %(code)s %(title)s"),
    State.REOPENED: _l("Put right again: %(code)s %(title)s"),
    State.CONTAINMENT: _l("Find the cause: %(code)s %(title)s"),
    State.CAUSE: _l("Plan actions: %(code)s %(title)s"),
    State.PLAN: _l("Complete the plan and start it: %(code)s %(title)s"),
}


def tasks(actor: Actor) -> Iterator[Task]:
    """What waits for this person here."""
    if actor.person_id is None:
        return
    yield from _actions_of(actor.person_id)
    for each in queries.list_in_state(*_TO_DO, owner_id=actor.person_id):
        yield _task(each, _TO_DO[each.status], f"nonconformities.{each.state}")
    horizon = clock.today() + timedelta(days=AS_USUAL.before[0])
    for round in queries.list_checks_due(by=horizon, verifier_id=actor.person_id):
        text = _l("Check the effect: %(code)s %(title)s")
        yield _task(round.nonconformity, text, "nonconformities.check", due_on=round.check_on)
    if TRIAGE.granted(actor):
        yield from _of_coordinators()
    if decides_on_time(actor, None):
        yield from _wishes(actor)


def _actions_of(person_id: int) -> Iterator[Task]:
    for action in queries.list_open_actions_of(person_id):
        label = _l("%(code)s: %(what)s", code=action.nonconformity.code, what=_short(action.what))
        yield Task(
            label,
            f"{address_of(action.nonconformity)}#actions",
            "nonconformities.action",
            due_on=action.due_on,
        )


def _of_coordinators() -> Iterator[Task]:
    for each in queries.list_in_state(State.REPORTED):
        yield _task(each, _l("Decide on the report: %(code)s %(title)s"), "nonconformities.triage")
    for each in queries.list_left_behind():
        text = _l("Somebody left, name another: %(code)s %(title)s")
        yield _task(each, text, "nonconformities.hand_over")


def _wishes(actor: Actor) -> Iterator[Task]:
    for wish in queries.list_wishes():
        if actor.person_id not in (wish.action.owner_id, wish.asked_by_id):
            text = _l("More time until %(until)s? %(code)s %(title)s")
            found = wish.action.nonconformity
            label = text % {
                "until": wish.wanted_until.strftime("%d/%m/%Y"),
                "code": found.code,
                "title": found.title,
            }
            since = clock.local(wish.asked_at).date()
            yield Task(label, f"{address_of(found)}#actions", "nonconformities.wish", since=since)


def _task(nonconformity: Nonconformity, text: object, kind: str, **more: object) -> Task:
    label = text % {"code": nonconformity.code, "title": nonconformity.title}  # type: ignore[operator]  # lazy text
    since = None if more else clock.local(nonconformity.state_since).date()
    return Task(label, address_of(nonconformity), kind, since=since, **more)  # type: ignore[arg-type]  # due_on


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 120 else f"{line[:119]}…"
