"""What happens to organisations and people and matters to higher rooms."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class OrganizationFounded:
    """A new organisation, with nothing in it yet: rooms give it what each organisation begins with."""

    organization_id: int


@dataclass(frozen=True)
class PersonPlaced:
    """Somebody joined or came back, or has another unit or position than before.

    ``former_unit_id`` is the unit they were in, if any; the same one where only the position changed.
    """

    person_id: int
    former_unit_id: int | None


@dataclass(frozen=True)
class PersonLeft:
    """Somebody left the organisation."""

    person_id: int


@dataclass(frozen=True)
class UnitMoved:
    """A unit stands under another unit than before."""

    unit_id: int
