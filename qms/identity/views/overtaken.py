"""When two people edit the same record: what the other one made of it, beside what one typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from qms.foundation import trail
from qms.foundation.db import db
from qms.foundation.texts import _


@dataclass(frozen=True)
class Difference:
    """A field in which what stands now and what was typed differ, both in words."""

    label: str
    theirs: str
    mine: str


def overtaken_page(
    template: str,
    form: Any,
    *,
    subject: tuple[str, int],
    present: Mapping[str, Any],
    version: int,
    **more: Any,
) -> ResponseReturnValue:
    """The form again with what was typed, and what stands now beside it; sending it again decides.

    ``present`` maps the form's fields to the values that stand now; ``version`` is what they belong to.
    """
    db.session.rollback()
    form.seen.data = str(version)
    entry = next(iter(trail.entries_of(*subject)), None)
    differences = [
        Difference(field.label.text, in_words(field, value), in_words(field, field.data))
        for field, value in ((form[name], value) for name, value in present.items())
        if field.data != value
    ]
    return render_template(template, form=form, differences=differences, changed=entry, **more), 409


def in_words(field: Any, value: Any) -> str:
    """A value as the form shows it: choices by their label."""
    choices = {str(each.value): str(each.label).strip() for each in getattr(field, "choices", None) or ()}
    values = value if isinstance(value, list | tuple | set | frozenset) else [value]
    shown = [choices.get("" if each is None else str(each), str(each or "")) for each in values]
    return ", ".join(shown) or _("nothing")
