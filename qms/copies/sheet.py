"""What the typesetter is told of a revision: the paper with its head, foot, cover and stamp (typesetting/sheet.typ).

Everything in it is a fact of the revision as it was released, or of the organisation's layout then. Nothing depends on
who asks or when, so the same revision gives the same bytes; of a numbered copy its line is added.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import segno

from qms.copies import paper
from qms.copies.models import PaperCopy, PrintLayout
from qms.copies.rules import VARIANTS, Column, Stamp, stamp_for
from qms.copies.typesetting import nodes
from qms.copies.typesetting.nodes import Node, cell
from qms.documents import content
from qms.documents.models import Document, Revision, Signature
from qms.documents.rules import Meaning, State
from qms.foundation import files
from qms.foundation.house import house
from qms.foundation.texts import _
from qms.identity.models import Organization
from qms.kernel import clock
from qms.kernel.canonical import canonical
from qms.procedures.charts import labels
from qms.procedures.flowchart import draw_table
from qms.procedures.queries import place_of, procedure_of
from qms.procedures.structure import Procedure

LOGO = "logo"  # the name of the picture among the typesetter's files

# The flowchart in the colours of paper; the layout measured with these letters.
CHART_STYLE = (
    "<style>"
    ".flowchart__text{font-family:'Be Vietnam Pro';fill:#111}"
    ".flowchart__lane{fill:#fff;stroke:#555}.flowchart__head{fill:#f1f1ee;stroke:#555}"
    ".flowchart__rule{fill:none;stroke:#bbb}.flowchart__bar{fill:#555}.flowchart__badge{fill:#333}"
    ".flowchart__line{fill:none;stroke:#333;stroke-width:1.5}"
    ".flowchart__line--back{stroke:#8a1c1c;stroke-dasharray:5 3}.flowchart__line--broken{stroke-dasharray:2 3}"
    ".flowchart__arrow{fill:#333}.flowchart__arrow--back{fill:#8a1c1c}"
    ".flowchart__shape{fill:#fff;stroke:#333;stroke-width:1.5}"
    ".flowchart__text--note{fill:#444}.flowchart__text--number{fill:#fff}.flowchart__text--terminal{fill:#fff}"
    ".flowchart__text--fault{fill:#8a1c1c}"
    ".flowchart__step--terminal .flowchart__shape{fill:#222;stroke:none}"
    "</style>"
)
PIECE = 1.2  # the height of a piece of the chart by its width: what a page has room for below its heading


@dataclass(frozen=True)
class Sheet:
    """What the typesetter gets: values, the moment that the file tells of, pictures by their names (base64)."""

    data: dict[str, Any]
    moment: int
    pictures: dict[str, str]

    @property
    def content_hash(self) -> str:
        """SHA-256 of all of it: two sheets with the same one give the same file."""
        whole = canonical({"data": self.data, "moment": self.moment, "pictures": self.pictures})
        return hashlib.sha256(whole.encode()).hexdigest()


def sheet_of(
    revision: Revision,
    organization: Organization,
    layout: PrintLayout,
    *,
    stamp: Stamp,
    copy: PaperCopy | None = None,
) -> Sheet:
    """A revision on paper, in the present language; its texts, document and signatures are loaded."""
    values = _values(revision, organization, layout, stamp, copy)
    values["blocks"] = blocks_of(revision, with_chart=True)
    return Sheet(values, _moment(revision), _pictures(layout))


def word_values(revision: Revision, organization: Organization, layout: PrintLayout) -> dict[str, Any]:
    """What a Word file says of a revision (word.py), in the present language."""
    values = _values(revision, organization, layout, stamp_for(revision.status), None)
    values["blocks"] = blocks_of(revision, with_chart=False, for_reading_in=True)
    return values


def _values(
    revision: Revision,
    organization: Organization,
    layout: PrintLayout,
    stamp: Stamp,
    copy: PaperCopy | None,
) -> dict[str, Any]:
    """All but the text."""
    document = revision.document
    return {
        "lang": organization.language,
        "title": revision.title,
        "title-short": revision.title,
        "kind": document.type.name,
        "agency": organization.name,
        "agency-short": organization.short_name,
        "parent": organization.parent.name if organization.parent else "",
        "logo": LOGO if layout.logo else None,
        "words": _words(),
        "facts": {
            "code": document.code,
            "label": revision.label,
            "issue": f"{revision.issue:02d}",
            "amendment": f"{revision.amendment:02d}",
            "effective": f"{revision.effective_on:%d/%m/%Y}" if revision.effective_on else "…",
            "decision": revision.decision_number,
        },
        "stamp": {
            "text": str(stamp.label),
            "tone": "valid" if stamp is Stamp.CONTROLLED else "warning",
            "across": stamp in (Stamp.OBSOLETE, Stamp.DRAFT),
        },
        "copy-line": copy_line(stamp, copy, revision),
        "check": {
            "url": check_url(copy.check_token if copy else revision.check_token or ""),
            "svg": check_mark(copy.check_token if copy else revision.check_token or ""),
            "hint": _("Scan the code to see whether this copy still holds."),
        },
        "hash": revision.content_hash,
        "signatures": _signature_boxes(revision, layout),
        "unsigned": _issued_on_paper(revision),
        "amendments": _amendments(document, revision, layout),
    }


def _words() -> dict[str, str]:
    return {
        "code": _("Code no."),
        "issue": _("Issue no."),
        "amendment": _("Amendment no."),
        "effective": _("Effective date"),
        "page": _("Page"),
        "decision": _("Issued by decision"),
        "signed": _("Signed electronically"),
        "hash": _("SHA-256 of what was signed:"),
    }


def blocks_of(revision: Revision, *, with_chart: bool, for_reading_in: bool = False) -> list[Node]:
    """The text of a revision in the agencies' layout (paper.py)."""
    procedure = procedure_of(revision.structure) if revision.structure else None
    steps = procedure.steps if procedure else ()
    written = {each.id: content.html_of(revision, place_of(each)) for each in steps}
    return paper.blocks_of_paper(
        nodes.blocks_of(content.html_of(revision)),
        procedure,
        instructions={name: nodes.blocks_of(html) for name, html in written.items() if html},
        chart=_chart(procedure, revision.document.code) if with_chart and procedure and steps else None,
        for_reading_in=for_reading_in,
    )


