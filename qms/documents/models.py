"""Tables of documents, revisions and signatures. What must never be false stands here as a constraint."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from qms.documents import enclosures
from qms.documents.enclosures import Enclosure
from qms.documents.rules import (
    EDITABLE,
    OPEN,
    TURNS,
    Meaning,
    State,
    content_hash,
    issue_label,
    signed_content,
)
from qms.documents.sets import DecisionState, Ending, Part, obstacles
from qms.foundation.db import Model, OrganizationScoped, UtcDateTime
from qms.identity.models import Person, Unit
from qms.identity.signing import Signed


class DocumentType(OrganizationScoped, Model):
    """A kind of document of the organisation, with its code pattern and its defaults."""

    __tablename__ = "document_types"
    __table_args__ = (UniqueConstraint("organization_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    name: Mapped[str]
    code_pattern: Mapped[str]
    review_months: Mapped[int] = mapped_column(default=12)
    clauses: Mapped[list[str]] = mapped_column(JSON, default=list)
    has_structure: Mapped[bool] = mapped_column(default=False)  # its revisions are procedures
    position: Mapped[int] = mapped_column(default=0)  # where it stands in lists
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    signers: Mapped[list[TypeSigner]] = relationship(
        back_populates="type", cascade="all, delete-orphan", order_by="TypeSigner.id"
    )

    __mapper_args__ = {"version_id_col": version}

    def signers_for(self, meaning: Meaning) -> list[Person]:
        """The people proposed to sign with this meaning, in the order given."""
        return [
            signer.person for signer in self.signers if signer.meaning == meaning and signer.person.is_active
        ]


class TypeSigner(OrganizationScoped, Model):
    """Somebody proposed as reviewer or approver of documents of a type."""

    __tablename__ = "document_type_signers"
    __table_args__ = (UniqueConstraint("type_id", "person_id", "meaning"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    type_id: Mapped[int] = mapped_column(ForeignKey("document_types.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    meaning: Mapped[str]

    type: Mapped[DocumentType] = relationship(back_populates="signers")
    person: Mapped[Person] = relationship()


class Document(OrganizationScoped, Model):
    """A controlled document. Its code is given once and never reused; its text lives in revisions."""

    __tablename__ = "documents"
    __table_args__ = (
        UniqueConstraint("organization_id", "code"),
        Index("ix_documents_organization_id_title", "organization_id", "title"),
        Index("ix_documents_organization_id_field", "organization_id", "field"),  # which fields there are
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    title: Mapped[str]  # of the revision in force, or of the first draft while there is none
    type_id: Mapped[int] = mapped_column(ForeignKey("document_types.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"), index=True)
    field: Mapped[str] = mapped_column(default="")
    clauses: Mapped[list[str]] = mapped_column(JSON, default=list)
    review_months: Mapped[int] = mapped_column(default=12)
    next_review_on: Mapped[date | None] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    is_changing: Mapped[bool | None] = query_expression()  # a next revision is approved; None: was not asked

    type: Mapped[DocumentType] = relationship()
    unit: Mapped[Unit | None] = relationship()
    owner: Mapped[Person | None] = relationship()
    revisions: Mapped[list[Revision]] = relationship(back_populates="document", order_by="Revision.number")

    __mapper_args__ = {"version_id_col": version}

    @property
    def effective(self) -> Revision | None:
        """The revision in force, if there is one."""
        return next((revision for revision in self.revisions if revision.state == State.EFFECTIVE), None)

    @property
    def open_revision(self) -> Revision | None:
        """The revision under way (draft to approved), if there is one."""
        return next((revision for revision in self.revisions if revision.state in OPEN), None)

    @property
    def approved(self) -> Revision | None:
        """The revision that is approved and waits for its date, if there is one."""
        return next((revision for revision in self.revisions if revision.state == State.APPROVED), None)

    @property
    def latest(self) -> Revision:
        """The one in force, else the newest."""
        return self.effective or self.revisions[-1]


def new_check_token() -> str:
    """What the mark on a revision's paper names it by: 128 bits that nobody can guess."""
    return secrets.token_urlsafe(16)


