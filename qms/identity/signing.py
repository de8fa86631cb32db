"""Electronic signatures of any room: who, as what, when, meaning what, on exactly which content.

Each room keeps its own table of them, with ``Signed`` as its base and a reference to what was signed. The person
types the password again (``operations.confirm_password``) in the act that signs.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from qms.foundation.db import AppendOnly, OrganizationScoped, UtcDateTime
from qms.identity.models import Person
from qms.kernel import clock


class Signed(AppendOnly, OrganizationScoped):
    """Columns of a table of signatures; name and position are kept as they were when the person signed."""

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    name: Mapped[str]
    position: Mapped[str]
    meaning: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    content_hash: Mapped[str]


def signature_facts(signer: Person, *, meaning: str, content_hash: str, note: str = "") -> dict[str, Any]:
    """What a new signature of this person says now."""
    return {
        "organization_id": signer.organization_id,
        "person_id": signer.id,
        "name": signer.name,
        "position": signer.position_name,
        "meaning": meaning,
        "note": note,
        "at": clock.now(),
        "content_hash": content_hash,
    }
