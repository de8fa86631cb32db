"""What the room offers."""

from __future__ import annotations

from qms.foundation import notifying
from qms.foundation.access import Actor
from qms.foundation.feature import Feature, NavigationItem
from qms.foundation.texts import _l
from qms.inbox.letters import deliver
from qms.inbox.views import blueprint


def count_unread(actor: Actor) -> int:
    """How many notices the person has not seen."""
    return notifying.count_notices(actor.person_id, unread_only=True) if actor.person_id else 0


feature = Feature(
    name="inbox",
    title=_l("Inbox"),
    blueprint=blueprint,
    navigation=(NavigationItem(_l("Inbox"), "inbox.show", "inbox", 10, count=count_unread),),
    effects={"mail": deliver},
    effect_labels={"mail": _l("Mail")},
    sentences={
        "inbox.read": _l("%(actor)s marked %(count)s notices as read."),
        "inbox.withheld": _l("A mail to %(subject)s about %(url)s was not sent: they may no longer see it."),
    },
)
