"""How this room answers for the structure of revisions (documents/structures.py asks)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import render_template, url_for
from markupsafe import Markup

from qms.documents.models import Document, Revision
from qms.documents.queries.files import forms_in_force
from qms.documents.rules import Problem, Verb
from qms.foundation.searching.port import Entry
from qms.foundation.texts import _l
from qms.procedures import indexing
from qms.procedures.checks import Severity, check
from qms.procedures.citing import cited_in
from qms.procedures.comparing import compare
from qms.procedures.encoding import to_json
from qms.procedures.queries import place_of, procedure_of
from qms.procedures.showing import part
from qms.procedures.structure import Procedure

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
        procedure = procedure_of(revision.structure)
        found = check(procedure, frozenset(forms_in_force(procedure.form_codes)))
        return [Problem(problem.sentence, BLOCKS[problem.severity], problem.place) for problem in found]

    def show(self, revision: Revision, *, for_print: bool = False) -> Markup:
        template = "procedures/_parts/whole_print.html" if for_print else "procedures/_parts/whole.html"
        cited = () if for_print else cited_in(revision)
        return part(template, revision, linked=revision.is_in_force, cited=cited)

    def compare(self, old: Revision, new: Revision) -> Markup:
        comparison = compare(procedure_of(old.structure), procedure_of(new.structure))
        if comparison.is_empty:
            return Markup()
        return Markup(render_template("procedures/_parts/comparison.html", comparison=comparison))  # noqa: S704

    def entries(self, document: Document, revision: Revision) -> list[Entry]:
        return indexing.entries_of(document, revision)

    def url(self, document: Document) -> str:
        return indexing.address_of(document)

    def edit_pages(self, revision: Revision) -> Sequence[tuple[Any, str]]:
        code, number = revision.document.code, revision.number
        return (
            (_l("Steps"), url_for("procedures.edit_steps", code=code, number=number)),
            (_l("Papers, times, fees"), url_for("procedures.edit_facts", code=code, number=number)),
        )

    def mend_url(self, revision: Revision, problem: Problem) -> str:
        code, number = revision.document.code, revision.number
        what, _slash, place = problem.place.partition("/")
        if what == "steps" and place.isdigit():
            step = procedure_of(revision.structure).steps[int(place) - 1]
            return url_for("procedures.edit_step", code=code, number=number, step_id=step.id)
        if what == "steps":
            return url_for("procedures.edit_steps", code=code, number=number)
        return url_for("procedures.edit_facts", code=code, number=number) + f"#part-{what}"

    def plain_text(self, revision: Revision) -> str:
        return indexing.plain_text(revision)
