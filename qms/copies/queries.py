"""Reading what was made, handed out, signed and trusted; never changes anything."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from qms.copies.models import (
    CheckMiss,
    PaperCopy,
    PrintedFile,
    PrintLayout,
    SignedFile,
    TrustedCertificate,
)
from qms.copies.rules import Stamp
from qms.documents.models import Document, Revision
from qms.documents.queries import WHOLE_TEXT, get_revision
from qms.documents.rules import State
from qms.foundation.db import db
from qms.foundation.files import StoredFile
from qms.foundation.texts import _l
from qms.kernel.errors import NotFound

# --- Files made -----------------------------------------------------------------------------------------------


def find_layout(organization_id: int) -> PrintLayout:
    """How the organisation's documents look on paper; as usual where it has set nothing."""
    found = db.session.scalars(
        select(PrintLayout)
        .where(PrintLayout.organization_id == organization_id)
        .options(joinedload(PrintLayout.logo))
    ).one_or_none()
    return found or PrintLayout(organization_id=organization_id, **usual_layout())


def usual_layout() -> dict[str, object]:
    """What holds for an organisation that has set nothing."""
    table = PrintLayout.__table__
    return {
        column.key: column.default.arg
        for column in table.columns
        if column.default is not None and column.key != "version"
    }


def layout_version(organization_id: int) -> int:
    """What a form says that it saw: 1 while nothing is set, for 0 is a form that does not say."""
    version = db.session.scalar(
        select(PrintLayout.version).where(PrintLayout.organization_id == organization_id)
    )
    return version + 1 if version else 1


def find_revision(revision_id: int) -> Revision | None:
    """A revision with everything that stands on its paper."""
    query = (
        select(Revision)
        .where(Revision.id == revision_id)
        .options(
            joinedload(Revision.document).options(
                joinedload(Document.type), selectinload(Document.revisions)
            ),
            selectinload(Revision.signatures),
            *WHOLE_TEXT,
        )
    )
    return db.session.scalars(query).one_or_none()


