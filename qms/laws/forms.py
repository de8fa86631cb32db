"""Forms of legal texts: they check shape; what may be is asked in the operations."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField
from wtforms import RadioField, SelectField, SelectMultipleField, ValidationError
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from qms.foundation.texts import _, _l
from qms.laws import sheets
from qms.laws.operations.entering import TextFacts
from qms.laws.queries import SHOWN
from qms.laws.rules import Link
from qms.web.forms import (
    BaseForm,
    DayField,
    HiddenTextField,
    LineField,
    NumberField,
    PartForm,
    SecretField,
    SeenForm,
    TextField,
    number_or_none,
    options,
    required,
)

_SHOWN = {
    "all": _l("All"),
    "in_force": _l("In force"),
    "over": _l("No longer in force"),
    "cited": _l("Cited by documents"),
    "not_verified": _l("Something not verified"),
}


class FilterForm(PartForm):
    q = LineField(_l("Number or words"))
    kind = SelectField(_l("Kind of text"), validate_choice=False)
    show = SelectField(_l("Show"), choices=options(*((name, _SHOWN[name]) for name in SHOWN)))


class TextForm(SeenForm):
    number = LineField(
        _l("Number of the text"), [required()], longest=200, description=_l("For example 118/2025/NĐ-CP.")
    )
    title = LineField(_l("What it is about"), [required()], longest=1000)
    kind = LineField(
        _l("Kind of text"), longest=200, description=_l("Left empty, it is read off the number.")
    )
    issuer = LineField(_l("Issued by"), longest=200)
    signed_on = DayField(_l("Signed on"))
    in_force_from = DayField(_l("In force from"))
    ended_on = DayField(
        _l("No longer in force from"),
        description=_l(
            "The first day on which it does not hold any more. Leave empty when another text replaces it."
        ),
    )
    link = LineField(
        _l("Address on the net"),
        longest=1000,
        description=_l("Begins with https://. Kept as text; never opened by us."),
    )
    not_verified = LineField(
        _l("Not verified"),
        longest=500,
        description=_l("What of this nobody has checked yet; stays as a mark."),
    )
    notes = TextField(_l("Notes"), longest=4000)

    @property
    def facts(self) -> TextFacts:
        """What was typed."""
        return TextFacts(**{name: self[name].data for name in TextFacts.__dataclass_fields__})


class RelateForm(SeenForm):
    link = RadioField(
        _l("What it does"),
        [InputRequired(_l("Choose what it does."))],
        choices=options(*((each.value, each.label) for each in Link)),
    )
    number = LineField(_l("Number of the other text"), [required()], longest=200)
    from_on = DayField(_l("From"), description=_l("Left empty, from the first day of this text on."))


class ReasonForm(SeenForm):
    reason = TextField(_l("Reason"), [required()], longest=2000)


class AnswerForm(SeenForm):
    reason = TextField(
        _l("Why no change is needed"),
        [required()],
        longest=4000,
        description=_l("What of the new text you compared with which part of the document."),
    )
    password = SecretField(_l("Password"), [required()], description=_l("It is your signature."))


class ReviewForm(BaseForm):
    sources = TextField(
        _l("What was looked at"),
        [required()],
        longest=4000,
        description=_l("Gazettes, portals, letters: which ones, until which day."),
    )
    found = TextField(
        _l("What has changed"), [required()], longest=8000, description=_l("If nothing has, write so.")
    )
    texts = SelectMultipleField(
        _l("Texts entered this month"),
        coerce=number_or_none,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class LimitForm(BaseForm):
    months = NumberField(_l("Months"), [InputRequired(_l("Write a whole number."))], least=1, most=60)
    valid_from = DayField(
        _l("For changes from"),
        [InputRequired(_l("Write the day."))],
        description=_l("It holds for changes of law that take effect on this day or later."),
    )
    basis = LineField(_l("Which rule says so"), [required()], longest=300)


class SheetForm(BaseForm):
    """A CSV file; after validation ``text`` holds what it says."""

    file = FileField(
        _l("CSV file"),
        description=_l(
            "UTF-8, the columns of our own CSV file. Nothing changes before you have seen what would."
        ),
        render_kw={"accept": ".csv,text/csv"},
    )
    text = ""

    def validate_file(self, field: Any) -> None:
        content = field.data.stream.read(sheets.LARGEST + 1) if field.data else b""
        if not content:
            raise ValidationError(_("Choose a file."))
        if len(content) > sheets.LARGEST:
            raise ValidationError(_("The file is larger than %(most)s kB.", most=sheets.LARGEST // 1000))
        text = sheets.text_of(content)
        if text is None:
            raise ValidationError(_("The file is no UTF-8 text. Save it as “CSV UTF-8” and send it again."))
        self.text = text


class TakeInForm(BaseForm):
    """The same file once more, with a mark of what its sender was shown."""

    text = HiddenTextField()
    shown = HiddenTextField()
