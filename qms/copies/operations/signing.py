"""Digital signatures on released PDF files: by the installation's key, and by people who sign elsewhere."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from typing import Any

from qms.copies import queries
from qms.copies.models import SignedFile
from qms.copies.rules import Stamp
from qms.copies.signing.faults import Fault
from qms.copies.signing.verdicts import sentence_of
from qms.documents.models import Revision
from qms.documents.operations.announcing import subject_of
from qms.foundation import confined, files, outbox, trail
from qms.foundation.access import SYSTEM, Actor
from qms.foundation.db import db, reading
from qms.foundation.files import Kept
from qms.foundation.house import house
from qms.foundation.texts import _, in_language
from qms.identity.queries import get_organization
from qms.kernel import clock
from qms.kernel.errors import Refused

SIGN = "copies.sign"
JUDGE = "qms.copies.signing.judging:judge"
CPU_SECONDS = 10.0
INSTALLATION, PERSON = "installation", "person"


def ask_for_signature(revision_id: int) -> None:
    """Have the released PDF signed by the installation, where it holds a key."""
    if house().config.signing_key.is_set:
        outbox.later(SIGN, str(revision_id), payload={"revision": revision_id})


def sign_released(payload: Mapping[str, Any]) -> None:
    """The effect: sign the released PDF with the installation's key, once."""
    # The library is large, and an installation without a key never needs it.
    from qms.copies.signing.keys import signed  # noqa: PLC0415 - as said above

    with reading():
        printed = queries.find_printed(payload["revision"], Stamp.CONTROLLED)
        revision = queries.find_revision(payload["revision"])
        done = any(each.origin == INSTALLATION for each in queries.list_signed(payload["revision"]))
        if printed is None or revision is None or done:
            db.session.rollback()
            return
        content = files.path_of(printed.file).read_bytes()
        with in_language(get_organization(revision.organization_id).language):
            reason = _("Released: %(name)s", name=revision.name)
        trusted = queries.trusted_pems(revision.organization_id)
        db.session.rollback()
    made = signed(content, house().config.signing_key, reason=reason)
    told = judged(made, content, trusted)["signatures"]
    kept = files.keep(io.BytesIO(made), "document.pdf")
    revision = queries.find_revision(payload["revision"])
    assert revision is not None
    _add(revision, kept, told, origin=INSTALLATION, actor=SYSTEM)
    trail.record("copies.signed", subject_of(revision), actor=SYSTEM, facts=_facts(revision, kept, told))


def judged(content: bytes, released: bytes, trusted: list[str]) -> dict[str, Any]:
    """What a file that comes as signed is (signing/judging.py), found out in a confined child."""
    asked = [base64.b64encode(each).decode() for each in (content, released)]
    try:
        answer: dict[str, Any] = confined.call(
            JUDGE, *asked, trusted, clock.now().isoformat(), cpu_seconds=CPU_SECONDS
        )
    except confined.Overrun:
        return {"fault": Fault.TOO_MUCH.value, "signatures": []}
    return answer


def accept_signed(revision: Revision, kept: Kept, verdict: Mapping[str, Any], *, actor: Actor) -> None:
    """Keep a file that a person signed elsewhere; ``verdict`` was found out before this transaction.

    Raises:
        Refused: it is not the released file with valid signatures; the sentence says why.
    """
    if verdict["fault"]:
        raise Refused(sentence_of(verdict["fault"]), field="files")
    if any(each.file.hash == kept.hash for each in queries.list_signed(revision.id)):
        raise Refused(_("This very file was handed in already."), field="files")
    _add(revision, kept, verdict["signatures"], origin=PERSON, actor=actor)
    facts = _facts(revision, kept, verdict["signatures"])
    trail.record("copies.signed_elsewhere", subject_of(revision), actor=actor, facts=facts)


def _add(revision: Revision, kept: Kept, told: list[dict[str, Any]], *, origin: str, actor: Actor) -> None:
    db.session.add(
        SignedFile(
            organization_id=revision.organization_id,
            revision_id=revision.id,
            file_id=files.row_of(kept, revision.organization_id),
            origin=origin,
            signatures=told,
            added_by_id=actor.person_id,
            added_by=actor.name,
            added_at=clock.now(),
        )
    )


def _facts(revision: Revision, kept: Kept, told: list[dict[str, Any]]) -> dict[str, Any]:
    who = ", ".join(each["name"] for each in told)
    return {"number": revision.number, "state": revision.state, "who": who, "hash": kept.hash}
