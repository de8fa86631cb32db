"""Paper that went out."""

from __future__ import annotations

from qms.copies.models import SignedFile
from qms.copies.queries import find_printed
from qms.copies.rules import Stamp
from qms.documents.models import Revision
from qms.foundation.db import db
from qms.kernel import clock


def signed(revision: Revision) -> SignedFile:
    """A signed file of a released revision, as far as the register goes: its content is the released one."""
    printed = find_printed(revision.id, Stamp.CONTROLLED)
    assert printed is not None
    row = SignedFile(
        organization_id=revision.organization_id,
        revision_id=revision.id,
        file_id=printed.file_id,
        origin="installation",
        signatures=[],
        added_by_id=None,
        added_by="",
        added_at=clock.now(),
    )
    db.session.add(row)
    return row
