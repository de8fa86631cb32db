"""Making the PDF of a revision: asked for in the transaction of the change, set by the worker in a confined child.

The one of a revision in force is made once and is the same for everybody from then on. Those with another stamp, of
drafts and of numbered copies are made when somebody asks for them.
"""

from __future__ import annotations

import base64
import io
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from qms.copies import queries
from qms.copies.models import PaperCopy, PrintedFile
from qms.copies.operations.signing import ask_for_signature
from qms.copies.rules import Stamp, stamps_for
from qms.copies.sheet import Sheet, sheet_of
from qms.documents.models import Revision
from qms.documents.operations.announcing import subject_of
from qms.foundation import confined, files, outbox, trail
from qms.foundation.access import SYSTEM
from qms.foundation.db import db, reading
from qms.foundation.texts import in_language
from qms.identity.queries import get_organization
from qms.kernel import clock

TYPESET = "copies.typeset"
ENGINE = "qms.copies.typesetting.engine:pdf"
CPU_SECONDS = 20.0  # some 400 pages
AT_ONCE = 20  # revisions that a run of the duty asks for

log = logging.getLogger(__name__)


def ask_for(revision_id: int, stamp: Stamp, copy_id: int | None = None) -> None:
    """Have a file made by the worker; asked twice before it begins, it is made once."""
    key = key_of(revision_id, stamp, copy_id)
    outbox.later(TYPESET, key, payload={"revision": revision_id, "stamp": stamp.value, "copy": copy_id})


def key_of(revision_id: int, stamp: Stamp, copy_id: int | None = None) -> str:
    """How the effect that makes a file is named."""
    return f"{revision_id}:{stamp.value}:{copy_id or ''}"


def ask_for_missing(_now: datetime) -> None:
    """Duty: every revision in force has its PDF, however it came into force."""
    for revision_id in queries.list_without_released_file(AT_ONCE):
        ask_for(revision_id, Stamp.CONTROLLED)


def typeset(payload: Mapping[str, Any]) -> None:
    """The effect: make the file, unless what stands there says the same already, or the stamp fits no longer."""
    stamp = Stamp(payload["stamp"])
    with reading():
        sheet = _sheet_to_set(payload["revision"], stamp, payload["copy"])
        db.session.rollback()
    if sheet is None:
        return
    content = set_as_pdf(sheet)
    kept = files.keep(io.BytesIO(content), "document.pdf")
    revision = queries.find_revision(payload["revision"])
    assert revision is not None
    made = PrintedFile(
        organization_id=revision.organization_id,
        revision_id=revision.id,
        copy_id=payload["copy"],
        stamp=stamp.value,
        content_hash=sheet.content_hash,
        file_id=files.row_of(kept, revision.organization_id),
        made_at=clock.now(),
    )
    db.session.add(made)
    facts = {"number": revision.number, "state": revision.state, "stamp": stamp.value, "hash": kept.hash}
    trail.record("copies.typeset", subject_of(revision), actor=SYSTEM, facts=facts)
    if stamp is Stamp.CONTROLLED and payload["copy"] is None:
        ask_for_signature(revision.id)


def set_as_pdf(sheet: Sheet) -> bytes:
    """The PDF of a sheet, set in a confined child.

    Raises:
        confined.Overrun: it took more than its share of time or memory.
    """
    made = confined.call(ENGINE, sheet.data, sheet.moment, sheet.pictures, cpu_seconds=CPU_SECONDS)
    return base64.b64decode(made)


def _sheet_to_set(revision_id: int, stamp: Stamp, copy_id: int | None) -> Sheet | None:
    """What is to be set now; None when there is nothing to do."""
    revision = queries.find_revision(revision_id)
    if revision is None:
        return None
    copy = db.session.get(PaperCopy, copy_id) if copy_id else None
    printed = queries.find_printed(revision_id, stamp, copy_id)
    if copy is None and (stamp not in stamps_for(revision.status) or (printed and stamp is not Stamp.DRAFT)):
        return None
    sheet = current_sheet(revision, stamp, copy)
    return None if printed and printed.content_hash == sheet.content_hash else sheet


def current_sheet(revision: Revision, stamp: Stamp, copy: PaperCopy | None = None) -> Sheet:
    """What the paper of a revision says now, in the organisation's language."""
    organization = get_organization(revision.organization_id)
    with in_language(organization.language):
        layout = queries.find_layout(organization.id)
        return sheet_of(revision, organization, layout, stamp=stamp, copy=copy)
