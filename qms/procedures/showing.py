"""What pages show of a procedure's structure, made once and kept while the process lives.

A part depends on nothing but what it is asked with: the structure itself (whose texts are in it), how it is
addressed, which of its forms are in force, which legal texts it cites are known, and the reader's language.
Nothing of who reads it is in it.
"""

from __future__ import annotations

from flask import render_template, request
from markupsafe import Markup

from qms.documents import content
from qms.documents.models import Revision
from qms.documents.queries.files import forms_in_force
from qms.foundation.texts import language
from qms.kernel.shelf import Shelf
from qms.procedures.citing import CitedText
from qms.procedures.queries import place_of, procedure_in

_parts: Shelf[Markup] = Shelf(512)


def part(
    template: str,
    revision: Revision,
    *,
    linked: bool = True,
    number: int = 0,
    cited: tuple[CitedText, ...] = (),
) -> Markup:
    """The part that ``template`` makes of a revision's structure; linked, its steps and forms lead to their pages.

    ``number`` is that of a step, where the part is about one; ``cited`` are the legal texts that lead to their pages.
    """

    def make() -> Markup:
        made = render_template(
            template,
            structure=revision.structure,
            procedure=procedure,
            code=code,
            linked=linked,
            number=number,
            texts={each.id: content.html_of(revision, place_of(each)) for each in procedure.steps},
            issued=issued,
            cited=cited,
        )
        return Markup(made)  # noqa: S704 - what a template made

    code, procedure = revision.document.code, procedure_in(revision)
    issued = forms_in_force(procedure.form_codes) if linked else {}
    text = revision.content_hash or revision.structure  # of a signed one the text need not be read
    forms = tuple(sorted(issued.items()))
    asked = (template, text, code, linked, number, forms, cited, request.script_root, language())
    return _parts.get(asked, make)
