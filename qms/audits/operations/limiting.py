"""The limits that an organisation sets itself."""

from __future__ import annotations

from dataclasses import asdict

from qms.audits.models import AuditThresholds
from qms.audits.operations.telling import changed
from qms.audits.queries.coverage import find_thresholds, limits_version
from qms.audits.rules.thresholds import Thresholds
from qms.foundation import trail
from qms.foundation.access import Actor
from qms.foundation.db import db
from qms.foundation.versions import same_as_seen
from qms.identity import operations as identity
from qms.identity.models import Organization


def set_limits(organization: Organization, limits: Thresholds, *, actor: Actor, seen: int | None) -> None:
    """Set an organisation's limits; what was reckoned by the former ones stays as it is.

    Raises:
        Stale: somebody set them meanwhile.
    """
    identity.hold_organization(organization.id)
    kept = find_thresholds(organization.id)
    same_as_seen(limits_version(kept), seen)
    before = asdict(kept.limits if kept else Thresholds())
    after = asdict(limits)
    if kept is None:
        db.session.add(AuditThresholds(organization_id=organization.id, **after))
    else:
        for name, value in after.items():
            setattr(kept, name, value)
    if changes := changed(before, after):
        subject = trail.Subject("organization", organization.id, organization.name, organization.id)
        trail.record("audits.limits_set", subject, actor=actor, changes=changes)
