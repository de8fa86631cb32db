"""Forms of reading: they check shape; what may be is asked in the operations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import BooleanField, RadioField, SelectField, ValidationError
from wtforms.validators import InputRequired

from qms.foundation.texts import _, _l
from qms.identity.models import Person
from qms.kernel.text import clean_line
from qms.reading import rules
from qms.reading.rules import MOST_DAYS, Question, Standing, Unreadable
from qms.web.forms import BaseForm, ManyField, NumberField, SeenForm, TextField, number_or_none, options

LONGEST_LIST, LONGEST_TEST = 20_000, 60_000


class ConfirmForm(SeenForm):
    """Confirms; with a radio group for each question, see ``confirm_form``."""

    @property
    def answers(self) -> tuple[int | None, ...]:
        """The places of the answers chosen, in the order of the questions."""
        return tuple(field.data for field in self if field.name.startswith("answer-"))


def confirm_form(questions: Sequence[Question]) -> type[ConfirmForm]:
    """The form of a document with these questions."""
    fields = {
        f"answer_{number}": RadioField(
            f"{number}. {question.text}",
            [InputRequired(_l("Choose an answer."))],
            choices=options(*enumerate(question.choices)),
            coerce=number_or_none,
            name=f"answer-{number}",
        )
        for number, question in enumerate(questions, 1)
    }
    return type("ConfirmForm", (ConfirmForm,), fields)


class AudienceForm(SeenForm):
    from_steps = BooleanField(
        _l("Those responsible for a step"),
        description=_l("Units and positions that the steps in force name; taken anew from each revision."),
    )
    everybody = BooleanField(_l("Everybody of the organisation"))
    units = ManyField(_l("Units"), description=_l("With the units below them."))
    positions = ManyField(_l("Positions"))
    people = TextField(
        _l("Named persons"),
        longest=LONGEST_LIST,
        description=_l("One a line, the name or the user name: Nguyễn Thị Lan, or lan."),
    )

    def __init__(self, *arguments: Any, everybody_known: Iterable[Person] = (), **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._known = list(everybody_known)
        self.found: list[Person] = []

    def validate_people(self, field: Any) -> None:
        """Each line is the name or the user name of one person."""
        lines = [clean_line(line) for line in (field.data or "").split("\n")]
        for line in dict.fromkeys(line for line in lines if line):
            self.found.append(self._person_called(line))

    def _person_called(self, line: str) -> Person:
        username = line.rpartition("(")[2].rstrip(")").strip().lower()
        by_username = [each for each in self._known if each.username == username]
        found = by_username or [each for each in self._known if each.name.casefold() == line.casefold()]
        if not found:
            raise ValidationError(_("There is nobody called “%(name)s”.", name=line))
        if len(found) > 1:
            raise ValidationError(
                _("Several people are called “%(name)s”. Write the user name instead.", name=line)
            )
        return found[0]


class QuestionsForm(SeenForm):
    questions = TextField(
        _l("Questions"),
        longest=LONGEST_TEST,
        description=_l(
            "A line for the question, below it a line for each answer, an empty line before the next question. "
            "Put * before the one right answer. Without questions, confirming is enough."
        ),
    )
    pass_mark = NumberField(
        _l("Pass mark in percent"), [InputRequired(_l("Write a number."))], least=1, most=100
    )

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.read: tuple[Question, ...] = ()

    def validate_questions(self, field: Any) -> None:
        try:
            self.read = rules.read_questions(field.data or "")
        except Unreadable as fault:
            raise ValidationError(str(fault.message)) from fault


class TermsForm(SeenForm):
    days = NumberField(
        _l("Days to read a revision"),
        [InputRequired(_l("Write a number."))],
        least=1,
        most=MOST_DAYS,
        description=_l("Calendar days, counted from the day on which somebody is asked."),
    )
    remind_before = NumberField(
        _l("Days before, on which the reader is reminded"),
        [InputRequired(_l("Write a number."))],
        least=0,
        most=MOST_DAYS,
    )


class _AddressForm(BaseForm):
    """What a list shows, over the address."""

    class Meta(BaseForm.Meta):
        csrf = False


SHOWN = ("asked", "late", "open", "nobody", "all")


class CoverageForm(_AddressForm):
    show = SelectField(
        _l("Show"),
        choices=options(
            ("asked", _l("Somebody is asked to read them")),
            ("late", _l("With somebody late")),
            ("open", _l("Not read by everybody yet")),
            ("nobody", _l("Nobody is asked to read them")),
            ("all", _l("All documents in force")),
        ),
        default="asked",
    )
    type = SelectField(_l("Type"), coerce=number_or_none)
    unit = SelectField(_l("Readers of the unit"), coerce=number_or_none)


class ReadersForm(_AddressForm):
    standing = SelectField(
        _l("Show"),
        choices=options(("", _l("Everybody")), *((each.value, each.label) for each in Standing)),
        default="",
    )
    unit = SelectField(_l("Unit"), coerce=number_or_none)
