"""Addresses of the room, for notices, which are made where no request is."""

from __future__ import annotations

from qms.intake.models import IncomingFile

QUEUE = "/intake/"


def address_of(file: IncomingFile) -> str:
    """The page on which a file is compared with what was understood."""
    return f"/intake/{file.id}"
