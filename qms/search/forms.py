"""The filters of the search page, and the form of an abbreviation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wtforms import HiddenField, SelectField

from qms.foundation.texts import _, _l
from qms.search.queries import Asked, Choice, kinds
from qms.search.rules import Standing
from qms.web.forms import BaseForm, LineField, SeenForm, options, required


class FilterForm(BaseForm):
    """What narrows a search down, over the address."""

    class Meta(BaseForm.Meta):
        csrf = False

    once = None  # nothing is sent
    q = HiddenField()
    kind = SelectField(_l("What to look for"))
    type = SelectField(_l("Type of document"))
    unit = SelectField(_l("Unit"))
    field = SelectField(_l("Field of work"))
    clause = SelectField(_l("Clause of ISO 9001"))
    status = SelectField(
        _l("Status"), choices=options(*((standing.value, standing.label) for standing in Standing))
    )


def filter_form(asked: Asked, offered: Mapping[str, Sequence[Choice]]) -> FilterForm:
    """The filters as they are set, each with what it would leave."""
    chosen = asked.facets or {}
    form = FilterForm(q=asked.text, kind=asked.kind, status=asked.standing.value, **chosen)
    form.kind.choices = options(("", _("Everything")), *kinds())
    everything = {
        "type": _("All types"),
        "unit": _("All units"),
        "field": _("All fields"),
        "clause": _("All"),
    }
    for name, all_of_it in everything.items():
        found = ((each.value, f"{each.label} ({each.number})") for each in offered.get(name, ()))
        form[name].choices = options(("", all_of_it), *found)
    return form


class ShortFormForm(SeenForm):
    short = LineField(_l("Abbreviation"), [required()], longest=20, description=_l("For example: TTHC."))
    full = LineField(
        _l("Stands for"), [required()], longest=120, description=_l("For example: thủ tục hành chính.")
    )
