"""What happens to organisations and people and matters to higher rooms."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class OrganizationFounded:
    """A new organisation, with nothing in it yet: rooms give it what each organisation begins with."""

    organization_id: int
