"""Reading the queue and single files."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from qms.foundation import files
from qms.foundation.db import db
from qms.foundation.files import Attachment
from qms.foundation.texts import _l
from qms.intake.models import IncomingFile, Sending
from qms.intake.rules import UNDER_WAY, State
from qms.kernel.errors import NotFound
from qms.kernel.paging import Page, offset_of

SUBJECT = "incoming_file"
SENDING = "sending"
PAGE_SIZE = 50


def get_file(file_id: int) -> IncomingFile:
    """A file by its number.

    Raises:
        NotFound: there is none in sight.
    """
    found = find_file(file_id)
    if found is None:
        raise NotFound(_l("There is no such file in the list."))
    return found


def find_file(file_id: int) -> IncomingFile | None:
    """The same; None when there is none in sight."""
    return db.session.scalars(select(IncomingFile).where(IncomingFile.id == file_id)).one_or_none()


def page_of_files(number: int) -> Page[IncomingFile]:
    """The queue: the newest sending first, its files in their order."""
    total = db.session.scalar(select(func.count(IncomingFile.id))) or 0
    query = (
        select(IncomingFile)
        .join(IncomingFile.sending)
        .options(contains_eager(IncomingFile.sending))
        .order_by(Sending.id.desc(), IncomingFile.id)
        .limit(PAGE_SIZE)
        .offset(offset_of(number, PAGE_SIZE))
    )
    return Page(list(db.session.scalars(query)), number, total, PAGE_SIZE)


@dataclass(frozen=True)
class Progress:
    """How far the files are: how many in which state, of one sending or of all."""

    counts: dict[State, int]

    @property
    def under_way(self) -> int:
        return sum(number for state, number in self.counts.items() if state in UNDER_WAY)

    @property
    def to_check(self) -> int:
        return self.counts.get(State.TO_CHECK, 0)

    @property
    def refused(self) -> int:
        return self.counts.get(State.REFUSED, 0)

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def progress(sending_id: int | None = None) -> Progress:
    """How many files are in which state."""
    query = select(IncomingFile.state, func.count()).group_by(IncomingFile.state)
    if sending_id is not None:
        query = query.where(IncomingFile.sending_id == sending_id)
    return Progress({State(state): number for state, number in db.session.execute(query)})


def content_of(file: IncomingFile) -> Attachment | None:
    """The file itself; None when it was refused before it was kept."""
    return next(iter(files.list_attachments(SUBJECT, file.id)), None)
