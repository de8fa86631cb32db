"""What the room offers."""

from __future__ import annotations

from datetime import timedelta

from qms.copies import checking, reactions
from qms.copies.operations import counting, printing, signing
from qms.copies.policy import PERMISSIONS
from qms.copies.showing import mark, paper_link
from qms.copies.tasks import tasks
from qms.copies.views import blueprint
from qms.copies.views import checking as _checking  # noqa: F401  # each puts its pages on the blueprint
from qms.copies.views import handing_out as _handing_out  # noqa: F401 - its routes
from qms.copies.views import paper as _paper  # noqa: F401 - its routes
from qms.copies.views import settling as _settling  # noqa: F401 - its routes
from qms.copies.views import signing as _signing  # noqa: F401 - its routes
from qms.documents.events import DocumentWithdrawn, RevisionTookEffect
from qms.foundation.feature import Feature
from qms.foundation.outbox import Duty
from qms.foundation.texts import _l

feature = Feature(
    name="copies",
    title=_l("Paper that goes out"),
    blueprint=blueprint,
    permissions=PERMISSIONS,
    reactions=(
        (RevisionTookEffect, reactions.print_released),
        (DocumentWithdrawn, reactions.print_obsolete),
    ),
    effects={printing.TYPESET: printing.typeset, signing.SIGN: signing.sign_released},
    slow_effects=frozenset({printing.TYPESET, signing.SIGN}),
    effect_labels={
        printing.TYPESET: _l("PDF of a revision"),
        signing.SIGN: _l("Digital signature of a PDF"),
    },
    duties=(
        Duty(
            "copies.ask_for_missing",
            _l("Make the PDF of every revision in force"),
            timedelta(minutes=10),
            printing.ask_for_missing,
        ),
        Duty(
            "copies.forget_misses",
            _l("Forget marks that named nothing"),
            timedelta(hours=1),
            counting.forget_misses,
        ),
    ),
    sentences={
        "copies.typeset": _l("The PDF of %(subject)s was made."),
        "copies.signed": _l("The PDF of %(subject)s was signed by %(who)s."),
        "copies.signed_elsewhere": _l("%(actor)s handed in the PDF of %(subject)s, signed by %(who)s."),
        "copies.trusted": _l("%(actor)s trusts the certificate of %(subject)s, number %(serial)s."),
        "copies.distrusted": _l(
            "%(actor)s no longer trusts the certificate of %(subject)s, number %(serial)s."
        ),
        "copies.handed_out": _l("%(actor)s handed out copy no. %(copy)s of %(subject)s to %(holder)s."),
        "copies.called_back": _l("Copy no. %(copy)s of %(subject)s, with %(holder)s, is called back."),
        "copies.copy_returned": _l("%(actor)s took back copy no. %(copy)s of %(subject)s from %(holder)s."),
        "copies.copy_destroyed": _l("%(actor)s noted that copy no. %(copy)s of %(subject)s was destroyed."),
        "copies.copy_lost": _l("%(actor)s noted that copy no. %(copy)s of %(subject)s is lost."),
        "copies.downloaded": _l("%(actor)s fetched a file of %(subject)s."),
        "copies.layout_set": _l("%(actor)s set how the documents of %(subject)s look on paper."),
    },
    field_labels={
        "heading_wrote": _l("Over the author's signature"),
        "heading_reviewed": _l("Over the reviewer's signature"),
        "heading_approved": _l("Over the approver's signature"),
        "amendment_variant": _l("Amendment table"),
        "recall_days": _l("Days until a recalled copy is late"),
        "logo_id": _l("Logo"),
    },
    tasks=tasks,
    beside={"documents.acts": paper_link, "documents.print": mark},
    checks={"pdf": checking.files_at_odds},
)
