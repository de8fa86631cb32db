"""What every act on an incoming file does besides: its state, its line in the trail."""

from __future__ import annotations

from typing import Any

from qms.foundation import trail
from qms.foundation.access import Actor
from qms.intake import rules
from qms.intake.models import IncomingFile, Sending
from qms.intake.queries import SENDING, SUBJECT
from qms.intake.rules import Verb
from qms.kernel import clock


def move(file: IncomingFile, verb: Verb) -> None:
    """Put the file into the state that the verb leads to. Raises Refused when that is not possible."""
    file.state = rules.after(file.status, verb).value
    file.state_since = clock.now()


def trace(action: str, file: IncomingFile, *, actor: Actor, **facts: Any) -> None:
    """Record ``intake.<action>`` on the file."""
    subject = trail.Subject(SUBJECT, file.id, file.name, file.organization_id)
    trail.record(f"intake.{action}", subject, actor=actor, facts=facts)


def trace_sending(sending: Sending, *, actor: Actor, files: int) -> None:
    """Record that so many files were sent at once, or found in an archive."""
    subject = trail.Subject(SENDING, sending.id, f"{sending.id}", sending.organization_id)
    trail.record("intake.sent", subject, actor=actor, facts={"files": files})