def _chart(procedure: Procedure, code: str) -> Node:
    words = labels(procedure, code)
    drawing = draw_table(procedure, labels=words, link=lambda _number: "", id_prefix="chart")
    pieces = [str(each).replace(">", f">{CHART_STYLE}", 1) for each in drawing.pages(PIECE)]
    return {
        "k": "svg",
        "alt": words.title,
        "pieces": [{"svg": each, "width": drawing.width} for each in pieces],
    }


def copy_line(stamp: Stamp, copy: PaperCopy | None, revision: Revision) -> str:
    """What stands in the foot about this very copy."""
    if copy is not None:
        place = f" ({copy.place})" if copy.place else ""
        return _(
            "Controlled copy no. %(number)s – issued to %(holder)s%(place)s",
            number=f"{copy.number:02d}",
            holder=copy.holder,
            place=place,
        )
    match stamp:
        case Stamp.CONTROLLED:
            return _("Electronic original. A print without a number is not a controlled copy.")
        case Stamp.UNCONTROLLED:
            return _("Handed out for information; it is not replaced when the document changes.")
        case Stamp.OBSOLETE:
            ended = f"{revision.ended_on:%d/%m/%Y}" if revision.ended_on else "…"
            return _("No longer in force since %(day)s. Not to be worked by.", day=ended)
    if revision.state == State.APPROVED:
        return _("Approved, not in force yet. Not to be worked by.")
    return _("Being written. Not to be worked by.")


