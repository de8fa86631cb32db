"""Tables of what leaves the system: the layout of paper, files made, copies handed out, signatures, trusted keys."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qms.copies.rules import RECALL_DAYS, Variant
from qms.documents.models import Document, Revision
from qms.foundation.db import AppendOnly, Model, OrganizationScoped, UtcDateTime
from qms.foundation.files import StoredFile
from qms.identity.models import Unit


class PrintLayout(OrganizationScoped, Model):
    """How an organisation's documents look on paper. An empty heading is the usual one of the language."""

    __tablename__ = "print_layouts"
    __table_args__ = (
        UniqueConstraint("organization_id"),
        CheckConstraint("recall_days > 0", name="recall_takes_days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    heading_wrote: Mapped[str] = mapped_column(default="")
    heading_reviewed: Mapped[str] = mapped_column(default="")
    heading_approved: Mapped[str] = mapped_column(default="")
    amendment_variant: Mapped[str] = mapped_column(default=Variant.A)
    recall_days: Mapped[int] = mapped_column(default=RECALL_DAYS)
    logo_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    version: Mapped[int] = mapped_column(default=1)

    logo: Mapped[StoredFile | None] = relationship()

    __mapper_args__ = {"version_id_col": version}

    @property
    def variant(self) -> Variant:
        return Variant(self.amendment_variant)


class PrintedFile(AppendOnly, OrganizationScoped, Model):
    """A PDF that was made of a revision, with its stamp; of a numbered copy when it names one.

    ``content_hash`` is that of everything that was set: a draft that was changed needs another file.
    """

    __tablename__ = "printed_files"
    __table_args__ = (
        Index(
            "uq_printed_files_released",
            "revision_id",
            unique=True,
            sqlite_where=text("stamp = 'controlled' AND copy_id IS NULL"),
            postgresql_where=text("stamp = 'controlled' AND copy_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), index=True)
    copy_id: Mapped[int | None] = mapped_column(ForeignKey("paper_copies.id"), index=True)
    stamp: Mapped[str]
    content_hash: Mapped[str]
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)

    revision: Mapped[Revision] = relationship()
    file: Mapped[StoredFile] = relationship()


class PaperCopy(OrganizationScoped, Model):
    """A numbered copy on paper: to whom it went, where it stands, and how it ended."""

    __tablename__ = "paper_copies"
    __table_args__ = (
        UniqueConstraint("revision_id", "number"),
        CheckConstraint("(ended_on IS NULL) = (ending IS NULL)", name="an_end_says_how"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), index=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"))
    number: Mapped[int]
    holder: Mapped[str]  # the unit or person, as it was called then
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    place: Mapped[str] = mapped_column(default="")
    handed_out_on: Mapped[date]
    handed_out_by: Mapped[str]
    check_token: Mapped[str] = mapped_column(unique=True, default=lambda: secrets.token_urlsafe(16))
    recalled_on: Mapped[date | None]  # its revision is no longer in force since
    due_on: Mapped[date | None] = mapped_column(index=True)  # back by then
    ended_on: Mapped[date | None]
    ending: Mapped[str | None]
    ended_by: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    document: Mapped[Document] = relationship()
    revision: Mapped[Revision] = relationship()
    unit: Mapped[Unit | None] = relationship()

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_out(self) -> bool:
        return self.ended_on is None

    @property
    def is_recalled(self) -> bool:
        """Whether it must come back and has not."""
        return self.is_out and self.recalled_on is not None


class SignedFile(AppendOnly, OrganizationScoped, Model):
    """The released PDF of a revision with digital signatures, and what was found out about them when it came."""

    __tablename__ = "signed_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"), index=True)
    origin: Mapped[str]  # "installation" or "person"
    signatures: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # as validating.py tells of each
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    added_by: Mapped[str]
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)

    revision: Mapped[Revision] = relationship()
    file: Mapped[StoredFile] = relationship()


class TrustedCertificate(OrganizationScoped, Model):
    """A certificate that the organisation trusts: of an authority, or of one signer."""

    __tablename__ = "trusted_certificates"
    __table_args__ = (UniqueConstraint("organization_id", "fingerprint"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pem: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str]  # SHA-256 of the certificate, hexadecimal
    subject: Mapped[str]
    issuer: Mapped[str]
    serial: Mapped[str]
    valid_from: Mapped[datetime] = mapped_column(UtcDateTime)
    valid_until: Mapped[datetime] = mapped_column(UtcDateTime)
    is_authority: Mapped[bool]
    added_by: Mapped[str]
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class CheckMiss(Model):
    """A scanned address that named nothing, counted per network address like a failed sign-in."""

    __tablename__ = "check_misses"
    __table_args__ = (Index("ix_check_misses_address_at", "address", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
