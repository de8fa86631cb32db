"""What the room offers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from qms.documents.events import DocumentChanged, DocumentWithdrawn, RevisionTookEffect
from qms.foundation.access import Actor, can
from qms.foundation.feature import Feature, Indexed, NavigationItem, Shown
from qms.foundation.outbox import Duty
from qms.foundation.texts import _l
from qms.identity.events import OrganizationFounded
from qms.laws import indexing, notices, reactions
from qms.laws.addresses import text_address
from qms.laws.commands import COMMANDS
from qms.laws.known import LegalBasis
from qms.laws.operations import answering, indexing_citations, noticing
from qms.laws.panels import panels_of
from qms.laws.policy import PERMISSIONS, READ
from qms.laws.queries import KIND, list_by_ids
from qms.laws.rules import Happening
from qms.laws.views import blueprint
from qms.laws.views import entering as _entering  # noqa: F401  # each puts its pages on the blueprint
from qms.laws.views import following as _following  # noqa: F401 - its routes
from qms.laws.views import listing as _listing  # noqa: F401 - its routes
from qms.laws.views import reviewing as _reviewing  # noqa: F401 - its routes


def _shown_to(actor: Actor, ids: Collection[int]) -> dict[int, Shown]:
    """Of these texts, those that the actor may see."""
    if not can(actor, READ):
        return {}
    return {each.id: Shown(each.number, text_address(each.id)) for each in list_by_ids(ids)}


SENTENCES = {
    "laws.text_added": _l("%(actor)s entered %(subject)s, %(title)s."),
    "laws.text_changed": _l("%(actor)s changed what is said about %(subject)s."),
    "laws.related": _l("%(actor)s entered what %(subject)s does to %(other)s from %(from_on)s on: %(link)s."),
    "laws.unrelated": _l("%(actor)s took out what %(subject)s was said to do to %(other)s: %(link)s."),
    "laws.change_noticed": _l(
        "%(subject)s: %(happening)s from %(takes_effect_on)s on; %(count)s documents to be answered for by %(due_on)s."
    ),
    "laws.change_void": _l(
        "The change of %(subject)s (%(happening)s) was entered by mistake and asks nothing."
    ),
    "laws.task_revised": _l("%(document)s, revision %(label)s, answers a change of %(subject)s."),
    "laws.task_answered": _l(
        "%(actor)s signed that %(document)s needs no change after the change of %(subject)s."
    ),
    "laws.proof_printed": _l("%(actor)s opened what was answered to a change of %(subject)s for printing."),
    "laws.reviewed": _l(
        "%(actor)s recorded the review of legal texts of %(subject)s; texts named: %(texts)s."
    ),
    "laws.limit_set": _l(
        "%(actor)s set %(months)s months for changes of law from %(subject)s on: %(basis)s."
    ),
}

feature = Feature(
    name="laws",
    title=_l("Legal basis"),
    blueprint=blueprint,
    permissions=PERMISSIONS,
    reactions=(
        (OrganizationFounded, reactions.give_first_limits),
        (DocumentChanged, reactions.look_again),
        (RevisionTookEffect, reactions.settle_at_once),
        (DocumentWithdrawn, reactions.settle_at_once),
    ),
    navigation=(NavigationItem(_l("Legal basis"), "laws.index", "book", 25, READ),),
    effects={indexing_citations.EFFECT: indexing_citations.carry_out},
    effect_labels={indexing_citations.EFFECT: _l("Reading which legal texts a document cites")},
    duties=(
        Duty(
            "laws.notice_ends",
            _l("Notice legal texts whose last day has passed"),
            timedelta(hours=1),
            noticing.notice_ends,
        ),
        Duty("laws.remind", _l("Remind of answers to changes of law"), timedelta(hours=1), answering.remind),
    ),
    sentences=SENTENCES,
    field_labels={
        "kind": _l("Kind of text"),
        "issuer": _l("Issued by"),
        "signed_on": _l("Signed on"),
        "in_force_from": _l("In force from"),
        "ended_on": _l("No longer in force from"),
        "link": _l("Address on the net"),
        "not_verified": _l("Not verified"),
    },
    value_labels={
        "happening": lambda value: Happening(value).label,
    },
    notices=notices.NOTICES,
    subjects={KIND: _shown_to},
    tasks=notices.tasks,
    panels=panels_of,
    indexed={KIND: Indexed(indexing.all_ids, indexing.entries_of, indexing.visible)},
    checks={"citations": indexing_citations.faults},
    commands=COMMANDS,
    citations=LegalBasis(),
)
