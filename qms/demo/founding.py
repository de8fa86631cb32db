"""Making the organisations and people of the demonstration; what a first try left there is kept."""

from __future__ import annotations

from qms.demo.people import OFFICES, Account, Office
from qms.documents.operations.keeping import make_first_types
from qms.documents.queries import list_types
from qms.foundation.access import SYSTEM
from qms.foundation.db import db, seeing
from qms.identity import operations, queries
from qms.identity.models import Organization, Person, Unit
from qms.web.transaction import one_transaction


def found_offices(password: str) -> None:
    """Both organisations with everything but their documents."""
    parent = None
    for office in OFFICES:
        with one_transaction():
            organization = queries.find_organization(office.code) or _found(office, parent)
            units = _units(office, organization)
        for account in office.people:
            _admit(account, office, organization, units[account.unit], password)
        parent = organization


def _found(office: Office, parent: Organization | None) -> Organization:
    organization = operations.found_organization(
        code=office.code, name=office.name, short_name=office.short_name, parent=parent, actor=SYSTEM
    )
    with seeing([organization.id]):
        if not list_types():
            make_first_types(organization, actor=SYSTEM)
    return organization


def _units(office: Office, organization: Organization) -> dict[str, Unit]:
    with seeing([organization.id]):
        known = {unit.code: unit for unit in queries.list_units()}
        for code, name in office.units.items():
            known[code] = known.get(code) or operations.add_unit(
                organization=organization, code=code, name=name, actor=SYSTEM
            )
    return known


def _admit(account: Account, office: Office, organization: Organization, unit: Unit, password: str) -> None:
    """Give the person an account, and let them change their first password into the demonstration's."""
    person = queries.find_by_username(account.username)
    first = ""
    if person is None:
        with one_transaction():
            person, first = operations.add_person(
                organization=organization,
                username=account.username,
                name=account.name,
                email=f"{account.username}@{office.mail_domain}",
                roles=account.roles,
                unit=unit,
                position=account.position,
                actor=SYSTEM,
            )
    if person.must_change_password:
        with one_transaction():
            first = first or operations.give_password(person, actor=SYSTEM)
        with one_transaction():
            operations.change_password(operations.actor_of(person), old=first, new=password, device="demo")
            operations.sign_out_everywhere(person, actor=operations.actor_of(person))
    if account.heads_unit and unit.head is None:
        with one_transaction():
            _make_head(person, unit)


def _make_head(person: Person, unit: Unit) -> None:
    db.session.refresh(unit)
    operations.change_unit(
        unit,
        actor=SYSTEM,
        seen=unit.version,
        code=unit.code,
        name=unit.name,
        parent=unit.parent,
        head=person,
    )
