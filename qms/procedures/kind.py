"""How this room answers for the structure of revisions (documents/structures.py asks)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from flask import render_template, url_for
from markupsafe import Markup

from qms.documents.indexing import audience_of, facets_of
from qms.documents.models import Document, Revision
from qms.documents.rules import Problem, Verb
from qms.foundation.searching.port import Entry, Kind
from qms.kernel.codes import in_address
from qms.procedures.checks import Severity, check
from qms.procedures.comparing import compare
from qms.procedures.encoding import to_json
from qms.procedures.queries import known_form_codes, procedure_of
from qms.procedures.structure import Procedure, Step
from qms.procedures.wording import duration_text

BLOCKS = {Severity.BLOCKS_REVIEW: Verb.SUBMIT, Severity.BLOCKS_APPROVAL: Verb.APPROVE, Severity.ADVICE: None}


class ProcedureKind:
    """Structure that is a procedure."""

    def blank(self) -> str:
        return to_json(Procedure())

    def texts(self, structure: str) -> Mapping[str, str]:
        """The steps' instructions; the place is the step's id, which is fit for anchors."""
        return {
            place_of(step): step.instructions for step in procedure_of(structure).steps if step.instructions
        }

    def problems(self, revision: Revision) -> Sequence[Problem]:
        found = check(procedure_of(revision.structure), known_form_codes() or None)
        return [Problem(problem.sentence, BLOCKS[problem.severity], problem.place) for problem in found]

    def show(self, revision: Revision, *, for_print: bool = False) -> Markup:
        procedure = procedure_of(revision.structure)
        template = "procedures/_parts/whole_print.html" if for_print else "procedures/_parts/whole.html"
        return Markup(render_template(template, revision=revision, procedure=procedure))  # noqa: S704  # a template

    def compare(self, old: Revision, new: Revision) -> Markup:
        comparison = compare(procedure_of(old.structure), procedure_of(new.structure))
        if comparison.is_empty:
            return Markup()
        return Markup(render_template("procedures/_parts/comparison.html", comparison=comparison))  # noqa: S704

    def entries(self, document: Document, revision: Revision) -> list[Entry]:
        procedure = procedure_of(revision.structure)
        return [_entry(document, revision, step, number) for number, step in enumerate(procedure.steps, 1)]

    def url(self, document: Document) -> str:
        return f"/procedures/{quote(in_address(document.code))}"

    def edit_url(self, revision: Revision) -> str:
        return url_for("procedures.edit_steps", code=revision.document.code, number=revision.number)

    def mend_url(self, revision: Revision, problem: Problem) -> str:
        code, number = revision.document.code, revision.number
        part, _slash, place = problem.place.partition("/")
        if part == "steps" and place.isdigit():
            step = procedure_of(revision.structure).steps[int(place) - 1]
            return url_for("procedures.edit_step", code=code, number=number, step_id=step.id)
        if part == "steps":
            return url_for("procedures.edit_steps", code=code, number=number)
        return url_for("procedures.edit_facts", code=code, number=number) + f"#part-{part}"

    def plain_text(self, structure: str) -> str:
        procedure = procedure_of(structure)
        parts = [
            procedure.applicant,
            procedure.result,
            *procedure.legal_basis,
            *procedure.channels,
            *(component.name for component in procedure.components),
            *(fee.name for fee in procedure.fees),
            *(form.title for form in procedure.forms),
            *(_words(step) for step in procedure.steps),
        ]
        return "\n".join(part for part in parts if part)


def place_of(step: Step) -> str:
    """Where a step's rendered instructions are kept."""
    return f"step-{step.id}"


def _entry(document: Document, revision: Revision, step: Step, number: int) -> Entry:
    responsible = step.responsible.name if step.responsible else ""
    return Entry(
        record=f"document:{document.id}",
        key=f"step-{number}",
        kind=Kind.STEP,
        organization_id=document.organization_id,
        audience=audience_of(revision),
        status="effective",
        code=document.code,
        title=revision.title,
        heading=step.name,
        number=number,
        text=_words(step),
        url=f"/procedures/{quote(in_address(document.code))}/steps/{number}",
        facets=facets_of(document),
        facts={
            "label": revision.label,
            "duration": duration_text(step.duration) if step.duration else "",
            "responsible": responsible,
        },
    )


def _words(step: Step) -> str:
    """Everything a step says, in words."""
    parts = [
        step.name,
        step.phase,
        step.responsible.name if step.responsible else "",
        step.instructions,
        *step.inputs,
        *step.outputs,
        *(f"{form.code} {form.title}".strip() for form in step.forms),
        *step.legal_basis,
        *(exit_.condition for exit_ in step.exits),
    ]
    return "\n".join(part for part in parts if part)
