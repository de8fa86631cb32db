"""What the room offers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from qms.documents import indexing, notices
from qms.documents.addresses import decision_address, document_address
from qms.documents.operations import checking, taking_effect
from qms.documents.operations.reading_files import READ_FILES, read_files
from qms.documents.policy import LIST, LOOK_BACK, PERMISSIONS, READ, READ_DECISION, may_look_back
from qms.documents.queries import list_by_ids
from qms.documents.queries.decisions import list_decisions_by_ids
from qms.documents.reactions import give_first_types
from qms.documents.structures import work_address
from qms.documents.views import blueprint
from qms.documents.views import deciding as _deciding  # noqa: F401  # each puts its pages on the blueprint
from qms.documents.views import decisions as _decisions  # noqa: F401 - its routes
from qms.documents.views import files as _files  # noqa: F401 - its routes
from qms.documents.views import keeping as _keeping  # noqa: F401 - its routes
from qms.documents.views import listing as _listing  # noqa: F401 - its routes
from qms.documents.views import reading as _reading  # noqa: F401 - its routes
from qms.documents.views import writing as _writing  # noqa: F401 - its routes
from qms.foundation.access import Actor, can
from qms.foundation.feature import Feature, Indexed, NavigationItem, Shown
from qms.foundation.outbox import Duty
from qms.foundation.texts import _l
from qms.identity.events import OrganizationFounded


def _shown_to(actor: Actor, ids: Collection[int]) -> dict[int, Shown]:
    """Of these documents, those of which the actor may read some revision.

    Their history tells of drafts and reasons, so it is for those who look back and those who write.
    """
    return {
        document.id: Shown(
            f"{document.code} {document.title}",
            document_address(document),
            with_history=may_look_back(actor, document),
            work_url=work_address(document),
        )
        for document in list_by_ids(ids)
        if any(can(actor, READ, revision) for revision in document.revisions)
    }


def _decisions_shown_to(actor: Actor, ids: Collection[int]) -> dict[int, Shown]:
    """Of these decisions, those that the actor may read; their history is for those who may always do so."""
    return {
        decision.id: Shown(
            f"{decision.number} {decision.title}".strip(),
            decision_address(decision),
            with_history=can(actor, LOOK_BACK),
        )
        for decision in list_decisions_by_ids(list(ids))
        if can(actor, READ_DECISION, decision)
    }


SENTENCES = {
    "documents.decision_made": _l(
        "%(actor)s began to prepare decision %(subject)s, to take effect on %(effective_on)s."
    ),
    "documents.decision_changed": _l("%(actor)s changed decision %(subject)s."),
    "documents.decision_revision_added": _l("%(actor)s took %(name)s into the set of decision %(subject)s."),
    "documents.decision_revision_removed": _l(
        "%(actor)s took %(name)s out of the set of decision %(subject)s."
    ),
    "documents.decision_withdrawal_added": _l("%(actor)s had decision %(subject)s withdraw %(code)s."),
    "documents.decision_withdrawal_removed": _l(
        "%(actor)s had decision %(subject)s leave %(code)s in force."
    ),
    "documents.decision_dropped": _l("%(actor)s dropped decision %(subject)s."),
    "documents.decision_stopped": _l("The set of decision %(subject)s did not take effect on its day."),
    "documents.decision_took_effect": _l(
        "The set of decision %(subject)s took effect on %(effective_on)s: %(revisions)s."
    ),
    "documents.moved_with_set": _l(
        "%(actor)s moved %(subject)s with decision %(decision)s to %(effective_on)s."
    ),
    "documents.made": _l("%(actor)s made %(subject)s, %(title)s."),
    "documents.revision_started": _l("%(actor)s started revision %(subject)s from %(base)s."),
    "documents.edited": _l("%(actor)s changed the draft %(subject)s."),
    "documents.renumbered": _l("%(actor)s renumbered the draft to %(label)s."),
    "documents.submitted": _l(
        "%(actor)s signed %(subject)s as its author and sent it to %(reviewer)s for review and %(approver)s for approval."
    ),
    "documents.recalled": _l("%(actor)s took %(subject)s back."),
    "documents.abandoned": _l("%(actor)s abandoned the draft %(subject)s."),
    "documents.reviewed": _l("%(actor)s reviewed and signed %(subject)s."),
    "documents.changes_requested": _l("%(actor)s sent %(subject)s back."),
    "documents.approved": _l(
        "%(actor)s approved and signed %(subject)s, to take effect on %(effective_on)s."
    ),
    "documents.approval_revoked": _l("%(actor)s revoked the approval of %(subject)s."),
    "documents.took_effect": _l("%(subject)s took effect on %(effective_on)s."),
    "documents.superseded": _l("%(subject)s was superseded by %(by)s."),
    "documents.withdrawn": _l("%(actor)s withdrew %(subject)s under decision %(decision)s."),
    "documents.confirmed_valid": _l(
        "%(actor)s confirmed that %(subject)s is still valid; next review on %(next)s."
    ),
    "documents.taken_over": _l(
        "%(actor)s took %(subject)s over from paper: in force since %(effective_on)s by decision %(decision)s."
    ),
    "documents.facts_changed": _l("%(actor)s changed what is said about %(subject)s."),
    "documents.types_made": _l("%(count)s document types were made for %(subject)s."),
    "documents.type_added": _l(
        "%(actor)s added the document type %(subject)s with the code pattern %(pattern)s."
    ),
    "documents.type_changed": _l("%(actor)s changed the document type %(subject)s."),
    "documents.viewed": _l("%(actor)s opened %(subject)s."),
    "documents.printed": _l("%(actor)s opened %(subject)s for printing."),
    "documents.downloaded": _l("%(actor)s downloaded “%(file)s” of %(subject)s."),
    "documents.files_added": _l("%(actor)s added to the draft %(subject)s: %(names)s."),
    "documents.files_replaced": _l(
        "%(actor)s put a new file in place of the former in the draft %(subject)s: %(names)s."
    ),
    "documents.file_removed": _l("%(actor)s removed “%(name)s” from the draft %(subject)s."),
}

feature = Feature(
    name="documents",
    title=_l("Documents"),
    blueprint=blueprint,
    permissions=PERMISSIONS,
    reactions=((OrganizationFounded, give_first_types),),
    navigation=(NavigationItem(_l("Documents"), "documents.index", "file-earmark-text", 20, LIST),),
    effects={READ_FILES: read_files},
    slow_effects=frozenset({READ_FILES}),
    effect_labels={READ_FILES: _l("words of files for the search")},
    duties=(
        Duty(
            "documents.take_effect",
            _l("Put approved revisions in force on their day"),
            timedelta(minutes=1),
            taking_effect.bring_into_effect,
        ),
        Duty(
            "documents.remind_of_reviews",
            _l("Remind owners of periodic reviews"),
            timedelta(hours=1),
            taking_effect.remind_of_reviews,
        ),
    ),
    sentences=SENTENCES,
    field_labels={
        "decision_title": _l("What it decides"),
        "decision_number": _l("Number of the decision"),
        "decision_signed_on": _l("Signed on"),
        "decision_signer": _l("Signed by"),
        "decision_effective_on": _l("Takes effect on"),
        "unit": _l("Owning unit"),
        "owner": _l("Owner"),
        "field": _l("Field of work"),
        "clauses": _l("Clauses"),
        "review_months": _l("Months between reviews"),
        "code_pattern": _l("Code pattern"),
        "reviewers": _l("Reviewers proposed"),
        "approvers": _l("Approvers proposed"),
    },
    notices=notices.NOTICES,
    subjects={"document": _shown_to, "decision": _decisions_shown_to},
    tasks=notices.tasks,
    recent=notices.recent,
    indexed={"document": Indexed(indexing.all_ids, indexing.entries_of, indexing.visible)},
    checks={"states": checking.states_at_odds, "trail": checking.states_against_trail},
)