# --- The mark that is scanned -------------------------------------------------------------------------------------


def check_url(token: str) -> str:
    """The address that the mark on paper leads to."""
    return f"{house().config.base_url}/c/{token}"


def check_mark(token: str) -> str:
    """The mark as SVG without style attributes."""
    return str(segno.make(check_url(token), error="m", micro=False).svg_inline(scale=4, border=0))


# --- Cover and amendments -------------------------------------------------------------------------------------------


def headings_of(layout: PrintLayout) -> dict[Meaning, str]:
    """What stands over the three boxes for signatures: the organisation's words, else the usual ones."""
    return {
        Meaning.WROTE: layout.heading_wrote or _("Written by"),
        Meaning.REVIEWED: layout.heading_reviewed or _("Reviewed by"),
        Meaning.APPROVED: layout.heading_approved or _("Approved by"),
    }


def _signature_boxes(revision: Revision, layout: PrintLayout) -> list[dict[str, str]]:
    """The boxes of the cover; none where the document was taken over from paper, on which it was signed."""
    given = _given(revision)
    if not given and revision.effective_at is not None:
        return []
    named = {
        Meaning.WROTE: revision.author,
        Meaning.REVIEWED: revision.reviewer,
        Meaning.APPROVED: revision.approver,
    }
    boxes = []
    for meaning, heading in headings_of(layout).items():
        signature, person = given.get(meaning), named[meaning]
        boxes.append(
            {
                "heading": heading,
                "name": signature.name if signature else (person.name if person else ""),
                "position": signature.position if signature else (person.position_name if person else ""),
                "at": f"{clock.local(signature.at):%d/%m/%Y %H:%M}" if signature else "",
                "missing": "" if signature else _("not signed yet"),
            }
        )
    return boxes


def _given(revision: Revision) -> dict[Meaning, Signature]:
    """The last signature of each meaning on what the revision says."""
    if not revision.content_hash:
        return {}
    return {each.what: each for each in revision.signatures if each.fits}


def _issued_on_paper(revision: Revision) -> str:
    return _("Signed and issued on paper by decision %(number)s.", number=revision.decision_number)


def amendment_rows(document: Document, revision: Revision) -> list[Revision]:
    """The revisions in the amendment table: what was once in force, up to this one, and this one."""
    known = [each for each in document.revisions if each.effective_on and each.number < revision.number]
    return [*known, revision]


def _amendments(document: Document, revision: Revision, layout: PrintLayout) -> dict[str, Any]:
    made = VARIANTS[layout.variant]
    rows = [
        [cell(amendment_text(each, column), align=_side(column)) for column, _title, _share in made.columns]
        for each in amendment_rows(document, revision)
    ]
    heads = [str(title) for _column, title, _share in made.columns]
    return {
        "title": str(made.title),
        "table": nodes.table(heads, rows, [share for _column, _title, share in made.columns]),
    }


def _side(column: Column) -> str:
    return "center" if column in (Column.LABEL, Column.DAY) else ""


def amendment_text(revision: Revision, column: Column) -> str:
    """What a revision says in a column of the amendment table."""
    match column:
        case Column.WHY:
            return revision.change_why
        case Column.PLACE:
            return revision.change_place
        case Column.WHAT:
            return revision.change_what or (_("First issue") if revision.number == 1 else "")
        case Column.LABEL:
            return revision.label
    return f"{revision.effective_on:%d/%m/%Y}" if revision.effective_on else ""


# --- What the file itself says --------------------------------------------------------------------------------------


def _moment(revision: Revision) -> int:
    """When the file says it was made, in seconds: the release, or the last change of a draft."""
    moment: datetime = revision.effective_at or revision.edited_at
    return int(moment.timestamp())


def _pictures(layout: PrintLayout) -> dict[str, str]:
    if layout.logo is None:
        return {}
    return {LOGO: base64.b64encode(files.path_of(layout.logo).read_bytes()).decode()}
