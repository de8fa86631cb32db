"""Tables of nonconformities. What must never be false stands here as a constraint."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qms.documents.models import Document
from qms.foundation.db import AppendOnly, Model, OrganizationScoped, UtcDateTime
from qms.foundation.texts import language
from qms.identity.models import Person, Unit
from qms.kernel.text import fold
from qms.nonconformities.rules import (
    AS_USUAL,
    OPEN,
    ActionKind,
    ActionState,
    ActionType,
    Reminding,
    State,
    TermKind,
    days_before,
)

REMIND_BEFORE = ", ".join(map(str, AS_USUAL.before))


class Term(OrganizationScoped, Model):
    """An origin, a severity or a cause: a node of one of three trees, with its code and its names.

    Terms are dated, never deleted: a nonconformity keeps the one that it was given.
    """

    __tablename__ = "nonconformity_terms"
    __table_args__ = (
        UniqueConstraint("organization_id", "kind", "code"),
        CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="valid_from_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    code: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("nonconformity_terms.id"))
    name_vi: Mapped[str]
    name_en: Mapped[str]
    check_after_days: Mapped[int] = mapped_column(
        default=0
    )  # of severities: days until the effect is checked
    # Of severities too: when owners of actions are reminded, and who hears from which day late (rules.Reminding).
    remind_before: Mapped[str] = mapped_column(default=REMIND_BEFORE)
    leader_after_days: Mapped[int] = mapped_column(default=AS_USUAL.leader_after)
    coordinator_after_days: Mapped[int] = mapped_column(default=AS_USUAL.coordinator_after)
    position: Mapped[int] = mapped_column(default=0)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if language() == "en" else self.name_vi

    @property
    def what(self) -> TermKind:
        return TermKind(self.kind)

    @property
    def reminding(self) -> Reminding:
        """When people hear of actions about something as grave as this."""
        return Reminding(days_before(self.remind_before), self.leader_after_days, self.coordinator_after_days)

    def is_valid(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


def _folded(context: Any) -> str:
    """Code and title of a new row as people look for them (kernel.text.fold); neither changes later."""
    values = context.get_current_parameters()
    return fold(f"{values['code']} {values['title']}")


class Nonconformity(OrganizationScoped, Model):
    """Something that was not as it must be. Its number is given once; nothing of it is deleted."""

    __tablename__ = "nonconformities"
    __table_args__ = (
        UniqueConstraint("organization_id", "year", "number"),
        UniqueConstraint("organization_id", "code"),
        # With the day, so that states and ages of the open ones are counted in the index alone.
        Index(
            "ix_nonconformities_organization_id_state_reported_on", "organization_id", "state", "reported_on"
        ),
        # With cause and state, so that the causes of a year are counted in the index alone.
        Index("ix_nonconformities_causes", "organization_id", "reported_on", "cause_id", "state"),
        Index("ix_nonconformities_source", "source_kind", "source_id"),
        Index("ix_nonconformities_document_id_step_id", "document_id", "step_id"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_has_its_moment"),
        CheckConstraint("state <> 'void' OR end_reason <> ''", name="void_has_a_reason"),
        CheckConstraint("state <> 'declined' OR end_reason <> ''", name="declined_has_a_reason"),
        CheckConstraint(
            "state IN ('reported', 'declined', 'void') OR owner_id IS NOT NULL", name="accepted_has_an_owner"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    number: Mapped[int]
    code: Mapped[str]
    state: Mapped[str] = mapped_column(default=State.REPORTED)
    state_since: Mapped[datetime] = mapped_column(UtcDateTime)

    title: Mapped[str]
    folded: Mapped[str] = mapped_column(Text, default=_folded, deferred=True)
    description: Mapped[str] = mapped_column(Text)
    requirement: Mapped[str] = mapped_column(Text, default="")  # what was not met: a clause, a step, a rule
    happened_on: Mapped[date]
    reported_on: Mapped[date]
    reported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reporter_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    origin_id: Mapped[int] = mapped_column(ForeignKey("nonconformity_terms.id"), index=True)
    severity_id: Mapped[int | None] = mapped_column(ForeignKey("nonconformity_terms.id"))
    cause_id: Mapped[int | None] = mapped_column(ForeignKey("nonconformity_terms.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"), index=True)

    source_kind: Mapped[str] = mapped_column(default="")
    source_id: Mapped[int | None]
    source_label: Mapped[str] = mapped_column(default="")
    source_url: Mapped[str] = mapped_column(default="")
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revisions.id"))
    step_id: Mapped[str] = mapped_column(default="")

    end_reason: Mapped[str] = mapped_column(Text, default="")  # why it was declined or declared void
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)  # every act in it makes another version
    version: Mapped[int] = mapped_column(default=1)

    reporter: Mapped[Person] = relationship(foreign_keys=reporter_id)
    owner: Mapped[Person | None] = relationship(foreign_keys=owner_id)
    unit: Mapped[Unit | None] = relationship()
    origin: Mapped[Term] = relationship(foreign_keys=origin_id)
    severity: Mapped[Term | None] = relationship(foreign_keys=severity_id)
    cause: Mapped[Term | None] = relationship(foreign_keys=cause_id)
    document: Mapped[Document | None] = relationship()
    rounds: Mapped[list[Round]] = relationship(back_populates="nonconformity", order_by="Round.number")
    actions: Mapped[list[Action]] = relationship(back_populates="nonconformity", order_by="Action.number")

    __mapper_args__ = {"version_id_col": version}

    @property
    def status(self) -> State:
        return State(self.state)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def round(self) -> Round | None:
        """The round under way, or the last one; none before it is accepted."""
        return self.rounds[-1] if self.rounds else None

    @property
    def present_actions(self) -> list[Action]:
        """The actions of the present round."""
        present = self.round
        return [each for each in self.actions if present is not None and each.round_id == present.id]

    @property
    def open_actions(self) -> list[Action]:
        return [each for each in self.actions if each.state == ActionState.OPEN]

    @property
    def doers(self) -> set[int | None]:
        """Who answers for it and who owned an action of the present round: none of them checks the effect."""
        return {self.owner_id, *(each.owner_id for each in self.present_actions)}


class Round(OrganizationScoped, Model):
    """One way through: put right, cause, plan, check. A reopened nonconformity begins another one."""

    __tablename__ = "nonconformity_rounds"
    __table_args__ = (UniqueConstraint("nonconformity_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    nonconformity_id: Mapped[int] = mapped_column(ForeignKey("nonconformities.id"))
    number: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    why_reopened: Mapped[str] = mapped_column(Text, default="")
    containment: Mapped[str] = mapped_column(Text, default="")
    contained_on: Mapped[date | None]
    whys: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)  # causes.tidy_whys
    fishbone: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)  # causes.tidy_fishbone
    cause_text: Mapped[str] = mapped_column(Text, default="")
    cause_id: Mapped[int | None] = mapped_column(ForeignKey("nonconformity_terms.id"))
    criterion: Mapped[str] = mapped_column(Text, default="")  # written before anything is done
    verifier_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"), index=True)
    check_on: Mapped[date | None]  # N days after the last action, N by severity
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    nonconformity: Mapped[Nonconformity] = relationship(back_populates="rounds")
    cause: Mapped[Term | None] = relationship()
    verifier: Mapped[Person | None] = relationship()
    checks: Mapped[list[Check]] = relationship(back_populates="round", order_by="Check.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def verdict(self) -> Check | None:
        """What the check of this round found."""
        return self.checks[-1] if self.checks else None


class Action(OrganizationScoped, Model):
    """Something to be done about it, by one person until a day, with its proof."""

    __tablename__ = "nonconformity_actions"
    __table_args__ = (
        UniqueConstraint("nonconformity_id", "number"),
        Index("ix_nonconformity_actions_state_due_on", "state", "due_on"),
        CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done_has_its_moment"),
        CheckConstraint("kind <> 'release' OR document_id IS NOT NULL", name="release_names_its_document"),
        CheckConstraint("kind <> 'common' OR common_id IS NOT NULL", name="common_names_the_action"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    nonconformity_id: Mapped[int] = mapped_column(ForeignKey("nonconformities.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("nonconformity_rounds.id"), index=True)
    number: Mapped[int]
    type: Mapped[str] = mapped_column(default=ActionType.CORRECTIVE)
    kind: Mapped[str] = mapped_column(default=ActionKind.TASK)
    what: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    due_on: Mapped[date]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"), index=True)
    common_id: Mapped[int | None] = mapped_column(ForeignKey("nonconformity_actions.id"), index=True)
    state: Mapped[str] = mapped_column(default=ActionState.OPEN)
    proof: Mapped[str] = mapped_column(Text, default="")
    drop_reason: Mapped[str] = mapped_column(Text, default="")
    planned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    nonconformity: Mapped[Nonconformity] = relationship(back_populates="actions")
    round: Mapped[Round] = relationship()
    owner: Mapped[Person] = relationship()
    document: Mapped[Document | None] = relationship()
    common: Mapped[Action | None] = relationship(remote_side=id)
    extensions: Mapped[list[Extension]] = relationship(back_populates="action", order_by="Extension.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def status(self) -> ActionState:
        return ActionState(self.state)

    @property
    def what_for(self) -> ActionType:
        return ActionType(self.type)

    @property
    def how(self) -> ActionKind:
        return ActionKind(self.kind)

    @property
    def name(self) -> str:
        """How it is named in sentences: NC-2026-014/2."""
        return f"{self.nonconformity.code}/{self.number}"

    @property
    def asked_extension(self) -> Extension | None:
        """The wish for more time that nobody has answered."""
        return next((each for each in self.extensions if each.decided_at is None), None)


class Extension(OrganizationScoped, Model):
    """A wish for more time, and what was answered."""

    __tablename__ = "nonconformity_extensions"

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("nonconformity_actions.id"), index=True)
    due_before: Mapped[date]
    wanted_until: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_granted: Mapped[bool | None]
    note: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    action: Mapped[Action] = relationship(back_populates="extensions")
    asked_by: Mapped[Person] = relationship(foreign_keys=asked_by_id)
    decided_by: Mapped[Person | None] = relationship(foreign_keys=decided_by_id)

    __mapper_args__ = {"version_id_col": version}


class Check(AppendOnly, OrganizationScoped, Model):
    """The verdict on a round: who looked, when, at what, and whether it worked. Never changed."""

    __tablename__ = "nonconformity_checks"
    __table_args__ = (CheckConstraint("evidence <> ''", name="has_evidence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("nonconformity_rounds.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    name: Mapped[str]
    position: Mapped[str]
    worked: Mapped[bool]
    evidence: Mapped[str] = mapped_column(Text)
    criterion: Mapped[str] = mapped_column(Text)  # as it was when the check was made
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    round: Mapped[Round] = relationship(back_populates="checks")
