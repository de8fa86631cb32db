"""The base of every form: cleaned text, a key against double sending, refusals shown at their field."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    Form,
    HiddenField,
    IntegerField,
    PasswordField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    validators,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from qms.foundation.db import db
from qms.foundation.texts import _, _domain, _l
from qms.kernel.errors import Refused
from qms.kernel.text import clean, clean_line

LONGEST_LINE = 500
LONGEST_TEXT = 1_000_000
LARGEST_NUMBER = 2**31 - 1


class _Translations:
    """WTForms' own messages through our catalogue."""

    def gettext(self, text: str) -> str:
        return _(text)

    def ngettext(self, one: str, many: str, count: int) -> str:
        # Not filled in yet: WTForms does that, with values of its own.
        return str(_domain.get_translations().ungettext(one, many, count))


class BaseForm(FlaskForm):
    """A form of ours. ``once`` makes sending it twice harmless."""

    once = HiddenField(default=lambda: secrets.token_urlsafe(16))

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: Any) -> Any:
            return _Translations()

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Inside, a Refused is shown at its field (or above the form), and nothing of the act is kept."""
        try:
            yield
        except Refused as refusal:
            db.session.rollback()
            self.show(refusal)

    @property
    def made_of(self) -> tuple[Any, ...]:
        """All that the fields of a form without errors are drawn from: for ``keep`` in templates."""
        return tuple(
            (
                field.name,
                field.data,
                tuple((each.value, each.label) for each in getattr(field, "choices", ())),
            )
            for field in self
            if field.name != "once"
        )

    def show(self, refusal: Refused) -> None:
        """Put a refusal at its field, or above the form when it names none that we have."""
        field = self._fields.get(refusal.field or "")
        if field is None:
            self.form_errors.append(str(refusal.message))
        else:
            field.errors = [*field.errors, str(refusal.message)]


class SeenField(HiddenField):
    """The version that the page showed; a form that comes without it has not seen the present one."""

    def process_formdata(self, values: list[str]) -> None:
        self.data = values[0] if values else None


class SeenForm(BaseForm):
    """A form that decides on what the person saw: it carries the version of the record."""

    seen = SeenField()
    is_overtaken = False  # somebody changed the record between the page and its sending

    @property
    def version_seen(self) -> int:
        """The version, or 0, which no record has, when the form does not say: it is refused as overtaken."""
        return number_or_none(self.seen.data) or 0


class PlaceForm(SeenForm):
    """A form for one place of a record whose other places somebody else may be writing at the same time.

    ``was`` is the ``fingerprint`` of what stood at this place when it was opened.
    """

    was = HiddenField()

    def version_decided_on(self, version: int, place: str) -> int:
        """The present version when nobody has changed this place since, else the one that the person has seen."""
        return version if self.was.data == place else self.version_seen


def status() -> int:
    """The status of a page with a form: 422 when what was sent is shown again."""
    return 422 if request.method == "POST" else 200


def fingerprint(*texts: str) -> str:
    """A short mark by which texts are known to be the same ones."""
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()[:32]


class PartForm(Form):
    """A group of fields inside a form, such as one row of a list."""

    class Meta:
        def get_translations(self, form: Any) -> Any:
            return _Translations()


class LineField(StringField):
    """One line of text, cleaned; empty, and never None, when it was not sent."""

    def __init__(self, label: Any, checks: Any = (), *, longest: int = LONGEST_LINE, **more: Any) -> None:
        super().__init__(
            label, [*_optional_first(checks), not_longer_than(longest)], **{"default": ""} | more
        )

    def process_formdata(self, values: list[str]) -> None:
        self.data = clean_line(values[0]) if values else ""


class TextField(TextAreaField):
    """Several lines of text, cleaned; empty, and never None, when they were not sent."""

    def __init__(self, label: Any, checks: Any = (), *, longest: int = LONGEST_TEXT, **more: Any) -> None:
        super().__init__(
            label, [*_optional_first(checks), not_longer_than(longest)], **{"default": ""} | more
        )

    def process_formdata(self, values: list[str]) -> None:
        self.data = clean(_with_plain_line_ends(values[0])) if values else ""


class HiddenTextField(HiddenField):
    """A text that the page carries along, with its line ends as the server keeps them: browsers send others."""

    def process_formdata(self, values: list[str]) -> None:
        self.data = _with_plain_line_ends(values[0]) if values else ""


def _with_plain_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


class _ReadFirst:
    """A field that asks nothing more of what it could not read: one thing is said about it, not two."""

    process_errors: list[str]

    def pre_validate(self, _form: Any) -> None:
        if self.process_errors:
            raise validators.StopValidation()


class NumberField(_ReadFirst, IntegerField):
    """A whole number that every database can hold."""

    def __init__(
        self, label: Any, checks: Any = (), *, least: int = 0, most: int = LARGEST_NUMBER, **more: Any
    ) -> None:
        message = _l("Write a whole number from %(least)s to %(most)s.", least=least, most=most)
        super().__init__(
            label, [*_optional_first(checks), validators.NumberRange(least, most, message)], **more
        )

    def process_formdata(self, values: list[str]) -> None:
        try:
            self.data = int(values[0]) if values and values[0].strip() else None
        except ValueError:
            self.data = None
            raise ValueError(_("Write a whole number.")) from None


class DayField(_ReadFirst, DateField):
    """A day, as browsers send it or as people here write it (dd/MM/yyyy)."""

    def process_formdata(self, values: list[str]) -> None:
        text = values[0].strip() if values else ""
        self.data = None
        if not text:
            return
        self.data = day_or_none(text)
        if self.data is None:
            raise ValueError(_("Write the date as dd/mm/yyyy, for example 31/12/2026."))


class ManyField(SelectMultipleField):
    """Several of a list, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(label, coerce=number_or_none, **more)


class SecretField(PasswordField):
    """A password; never echoed, never cleaned."""


def day_or_none(text: str) -> date | None:
    """A day as browsers send it or as people here write it (dd/MM/yyyy); None for anything else."""
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            day = datetime.strptime(text, pattern).date()  # noqa: DTZ007  # a day has no time zone
        except ValueError:
            continue
        return day if 1900 <= day.year <= 2200 else None
    return None


def number_or_none(value: Any) -> int | None:
    """What a select or an address gives for a record's number; None for the empty choice and for nonsense."""
    try:
        number = int(value) if value not in (None, "", "None") else None
    except ValueError:
        return None
    return number if number is None or 0 <= number <= LARGEST_NUMBER else None


def options(*pairs: tuple[Any, Any]) -> list[Any]:
    """Choices of a select or of radio buttons: pairs of value and label, in order."""
    return [SelectChoice(value, label) for value, label in pairs]


def required() -> Any:
    """The field must be filled in."""
    return validators.DataRequired(_l("This field is required."))


def not_longer_than(most: int) -> Any:
    """At most so many characters."""

    def check(_form: Any, field: Any) -> None:
        if field.data and len(field.data) > most:
            raise ValidationError(
                _(
                    "This is too long: %(length)s characters, at most %(most)s are possible.",
                    length=len(field.data),
                    most=most,
                )
            )

    return check


def _optional_first(checks: Any) -> list[Any]:
    return list(checks) if checks else [validators.Optional()]
