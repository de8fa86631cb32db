"""What the room offers."""

from __future__ import annotations

from qms.foundation.feature import Feature
from qms.foundation.texts import _l
from qms.identity.policy import PERMISSIONS
from qms.identity.views import blueprint
from qms.identity.views import preferences as _preferences  # noqa: F401  # puts its pages on the blueprint
from qms.identity.views import signing_in as _signing_in  # noqa: F401

feature = Feature(
    name="identity",
    blueprint=blueprint,
    permissions=PERMISSIONS,
    sentences={
        "identity.signed_in": _l("%(actor)s signed in."),
        "identity.sign_in_failed": _l("A try to sign in as %(subject)s failed."),
        "identity.locked": _l("The account %(subject)s was locked after too many failed tries."),
        "identity.unlocked": _l("%(actor)s opened the account of %(subject)s again."),
        "identity.signed_out": _l("%(actor)s signed out."),
        "identity.signed_out_everywhere": _l("%(actor)s ended %(count)s sessions of %(subject)s."),
        "identity.password_changed": _l("%(actor)s changed their password."),
        "identity.password_given": _l("%(actor)s gave %(subject)s a new first password."),
        "identity.organization_founded": _l("%(actor)s set up the organisation %(subject)s."),
        "identity.unit_added": _l("%(actor)s added the unit %(subject)s."),
        "identity.person_added": _l("%(actor)s added %(subject)s with the roles: %(roles)s."),
        "access.refused": _l("%(actor)s was refused the page %(subject)s."),
    },
)
