"""Forms of audits: they check shape; what may be is asked in the operations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from wtforms import HiddenField, RadioField, SelectField, ValidationError
from wtforms.validators import InputRequired

from qms.audits.rules.auditing import Meeting, Part
from qms.audits.rules.coverage import Reason
from qms.audits.rules.lines import FINDINGS, LONGEST_NOTE, LONGEST_QUESTION, Result
from qms.audits.rules.programmes import FIRST_YEAR, LAST_YEAR
from qms.audits.rules.thresholds import MOST_DAYS, MOST_MONTHS
from qms.documents.forms import is_clauses, split_clauses
from qms.documents.models import Document
from qms.foundation.texts import _, _l
from qms.identity.models import Unit
from qms.web.files import FilesMixin
from qms.web.forms import (
    BaseForm,
    DayField,
    LineField,
    ManyField,
    NumberField,
    SecretField,
    SeenForm,
    TextField,
    number_or_none,
    options,
    required,
)

LONGEST = 4000
MOST_OF_ALL_CLAUSES = 800  # all clauses of the standard fit
ON_PAPER = (Result.CONFORMING, Result.MINOR, Result.MAJOR, Result.OBSERVATION, Result.OPPORTUNITY)
_TIME = re.compile(r"([01]?\d|2[0-3])[:hHgG.]([0-5]\d)")


class TimeField(LineField):
    """A time of the day as people here write it: 8:30, 08h30; kept as 08:30."""

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(label, [required()], longest=5, **more)

    def process_formdata(self, values: list[str]) -> None:
        super().process_formdata(values)
        if not self.data:
            return
        found = _TIME.fullmatch(self.data)
        if found is None:
            raise ValueError(_("Write a time as 08:30."))
        self.data = f"{int(found[1]):02d}:{found[2]}"


def month_choices() -> list[Any]:
    """The months of a year."""
    return options(*((number, _("Month %(number)s", number=number)) for number in range(1, 13)))


def unit_choices(units: Iterable[Unit], *, empty: Any = None) -> list[Any]:
    """Choices of units."""
    first = [("", empty)] if empty is not None else []
    return options(*first, *((unit.id, unit.name) for unit in units))


def document_choices(documents: Iterable[Document], *, empty: Any = None) -> list[Any]:
    """Choices of documents: code and title."""
    first = [("", empty)] if empty is not None else []
    return options(*first, *((each.id, f"{each.code} {each.title}") for each in documents))


# --- The programme ----------------------------------------------------------------------------------------------


class AimsForm(SeenForm):
    aims = TextField(
        _l("Aims and method"),
        longest=LONGEST,
        description=_l("What this year's audits are for, what they look at most, and how they are done."),
    )


class CoverageForm(BaseForm):
    """What the matrix shows, over the address."""

    class Meta(BaseForm.Meta):
        csrf = False

    year = SelectField(_l("Year"), coerce=number_or_none)
    depth = SelectField(
        _l("Clauses shown"),
        choices=options(("main", _l("Two figures: 7.5")), ("all", _l("Every clause: 7.5.3.1"))),
        default="main",
    )
    chapter = SelectField(_l("Chapter"))
    unit = SelectField(_l("Unit"), coerce=number_or_none)
    reason = SelectField(
        _l("Reason"),
        choices=options(("", _l("All reasons")), *((each.value, each.label) for each in Reason)),
        default="",
    )


class LimitsForm(SeenForm):
    long_ago_months = NumberField(
        _l("Long ago begins after so many months"),
        [InputRequired(_l("Write a number."))],
        least=1,
        most=MOST_MONTHS,
        description=_l("What was audited so long ago or longer is proposed for the programme."),
    )
    answer_days = NumberField(
        _l("Days to answer a finding"), [InputRequired(_l("Write a number."))], least=1, most=MOST_DAYS
    )
    report_days = NumberField(
        _l("Days from the end on site to the signed report"),
        [InputRequired(_l("Write a number."))],
        least=1,
        most=MOST_DAYS,
    )


class ItemForm(SeenForm):
    unit = SelectField(_l("Unit"), [InputRequired(_l("Choose a unit."))], coerce=number_or_none)
    document = SelectField(_l("Procedure"), coerce=number_or_none)
    clauses = LineField(
        _l("Clauses of ISO 9001"),
        [is_clauses],
        longest=MOST_OF_ALL_CLAUSES,
        description=_l("With commas between: 7.5, 8.5.1."),
    )
    month = SelectField(_l("Month"), [InputRequired(_l("Choose a month."))], coerce=number_or_none)
    lead = SelectField(_l("Lead auditor"), coerce=number_or_none)
    note = LineField(_l("Note"))


class SignForApprovalForm(SeenForm):
    approver = SelectField(_l("Approver"), [InputRequired(_l("Choose an approver."))], coerce=number_or_none)
    password = SecretField(
        _l("Your password"), [required()], description=_l("Typed again, it is your signature.")
    )


class SignForm(SeenForm):
    note = TextField(_l("Note"), longest=LONGEST, description=_l("Not needed; goes into the history."))
    password = SecretField(
        _l("Your password"), [required()], description=_l("Typed again, it is your signature.")
    )


class WhyForm(SeenForm):
    reason = TextField(_l("Reason"), [required()], longest=LONGEST)


class PlainForm(SeenForm):
    """For an act that needs nothing but that the person saw the present version."""


class StartProgrammeForm(BaseForm):
    year = NumberField(_l("Year"), [InputRequired(_l("Write a year."))], least=FIRST_YEAR, most=LAST_YEAR)


# --- Auditors ---------------------------------------------------------------------------------------------------


class RecordForm(BaseForm):
    training = LineField(
        _l("Training or certificate"),
        [required()],
        longest=200,
        description=_l("For example: Đánh giá viên nội bộ ISO 9001:2015."),
    )
    provider = LineField(_l("Given by"), longest=200)
    certificate = LineField(_l("Number of the certificate"), longest=100)
    valid_from = DayField(_l("Valid from"), [InputRequired(_l("Write the first day."))])
    valid_until = DayField(_l("Valid until"), description=_l("Left empty, it does not end."))


class WithdrawRecordForm(BaseForm):
    reason = TextField(_l("Reason"), [required()], longest=1000)


# --- Audits -----------------------------------------------------------------------------------------------------


class PlanForm(SeenForm):
    title = LineField(
        _l("Name of the audit"),
        [required()],
        longest=200,
        description=_l("For example: Đánh giá nội bộ đợt 1."),
    )
    objective = TextField(_l("Objective"), [required()], longest=LONGEST)
    scope = TextField(_l("Scope"), longest=LONGEST)
    criteria = TextField(
        _l("Criteria"),
        [required()],
        longest=LONGEST,
        description=_l("Against what is audited: the standard, procedures, law."),
    )
    starts_on = DayField(_l("First day"), [InputRequired(_l("Write the first day."))])
    ends_on = DayField(_l("Last day"), [InputRequired(_l("Write the last day."))])
    units = ManyField(_l("Units"))
    documents = ManyField(_l("Procedures"))
    clauses = LineField(
        _l("Clauses of ISO 9001"), [is_clauses], description=_l("With commas between: 7.5, 8.5.1.")
    )
    item = HiddenField()


class PaperForm(BaseForm):
    """A paper report; the clauses of each result in a field of its name."""

    paper_number = LineField(
        _l("Number of the paper report"),
        [required()],
        longest=60,
        description=_l("As it stands on the paper, for example 05/BC-ĐGNB."),
    )
    title = LineField(_l("Name of the audit"), [required()], longest=200)
    starts_on = DayField(_l("First day"), [InputRequired(_l("Write the first day."))])
    ends_on = DayField(_l("Last day"), [InputRequired(_l("Write the last day."))])
    team = LineField(
        _l("Audit team"),
        [required()],
        longest=500,
        description=_l("Names as they stand in the report, the lead auditor first."),
    )
    units = ManyField(_l("Units"))
    documents = ManyField(_l("Procedures"))
    conforming = LineField(Result.CONFORMING.label, [is_clauses], longest=MOST_OF_ALL_CLAUSES)
    minor = LineField(Result.MINOR.label, [is_clauses], longest=MOST_OF_ALL_CLAUSES)
    major = LineField(Result.MAJOR.label, [is_clauses], longest=MOST_OF_ALL_CLAUSES)
    observation = LineField(Result.OBSERVATION.label, [is_clauses], longest=MOST_OF_ALL_CLAUSES)
    opportunity = LineField(Result.OPPORTUNITY.label, [is_clauses], longest=MOST_OF_ALL_CLAUSES)
    summary = TextField(_l("Summary"), longest=LONGEST)
    conclusion = TextField(_l("Conclusion"), longest=LONGEST)
    password = SecretField(
        _l("Your password"), [required()], description=_l("Typed again, it is your signature.")
    )

    @property
    def results(self) -> dict[Result, tuple[str, ...]]:
        return {result: tuple(split_clauses(self[result.value].data)) for result in ON_PAPER}


class MemberForm(BaseForm):
    person = SelectField(_l("Person"), [InputRequired(_l("Choose a person."))], coerce=number_or_none)
    part = RadioField(
        _l("Takes part as"),
        choices=options(*((part.value, part.label) for part in Part)),
        default=Part.AUDITOR.value,
    )
    overrule_reason = TextField(
        _l("Reason to overrule a conflict"),
        longest=LONGEST,
        description=_l(
            "Only when a leader lets somebody audit who is not independent; it stands in the report."
        ),
    )


class RepresentativeForm(SeenForm):
    representative = SelectField(_l("Speaks for the unit"), coerce=number_or_none)


class AgendaForm(BaseForm):
    kind = RadioField(
        _l("What takes place"),
        choices=options(*((kind.value, kind.label) for kind in Meeting)),
        default=Meeting.UNIT.value,
    )
    day = DayField(_l("Day"), [InputRequired(_l("Write the day."))])
    begins = TimeField(_l("Begins at"), description=_l("For example: 08:30."))
    ends = TimeField(_l("Ends at"))
    unit = SelectField(_l("Unit"), coerce=number_or_none)
    auditor = SelectField(_l("Auditor"), coerce=number_or_none)
    topic = LineField(_l("Subject, clauses"))
    received_by = LineField(_l("Received by"), description=_l("Who of the unit is there."))


class AnswerForm(SeenForm):
    choice = RadioField(
        _l("Your answer"),
        choices=options(("accept", _l("We accept the plan")), ("other_date", _l("We ask for another date"))),
        default="accept",
    )
    wished_on = DayField(_l("The day that you ask for"))
    reason = TextField(_l("Reason"), longest=LONGEST, description=_l("Needed when you ask for another date."))

    def validate_wished_on(self, field: Any) -> None:
        if self.choice.data == "other_date" and field.data is None:
            raise ValidationError(_("Write the day that you ask for: today or later."))


# --- The checklist ----------------------------------------------------------------------------------------------


class BuildForm(BaseForm):
    unit = SelectField(_l("For the unit"), coerce=number_or_none)
    clauses = LineField(
        _l("Clauses of ISO 9001"),
        [is_clauses],
        description=_l("Their questions come from the question bank. With commas between: 7.5, 8.5.1."),
    )
    documents = ManyField(_l("Procedures in scope"), description=_l("Each step in force becomes a question."))
    former = SelectField(_l("Questions of an earlier audit"), coerce=number_or_none)
    template = SelectField(_l("Checklist template"), coerce=number_or_none)


class LineForm(BaseForm):
    unit = SelectField(_l("For the unit"), coerce=number_or_none)
    clause = LineField(_l("Clause"), longest=12)
    question = TextField(_l("Question"), [required()], longest=LONGEST_QUESTION)


class TemplateForm(BaseForm):
    name = LineField(_l("Name of the template"), [required()], longest=120)


class NoteForm(BaseForm):
    """A note on a line. ``bases`` are the notes that were on the page, ``client_id`` is the new one's name."""

    result = RadioField(
        _l("Result"),
        choices=options(*((result.value, result.label) for result in Result)),
        default=Result.NOT_ASSESSED.value,
    )
    text = TextField(_l("Notes"), longest=LONGEST_NOTE)
    evidence = TextField(_l("Evidence seen"), longest=LONGEST_NOTE)
    record_number = LineField(_l("Number of the record"), longest=200)
    asked = LineField(_l("Who was asked"), longest=200)
    happened_on = DayField(_l("Day of the event"), description=_l("When it happened, if that is not today."))
    bases = HiddenField()
    client_id = HiddenField()


