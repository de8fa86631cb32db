"""The first hour of an organisation: itself, the usual positions, and somebody who can let others in."""

from __future__ import annotations

from dataclasses import dataclass

from qms.foundation.access import SYSTEM, Role
from qms.foundation.texts import _l
from qms.identity import queries
from qms.identity.models import Organization, Person
from qms.identity.operations.organizations import found_organization
from qms.identity.operations.people import add_person
from qms.identity.operations.units import add_position
from qms.kernel.errors import Refused

# Content of the organisation, in its language; it may rename them and add others.
USUAL_POSITIONS = {
    "vi": (
        "Giám đốc", "Phó Giám đốc", "Chánh Văn phòng", "Phó Chánh Văn phòng", "Chánh Thanh tra",
        "Chi cục trưởng", "Phó Chi cục trưởng", "Trưởng phòng", "Phó Trưởng phòng", "Chuyên viên chính",
        "Chuyên viên", "Cán sự", "Kế toán", "Văn thư",
    ),
    "en": ("Director", "Deputy director", "Head of unit", "Deputy head of unit", "Officer", "Clerk"),
}  # fmt: skip


@dataclass(frozen=True)
class Begun:
    """What set-up has made; the password is told once."""

    organization: Organization
    administrator: Person
    first_password: str


def set_up(
    *,
    code: str,
    name: str,
    short_name: str,
    language: str,
    parent: Organization | None,
    administrator: str,
    username: str,
    email: str,
    another: bool,
) -> Begun:
    """Make an organisation and its first administrator.

    Raises:
        Refused: there is an organisation already and not ``another`` one is wanted; or the code or the
            user name is taken or can't be one.
    """
    if queries.count_organizations() and not another:
        raise Refused(_l("This installation has an organisation already. For another one, say --another."))
    organization = found_organization(
        code=code, name=name, short_name=short_name, parent=parent, language=language, actor=SYSTEM
    )
    for position in USUAL_POSITIONS[language]:
        add_position(organization=organization, name=position, actor=SYSTEM)
    person, password = add_person(
        organization=organization,
        username=username,
        name=administrator,
        email=email,
        roles=[Role.ADMINISTRATOR],
        language=language,
        actor=SYSTEM,
    )
    return Begun(organization, person, password)
