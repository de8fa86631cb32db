"""A document's life as people could live it, in any order: the promises hold after every single step.

Hypothesis plays acts of many people on several documents, through the same rights and operations as the pages, on
the real database, with days passing in between. Each act is allowed or refused; nobody tells the machine beforehand
which.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import selectinload, undefer_group

from qms.documents import policy, queries, rules
from qms.documents.models import Revision
from qms.documents.operations import deciding, taking_effect, writing
from qms.documents.rules import Change, State
from qms.foundation import trail
from qms.foundation.access import Actor, require
from qms.foundation.db import db
from qms.identity import operations as identity
from qms.identity.queries import get_person
from qms.kernel import clock
from qms.kernel.errors import Refusal
from tests import amounts, people

LIVES = amounts.of(100, 300, on_postgresql=15)
UNTIL_FOUND = 1_500  # lives in which a planted fault must show; the first that does ends the search, about one in a hundred
ACTS = amounts.of(30, 50)
PEOPLE = ["lan", "minh", "hoa", "dung", "binh", "quan"]
ONLOOKER = "tu"  # reads, and has no part in any document

codes = st.sampled_from(["HD-01", "HD-02", "HD-03"])
persons = st.sampled_from(PEOPLE)
turns = st.one_of(st.none(), st.none(), persons)  # mostly the person whose turn it is


ALL_REVISIONS = (
    select(Revision)
    .options(undefer_group("text"), selectinload(Revision.signatures))
    .execution_options(populate_existing=True)
)
COUNTS = text(
    "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM revisions), "
    "(SELECT count(*) FROM signatures), (SELECT count(*) FROM trail_entries)"
)


@dataclass
class Stage:
    """What all lives share: the people as they act, and the hour."""

    actors: dict[str, Actor]
    type_id: int
    now: datetime


@pytest.fixture
def stage(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """People and types are there; the hour is ours; every password is right."""
    types = {each.key: each.id for each in queries.list_types()}
    found = Stage(
        {name: people.actor(name) for name in [*PEOPLE, ONLOOKER]}, types["instruction"], clock.now()
    )
    db.session.remove()
    monkeypatch.setattr(clock, "now", lambda: found.now)
    # Comparing a password ends the present transaction; here a whole life is one transaction.
    monkeypatch.setattr(identity, "confirm_password", lambda actor, _typed: get_person(actor.person_id))
    return found


class Life(RuleBasedStateMachine):
    """One office, from empty. Every act runs in a savepoint, so that a refusal leaves nothing behind."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.stage = stage
        self.released: dict[int, tuple[str, str]] = {}
        self.counts: tuple[int, ...] = (0, 0, 0, 0)
        self.in_use: set[int] = set()
        self.to_check = False

    # -- acts ----------------------------------------------------------------------------------------------

    def act(self, do: Callable[[], Any]) -> None:
        """Do it, or be refused; anything else that goes wrong fails the test."""
        self.stage.now += timedelta(minutes=1)
        try:
            with db.session.begin_nested():
                do()
                db.session.flush()
            self.to_check = True
        except Refusal:
            db.session.expire_all()

    def on_open(self, code: str, permission: Any, who: str | None, turn: str, do: Callable[..., Any]) -> None:
        """Do something with the revision under way, as the person named for it (``turn``) or as another."""
        document = queries.find_document(code)
        revision = document and document.open_revision
        if revision is None:
            return
        named = getattr(revision, turn)
        if who is None and named is None:
            return
        actor = self.stage.actors[who] if who or named is None else self.stage.actors[named.username]

        def ask_and_do() -> None:
            require(actor, permission, revision)
            do(revision, actor)

        self.act(ask_and_do)

    @rule(code=codes, author=persons)
    def make(self, code: str, author: str) -> None:
        def do() -> None:
            type = queries.get_type(self.stage.type_id)
            person = people.person(author)
            writing.make_document(
                type=type, code=code, title=code, actor=self.stage.actors[author], author=person, owner=person
            )

        self.act(do)

    @rule(code=codes, who=persons, new_issue=st.booleans())
    def start(self, code: str, who: str, new_issue: bool) -> None:
        document = queries.find_document(code)
        if document is None:
            return

        def do() -> None:
            require(self.stage.actors[who], policy.REVISE, document)
            writing.start_revision(
                document, actor=self.stage.actors[who], author=people.person(who), new_issue=new_issue
            )

        self.act(do)

    @rule(code=codes, who=turns, words=st.sampled_from(["một", "hai", "ba"]))
    def save(self, code: str, who: str | None, words: str) -> None:
        def do(revision: Revision, actor: Actor) -> None:
            writing.save_draft(revision, actor=actor, seen=revision.version, body=words, rendered={})

        self.on_open(code, policy.EDIT, who, "author", do)

    @rule(code=codes, who=turns, reviewer=persons, approver=persons)
    def submit(self, code: str, who: str | None, reviewer: str, approver: str) -> None:
        def do(revision: Revision, actor: Actor) -> None:
            writing.submit(
                revision,
                actor=actor,
                reviewer=people.person(reviewer),
                approver=people.person(approver),
                password="",
                seen=revision.version,
            )

        self.on_open(code, policy.SUBMIT, who, "author", do)

    @rule(code=codes, who=turns)
    def review(self, code: str, who: str | None) -> None:
        def do(revision: Revision, actor: Actor) -> None:
            deciding.review(revision, actor=actor, password="", note="", seen=revision.version)

        self.on_open(code, policy.REVIEW, who, "reviewer", do)

    @rule(code=codes, who=turns, days=st.sampled_from([-1, 0, 0, 5, 40]))
    def approve(self, code: str, who: str | None, days: int) -> None:
        def do(revision: Revision, actor: Actor) -> None:
            deciding.approve(
                revision,
                actor=actor,
                password="",
                effective_on=clock.today() + timedelta(days=days),
                is_significant=True,
                change=Change("", "Sửa", ""),
                decision_number="1/QĐ",
                seen=revision.version,
            )

        self.on_open(code, policy.APPROVE, who, "approver", do)

    @rule(code=codes, who=turns, as_reviewer=st.booleans())
    def send_back(self, code: str, who: str | None, as_reviewer: bool) -> None:
        def do(revision: Revision, actor: Actor) -> None:
            deciding.request_changes(revision, actor=actor, reason="Thiếu", seen=revision.version)

        self.on_open(code, policy.REQUEST_CHANGES, who, "reviewer" if as_reviewer else "approver", do)

    @rule(code=codes, who=turns, which=st.sampled_from(["recall", "abandon", "revoke"]))
    def go_back(self, code: str, who: str | None, which: str) -> None:
        permission, operation = {
            "recall": (policy.RECALL, writing.recall),
            "abandon": (policy.ABANDON, writing.abandon),
            "revoke": (policy.REVOKE, deciding.revoke),
        }[which]

        def do(revision: Revision, actor: Actor) -> None:
            operation(revision, actor=actor, reason="Nhầm", seen=revision.version)

        self.on_open(code, permission, who, "author", do)

    @rule(code=codes, who=persons)
    def withdraw(self, code: str, who: str) -> None:
        document = queries.find_document(code)
        revision = document and document.effective
        if revision is None:
            return

        def do() -> None:
            require(self.stage.actors[who], policy.WITHDRAW, revision)
            deciding.withdraw(
                revision,
                actor=self.stage.actors[who],
                reason="Bỏ",
                decision_number="9/QĐ",
                seen=revision.version,
            )
            self.in_use.discard(revision.document_id)

        self.act(do)

    @rule(code=codes, who=persons)
    def confirm(self, code: str, who: str) -> None:
        document = queries.find_document(code)
        if document is None:
            return

        def do() -> None:
            require(self.stage.actors[who], policy.ANSWER_REVIEW, document)
            deciding.confirm_still_valid(document, actor=self.stage.actors[who], password="", note="")

        self.act(do)

    @rule(code=codes)
    def carry_on(self, code: str) -> None:
        """What usually comes next, done by those whose turn it is: so that lives get somewhere."""
        document = queries.find_document(code)
        if document is None:
            self.make(code=code, author="minh")
            return
        revision = document.open_revision
        if revision is None:
            self.start(code=code, who="lan", new_issue=False)
        elif revision.is_editable:
            self.save(code=code, who=None, words="bốn")
            self.submit(code=code, who=None, reviewer="hoa", approver="dung")
        elif revision.state == State.IN_REVIEW:
            self.review(code=code, who=None)
        elif revision.state == State.AWAITING_APPROVAL:
            self.approve(code=code, who=None, days=0)

    @rule(days=st.sampled_from([1, 5, 40, 400]))
    def wait(self, days: int) -> None:
        """Days pass; the worker comes."""
        self.stage.now += timedelta(days=days)
        self.act(lambda: taking_effect.bring_into_effect(clock.now()))
        assert queries.list_due_to_take_effect(clock.today()) == []
        self.act(lambda: taking_effect.remind_of_reviews(clock.now()))

    @rule(
        statement=st.sampled_from(
            [
                "DELETE FROM documents",
                "DELETE FROM revisions",
                "DELETE FROM signatures",
                "DELETE FROM trail_entries",
                "UPDATE signatures SET note = 'x'",
                "UPDATE revisions SET body = 'x' WHERE state = 'effective'",
                "UPDATE revisions SET title = 'x' WHERE state = 'in_review'",
            ]
        )
    )
    def reach_around(self, statement: str) -> None:
        """Somebody tries it at the database itself."""
        table = statement.split()[2] if statement.startswith("DELETE") else statement.split()[1]
        where = statement.partition(" WHERE ")[2]
        count = text(f"SELECT count(*) FROM {table}" + (f" WHERE {where}" if where else ""))
        if not db.session.scalar(count):
            return
        with pytest.raises(DBAPIError), db.session.begin_nested():
            db.session.execute(text(statement))

    # -- promises ------------------------------------------------------------------------------------------

    @invariant()
    def the_promises_hold(self) -> None:
        """Looked at after every act that was carried out; a refused one left nothing to look at."""
        if not self.to_check:
            return
        self.to_check = False
        everything = list(db.session.scalars(ALL_REVISIONS))
        self.one_in_force_and_never_none_in_between(everything)
        self.an_onlooker_sees_only_what_is_in_force(everything)
        for revision in everything:
            if revision.content_hash:
                self.nobody_decides_on_their_own_text(revision)
            if revision.effective_at:
                self.what_was_released_never_changes(revision)
        self.nothing_is_ever_deleted()

    def one_in_force_and_never_none_in_between(self, everything: list[Revision]) -> None:
        in_force = [each.document_id for each in everything if each.state == State.EFFECTIVE]
        assert len(in_force) == len(set(in_force))
        assert self.in_use <= set(in_force), "what was in force stays so until it is withdrawn"
        self.in_use = set(in_force)

    def an_onlooker_sees_only_what_is_in_force(self, everything: list[Revision]) -> None:
        reader = self.stage.actors[ONLOOKER]
        page = queries.list_documents(queries.Filters(show="all"), actor=reader)
        assert {row.state for row in page.items} <= {State.EFFECTIVE}
        for revision in everything:
            assert not policy.READ.granted(reader, revision) or revision.state == State.EFFECTIVE

    def nobody_decides_on_their_own_text(self, revision: Revision) -> None:
        signed = [each for each in revision.signatures if each.content_hash == revision.content_hash]
        reviewed, approved = (
            {each.person_id for each in signed if each.meaning == meaning}
            for meaning in ("reviewed", "approved")
        )
        assert not (reviewed | approved) & revision.hands
        if revision.state in (State.EFFECTIVE, State.SUPERSEDED, State.APPROVED):
            assert approved - reviewed
            assert reviewed - approved

    def what_was_released_never_changes(self, revision: Revision) -> None:
        content = (revision.signed_content, revision.content_hash)
        assert self.released.setdefault(revision.id, content) == content
        assert revision.computed_hash() == revision.content_hash

    def nothing_is_ever_deleted(self) -> None:
        counts = db.session.execute(COUNTS).one()
        assert all(now >= before for now, before in zip(counts, self.counts, strict=True))
        self.counts = tuple(counts)

    def teardown(self) -> None:
        """The trail of the whole life holds together; then all of it is forgotten."""
        before = trail.FIRST_HASH
        for number, entry in enumerate(
            db.session.scalars(select(trail.Entry).order_by(trail.Entry.sequence)), 1
        ):
            assert (entry.sequence, entry.previous_hash, entry.hash) == (
                number,
                before,
                entry.computed_hash(),
            )
            before = entry.hash
        db.session.rollback()


