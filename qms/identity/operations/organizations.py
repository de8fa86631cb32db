"""Acts about organisations."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from qms.foundation import trail
from qms.foundation.access import Actor
from qms.foundation.db import db
from qms.foundation.events import emit
from qms.foundation.texts import _l
from qms.identity.events import OrganizationFounded
from qms.identity.models import Organization
from qms.identity.operations.subjects import hold_as_seen, organization_subject
from qms.kernel.errors import Refused


def found_organization(
    *, code: str, name: str, short_name: str, parent: Organization | None, actor: Actor, language: str = "vi"
) -> Organization:
    """Make an organisation; rooms give it what each one begins with (document types).

    Raises:
        Refused: at ``code``, when another organisation has it.
    """
    organization = Organization(code=code, name=name, short_name=short_name, parent=parent, language=language)
    _keep_with_own_code(organization)
    trail.record("identity.organization_founded", organization_subject(organization), actor=actor)
    emit(OrganizationFounded(organization.id))
    return organization


def change_organization(
    organization: Organization, *, actor: Actor, seen: int | None, code: str, name: str, short_name: str
) -> None:
    """Rename an organisation; nothing happens when nothing differs.

    Raises:
        Stale: somebody else changed it meanwhile.
        Refused: at ``code``, when another organisation has it.
    """
    hold_as_seen(organization, seen)
    changes = {
        "organization.code": (organization.code, code),
        "organization.name": (organization.name, name),
        "organization.short_name": (organization.short_name, short_name),
    }
    changes = {field: pair for field, pair in changes.items() if pair[0] != pair[1]}
    if not changes:
        return
    organization.code, organization.name, organization.short_name = code, name, short_name
    _keep_with_own_code(organization)
    trail.record(
        "identity.organization_changed", organization_subject(organization), actor=actor, changes=changes
    )


def _keep_with_own_code(organization: Organization) -> None:
    code = organization.code
    try:
        with db.session.begin_nested():
            db.session.add(organization)
    except IntegrityError as error:
        raise Refused(_l("Another organisation has the code %(code)s.", code=code), field="code") from error
