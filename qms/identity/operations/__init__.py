"""Acts about people and their access, by subject; other rooms take them from here."""

from __future__ import annotations

from qms.identity.operations.accounts import change_own_profile, change_password, choose_language
from qms.identity.operations.organizations import change_organization, found_organization
from qms.identity.operations.people import (
    add_person,
    change_person,
    deactivate,
    give_password,
    reactivate,
    unlock,
)
from qms.identity.operations.setting_up import set_up
from qms.identity.operations.signing_in import (
    TooManyTries,
    WrongPassword,
    check_password,
    confirm_password,
    end_session,
    forget_failures,
    hash_of,
    sign_in,
    sign_out,
    sign_out_everywhere,
)
from qms.identity.operations.subjects import actor_of, hold_organization, person_subject
from qms.identity.operations.units import (
    add_position,
    add_unit,
    change_position,
    change_unit,
    close_unit,
    position_named,
    reopen_unit,
)

__all__ = [
    "TooManyTries",
    "WrongPassword",
    "actor_of",
    "add_person",
    "add_position",
    "add_unit",
    "change_organization",
    "change_own_profile",
    "change_password",
    "change_person",
    "change_position",
    "change_unit",
    "check_password",
    "choose_language",
    "close_unit",
    "confirm_password",
    "deactivate",
    "end_session",
    "forget_failures",
    "found_organization",
    "give_password",
    "hash_of",
    "hold_organization",
    "person_subject",
    "position_named",
    "reactivate",
    "reopen_unit",
    "set_up",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
    "unlock",
]
