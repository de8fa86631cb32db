"""Forms of paper: they check shape; what may be is asked in the operations."""

from __future__ import annotations

from wtforms import RadioField
from wtforms.validators import InputRequired

from qms.copies.rules import VARIANTS
from qms.foundation.texts import _l
from qms.web.files import FilesMixin
from qms.web.forms import LineField, NumberField, SeenForm, options, required


class LayoutForm(FilesMixin, SeenForm):
    """How documents look on paper; at most one picture comes with it, the logo."""

    heading_wrote = LineField(_l("Over the author's signature"))
    heading_reviewed = LineField(_l("Over the reviewer's signature"))
    heading_approved = LineField(_l("Over the approver's signature"))
    amendment_variant = RadioField(
        _l("Amendment table"),
        [InputRequired(_l("Choose a table."))],
        choices=options(*((each.value, made.title) for each, made in VARIANTS.items())),
    )
    recall_days = NumberField(
        _l("Days until a recalled copy is late"),
        [required()],
        least=1,
        most=365,
    )
