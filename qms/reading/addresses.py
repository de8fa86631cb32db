"""Addresses of this room, for notices and tasks, which are made where no request is."""

from __future__ import annotations

from urllib.parse import quote

from qms.kernel.codes import in_address

OWN = "/reading"
COVERAGE = "/reading/units"


def reading_address(code: str) -> str:
    """Where a document is read and confirmed."""
    return f"/reading/documents/{quote(in_address(code))}"


def unit_address(unit_id: int) -> str:
    """Who of a unit has read what."""
    return f"/reading/units/{unit_id}"
