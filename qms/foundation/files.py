"""Files that prove something: photos, scans, letters. Kept once under the hash of their content, never changed.

Of a photo the picture is kept, not what the camera noted about it (kernel/pictures.py).

Any room hangs files on its records (``attach``) and serves them by a route of its own, guarded like the record.
A file is written under a temporary name, brought to the disk, renamed, its folder brought to the disk, and only
then named by a row: a row without its file cannot come about, a file without a row is swept later.
"""

from __future__ import annotations

import hashlib
import io
import logging
import os
import secrets
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import ForeignKey, Index, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from qms.foundation.access import Actor
from qms.foundation.db import AppendOnly, Model, OrganizationScoped, UtcDateTime, db, insert_if_new
from qms.foundation.house import house
from qms.foundation.scanning import ScannerFailed, scan
from qms.foundation.texts import _l
from qms.kernel import clock
from qms.kernel.errors import Refused
from qms.kernel.filetypes import HEIC, PICTURES, FileType, agrees, is_of, shown_name, type_of
from qms.kernel.pictures import without_traces

log = logging.getLogger(__name__)

BLOCK = 256 * 1024
ORPHANS_LIVE = timedelta(days=1)  # a file may lie there before the row that names it


class StoredFile(AppendOnly, OrganizationScoped, Model):
    """A content that an organisation keeps: its hash is its name on the disk."""

    __tablename__ = "stored_files"
    __table_args__ = (UniqueConstraint("organization_id", "hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str]  # SHA-256 of the content, hexadecimal
    size: Mapped[int]  # bytes
    media_type: Mapped[str]  # told by the content
    stored_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Attachment(AppendOnly, OrganizationScoped, Model):
    """A file hung on a record of any room, under the name it came with.

    ``happened_on`` is the day that the file shows, apart from the moment at which it was added.
    """

    __tablename__ = "attachments"
    __table_args__ = (Index("ix_attachments_subject", "subject_kind", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    part: Mapped[str] = mapped_column(default="")  # which part of the record it belongs to: "action-3"
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"), index=True)
    name: Mapped[str]
    happened_on: Mapped[date | None]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    added_by: Mapped[str]
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)

    file: Mapped[StoredFile] = relationship()

    @property
    def is_picture(self) -> bool:
        """Whether pages may show it: a picture by its content."""
        return self.file.media_type in PICTURES


@dataclass(frozen=True)
class Kept:
    """A file that lies on the disk and is named by no row yet."""

    name: str
    hash: str
    size: int
    media_type: str


# --- On the disk ------------------------------------------------------------------------------------------


def keep(stream: BinaryIO, name: str, also: Collection[FileType] = ()) -> Kept:
    """Bring a file to the disk. Call it outside a transaction that writes: it takes its time.

    ``also`` are kinds that are taken here besides the usual ones.

    Raises:
        Refused: empty, too large, of a kind that is not kept, its name says something else than its content, the
            virus scanner found something, or does not answer.
    """
    name = shown_name(name)
    size = stream.seek(0, os.SEEK_END)
    _refuse_size(name, size)
    special = (each for each in also if agrees(name, each) and is_of(stream, each))
    kind = next(special, None) or type_of(stream)
    if kind is HEIC:
        raise Refused(
            _l(
                "“%(name)s” is a HEIC photo, which most computers cannot show. Set the camera to “Most compatible” "
                "(JPEG), or send the photo as JPEG.",
                name=name,
            )
        )
    if kind is None or not agrees(name, kind):
        raise Refused(_sentence_of_type(name, known=kind is not None))
    _refuse_infected(stream, name)
    if kind.is_picture:
        content = without_traces(stream.read(), kind)
        stream, size = io.BytesIO(content), len(content)
    return Kept(name, _write(stream), size, kind.media_type)


def _refuse_size(name: str, size: int) -> None:
    most = house().config.largest_file
    if size > most:
        message = _l(
            "“%(name)s” is too large: %(size)s MB, at most %(most)s MB are possible. Make the photo smaller, or "
            "send a part of the file.",
            name=name,
            size=f"{size / 2**20:.0f}",
            most=f"{most / 2**20:g}",
        )
        raise Refused(message)
    if size == 0:
        raise Refused(_l("“%(name)s” is empty.", name=name))


def _refuse_infected(stream: BinaryIO, name: str) -> None:
    address = house().config.clamd
    if not address:
        return
    try:
        found = scan(stream, address)
    except ScannerFailed as failure:
        log.error("the virus scanner at %s: %s", address, failure)
        raise Refused(
            _l(
                "“%(name)s” was not taken: the virus scanner does not answer, and nothing is taken unseen. Try again "
                "in some minutes; if it stays so, tell the administrator.",
                name=name,
            )
        ) from failure
    if found:
        log.warning("the virus scanner found %s in a file that was sent", found)
        raise Refused(
            _l(
                "“%(name)s” was not taken: the virus scanner found “%(found)s” in it. Have the computer it came from "
                "checked before you send anything else.",
                name=name,
                found=found,
            )
        )


def _sentence_of_type(name: str, *, known: bool) -> object:
    if known:
        return _l(
            "“%(name)s” is not what its name says: the content is of another kind. Save it anew in the right format.",
            name=name,
        )
    return _l(
        "“%(name)s” cannot be kept. Possible are photos (JPEG, PNG, WebP), PDF, Word, Excel and PowerPoint files "
        "without macros (docx, xlsx, pptx), odt, ods, and plain text.",
        name=name,
    )


def _write(stream: BinaryIO) -> str:
    """Temporary name, disk, right name, folder to the disk; the hash."""
    folder = house().config.files_folder
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = folder / f"{secrets.token_hex(16)}.part"
    digest = hashlib.sha256()
    try:
        with open(temporary, "xb", opener=_for_us_alone) as file:
            stream.seek(0)
            while block := stream.read(BLOCK):
                digest.update(block)
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        place = _place(digest.hexdigest())
        place.parent.mkdir(exist_ok=True, mode=0o700)
        temporary.rename(place)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(place.parent)
    _sync_folder(folder)
    return digest.hexdigest()


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _place(digest: str) -> Path:
    return house().config.files_folder / digest[:2] / digest


def path_of(file: StoredFile) -> Path:
    """Where the content lies."""
    return _place(file.hash)


# --- Rows -------------------------------------------------------------------------------------------------


def attach(
    kept: Iterable[Kept],
    *,
    subject_kind: str,
    subject_id: int,
    organization_id: int,
    actor: Actor,
    part: str = "",
    happened_on: date | None = None,
) -> list[Attachment]:
    """Hang files on a record, in the present transaction."""
    made = [
        Attachment(
            organization_id=organization_id,
            subject_kind=subject_kind,
            subject_id=subject_id,
            part=part,
            file_id=row_of(each, organization_id),
            name=each.name,
            happened_on=happened_on,
            added_by_id=actor.person_id,
            added_by=actor.name,
            added_at=clock.now(),
        )
        for each in kept
    ]
    db.session.add_all(made)
    return made


def carry_over(
    rows: Iterable[Attachment], *, subject_kind: str, subject_id: int, part: str = ""
) -> list[Attachment]:
    """Hang files on another record or part too: under their names, as added by whom and when they were."""
    same = ("organization_id", "file_id", "name", "happened_on", "added_by_id", "added_by", "added_at")
    made = [
        Attachment(
            subject_kind=subject_kind,
            subject_id=subject_id,
            part=part,
            **{name: getattr(row, name) for name in same},
        )
        for row in rows
    ]
    db.session.add_all(made)
    return made


def row_of(kept: Kept, organization_id: int) -> int:
    """The row of a content; the same content twice is one row."""
    values = {
        "organization_id": organization_id,
        "hash": kept.hash,
        "size": kept.size,
        "media_type": kept.media_type,
        "stored_at": clock.now(),
    }
    db.session.execute(insert_if_new(StoredFile, values))
    wanted = select(StoredFile.id).where(
        StoredFile.organization_id == organization_id, StoredFile.hash == kept.hash
    )
    return db.session.scalars(wanted).one()


def list_attachments(subject_kind: str, subject_id: int, part: str | None = None) -> list[Attachment]:
    """The files of a record, or of one part of it, in the order in which they came."""
    query = _attachments(subject_kind, subject_id, part)
    return list(db.session.scalars(query.order_by(Attachment.id)))


def attachments_by_part(subject_kind: str, subject_id: int) -> dict[str, list[Attachment]]:
    """The files of a record by its parts ("" is the record itself), in the order in which they came."""
    found: dict[str, list[Attachment]] = {}
    for each in list_attachments(subject_kind, subject_id):
        found.setdefault(each.part, []).append(each)
    return found


def find_attachment(
    subject_kind: str, subject_id: int, attachment_id: int, part: str | None = None
) -> Attachment | None:
    """One file of a record, or of one part of it."""
    query = _attachments(subject_kind, subject_id, part).where(Attachment.id == attachment_id)
    return db.session.scalars(query).one_or_none()


def _attachments(subject_kind: str, subject_id: int, part: str | None) -> Select[Attachment]:
    query = select(Attachment).where(
        Attachment.subject_kind == subject_kind, Attachment.subject_id == subject_id
    )
    if part is not None:
        query = query.where(Attachment.part == part)
    return query.options(joinedload(Attachment.file))


# --- Upkeep -----------------------------------------------------------------------------------------------


def damaged() -> list[str]:
    """For ``flask qms check``: rows whose content is missing or is another one, as sentences."""
    return [fault for row in db.session.scalars(select(StoredFile)) if (fault := _fault_of(row))]


def _fault_of(row: StoredFile) -> str:
    path = path_of(row)
    if not path.is_file():
        return f"file {row.hash}: missing"
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return "" if digest == row.hash else f"file {row.hash}: the content was changed"


def sweep(now: datetime) -> None:
    """Duty: remove contents older than a day that no row names: a form that was refused, a fall in the middle."""
    folder = house().config.files_folder
    if not folder.is_dir():
        return
    oldest = (now - ORPHANS_LIVE).timestamp()
    lying = [path for path in folder.rglob("*") if path.is_file() and path.stat().st_mtime < oldest]
    named = _named({path.name for path in lying})
    for path in lying:
        if path.name not in named:
            with suppress(FileNotFoundError):
                path.unlink()


def _named(names: Collection[str]) -> Mapping[str, None]:
    wanted, found = sorted(names), []
    for first in range(0, len(wanted), 500):
        some = select(StoredFile.hash).where(StoredFile.hash.in_(wanted[first : first + 500]))
        found += list(db.session.scalars(some))
    return dict.fromkeys(found)
