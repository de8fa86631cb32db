"""What the room offers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from qms.documents.events import RevisionTookEffect
from qms.foundation.access import Actor, can
from qms.foundation.feature import Feature, Indexed, NavigationItem, Shown
from qms.foundation.outbox import Duty
from qms.foundation.texts import _l
from qms.identity.events import OrganizationFounded
from qms.nonconformities import drawing, indexing, notices, wording
from qms.nonconformities.addresses import address_of
from qms.nonconformities.operations.reminding import remind
from qms.nonconformities.panels import panels_of
from qms.nonconformities.policy import LIST, PERMISSIONS, READ
from qms.nonconformities.queries import list_by_ids
from qms.nonconformities.reactions import finish_what_waited, give_first_terms
from qms.nonconformities.views import acting as _acting  # noqa: F401  # each puts its pages on the blueprint
from qms.nonconformities.views import analysing as _analysing  # noqa: F401 - its routes
from qms.nonconformities.views import blueprint
from qms.nonconformities.views import deciding as _deciding  # noqa: F401 - its routes
from qms.nonconformities.views import listing as _listing  # noqa: F401 - its routes
from qms.nonconformities.views import overseeing as _overseeing  # noqa: F401 - its routes
from qms.nonconformities.views import reading as _reading  # noqa: F401 - its routes
from qms.nonconformities.views import reporting as _reporting  # noqa: F401 - its routes
from qms.nonconformities.views import verifying as _verifying  # noqa: F401 - its routes


def _shown_to(actor: Actor, ids: Collection[int]) -> dict[int, Shown]:
    """Of these nonconformities, those that the actor may read, with their history."""
    return {
        each.id: Shown(f"{each.code} {each.title}", address_of(each))
        for each in list_by_ids(ids)
        if can(actor, READ, each)
    }


SENTENCES = {
    "nonconformities.reported": _l("%(actor)s reported %(subject)s: %(title)s."),
    "nonconformities.files_added": _l("%(actor)s added files to %(subject)s: %(names)s."),
    "nonconformities.accepted": _l("%(actor)s accepted %(subject)s; %(owner)s answers for it."),
    "nonconformities.declined": _l("%(actor)s declined %(subject)s."),
    "nonconformities.voided": _l("%(actor)s declared %(subject)s void."),
    "nonconformities.contained": _l("%(actor)s recorded what was put right at once in %(subject)s."),
    "nonconformities.whys_kept": _l("%(actor)s changed the five whys of %(subject)s."),
    "nonconformities.fishbone_kept": _l("%(actor)s changed the fishbone diagram of %(subject)s."),
    "nonconformities.cause_named": _l("%(actor)s named the cause of %(subject)s: %(cause)s."),
    "nonconformities.action_planned": _l(
        "%(actor)s planned action %(action)s of %(subject)s for %(owner)s until %(due_on)s: %(what)s"
    ),
    "nonconformities.action_changed": _l("%(actor)s changed action %(action)s of %(subject)s: %(what)s"),
    "nonconformities.action_dropped": _l("%(actor)s dropped action %(action)s of %(subject)s."),
    "nonconformities.check_set": _l(
        "%(actor)s said how the effect of %(subject)s is checked, and by whom: %(verifier)s."
    ),
    "nonconformities.started": _l("%(actor)s started the plan of %(subject)s with %(actions)s actions."),
    "nonconformities.action_finished": _l("%(actor)s finished action %(action)s of %(subject)s: %(what)s"),
    "nonconformities.time_asked": _l(
        "%(actor)s asked for time until %(until)s for action %(action)s of %(subject)s."
    ),
    "nonconformities.time_given": _l(
        "%(actor)s granted time until %(until)s for action %(action)s of %(subject)s."
    ),
    "nonconformities.time_refused": _l("%(actor)s refused more time for action %(action)s of %(subject)s."),
    "nonconformities.to_be_checked": _l(
        "All actions of %(subject)s are done; its effect is checked from %(check_on)s on."
    ),
    "nonconformities.closed": _l("%(actor)s saw that it works and closed %(subject)s."),
    "nonconformities.found_without_effect": _l(
        "%(actor)s found %(subject)s without effect; a new round begins."
    ),
    "nonconformities.reopened": _l("%(actor)s reopened %(subject)s."),
    "nonconformities.handed_over": _l("%(actor)s handed %(subject)s over: %(people)s."),
    "nonconformities.printed": _l("%(actor)s opened %(subject)s for printing."),
    "nonconformities.terms_made": _l("%(count)s origins, severities and causes were made for %(subject)s."),
    "nonconformities.term_added": _l("%(actor)s added the term %(subject)s."),
    "nonconformities.term_changed": _l("%(actor)s changed the term %(subject)s."),
}

feature = Feature(
    name="nonconformities",
    title=_l("Nonconformities"),
    blueprint=blueprint,
    permissions=PERMISSIONS,
    reactions=((OrganizationFounded, give_first_terms), (RevisionTookEffect, finish_what_waited)),
    navigation=(
        NavigationItem(_l("Nonconformities"), "nonconformities.index", "exclamation-triangle", 30, LIST),
    ),
    duties=(
        Duty(
            "nonconformities.remind",
            _l("Remind of actions and checks that fall due"),
            timedelta(hours=1),
            remind,
        ),
    ),
    sentences=SENTENCES,
    field_labels={
        "name_vi": _l("Name in Vietnamese"),
        "name_en": _l("Name in English"),
        "check_after_days": _l("Days until the effect is checked"),
        "remind_before": _l("Days before the due day on which the owner is reminded"),
        "leader_after_days": _l("Days late from which the leader hears of it"),
        "coordinator_after_days": _l("Days late from which the coordinator hears of it"),
        "valid_until": _l("In use until"),
    },
    notices=notices.NOTICES,
    subjects={"nonconformity": _shown_to},
    tasks=notices.tasks,
    panels=panels_of,
    indexed={"nonconformity": Indexed(indexing.all_ids, indexing.entries_of, indexing.visible)},
    template_globals={
        "report_url": wording.report_url,
        "draw_whys": drawing.whys,
        "draw_fishbone": drawing.fishbone,
    },
)
