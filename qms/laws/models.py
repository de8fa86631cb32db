"""Tables of legal texts, of what cites them, and of what a change asked. What must never be false is a constraint."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qms.documents.models import Document, Revision
from qms.foundation.db import AppendOnly, Model, OrganizationScoped, UtcDateTime
from qms.identity.models import Person
from qms.identity.signing import Signed
from qms.laws.rules import Happening, Link, Standing, TaskState, standing_on
from qms.laws.rules import Month as MonthOfYear


class LegalText(OrganizationScoped, Model):
    """A law, decree, circular … that the organisation works by. Never deleted; its standing follows from dates."""

    __tablename__ = "legal_texts"
    __table_args__ = (
        Index("ix_legal_texts_organization_id_number", "organization_id", "number"),
        CheckConstraint("number <> '' AND title <> ''", name="number_and_title"),
        CheckConstraint("link = '' OR link LIKE 'https://%'", name="link_is_https"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str]
    kind: Mapped[str] = mapped_column(default="")
    issuer: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(Text)
    signed_on: Mapped[date | None]
    in_force_from: Mapped[date | None]
    ended_on: Mapped[date | None]  # the first day on which it is no longer in force
    link: Mapped[str] = mapped_column(Text, default="")  # kept as text; nothing is ever fetched
    not_verified: Mapped[str] = mapped_column(Text, default="")  # what of this nobody has checked yet
    notes: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    names: Mapped[list[LegalName]] = relationship(back_populates="text", cascade="all, delete-orphan")
    does: Mapped[list[Relation]] = relationship(
        back_populates="text", foreign_keys="Relation.text_id", order_by="Relation.from_on"
    )
    suffers: Mapped[list[Relation]] = relationship(
        back_populates="other", foreign_keys="Relation.other_id", order_by="Relation.from_on"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def replaced_on(self) -> date | None:
        """The first day on which another text stands in its place."""
        return min((each.from_on for each in self.suffers if each.link is Link.REPLACES), default=None)

    def standing(self, day: date) -> Standing:
        """Where it stands on a day."""
        return standing_on(
            day, in_force_from=self.in_force_from, ended_on=self.ended_on, replaced_on=self.replaced_on
        )

    def over_since(self, day: date) -> date | None:
        """The first day on which it was no longer in force, where that has come."""
        ends = [each for each in (self.ended_on, self.replaced_on) if each is not None and each <= day]
        return min(ends, default=None)


class LegalName(OrganizationScoped, Model):
    """A key by which a text is found in what people write: its number, or a law's name with its year."""

    __tablename__ = "legal_names"
    __table_args__ = (UniqueConstraint("organization_id", "key", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("legal_texts.id"), index=True)
    key: Mapped[str]
    year: Mapped[int] = mapped_column(default=0)

    text: Mapped[LegalText] = relationship(back_populates="names")


class Relation(OrganizationScoped, Model):
    """What one text does to another, from which day on."""

    __tablename__ = "legal_relations"
    __table_args__ = (
        UniqueConstraint("text_id", "other_id", "kind", "from_on"),
        CheckConstraint("text_id <> other_id", name="two_texts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("legal_texts.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("legal_texts.id"), index=True)
    kind: Mapped[str]
    from_on: Mapped[date]

    text: Mapped[LegalText] = relationship(back_populates="does", foreign_keys=text_id)
    other: Mapped[LegalText] = relationship(back_populates="suffers", foreign_keys=other_id)

    @property
    def link(self) -> Link:
        return Link(self.kind)


class Citation(OrganizationScoped, Model):
    """Where a revision in force or under way names a legal text: an index, made anew from the revision's words."""

    __tablename__ = "legal_citations"
    __table_args__ = (
        Index("ix_legal_citations_organization_id_key", "organization_id", "key"),
        Index("ix_legal_citations_revision_id", "revision_id"),
        Index("ix_legal_citations_document_id", "document_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"))
    key: Mapped[str]
    year: Mapped[int] = mapped_column(default=0)
    written: Mapped[str]  # as it stands in the revision
    place: Mapped[str]  # "basis", "step-3", "text": rules of citing.py
    quote: Mapped[str] = mapped_column(Text)

    document: Mapped[Document] = relationship()
    revision: Mapped[Revision] = relationship()


class Limit(AppendOnly, OrganizationScoped, Model):
    """How many months a change of law leaves, from which day on, and which rule says so."""

    __tablename__ = "legal_limits"
    __table_args__ = (
        UniqueConstraint("organization_id", "valid_from"),
        CheckConstraint("months > 0", name="months_are_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    months: Mapped[int]
    valid_from: Mapped[date]
    basis: Mapped[str]


class Change(OrganizationScoped, Model):
    """A text that documents cite was amended, replaced, or ended: what it asked of whom, by when."""

    __tablename__ = "legal_changes"
    __table_args__ = (
        UniqueConstraint("text_id", "relation_id"),
        Index("ix_legal_changes_organization_id_due_on", "organization_id", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("legal_texts.id"))
    relation_id: Mapped[int | None] = mapped_column(ForeignKey("legal_relations.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("legal_texts.id"))
    happening: Mapped[str]
    takes_effect_on: Mapped[date]
    due_on: Mapped[date]
    basis: Mapped[str]  # the rule that set the day, as it was
    noticed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    void_reason: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)

    text: Mapped[LegalText] = relationship(foreign_keys=text_id)
    by: Mapped[LegalText | None] = relationship(foreign_keys=by_id)
    tasks: Mapped[list[ChangeTask]] = relationship(back_populates="change", order_by="ChangeTask.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def what(self) -> Happening:
        return Happening(self.happening)

    @property
    def open_tasks(self) -> list[ChangeTask]:
        return [each for each in self.tasks if each.state == TaskState.OPEN]


class ChangeTask(OrganizationScoped, Model):
    """What a change asks of one document; it ends by a new revision, or by a signed "no change needed"."""

    __tablename__ = "legal_tasks"
    __table_args__ = (
        UniqueConstraint("change_id", "document_id"),
        Index("ix_legal_tasks_document_id_state", "document_id", "state"),
        Index("ix_legal_tasks_state", "state"),
        CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="ended_has_its_moment"),
        CheckConstraint(
            "state <> 'revised' OR closing_revision_id IS NOT NULL", name="revised_by_a_revision"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    change_id: Mapped[int] = mapped_column(ForeignKey("legal_changes.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"))
    revision_id: Mapped[int] = mapped_column(
        ForeignKey("revisions.id")
    )  # in force when the change was noticed
    state: Mapped[str] = mapped_column(default=TaskState.OPEN)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closing_revision_id: Mapped[int | None] = mapped_column(ForeignKey("revisions.id"))
    version: Mapped[int] = mapped_column(default=1)

    change: Mapped[Change] = relationship(back_populates="tasks")
    document: Mapped[Document] = relationship()
    revision: Mapped[Revision] = relationship(foreign_keys=revision_id)
    closing_revision: Mapped[Revision | None] = relationship(foreign_keys=closing_revision_id)
    answers: Mapped[list[Answer]] = relationship(back_populates="task", order_by="Answer.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def status(self) -> TaskState:
        return TaskState(self.state)


class Answer(Signed, Model):
    """A person's signed answer that a document needs no change; ``note`` is the reason. Never changed."""

    __tablename__ = "legal_answers"

    task_id: Mapped[int] = mapped_column(ForeignKey("legal_tasks.id"), index=True)

    task: Mapped[ChangeTask] = relationship(back_populates="answers")


class Review(AppendOnly, OrganizationScoped, Model):
    """The record of a month's review of legal texts: what was looked at, what had changed. Never changed."""

    __tablename__ = "legal_reviews"
    __table_args__ = (
        UniqueConstraint("organization_id", "year", "month"),
        CheckConstraint("sources <> '' AND found <> ''", name="says_what_was_looked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    month: Mapped[int]
    sources: Mapped[str] = mapped_column(Text)
    found: Mapped[str] = mapped_column(Text)
    texts: Mapped[list[dict[str, Any]]] = mapped_column(
        JSON, default=list
    )  # {"id", "number", "title"} as they were
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    name: Mapped[str]
    position: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship()

    @property
    def of(self) -> MonthOfYear:
        return MonthOfYear(self.year, self.month)