def find_printed(revision_id: int, stamp: Stamp, copy_id: int | None = None) -> PrintedFile | None:
    """The newest file of a revision with this stamp; of a numbered copy when one is named."""
    query = (
        select(PrintedFile)
        .where(
            PrintedFile.revision_id == revision_id,
            PrintedFile.stamp == stamp,
            PrintedFile.copy_id == copy_id if copy_id else PrintedFile.copy_id.is_(None),
        )
        .options(joinedload(PrintedFile.file))
        .order_by(PrintedFile.id.desc())
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()


_printed = select(PrintedFile.id).where(
    PrintedFile.revision_id == Revision.id,
    PrintedFile.stamp == Stamp.CONTROLLED,
    PrintedFile.copy_id.is_(None),
)


def list_without_released_file(most: int) -> list[int]:
    """Revisions in force of which no PDF was made yet, the oldest first."""
    query = select(Revision.id).where(Revision.state == State.EFFECTIVE, ~_printed.exists())
    return list(db.session.scalars(query.order_by(Revision.id).limit(most)))


def list_files() -> list[tuple[PrintedFile | SignedFile, StoredFile]]:
    """Every file that was made, with its content's hash: for the check of the store."""
    printed = select(PrintedFile, StoredFile).join(StoredFile, StoredFile.id == PrintedFile.file_id)
    signed = select(SignedFile, StoredFile).join(StoredFile, StoredFile.id == SignedFile.file_id)
    found: list[tuple[PrintedFile | SignedFile, StoredFile]] = [
        (made, file) for made, file in db.session.execute(printed)
    ]
    found += [(made, file) for made, file in db.session.execute(signed)]
    return found


# --- Signatures -----------------------------------------------------------------------------------------------


def list_signed(revision_id: int) -> list[SignedFile]:
    """The signed files of a revision, the newest first."""
    query = select(SignedFile).where(SignedFile.revision_id == revision_id)
    return list(db.session.scalars(query.options(joinedload(SignedFile.file)).order_by(SignedFile.id.desc())))


def get_signed(code: str, number: int, signed_id: int) -> SignedFile:
    """One signed file of a revision.

    Raises:
        NotFound: there is none in sight.
    """
    revision = get_revision(code, number)
    found = next((each for each in list_signed(revision.id) if each.id == signed_id), None)
    if found is None:
        raise NotFound(_l("There is no such signed file."))
    return found


def list_trusted(*, active_only: bool = True) -> list[TrustedCertificate]:
    """The certificates that the organisations in sight trust."""
    query = select(TrustedCertificate).order_by(TrustedCertificate.subject, TrustedCertificate.id)
    return list(db.session.scalars(query.where(TrustedCertificate.is_active) if active_only else query))


def trusted_pems(organization_id: int) -> list[str]:
    """What the organisation trusts now, written down."""
    return [each.pem for each in list_trusted() if each.organization_id == organization_id]


def find_trusted(organization_id: int, fingerprint: str) -> TrustedCertificate | None:
    """The organisation's entry of a certificate, also one that was withdrawn."""
    query = select(TrustedCertificate).where(
        TrustedCertificate.organization_id == organization_id, TrustedCertificate.fingerprint == fingerprint
    )
    return db.session.scalars(query).one_or_none()


def get_trusted(certificate_id: int) -> TrustedCertificate:
    """One certificate that is or was trusted.

    Raises:
        NotFound: there is none in sight.
    """
    found = db.session.scalars(
        select(TrustedCertificate).where(TrustedCertificate.id == certificate_id)
    ).one_or_none()
    if found is None:
        raise NotFound(_l("There is no such certificate."))
    return found


# --- Numbered copies --------------------------------------------------------------------------------------------

_copies = select(PaperCopy).options(joinedload(PaperCopy.document), joinedload(PaperCopy.revision))


def list_copies() -> list[PaperCopy]:
    """The register: what must come back first, then what is out, then what has ended; the newest first."""
    order = (
        PaperCopy.ended_on.is_not(None),
        PaperCopy.due_on.is_(None),
        PaperCopy.due_on,
        PaperCopy.id.desc(),
    )
    return list(db.session.scalars(_copies.order_by(*order)))


def list_out(revision_id: int) -> list[PaperCopy]:
    """The copies of a revision that are still out."""
    query = _copies.where(PaperCopy.revision_id == revision_id, PaperCopy.ended_on.is_(None))
    return list(db.session.scalars(query.order_by(PaperCopy.number)))


def list_called_back() -> list[PaperCopy]:
    """The copies that must come back and have not, those due first."""
    query = _copies.where(PaperCopy.ended_on.is_(None), PaperCopy.recalled_on.is_not(None))
    return list(db.session.scalars(query.order_by(PaperCopy.due_on, PaperCopy.id)))


def get_copy(copy_id: int) -> PaperCopy:
    """A numbered copy.

    Raises:
        NotFound: there is none in sight.
    """
    found = db.session.scalars(_copies.where(PaperCopy.id == copy_id)).one_or_none()
    if found is None:
        raise NotFound(_l("There is no such copy."))
    return found


# --- What a scanned mark answers --------------------------------------------------------------------------------


def find_marked(token: str) -> Revision | None:
    """The revision whose paper carries this mark, or a numbered copy of it. Call it where everything is in sight."""
    query = select(Revision).options(joinedload(Revision.document).selectinload(Document.revisions))
    found = db.session.scalars(query.where(Revision.check_token == token)).one_or_none()
    if found is not None:
        return found
    copied = select(PaperCopy.revision_id).where(PaperCopy.check_token == token)
    return db.session.scalars(query.where(Revision.id == copied.scalar_subquery())).one_or_none()


def count_misses(address: str, since: datetime) -> int:
    """How often this network address named nothing."""
    query = select(func.count(CheckMiss.id)).where(CheckMiss.address == address, CheckMiss.at >= since)
    return db.session.scalar(query) or 0
