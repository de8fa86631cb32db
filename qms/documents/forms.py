"""Forms of documents: they check shape; what may be is asked in the operations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, ValidationError
from wtforms.validators import InputRequired, Optional

from qms.documents.models import Revision
from qms.documents.rules import Change
from qms.foundation.texts import _, _l
from qms.identity.models import Person
from qms.kernel.text import clean_line
from qms.web.files import FilesMixin
from qms.web.forms import (
    BaseForm,
    DayField,
    HiddenTextField,
    LineField,
    ManyField,
    NumberField,
    PlaceForm,
    SecretField,
    SeenForm,
    TextField,
    number_or_none,
    options,
    required,
)

LONGEST_BODY = 200_000


def people_choices(people: Iterable[Person], *, empty: Any = None) -> list[Any]:
    """Choices of people: name and position."""
    first = [("", empty)] if empty is not None else []
    return options(*first, *((person.id, _name_and_position(person)) for person in people))


def _name_and_position(person: Person) -> str:
    return f"{person.name} – {person.position_name}" if person.position_name else person.name


def is_clauses(_form: Any, field: Any) -> None:
    """Clause numbers with commas between: 7.5, 8.5.1."""
    for clause in split_clauses(field.data):
        if not all(part.isascii() and part.isdigit() for part in clause.split(".")):
            raise ValidationError(
                _("“%(clause)s” is no clause. Write numbers with commas between: 7.5, 8.5.1.", clause=clause)
            )


def split_clauses(text: str | None) -> list[str]:
    """The clause numbers of a line."""
    return [clean_line(part) for part in (text or "").split(",") if part.strip()]


class NewDocumentForm(BaseForm):
    type = SelectField(_l("Type"), [InputRequired(_l("Choose the type of document."))], coerce=number_or_none)
    title = LineField(_l("Title"), [required()], longest=300)
    code = LineField(
        _l("Code"),
        longest=60,
        description=_l(
            "Left empty, the next free code of the type's pattern is given. It cannot be changed later."
        ),
    )
    field = LineField(
        _l("Field of work"), longest=120, description=_l("For example: An toàn bức xạ và hạt nhân.")
    )
    field_code = LineField(
        _l("Short form of the field in the code"), longest=12, description=_l("For example: ATBX.")
    )
    unit = SelectField(_l("Owning unit"), coerce=number_or_none)
    owner = SelectField(_l("Owner"), coerce=number_or_none, description=_l("Answers the periodic review."))


class EditForm(PlaceForm):
    title = LineField(_l("Title"), [required()], longest=300)
    body = TextField(_l("Text"), longest=LONGEST_BODY)
    base = HiddenTextField()  # the text as it was opened: what both sides changed is seen against it


class EnclosuresForm(FilesMixin, BaseForm):
    """Files for a draft."""


class ChangeForm(SeenForm):
    """The row of the amendment table; its author writes it, the approver confirms or corrects it."""

    change_place = LineField(
        _l("Place of the change"), longest=300, description=_l("Page or part, for example: mục 5.4, bước 3.")
    )
    change_what = TextField(_l("What changed"), longest=2000)
    change_why = TextField(_l("Why"), longest=2000)

    @property
    def change(self) -> Change:
        return Change(self.change_place.data or "", self.change_what.data or "", self.change_why.data or "")


def change_of(revision: Revision) -> dict[str, str]:
    """What a revision says of its change, for the fields of a ``ChangeForm``."""
    return {name: getattr(revision, name) for name in ("change_place", "change_what", "change_why")}


class SubmitForm(ChangeForm):
    reviewer = SelectField(_l("Reviewer"), [InputRequired(_l("Choose a reviewer."))], coerce=number_or_none)
    approver = SelectField(_l("Approver"), [InputRequired(_l("Choose an approver."))], coerce=number_or_none)
    password = SecretField(
        _l("Your password"), [required()], description=_l("Typed again, it is your signature.")
    )


class ReviewForm(SeenForm):
    note = TextField(_l("Note"), longest=4000, description=_l("Not needed; goes into the history."))
    password = SecretField(
        _l("Your password"), [required()], description=_l("Typed again, it is your signature.")
    )


class ReasonForm(SeenForm):
    reason = TextField(_l("Reason"), [required()], longest=4000)


class ApproveInSetForm(ChangeForm):
    """Of a revision in a set: day and number are those of its decision."""

    is_significant = RadioField(
        _l("Is the change significant?"),
        choices=options(
            ("yes", _l("Yes: the work changes, people must know")),
            ("no", _l("No: wording, layout, references")),
        ),
        default="yes",
    )
    password = SecretField(
        _l("Your password"), [required()], description=_l("Typed again, it is your signature.")
    )


class ApproveForm(ApproveInSetForm):
    effective_on = DayField(
        _l("Takes effect on"), [InputRequired(_l("Write the date on which it takes effect."))]
    )
    decision_number = LineField(
        _l("Number of the decision"), longest=100, description=_l("For example: 12/QĐ-SKHCN.")
    )


class DecisionForm(SeenForm):
    title = LineField(
        _l("What it decides"),
        [required()],
        longest=300,
        description=_l("For example: Ban hành hệ thống tài liệu ISO 9001:2015."),
    )
    effective_on = DayField(
        _l("Takes effect on"), [InputRequired(_l("Write the date on which it takes effect."))]
    )
    number = LineField(
        _l("Number of the decision"),
        longest=100,
        description=_l("May be given later; without it nothing takes effect. For example: 12/QĐ-SKHCN."),
    )
    signed_on = DayField(_l("Signed on"), [Optional()])
    signer = LineField(_l("Signed by"), longest=120, description=_l("Name and position."))


class AddRevisionsForm(BaseForm):
    revisions = ManyField(_l("Revisions under way"), validators=[InputRequired(_l("Choose at least one."))])


class AddWithdrawalForm(BaseForm):
    document = SelectField(_l("Document"), [InputRequired(_l("Choose the document."))], coerce=number_or_none)
    reason = TextField(_l("Reason"), [required()], longest=4000)


class ApproveSetForm(PlaceForm):
    """``was`` is the mark of the revisions as they were shown."""

    significant = ManyField(
        _l("Significant changes"),
        description=_l(
            "Those by which the work changes, so that people must know. The others: wording, layout."
        ),
    )
    password = SecretField(
        _l("Your password"),
        [required()],
        description=_l("Typed again, it is your signature on each of them."),
    )


class WithdrawForm(ReasonForm):
    decision_number = LineField(_l("Number of the decision"), [required()], longest=100)


class StartRevisionForm(BaseForm):
    kind = RadioField(
        _l("What kind of revision?"),
        choices=options(
            ("amendment", _l("Amendment: lần sửa đổi goes up by one")),
            ("issue", _l("New issue: lần ban hành goes up by one, lần sửa đổi starts at 0")),
        ),
        default="amendment",
    )


class FactsForm(SeenForm):
    unit = SelectField(_l("Owning unit"), coerce=number_or_none)
    owner = SelectField(_l("Owner"), coerce=number_or_none, description=_l("Answers the periodic review."))
    field = LineField(_l("Field of work"), longest=120)
    clauses = LineField(
        _l("Clauses of ISO 9001"), [is_clauses], description=_l("With commas between: 7.5, 8.5.1.")
    )
    review_months = NumberField(
        _l("Months between reviews"), [InputRequired(_l("Write a number; 0 for no review."))], most=120
    )


class TypeForm(SeenForm):
    name = LineField(_l("Name"), [required()], longest=120)
    code_pattern = LineField(
        _l("Code pattern"),
        [required()],
        longest=60,
        description=_l("{nn} is the running number, {field} and {unit} are short forms: QT-{field}-{nn}."),
    )
    review_months = NumberField(
        _l("Months between reviews"), [InputRequired(_l("Write a number; 0 for no review."))], most=120
    )
    clauses = LineField(
        _l("Clauses of ISO 9001"), [is_clauses], description=_l("With commas between: 7.5, 8.5.1.")
    )
    reviewers = SelectMultipleField(_l("Reviewers proposed"), coerce=number_or_none)
    approvers = SelectMultipleField(_l("Approvers proposed"), coerce=number_or_none)
    is_active = BooleanField(_l("In use for new documents"))


class NewTypeForm(TypeForm):
    has_structure = BooleanField(
        _l("Its documents are procedures with steps"), description=_l("This cannot be changed later.")
    )


class CompareForm(BaseForm):
    """Which two revisions are compared, over the address."""

    class Meta(BaseForm.Meta):
        csrf = False

    old = SelectField(_l("From"), coerce=number_or_none)
    new = SelectField(_l("To"), coerce=number_or_none)

    def offer(self, readable: Iterable[Revision]) -> None:
        """Let these revisions be chosen."""
        self.old.choices = self.new.choices = options(*((each.number, _choice_of(each)) for each in readable))


def _choice_of(revision: Revision) -> str:
    day = f"{revision.effective_on:%d/%m/%Y}" if revision.effective_on else ""
    return " – ".join(part for part in (revision.label, str(revision.status.label), day) if part)


class FilterForm(BaseForm):
    """The master list's filters, over the address."""

    class Meta(BaseForm.Meta):
        csrf = False

    q = LineField(_l("Code or title"), longest=200)
    show = SelectField(
        _l("Show"),
        choices=options(
            ("in_force", _l("In force")),
            ("under_way", _l("Under way")),
            ("withdrawn", _l("No longer in force")),
            ("all", _l("All")),
        ),
        default="in_force",
    )
    type = SelectField(_l("Type"), coerce=number_or_none)
    unit = SelectField(_l("Unit"), coerce=number_or_none)
    field = SelectField(_l("Field of work"))
    clause = LineField(_l("Clause"), longest=12)
    on = DayField(_l("In force on the day"))
