"""A nonconformity's life as people could live it, in any order: the promises hold after every act.

Hypothesis plays acts of several people on a few nonconformities through the same rights and operations as the
pages, on the real database, days passing in between. Each act is allowed or refused; nobody tells the machine
beforehand which.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from qms.foundation import trail
from qms.foundation.access import Actor, Permission, require
from qms.foundation.db import db
from qms.kernel import clock
from qms.kernel.errors import Refusal
from qms.nonconformities import policy
from qms.nonconformities.models import Nonconformity, Round, Term
from qms.nonconformities.operations import analysing, doing, planning, reminding, reporting, verifying
from qms.nonconformities.rules import ActionKind, ActionState, ActionType, State, TermKind
from tests import amounts, people
from tests.factories.nonconformities import term

LIVES = amounts.of(12, 300)
ACTS = amounts.of(25, 50)
PEOPLE = ["lan", "hoa", "minh", "an", "binh", "dung"]

places = st.sampled_from([0, 0, 1, 2])
persons = st.sampled_from(PEOPLE)


@dataclass
class Stage:
    """What all lives share: the people as they act, the terms, and the hour."""

    actors: dict[str, Actor]
    terms: dict[str, Term]
    now: datetime


@pytest.fixture
def stage(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Stage:
    kinds = {"TP": TermKind.ORIGIN, "NHE": TermKind.SEVERITY, "LUUY": TermKind.SEVERITY, "CN": TermKind.CAUSE}
    found = Stage(
        {name: people.actor(name) for name in PEOPLE},
        {code: term(kind, code) for code, kind in kinds.items()},
        clock.now(),
    )
    monkeypatch.setattr(clock, "now", lambda: found.now)
    return found


class Life(RuleBasedStateMachine):
    """One office's register, from empty. Every act runs in a savepoint, so that a refusal leaves nothing behind."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.stage = stage
        self.ended_rounds: dict[int, tuple[Any, ...]] = {}
        self.numbers_before = 0

    def act(self, do: Callable[[], Any]) -> None:
        """Do it, or be refused; anything else that goes wrong fails the test."""
        self.stage.now += timedelta(minutes=1)
        try:
            with db.session.begin_nested():
                do()
                db.session.flush()
        except Refusal:
            db.session.expire_all()

    def on(self, place: int, who: str, wanted: Permission, do: Callable[[Nonconformity, Actor], Any]) -> None:
        """Do something with one of the nonconformities there are, if this person has the right to."""
        everything = register()
        if not everything:
            return
        found, actor = everything[place % len(everything)], self.stage.actors[who]

        def ask_and_do() -> None:
            require(actor, wanted, found)
            do(found, actor)

        self.act(ask_and_do)

    @rule(who=persons, future=st.sampled_from([0, 0, 0, 1]))
    def report(self, who: str, future: int) -> None:
        reporter = people.person(who)
        self.act(
            lambda: reporting.report(
                organization_id=reporter.organization_id,
                reporter=reporter,
                title="Sai",
                description="Sai",
                happened_on=clock.today() + timedelta(days=future),
                origin=self.stage.terms["TP"],
                actor=self.stage.actors[who],
            )
        )

    @rule(place=places, who=persons, severity=st.sampled_from(["NHE", "LUUY"]))
    def accept(self, place: int, who: str, severity: str) -> None:
        self.on(
            place,
            "lan",
            policy.TRIAGE,
            lambda found, actor: reporting.accept(
                found,
                actor=actor,
                owner=people.person(who),
                severity=self.stage.terms[severity],
                unit=None,
                seen=None,
            ),
        )

    @rule(place=places, void=st.booleans(), reason=st.sampled_from(["", "Nhầm"]))
    def put_away(self, place: int, void: bool, reason: str) -> None:
        act = reporting.declare_void if void else reporting.decline
        wanted = policy.VOID if void else policy.TRIAGE
        self.on(place, "lan", wanted, lambda found, actor: act(found, actor=actor, reason=reason, seen=None))

    @rule(place=places, who=persons)
    def plan(self, place: int, who: str) -> None:
        def do(found: Nonconformity, actor: Actor) -> None:
            planning.plan_action(
                found,
                actor=actor,
                type=ActionType.CORRECTIVE,
                kind=ActionKind.TASK,
                what="Sửa",
                owner=people.person(who),
                due_on=clock.today() + timedelta(days=5),
                seen=None,
            )

        self.on(place, "lan", policy.WORK, do)

    @rule(place=places, who=persons)
    def drop(self, place: int, who: str) -> None:
        def do(found: Nonconformity, actor: Actor) -> None:
            for action in found.open_actions[:1]:
                planning.drop_action(action, actor=actor, reason="Thừa", seen=None)

        self.on(place, who, policy.WORK, do)

    @rule(place=places, who=persons, verifier=persons)
    def set_check(self, place: int, who: str, verifier: str) -> None:
        def do(found: Nonconformity, actor: Actor) -> None:
            planning.set_check(
                found, actor=actor, criterion="Không lặp lại", verifier=people.person(verifier), seen=None
            )

        self.on(place, who, policy.WORK, do)

    @rule(place=places, owner=persons, verifier=persons)
    def hand_over(self, place: int, owner: str, verifier: str) -> None:
        def do(found: Nonconformity, actor: Actor) -> None:
            planning.hand_over(
                found,
                actor=actor,
                owner=people.person(owner),
                verifier=people.person(verifier),
                action_owners={},
                seen=None,
            )

        self.on(place, "lan", policy.HAND_OVER, do)

    @rule(place=places, who=persons, worked=st.booleans(), evidence=st.sampled_from(["", "Đã xem"]))
    def verify(self, place: int, who: str, worked: bool, evidence: str) -> None:
        def do(found: Nonconformity, actor: Actor) -> None:
            verifying.verify(found, actor=actor, worked=worked, evidence=evidence, seen=None)

        self.on(place, who, policy.VERIFY, do)

    @rule(place=places)
    def reopen(self, place: int) -> None:
        self.on(
            place,
            "dung",
            policy.REOPEN,
            lambda found, actor: verifying.reopen(found, actor=actor, reason="Lặp lại", seen=None),
        )

    @rule(place=places, worked=st.booleans())
    def carry_on(self, place: int, worked: bool) -> None:
        """What usually comes next, done by those whose turn it is: so that lives get somewhere."""
        everything = register()
        if not everything:
            self.report(who="binh", future=0)
            return
        found = everything[place % len(everything)]
        lan = self.stage.actors["lan"]
        match found.status:
            case State.REPORTED:
                self.accept(place=place, who="hoa", severity="LUUY")
            case State.ACCEPTED | State.REOPENED:
                self.act(
                    lambda: analysing.contain(found, actor=lan, text="Sửa", done_on=clock.today(), seen=None)
                )
            case State.CONTAINMENT:
                cause = self.stage.terms["CN"]
                self.act(lambda: analysing.name_cause(found, actor=lan, cause=cause, text="Vì", seen=None))
            case State.CAUSE:
                self.plan(place=place, who="minh")
            case State.PLAN:
                self.set_check(place=place, who="lan", verifier="an")
                self.act(lambda: planning.start(found, actor=lan, seen=None))
            case State.DOING:
                for action in list(found.open_actions):
                    self.act(
                        lambda action=action: doing.finish_action(action, actor=lan, proof="x", seen=None)
                    )
            case State.VERIFYING:
                self.verify(place=place, who="an", worked=worked, evidence="Đã xem")

    @rule(days=st.sampled_from([1, 8, 40]))
    def wait(self, days: int) -> None:
        self.stage.now += timedelta(days=days)
        self.act(lambda: reminding.remind(clock.now()))

    # -- promises ------------------------------------------------------------------------------------------

    @invariant()
    def the_promises_hold(self) -> None:
        everything = register()
        self.numbers_have_no_gap(everything)
        for found in everything:
            assert (found.state == State.CLOSED) == (found.closed_at is not None)
            if found.state == State.CLOSED:
                self.closed_means_seen_to_work_by_another(found)
            if found.state in (State.DECLINED, State.VOID):
                assert found.end_reason
            for each in found.rounds:
                self.what_has_ended_stays(each)

    def numbers_have_no_gap(self, everything: list[Nonconformity]) -> None:
        years: dict[int, list[int]] = {}
        for found in everything:
            years.setdefault(found.year, []).append(found.number)
        assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in years.values())
        assert len(everything) >= self.numbers_before, "nothing is deleted"
        self.numbers_before = len(everything)

    def closed_means_seen_to_work_by_another(self, found: Nonconformity) -> None:
        last = found.rounds[-1]
        verdict = last.verdict
        assert verdict is not None
        assert verdict.worked
        assert verdict.evidence
        states = {each.status for each in found.present_actions}
        assert ActionState.OPEN not in states
        assert ActionState.DONE in states
        assert verdict.person_id not in {each.owner_id for each in found.present_actions} | {found.owner_id}
        assert last.cause_text
        assert last.criterion

    def what_has_ended_stays(self, each: Round) -> None:
        if each.ended_at is not None:
            content = (each.containment, each.cause_text, each.criterion, len(each.checks), each.ended_at)
            assert self.ended_rounds.setdefault(each.id, content) == content

    def teardown(self) -> None:
        last: bytes | str = trail.FIRST_HASH
        entries = db.session.scalars(select(trail.Entry).order_by(trail.Entry.sequence))
        for entry in entries:
            assert entry.previous_hash == last
            assert entry.computed_hash() == entry.hash
            last = entry.hash
        db.session.rollback()


def register() -> list[Nonconformity]:
    """All there are, as they are in the database."""
    query = (
        select(Nonconformity)
        .options(
            selectinload(Nonconformity.rounds).selectinload(Round.checks),
            selectinload(Nonconformity.actions),
        )
        .order_by(Nonconformity.year, Nonconformity.number)
    )
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


@pytest.mark.long
@pytest.mark.slow
def test_whatever_people_do_the_promises_hold(stage: Stage) -> None:
    run_state_machine_as_test(
        lambda: Life(stage),
        settings=settings(
            max_examples=LIVES,
            stateful_step_count=ACTS,
            deadline=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
