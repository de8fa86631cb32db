"""Proofs that people can audit: trainings and certificates with their validity."""

from __future__ import annotations

from datetime import date

from qms.audits.models import AuditorRecord
from qms.foundation import trail
from qms.foundation.access import Actor
from qms.foundation.db import db
from qms.foundation.texts import _l
from qms.identity import operations as identity
from qms.identity.models import Person
from qms.kernel import clock
from qms.kernel.errors import Refused


def add_record(
    person: Person,
    *,
    actor: Actor,
    training: str,
    provider: str,
    certificate: str,
    valid_from: date,
    valid_until: date | None,
) -> AuditorRecord:
    """Write down a training or certificate of an auditor.

    Raises:
        Refused: at ``valid_until``, when it lies before the first day.
    """
    if valid_until is not None and valid_until < valid_from:
        raise Refused(_l("It cannot end before it begins."), field="valid_until")
    record = AuditorRecord(
        organization_id=person.organization_id,
        person=person,
        training=training,
        provider=provider,
        certificate=certificate,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    db.session.add(record)
    facts = {"training": training, "valid_from": valid_from, "valid_until": valid_until}
    trail.record("audits.record_added", identity.person_subject(person), actor=actor, facts=facts)
    return record


def withdraw_record(record: AuditorRecord, *, actor: Actor, reason: str) -> None:
    """A record counts no longer; it stays to be seen.

    Raises:
        Refused: it was withdrawn before, or there is no reason.
    """
    if record.withdrawn_at is not None:
        raise Refused(_l("This record was withdrawn already."))
    if not reason.strip():
        raise Refused(_l("Say why the record no longer counts."), field="reason")
    record.withdrawn_at, record.withdrawal_reason = clock.now(), reason
    trail.record(
        "audits.record_withdrawn",
        identity.person_subject(record.person),
        actor=actor,
        facts={"training": record.training},
        reason=reason,
    )
