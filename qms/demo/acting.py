"""Acting as the people of the demonstration, each in their own organisation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from qms.demo.people import Office
from qms.foundation.access import Actor
from qms.foundation.db import seeing
from qms.identity.models import Person
from qms.identity.operations import actor_of
from qms.identity.queries import find_by_username, find_organization


def person_named(username: str) -> Person:
    """The person with this account."""
    found = find_by_username(username)
    assert found is not None
    return found


def acting(username: str) -> Actor:
    """The same as one who acts."""
    return actor_of(person_named(username))


@contextmanager
def inside(office: Office) -> Iterator[None]:
    """Inside, only this organisation is in sight, as it is for its people."""
    organization = find_organization(office.code)
    assert organization is not None
    with seeing([organization.id]):
        yield
