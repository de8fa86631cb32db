"""Paper that went out."""

from __future__ import annotations

from qms.copies.models import SignedFile, TrustedCertificate
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
        signatures=[
            {
                "name": "Phạm Tiến Dũng",
                "issuer": "Ban Cơ yếu (thử)",
                "serial": "5401",
                "valid_from": "2025-01-01T00:00:00+00:00",
                "valid_until": "2028-01-01T00:00:00+00:00",
                "signed_at": "2026-11-20T02:00:00+00:00",
                "time_stamped": True,
                "fault": "",
            }
        ],
        added_by_id=None,
        added_by="",
        added_at=clock.now(),
    )
    db.session.add(row)
    return row


def trusted(organization_id: int) -> TrustedCertificate:
    """A certificate that the organisation trusts, as far as the list goes."""
    now = clock.now()
    row = TrustedCertificate(
        organization_id=organization_id,
        pem="",
        fingerprint="ab" * 32,
        subject="Ban Cơ yếu (thử)",
        issuer="Ban Cơ yếu (thử)",
        serial="5400",
        valid_from=now,
        valid_until=now,
        is_authority=True,
        added_by="Đỗ Văn Quân",
        added_at=now,
    )
    db.session.add(row)
    return row