class Revision(OrganizationScoped, Model):
    """One version of a document's text, with those who answer for it."""

    __tablename__ = "revisions"
    __table_args__ = (
        UniqueConstraint("document_id", "number"),
        Index(
            "uq_revisions_effective",
            "document_id",
            unique=True,
            sqlite_where=text("state = 'effective'"),
            postgresql_where=text("state = 'effective'"),
        ),
        Index(
            "uq_revisions_open",
            "document_id",
            unique=True,
            sqlite_where=text(
                "state IN ('draft', 'changes_requested', 'in_review', 'awaiting_approval', 'approved')"
            ),
            postgresql_where=text(
                "state IN ('draft', 'changes_requested', 'in_review', 'awaiting_approval', 'approved')"
            ),
        ),
        Index("ix_revisions_state_effective_on", "state", "effective_on"),
        Index(  # what took effect last, and how many are in force, without looking at any text
            "ix_revisions_organization_id_effective_at",
            "organization_id",
            "effective_at",
            sqlite_where=text("state = 'effective'"),
            postgresql_where=text("state = 'effective'"),
        ),
        Index(None, "check_token", unique=True),
        CheckConstraint("reviewer_id IS NULL OR reviewer_id <> author_id", name="reviewer_is_not_author"),
        CheckConstraint("approver_id IS NULL OR approver_id <> author_id", name="approver_is_not_author"),
        CheckConstraint(
            "approver_id IS NULL OR reviewer_id IS NULL OR approver_id <> reviewer_id",
            name="approver_is_not_reviewer",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"))
    number: Mapped[int]
    issue: Mapped[int] = mapped_column(default=1)  # lần ban hành
    amendment: Mapped[int] = mapped_column(default=0)  # lần sửa đổi
    state: Mapped[str] = mapped_column(default=State.DRAFT, index=True)

    title: Mapped[str]
    body: Mapped[str] = mapped_column(Text, default="", deferred=True, deferred_group="text")
    structure: Mapped[str] = mapped_column(Text, default="", deferred=True, deferred_group="text")
    rendered: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, deferred=True)
    files_text: Mapped[str] = mapped_column("files", Text, default="")  # names and hashes: see enclosures.py

    author_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"), index=True)
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"), index=True)
    editor_ids: Mapped[list[int]] = mapped_column(JSON, default=list)  # everybody who changed the text
    last_editor_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    edited_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_form: Mapped[str] = mapped_column(default="")  # key of the opened form that saved last

    change_place: Mapped[str] = mapped_column(default="")  # the row of the amendment table
    change_what: Mapped[str] = mapped_column(default="")
    change_why: Mapped[str] = mapped_column(default="")
    is_significant: Mapped[bool] = mapped_column(default=True)
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"), index=True)  # of its set
    decision_number: Mapped[str] = mapped_column(default="")  # of a set: written when it takes effect
    return_reason: Mapped[str] = mapped_column(Text, default="")  # why it came back last
    state_since: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    effective_on: Mapped[date | None]
    effective_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_on: Mapped[date | None]  # superseded or withdrawn
    withdrawal_reason: Mapped[str] = mapped_column(Text, default="")
    withdrawal_decision: Mapped[str] = mapped_column(default="")
    content_hash: Mapped[str] = mapped_column(default="")
    check_token: Mapped[str | None] = mapped_column(default=new_check_token)  # what a mark on paper leads to
    version: Mapped[int] = mapped_column(default=1)

    document: Mapped[Document] = relationship(back_populates="revisions")
    author: Mapped[Person] = relationship(foreign_keys=author_id)
    reviewer: Mapped[Person | None] = relationship(foreign_keys=reviewer_id)
    approver: Mapped[Person | None] = relationship(foreign_keys=approver_id)
    last_editor: Mapped[Person | None] = relationship(foreign_keys=last_editor_id)
    decision: Mapped[Decision | None] = relationship(back_populates="revisions")
    signatures: Mapped[list[Signature]] = relationship(back_populates="revision", order_by="Signature.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def status(self) -> State:
        return State(self.state)

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def is_in_force(self) -> bool:
        return self.state == State.EFFECTIVE

    @property
    def whose_turn(self) -> Person | None:
        """Who must act next for the revision to go on; nobody once it is approved."""
        person: Person | None = getattr(self, TURNS[self.status]) if self.status in TURNS else None
        return person

    @property
    def label(self) -> str:
        return issue_label(self.issue, self.amendment)

    @property
    def name(self) -> str:
        """How the revision is named in sentences: QT-05 (01/00)."""
        return f"{self.document.code} ({self.label})"

    @property
    def former(self) -> Revision | None:
        """The revision that was in force before this one, if there was any."""
        before = [each for each in self.document.revisions if each.number < self.number and each.effective_at]
        return before[-1] if before else None

    @property
    def files(self) -> tuple[Enclosure, ...]:
        """The files that belong to the text, in the order in which they were added."""
        return enclosures.read(self.files_text or "")

    @property
    def signed_content(self) -> str:
        """Exactly what a signature on this revision covers."""
        return signed_content(**self._signed_parts())

    def computed_hash(self) -> str:
        """SHA-256 of what a signature on this revision covers."""
        return content_hash(**self._signed_parts())

    def _signed_parts(self) -> dict[str, Any]:
        return {
            "code": self.document.code,
            "title": self.title,
            "issue": self.issue,
            "amendment": self.amendment,
            "body": self.body,
            "structure": self.structure,
            "files": [each.signed for each in self.files],
        }

    @property
    def hands(self) -> set[int]:
        """Everybody who wrote or changed the text."""
        return {self.author_id, *self.editor_ids}


class Decision(OrganizationScoped, Model):
    """A decision (quyết định) by which several revisions take effect together, all or none.

    While it is prepared it says of its revisions what they do not know yet: their number and their day. What it put in
    force keeps both, and neither is ever changed again.
    """

    __tablename__ = "decisions"
    __table_args__ = (Index("ix_decisions_state_effective_on", "state", "effective_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(default="")  # 431/QĐ-SKHCN; given when it is signed
    title: Mapped[str]
    signed_on: Mapped[date | None]
    signer: Mapped[str] = mapped_column(default="")
    effective_on: Mapped[date]
    state: Mapped[str] = mapped_column(default=DecisionState.PREPARING)
    trouble: Mapped[str] = mapped_column(Text, default="")  # why it did not take effect on its day
    drop_reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    in_force_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    revisions: Mapped[list[Revision]] = relationship(back_populates="decision", order_by="Revision.id")
    withdrawals: Mapped[list[Withdrawal]] = relationship(
        back_populates="decision", cascade="all, delete-orphan", order_by="Withdrawal.id"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def status(self) -> DecisionState:
        return DecisionState(self.state)

    @property
    def is_in_force(self) -> bool:
        return self.state == DecisionState.IN_FORCE

    @property
    def name(self) -> str:
        """How it is named in sentences: its number, or its title while it has none."""
        return self.number or f"“{self.title}”"

    def obstacles(self) -> list[Any]:
        """Why it cannot put its set in force, as sentences."""
        return list(
            obstacles(
                number=self.number,
                signed_on=self.signed_on,
                effective_on=self.effective_on,
                parts=[Part(each.name, each.status, each.effective_on) for each in self.revisions],
                endings=[each.as_ending() for each in self.withdrawals],
            )
        )


class Withdrawal(OrganizationScoped, Model):
    """A document that a decision takes out of force on its day."""

    __tablename__ = "decision_withdrawals"
    __table_args__ = (UniqueConstraint("decision_id", "document_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)

    decision: Mapped[Decision] = relationship(back_populates="withdrawals")
    document: Mapped[Document] = relationship()

    def as_ending(self) -> Ending:
        """What ``sets.obstacles`` asks of it."""
        under_way = self.document.open_revision
        return Ending(
            self.document.code, self.document.effective is not None, under_way.label if under_way else ""
        )


class Signature(Signed, Model):
    """An electronic signature on exactly what a revision says."""

    __tablename__ = "signatures"

    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), index=True)

    revision: Mapped[Revision] = relationship(back_populates="signatures")

    @property
    def what(self) -> Meaning:
        return Meaning(self.meaning)

    @property
    def fits(self) -> bool:
        """Whether what was signed is what the revision says now."""
        return self.content_hash == self.revision.content_hash
