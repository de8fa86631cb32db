"""Who may do what with people, units and the organisation."""

from __future__ import annotations

from qms.foundation.access import is_administrator, is_signed_in, permission
from qms.foundation.texts import _l

PEOPLE_SEE = permission("identity.see_people", _l("See people, units and roles"), [is_signed_in])
PEOPLE_KEEP = permission(
    "identity.keep_people",
    _l("Add people and units, give roles and first passwords, deactivate"),
    [is_administrator],
)
ORGANIZATION_KEEP = permission(
    "identity.keep_organization", _l("Change the organisation's names and code"), [is_administrator]
)
POLICY_SEE = permission("identity.see_policy", _l("Read who may do what"), [is_signed_in])

PERMISSIONS = (PEOPLE_SEE, PEOPLE_KEEP, ORGANIZATION_KEEP, POLICY_SEE)
