"""What the room offers."""

from __future__ import annotations

from collections.abc import Collection

from qms.foundation.access import Actor, can
from qms.foundation.feature import Feature, Shown
from qms.foundation.texts import _l
from qms.intake import beside, notices, wording
from qms.intake.addresses import QUEUE, address_of
from qms.intake.operations import reading
from qms.intake.operations.receiving import READ
from qms.intake.policy import CHECK, PERMISSIONS
from qms.intake.queries import SENDING, SUBJECT, find_file
from qms.intake.views import blueprint
from qms.intake.views import checking as _checking  # noqa: F401  # each puts its pages on the blueprint
from qms.intake.views import queue as _queue  # noqa: F401 - its routes


def _shown_to(actor: Actor, ids: Collection[int]) -> dict[int, Shown]:
    """Of these files, those in sight of a coordinator."""
    if not can(actor, CHECK):
        return {}
    found = (find_file(each) for each in ids)
    return {file.id: Shown(file.name, address_of(file)) for file in found if file}


def _sendings_shown_to(actor: Actor, ids: Collection[int]) -> dict[int, Shown]:
    """Sendings have no page of their own; their files stand in the list."""
    return {each: Shown(str(_l("Files that came in")), QUEUE) for each in ids} if can(actor, CHECK) else {}


feature = Feature(
    name="intake",
    title=_l("Paper that comes in"),
    blueprint=blueprint,
    permissions=PERMISSIONS,
    beside={"documents.index": beside.way_in},
    effects={READ: reading.read},
    effect_labels={READ: _l("Read files that came in")},
    sentences={
        "intake.sent": _l("%(actor)s sent files to be read: %(files)s."),
        "intake.unpacked": _l("%(subject)s was unpacked; files in it: %(files)s."),
        "intake.received": _l("%(actor)s sent the file %(subject)s to be read."),
        "intake.read": _l("%(subject)s was read; doubts: %(doubts)s."),
        "intake.refused": _l("%(subject)s could not be read."),
        "intake.confirmed": _l(
            "%(actor)s checked %(subject)s and made the draft %(code)s (%(label)s) of it."
        ),
        "intake.dropped": _l("%(actor)s put %(subject)s aside."),
        "intake.read_again": _l("%(actor)s had %(subject)s read again."),
    },
    notices=notices.NOTICES,
    subjects={SUBJECT: _shown_to, SENDING: _sendings_shown_to},
    tasks=notices.tasks,
    template_globals={
        "doubt_text": wording.doubt_text,
        "place_text": wording.place_text,
        "refusal_text": wording.refusal_text,
    },
)
