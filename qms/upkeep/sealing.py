"""The trail's head, sent every day to those who keep it outside the system.

The hash chain shows a change in its middle; an end that was cut off, or a chain written anew, shows only
against a head that was kept where the writer of the database cannot reach it: a mailbox, a print.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from qms.foundation import notifying, trail
from qms.foundation.access import Role
from qms.identity import queries as people
from qms.kernel import clock

KIND = "upkeep.seal"


def send_seal(now: datetime) -> None:
    """Send every administrator the last entry of yesterday, once a day."""
    today = clock.local(now).date()
    sequence, digest = trail.head(before=clock.start_of(today))
    if not sequence:
        return
    day = today - timedelta(days=1)
    for person in people.list_with_role(Role.ADMINISTRATOR):
        notifying.send(
            KIND,
            person_id=person.id,
            organization_id=person.organization_id,
            url=f"/log?action=all&until={day:%d/%m/%Y}",
            facts={"day": day, "number": sequence, "digest": digest},
            once_key=f"seal:{day}:{person.id}",
            as_read=True,
        )
