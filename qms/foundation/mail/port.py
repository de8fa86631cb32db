"""What the house expects of whatever sends mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Letter:
    """One mail to one person. ``message_id`` stays the same when it must be sent again."""

    to_name: str
    to_address: str
    subject: str
    text: str
    html: str
    message_id: str


class Mailer(Protocol):
    """Sends letters.

    ``is_configured`` is False when there is no server: letters then wait in the outbox and the inbox page
    shows what they say. ``send`` raises OSError or smtplib.SMTPException when it could not hand the letter
    over; the outbox then tries again.
    """

    @property
    def is_configured(self) -> bool: ...

    def send(self, letter: Letter) -> None: ...