class WalkForm(FilesMixin, NoteForm):
    """A note on a line with photos and files."""


class SentNoteForm(NoteForm):
    """A note of a batch; the batch's token stands for all of them."""

    class Meta(NoteForm.Meta):
        csrf = False


class SentFilesForm(FilesMixin, BaseForm):
    """Photos of a device; the token comes in the head of the request."""

    class Meta(BaseForm.Meta):
        csrf = False

    happened_on = DayField(_l("Day of the event"))


# --- Findings and report ----------------------------------------------------------------------------------------


class FindingForm(FilesMixin, SeenForm):
    grade = RadioField(_l("How grave"), choices=options(*((each.value, each.label) for each in FINDINGS)))
    requirement = TextField(
        _l("Requirement"),
        [required()],
        longest=LONGEST,
        description=_l("What should be, and where it is said."),
    )
    evidence = TextField(_l("Evidence"), [required()], longest=LONGEST, description=_l("What was seen."))
    gap = TextField(_l("Gap"), [required()], longest=LONGEST, description=_l("In what the two differ."))
    of_line = ManyField(
        _l("Photos and files of the line"),
        description=_l(
            "Those chosen go with the finding to the unit, and into the nonconformity made of it."
        ),
    )


class FindingAnswerForm(SeenForm):
    choice = RadioField(
        _l("Your answer"),
        [InputRequired(_l("Choose an answer."))],  # nobody accepts a finding by leaving a box as it was
        choices=options(("accept", _l("We accept the finding")), ("contest", _l("We contest the finding"))),
    )
    reason = TextField(_l("Reason"), longest=LONGEST, description=_l("Needed when you contest it."))


class FindingDecisionForm(SeenForm):
    choice = RadioField(
        _l("Your decision"),
        choices=options(("uphold", _l("Uphold the finding")), ("withdraw", _l("Withdraw the finding"))),
        default="uphold",
    )
    reason = TextField(_l("Reason"), [required()], longest=LONGEST)


class ReportForm(SeenForm):
    summary = TextField(_l("Summary"), longest=LONGEST_NOTE)
    positives = TextField(_l("What is done well"), longest=LONGEST_NOTE)
    conclusion = TextField(_l("Conclusion"), longest=LONGEST_NOTE)
    people_met = TextField(_l("People met"), longest=LONGEST)


class PasswordForm(SeenForm):
    password = SecretField(
        _l("Your password"), [required()], description=_l("Typed again, it is your signature.")
    )
