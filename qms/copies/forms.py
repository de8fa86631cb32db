"""Forms of paper: they check shape; what may be is asked in the operations."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, ValidationError
from wtforms.validators import InputRequired

from qms.copies.rules import VARIANTS, Ending
from qms.foundation.texts import _, _l
from qms.web.files import FilesMixin
from qms.web.forms import BaseForm, DayField, LineField, NumberField, SeenForm, options, required


class SignedForm(FilesMixin, BaseForm):
    """The released PDF, signed elsewhere: one file."""

    def validate_files(self, field: Any) -> None:
        super().validate_files(field)
        if len(self.kept) != 1:
            self.forget()
            raise ValidationError(_("Choose the one PDF that was signed."))

    def forget(self) -> None:
        """What was refused is not offered again."""
        self.kept, self.received.data = [], ""


class HandOutForm(BaseForm):
    """To whom the next numbered copy goes."""

    holder = LineField(_l("Handed out to"), [required()], description=_l("A unit or a person."), longest=200)
    place = LineField(
        _l("Place"), description=_l("Where it stands: a room, a counter, a binder."), longest=200
    )
    handed_out_on = DayField(_l("Handed out on"), [required()])


class EndForm(SeenForm):
    """How a copy ended."""

    ending = RadioField(
        _l("How it ended"),
        [InputRequired(_l("Choose how it ended."))],
        choices=options(*((each.value, each.label) for each in Ending)),
    )
    ended_on = DayField(_l("On"), [required()])
    note = LineField(_l("Note"))


class CertificateForm(BaseForm):
    """A file of certificates."""

    certificate = FileField(
        _l("Certificate"),
        [FileRequired(_l("Choose a file of certificates (PEM, CER, CRT)."))],
        description=_l("Of an authority, or of one signer. Several may stand in one PEM file."),
        render_kw={"accept": ".pem,.cer,.crt,.der"},
    )


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
