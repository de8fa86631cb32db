"""What the room offers."""

from __future__ import annotations

from datetime import timedelta

from qms.foundation.access import Role
from qms.foundation.feature import Feature, NavigationItem, NoticeText
from qms.foundation.outbox import Duty
from qms.foundation.texts import LANGUAGES, _l
from qms.identity import commands, operations, showing, wording
from qms.identity.policy import PEOPLE_KEEP, PERMISSIONS
from qms.identity.tasks import tasks
from qms.identity.views import account, blueprint, organization, people, preferences, signing_in, units

# Importing these has put their pages on the blueprint.
PAGES = (account, organization, people, preferences, signing_in, units)
ABOUT_PEOPLE = ("/people", "/units", "/positions", "/permissions", "/organization")

feature = Feature(
    name="identity",
    title=_l("People and units"),
    blueprint=blueprint,
    permissions=PERMISSIONS,
    navigation=(
        NavigationItem(_l("People"), "identity.people", "people", 70, PEOPLE_KEEP, within=ABOUT_PEOPLE),
    ),
    duties=(
        Duty(
            "identity.forget_failures",
            _l("Forget failed tries to sign in that count no more"),
            timedelta(hours=6),
            operations.forget_failures,
        ),
    ),
    sentences={
        "identity.signed_in": _l("%(actor)s signed in."),
        "identity.sign_in_failed": _l("A try to sign in as %(subject)s failed."),
        "identity.unknown_sign_in_failed": _l("A try to sign in with an unknown user name failed."),
        "identity.locked": _l("The account of %(subject)s was locked after too many failed tries."),
        "identity.unlocked": _l("%(actor)s unlocked the account of %(subject)s."),
        "identity.signed_out": _l("%(actor)s signed out."),
        "identity.session_ended": _l("%(actor)s ended one of their sessions: %(device)s."),
        "identity.signed_out_everywhere": _l("%(actor)s ended %(count)s sessions of %(subject)s."),
        "identity.password_changed": _l("%(actor)s changed their password."),
        "identity.password_given": _l("%(actor)s gave %(subject)s a new first password."),
        "identity.profile_changed": _l("%(actor)s changed their profile."),
        "identity.organization_founded": _l("%(actor)s set up the organisation %(subject)s."),
        "identity.organization_changed": _l("%(actor)s changed the organisation %(subject)s."),
        "identity.unit_added": _l("%(actor)s added the unit %(subject)s."),
        "identity.unit_changed": _l("%(actor)s changed the unit %(subject)s."),
        "identity.unit_closed": _l("%(actor)s closed the unit %(subject)s."),
        "identity.unit_reopened": _l("%(actor)s opened the unit %(subject)s again."),
        "identity.position_added": _l("%(actor)s added the position %(subject)s."),
        "identity.position_changed": _l("%(actor)s changed the position %(subject)s."),
        "identity.person_added": _l("%(actor)s added %(subject)s with the roles: %(roles)s."),
        "identity.person_changed": _l("%(actor)s changed the record of %(subject)s."),
        "identity.roles_changed": _l("%(actor)s changed the roles of %(subject)s."),
        "identity.person_left": _l("%(actor)s deactivated %(subject)s, who has left."),
        "identity.person_returned": _l("%(actor)s opened the account of %(subject)s again."),
        "access.refused": _l("%(actor)s was refused the page %(subject)s."),
    },
    field_labels={
        "person.name": _l("Full name"),
        "person.email": _l("Address for mail"),
        "person.unit": _l("Unit"),
        "person.position": _l("Position"),
        "person.language": _l("Language"),
        "person.roles": _l("Roles"),
        "unit.code": _l("Code"),
        "unit.name": _l("Name"),
        "unit.parent": _l("Under"),
        "unit.head": _l("Head"),
        "position.name": _l("Name"),
        "position.is_active": _l("Still given to people"),
        "organization.code": _l("Code"),
        "organization.name": _l("Name"),
        "organization.short_name": _l("Short name"),
    },
    value_labels={
        "roles": lambda value: Role(value).label,
        "person.roles": lambda value: Role(value).label,
        "person.language": lambda value: LANGUAGES.get(value, value),
        "device": wording.device_name,
    },
    tasks=tasks,
    notices={
        "identity.locked": NoticeText(
            _l("The account of %(name)s is locked"),
            _l(
                "Somebody typed a wrong password for the user name %(username)s twenty times. Ask %(name)s "
                "whether it was them. If it was, unlock the account or give a new first password."
            ),
        ),
    },
    subjects={
        "person": showing.show_people,
        "unit": showing.show_units,
        "position": showing.show_positions,
        "organization": showing.show_organizations,
    },
    commands=(commands.set_up, commands.give_password),
    template_globals={"device_name": wording.device_name, "roles_of": wording.roles_of},
)
