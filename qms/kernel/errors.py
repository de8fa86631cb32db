"""The four ways in which the system says no. web/errors.py maps each to a status and a page."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """Base of every refusal that is meant for a person.

    ``message`` is a sentence in the reader's language (usually a lazy translation): what is wrong and
    what to do. ``field`` names the form field it belongs to, if any; ``details`` carries facts that a
    page may show besides.
    """

    def __init__(self, message: Any, *, field: str | None = None, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.details = details

    def __str__(self) -> str:
        return str(self.message)


class NotFound(Refusal):
    """There is no such record, or the reader may not know that there is. Status 404."""


class Forbidden(Refusal):
    """The person may not do this. Status 403."""


class Stale(Refusal):
    """The record has moved on since the person last saw it. Status 409."""


class Refused(Refusal):
    """A rule of the system says no to this act now. Status 422."""