class LifeOfTheHasty(Life):
    """Where people also try to do all of it themselves: what the first control plants is met in one life of a few."""

    @rule(code=codes, who=persons)
    def carry_on_alone(self, code: str, who: str) -> None:
        self.make(code=code, author=who)
        self.save(code=code, who=who, words="năm")
        self.submit(code=code, who=who, reviewer=who, approver="dung")
        self.review(code=code, who=who)
        self.approve(code=code, who=None, days=0)


def live(stage: Stage, lives: int = LIVES, *, of: type[Life] = Life, shrink: bool = True) -> None:
    run_state_machine_as_test(
        partial(of, stage),
        settings=settings(
            max_examples=lives,
            stateful_step_count=ACTS,
            deadline=None,
            phases=list(Phase) if shrink else [Phase.generate],
            suppress_health_check=list(HealthCheck),
            database=None,
            report_multiple_bugs=False,
        ),
    )


@pytest.mark.long
@pytest.mark.slow
def test_every_life_keeps_the_promises(stage: Stage) -> None:
    live(stage)


@pytest.mark.any_database
def test_a_machine_that_lets_people_sign_their_own_text_is_caught(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first control: nobody asks for four eyes."""
    monkeypatch.setattr(rules, "four_eyes", lambda *_a, **_k: None)
    monkeypatch.setattr(writing, "_refuse_same_people", lambda *_a: None)
    with pytest.raises((AssertionError, DBAPIError)):
        live(stage, UNTIL_FOUND, of=LifeOfTheHasty, shrink=False)


@pytest.mark.any_database
def test_a_machine_that_leaves_the_former_in_force_is_caught(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second: the former revision is not superseded."""
    monkeypatch.setattr(taking_effect, "_supersede", lambda *_a, **_k: None)
    with pytest.raises((AssertionError, DBAPIError)):
        live(stage, UNTIL_FOUND, shrink=False)


@pytest.mark.any_database
def test_a_machine_that_shows_drafts_to_everybody_is_caught(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The third: the right to read does not ask for the state."""
    monkeypatch.setattr(policy, "READ", replace(policy.READ, clauses=((policy.is_signed_in,),)))
    with pytest.raises(AssertionError):
        live(stage, UNTIL_FOUND, shrink=False)
