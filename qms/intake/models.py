"""Files that came in, by sending. The content hangs on the row as an attachment (foundation/files.py)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qms.foundation.db import Model, OrganizationScoped, UtcDateTime
from qms.intake.rules import State


class Sending(OrganizationScoped, Model):
    """The files that one person sent at once."""

    __tablename__ = "sendings"

    id: Mapped[int] = mapped_column(primary_key=True)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    sent_by: Mapped[str]


class IncomingFile(OrganizationScoped, Model):
    """One file on its way to a draft; ``reading`` and ``original`` are JSON (reading.py, blocks.py)."""

    __tablename__ = "incoming_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    sending_id: Mapped[int] = mapped_column(ForeignKey("sendings.id"), index=True)
    name: Mapped[str]
    archive: Mapped[str] = mapped_column(default="")  # the archive that it came in
    state: Mapped[str] = mapped_column(default=State.WAITING, index=True)
    state_since: Mapped[datetime] = mapped_column(UtcDateTime)
    refusal: Mapped[str] = mapped_column(default="")  # kind; see refusals.py
    detail: Mapped[str] = mapped_column(Text, default="")
    code: Mapped[str] = mapped_column(default="")  # as read, or as confirmed
    title: Mapped[str] = mapped_column(default="")
    doubts: Mapped[int] = mapped_column(default=0)
    pages: Mapped[int] = mapped_column(default=0)  # of a scan
    pages_read: Mapped[int] = mapped_column(default=0)
    recognised: Mapped[str] = mapped_column(
        Text, default="", deferred=True
    )  # lines of the pages so far, as JSON
    reading: Mapped[str] = mapped_column(Text, default="", deferred=True, deferred_group="read")
    original: Mapped[str] = mapped_column(Text, default="", deferred=True, deferred_group="read")
    revision_number: Mapped[int | None]  # of the draft that was made, of the document ``code``
    decided_by: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    sending: Mapped[Sending] = relationship()

    __mapper_args__ = {"version_id_col": version}

    @property
    def status(self) -> State:
        return State(self.state)
