"""What pages show of a procedure's structure, made once and kept while the process lives.

A part depends on nothing but what it is asked with: the structure itself (whose texts are in it), how it is
addressed, which of its forms are in force and the reader's language. Nothing of who reads it is in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from flask import render_template, request
from markupsafe import Markup

from qms.foundation.texts import language
from qms.procedures.queries import forms_in_force, procedure_of


def part(
    template: str,
    structure: str,
    *,
    code: str,
    linked: bool = True,
    texts: Mapping[str, Markup] | None = None,
) -> Markup:
    """The part that ``template`` makes of a structure; linked, its steps and forms lead to their pages.

    ``texts`` are the steps' instructions, rendered, by the id of the step.
    """
    rendered = tuple((texts or {}).items())
    issued = forms_in_force(procedure_of(structure).form_codes) if linked else frozenset()
    return _made(template, structure, code, linked, rendered, issued, request.script_root, language())


@lru_cache(maxsize=256)
def _made(
    template: str,
    structure: str,
    code: str,
    linked: bool,
    texts: tuple[tuple[str, Markup], ...],
    issued: frozenset[str],
    _root: str,
    _language: str,
) -> Markup:
    made = render_template(
        template,
        structure=structure,
        procedure=procedure_of(structure),
        code=code,
        linked=linked,
        texts=dict(texts),
        issued=issued,
    )
    return Markup(made)  # noqa: S704 - what a template made
