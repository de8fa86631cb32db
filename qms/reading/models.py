"""Tables of audiences, of who is asked to read, of confirmations and answers.

A confirmation and an attempt at the questions are records: written once. Who is asked now, and how many, is the present
state, which follows from audiences, people and revisions (operations/asking.py).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qms.documents.models import Document, Revision
from qms.foundation.db import AppendOnly, Model, OrganizationScoped, UtcDateTime
from qms.identity.models import Person, Position, Unit
from qms.reading.rules import FIRST_PASS_MARK, Question, Terms, Told

_NOW = text("ended_on IS NULL")  # who is asked now
_TO_READ = text("ended_on IS NULL AND confirmation_id IS NULL")


class ReadingTerms(OrganizationScoped, Model):
    """An organisation's own days; one without a row goes by those of rules.py."""

    __tablename__ = "reading_terms"
    __table_args__ = (
        UniqueConstraint("organization_id"),
        CheckConstraint("days > 0 AND remind_before >= 0", name="days_are_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    days: Mapped[int]
    remind_before: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def terms(self) -> Terms:
        return Terms(self.days, self.remind_before)


class Audience(OrganizationScoped, Model):
    """Whom a document concerns, and the questions that they answer."""

    __tablename__ = "reading_audiences"
    __table_args__ = (UniqueConstraint("document_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"))
    from_steps: Mapped[bool] = mapped_column(default=True)  # those responsible for a step
    everybody: Mapped[bool] = mapped_column(default=False)
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    pass_mark: Mapped[int] = mapped_column(default=FIRST_PASS_MARK)
    version: Mapped[int] = mapped_column(default=1)

    document: Mapped[Document] = relationship()
    parts: Mapped[list[AudiencePart]] = relationship(
        back_populates="audience", cascade="all, delete-orphan", order_by="AudiencePart.id"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def asks(self) -> tuple[Question, ...]:
        """The questions as values."""
        return tuple(Question(each["text"], tuple(each["choices"]), each["right"]) for each in self.questions)

    def named(self, *, from_steps: bool = False) -> list[AudiencePart]:
        """The parts that people named, or those that follow from the steps of the revision in force."""
        return [part for part in self.parts if part.is_from_steps == from_steps]


class AudiencePart(OrganizationScoped, Model):
    """A unit (with those below it), a position or a person whom a document concerns."""

    __tablename__ = "reading_audience_parts"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN unit_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN position_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN person_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="is_one_thing",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    audience_id: Mapped[int] = mapped_column(ForeignKey("reading_audiences.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    position_id: Mapped[int | None] = mapped_column(ForeignKey("positions.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"), index=True)
    is_from_steps: Mapped[bool] = mapped_column(default=False)

    audience: Mapped[Audience] = relationship(back_populates="parts")
    unit: Mapped[Unit | None] = relationship()
    position: Mapped[Position | None] = relationship()
    person: Mapped[Person | None] = relationship()

    @property
    def name(self) -> str:
        found = self.unit or self.position or self.person
        return found.name if found else ""


class Confirmation(AppendOnly, OrganizationScoped, Model):
    """Somebody has read a revision and understood it; name, position and unit are kept as they were then."""

    __tablename__ = "reading_confirmations"
    __table_args__ = (
        UniqueConstraint("revision_id", "person_id"),
        Index("ix_reading_confirmations_document_id_person_id", "document_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    name: Mapped[str]
    position: Mapped[str]
    unit_name: Mapped[str]
    content_hash: Mapped[str]  # of the revision, as it was shown
    asked_on: Mapped[date]
    due_on: Mapped[date]
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    document: Mapped[Document] = relationship()
    revision: Mapped[Revision] = relationship()
    person: Mapped[Person] = relationship()


class Attempt(AppendOnly, OrganizationScoped, Model):
    """Answers to the questions, with the questions as they were."""

    __tablename__ = "reading_attempts"
    __table_args__ = (Index("ix_reading_attempts_revision_id_person_id", "revision_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), index=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    name: Mapped[str]
    answers: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # question, answer ("" for none), is_right
    right_count: Mapped[int]
    pass_mark: Mapped[int]
    passed: Mapped[bool]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)

    document: Mapped[Document] = relationship()


class ReadingDuty(OrganizationScoped, Model):
    """Somebody is asked to read a revision; with a confirmation, they have read it or one that still counts.

    The indexes hold all that the pages count by, so that no row is looked at for a figure.
    """

    __tablename__ = "reading_duties"
    __table_args__ = (
        Index(
            "uq_reading_duties_now",
            "document_id",
            "person_id",
            unique=True,
            sqlite_where=_NOW,
            postgresql_where=_NOW,
        ),
        Index(
            "ix_reading_duties_of_person",
            "person_id",
            "confirmation_id",
            "due_on",
            "organization_id",
            "ended_on",
            sqlite_where=_NOW,
            postgresql_where=_NOW,
        ),
        Index(
            "ix_reading_duties_to_read",
            "organization_id",
            "document_id",
            "due_on",
            "person_id",
            "told",
            "confirmation_id",
            "ended_on",
            sqlite_where=_TO_READ,
            postgresql_where=_TO_READ,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    confirmation_id: Mapped[int | None] = mapped_column(ForeignKey("reading_confirmations.id"))
    asked_on: Mapped[date]
    due_on: Mapped[date]
    told: Mapped[int] = mapped_column(default=Told.NOTHING.value)
    ended_on: Mapped[date | None]
    end_reason: Mapped[str] = mapped_column(default="")

    document: Mapped[Document] = relationship()
    revision: Mapped[Revision] = relationship()
    person: Mapped[Person] = relationship()
    confirmation: Mapped[Confirmation | None] = relationship()


class Tally(OrganizationScoped, Model):
    """How many people of a unit (none: of no unit) are asked to read a document; counted anew, never added to.

    Two thousand people and five hundred documents are a million duties: too many to count for a page.
    """

    __tablename__ = "reading_tallies"
    __table_args__ = (
        Index("ix_reading_tallies_by_unit", "organization_id", "unit_id", "document_id", "asked"),
        Index("ix_reading_tallies_by_document", "organization_id", "document_id", "asked"),
        Index("ix_reading_tallies_document_id", "document_id"),  # one document is counted anew
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    asked: Mapped[int]
