"""Which certificates an organisation trusts: of authorities, and of signers one by one."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

from qms.copies import queries
from qms.copies.models import TrustedCertificate
from qms.foundation import confined, trail
from qms.foundation.access import Actor
from qms.foundation.db import db
from qms.foundation.texts import _l
from qms.foundation.versions import same_as_seen
from qms.identity.models import Organization
from qms.kernel import clock
from qms.kernel.errors import Refused

READ = "qms.copies.signing.judging:certificates_in"
LARGEST = 200_000  # bytes of a file of certificates


def read_certificates(content: bytes) -> list[dict[str, Any]]:
    """The certificates in a file, read in a confined child; none where there are none, or it is too large."""
    if len(content) > LARGEST:
        return []
    try:
        found: list[dict[str, Any]] = confined.call(READ, base64.b64encode(content).decode(), cpu_seconds=5.0)
    except confined.Overrun:
        return []
    return found


def trust(organization: Organization, certificates: list[dict[str, Any]], *, actor: Actor) -> None:
    """Trust certificates from now on.

    Raises:
        Refused: there is none, or all are trusted already.
    """
    if not certificates:
        raise Refused(_l("There is no certificate in this file (PEM, CER, CRT)."), field="certificate")
    new = [each for each in certificates if _trust(organization, each, actor)]
    if not new:
        raise Refused(_l("This certificate is trusted already."), field="certificate")


def _trust(organization: Organization, facts: dict[str, Any], actor: Actor) -> bool:
    kept = queries.find_trusted(organization.id, facts["fingerprint"])
    if kept is not None and kept.is_active:
        return False
    if kept is None:
        kept = TrustedCertificate(
            organization_id=organization.id,
            pem=facts["pem"],
            fingerprint=facts["fingerprint"],
            subject=facts["name"],
            issuer=facts["issuer"],
            serial=facts["serial"],
            valid_from=datetime.fromisoformat(facts["valid_from"]),
            valid_until=datetime.fromisoformat(facts["valid_until"]),
            is_authority=facts["is_authority"],
            added_by=actor.name,
            added_at=clock.now(),
        )
        db.session.add(kept)
    kept.is_active = True
    db.session.flush()  # the trail names it by its number
    trail.record("copies.trusted", _subject(kept), actor=actor, facts={"serial": kept.serial})
    return True


def distrust(certificate: TrustedCertificate, *, actor: Actor, seen: int | None) -> None:
    """Trust a certificate no longer; what was accepted before stays as it was found.

    Raises:
        Stale: somebody changed it meanwhile.
    """
    same_as_seen(certificate.version, seen)
    certificate.is_active = False
    trail.record(
        "copies.distrusted", _subject(certificate), actor=actor, facts={"serial": certificate.serial}
    )


def _subject(certificate: TrustedCertificate) -> trail.Subject:
    return trail.Subject(
        "trusted_certificate", certificate.id, certificate.subject, certificate.organization_id
    )
