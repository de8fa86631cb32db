"""Forms of nonconformities: they check shape; what may be is asked in the operations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, FieldList, FormField, HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired

from qms.documents.forms import people_choices
from qms.foundation.texts import _, _l
from qms.nonconformities.models import REMIND_BEFORE, Term
from qms.nonconformities.rules import AS_USUAL, ActionKind, ActionType, Reminding, days_before
from qms.web.files import FilesMixin
from qms.web.forms import (
    BaseForm,
    DayField,
    LineField,
    NumberField,
    PartForm,
    SeenForm,
    TextField,
    number_or_none,
    options,
    required,
)

LONGEST = 8000

__all__ = ["people_choices"]


def term_choices(terms: Iterable[Term], *, empty: Any = None) -> list[Any]:
    """Choices of a tree: those below stand indented."""
    first = [("", empty)] if empty is not None else []
    return options(*first, *((term.id, _indented(term)) for term in terms))


def _indented(term: Term) -> str:
    depth = term.code.count("-")
    return "\u2003" * depth + f"{term.name} ({term.code})"


def _person(label: Any, *, description: Any = "", empty_allowed: bool = False) -> SelectField:
    checks = [] if empty_allowed else [InputRequired(_l("Choose somebody."))]
    return SelectField(label, checks, coerce=number_or_none, description=description)


class ReportForm(FilesMixin, BaseForm):
    """The one short form with which anyone reports."""

    page = HiddenField()
    title = LineField(
        _l("What is wrong, in one line"),
        [required()],
        longest=200,
        description=_l("For example: Tem hiệu chuẩn của cân đã hết hạn."),
    )
    description = TextField(
        _l("What did you see?"),
        [required()],
        longest=LONGEST,
        description=_l("Where, when, which dossier or device; what should have been."),
    )
    happened_on = DayField(_l("Seen on"), [InputRequired(_l("Write the day."))])
    origin = SelectField(
        _l("Found by"), [InputRequired(_l("Choose how it was found."))], coerce=number_or_none
    )


class AcceptForm(SeenForm):
    owner = _person(_l("Who answers for it"), description=_l("Finds the cause and plans the actions."))
    severity = SelectField(
        _l("Severity"), [InputRequired(_l("Choose how grave it is."))], coerce=number_or_none
    )
    unit = SelectField(_l("Unit concerned"), coerce=number_or_none)


class ReasonForm(SeenForm):
    reason = TextField(_l("Reason"), [required()], longest=4000)


class HandOverForm(SeenForm):
    owner = _person(_l("Who answers for it"))
    verifier = _person(_l("Who checks the effect"), empty_allowed=True)
    actions = FieldList(SelectField(_l("Owner of the action"), coerce=number_or_none))


class ContainForm(FilesMixin, SeenForm):
    text = TextField(
        _l("What was put right at once"),
        [required()],
        longest=LONGEST,
        description=_l("If nothing could be put right, write why."),
    )
    done_on = DayField(_l("Done on"), [InputRequired(_l("Write the day."))])


class WhyPart(PartForm):
    """One answer of the five whys."""

    key = HiddenField()
    parent = SelectField(_l("Explains"), coerce=number_or_none)
    text = LineField(_l("Because …"), longest=400)
    root = BooleanField(_l("Root cause"))


class WhysForm(SeenForm):
    rows = FieldList(FormField(WhyPart))


class HeadingPart(PartForm):
    """One bone of the fishbone."""

    heading = LineField(_l("Heading"), longest=60)
    causes = TextField(_l("Possible causes, one a line"), longest=3000)


class FishboneForm(SeenForm):
    headings = FieldList(FormField(HeadingPart))


class CauseForm(SeenForm):
    text = TextField(
        _l("Root cause"),
        [required()],
        longest=4000,
        description=_l("Why it could come about. “Somebody was careless” is a beginning, never the end."),
    )
    cause = SelectField(
        _l("Group of causes"), [InputRequired(_l("Choose the group of causes."))], coerce=number_or_none
    )


class ActionForm(SeenForm):
    type = SelectField(
        _l("What for"),
        choices=options(*((each.value, each.label) for each in ActionType)),
        default=ActionType.CORRECTIVE.value,
        description=_l("A correction mends the case; a corrective action takes its cause away."),
    )
    kind = RadioField(
        _l("Kind of action"),
        choices=options(
            (ActionKind.TASK.value, _l("Free task")),
            (
                ActionKind.RELEASE.value,
                _l("Release a document: done by itself when its new revision is in force"),
            ),
            (ActionKind.TRAIN.value, _l("Train people")),
        ),
        default=ActionKind.TASK.value,
    )
    what = TextField(_l("What is to be done"), [required()], longest=2000)
    document = LineField(
        _l("Code of the document"),
        longest=60,
        description=_l("Only for releasing one, for example QT-VP-01."),
    )
    owner = _person(_l("Who does it"))
    due_on = DayField(_l("Until"), [InputRequired(_l("Write the day."))])


class CheckPlanForm(SeenForm):
    criterion = TextField(
        _l("By what will success be seen?"),
        [required()],
        longest=2000,
        description=_l(
            "A number, a record, a time. For example: no late dossier of this kind within 30 days."
        ),
    )
    verifier = _person(
        _l("Who will check it"), description=_l("Nobody who answers for it or has an action in it.")
    )


class FinishForm(FilesMixin, SeenForm):
    proof = TextField(
        _l("Proof"), longest=4000, description=_l("What was done and where it can be seen; or add a file.")
    )


class TimeForm(SeenForm):
    wanted_until = DayField(_l("Until"), [InputRequired(_l("Write the day."))])
    reason = TextField(_l("Why more time is needed"), [required()], longest=2000)


class AnswerForm(SeenForm):
    answer = RadioField(
        _l("Answer to the wish"),
        [InputRequired(_l("Choose an answer."))],
        choices=options(("yes", _l("Grant more time")), ("no", _l("Refuse it"))),
    )
    note = TextField(_l("Note"), longest=2000, description=_l("Needed when you refuse."))


class VerifyForm(FilesMixin, SeenForm):
    worked = RadioField(
        _l("Did it work?"),
        [InputRequired(_l("Choose an answer."))],
        choices=options(
            ("yes", _l("Yes: the criterion is met, close it")),
            ("no", _l("No: reopen it, a new round begins")),
        ),
    )
    evidence = TextField(
        _l("What you have seen"),
        [required()],
        longest=LONGEST,
        description=_l("Records, dates, numbers: by this the verdict can be followed later."),
    )


class FilesForm(FilesMixin, BaseForm):
    """Only files."""


class CommonForm(BaseForm):
    codes = HiddenField()
    what = TextField(_l("What is to be done"), [required()], longest=2000)
    owner = _person(_l("Who does it"))
    due_on = DayField(_l("Until"), [InputRequired(_l("Write the day."))])


class SeverityMixin:
    """What a severity says besides its name: when the effect is checked, and who hears when."""

    check_after_days = NumberField(_l("Days until the effect is checked"), most=730, default=0)
    remind_before = LineField(
        _l("Days before the due day on which the owner is reminded"),
        longest=40,
        default=REMIND_BEFORE,
        description=_l("Numbers with commas between; 0 is the day itself."),
    )
    leader_after_days = NumberField(
        _l("Days late from which the leader hears of it"), least=1, most=365, default=AS_USUAL.leader_after
    )
    coordinator_after_days = NumberField(
        _l("Days late from which the coordinator hears of it"),
        least=1,
        most=365,
        default=AS_USUAL.coordinator_after,
    )

    @property
    def reminding(self) -> Reminding:
        """What was filled in.

        Raises:
            Refused: at ``remind_before``, when that are no days.
        """
        return Reminding(
            days_before(self.remind_before.data or REMIND_BEFORE),
            self.leader_after_days.data or AS_USUAL.leader_after,
            self.coordinator_after_days.data or AS_USUAL.coordinator_after,
        )


class NewTermForm(SeverityMixin, BaseForm):
    code = LineField(
        _l("Code"),
        [required()],
        longest=20,
        description=_l("For example: CN-HD. It cannot be changed later."),
    )
    parent = SelectField(_l("Stands below"), coerce=number_or_none)
    name_vi = LineField(_l("Name in Vietnamese"), [required()], longest=120)
    name_en = LineField(_l("Name in English"), [required()], longest=120)


class TermForm(SeverityMixin, SeenForm):
    name_vi = LineField(_l("Name in Vietnamese"), [required()], longest=120)
    name_en = LineField(_l("Name in English"), [required()], longest=120)
    valid_until = DayField(
        _l("In use until"), description=_l("Left empty, it stays in use. What was given before keeps it.")
    )


class FilterForm(BaseForm):
    """The register's filters, over the address."""

    class Meta(BaseForm.Meta):
        csrf = False

    q = LineField(_l("Number or title"), longest=200)
    show = SelectField(
        _l("Show"),
        choices=options(
            ("open", _l("Open")),
            ("late", _l("With a late action")),
            ("ended", _l("Ended")),
            ("all", _l("All")),
        ),
        default="open",
    )
    state = SelectField(_l("State"))
    origin = SelectField(_l("Origin"), coerce=number_or_none)
    severity = SelectField(_l("Severity"), coerce=number_or_none)
    cause = SelectField(_l("Cause"), coerce=number_or_none)
    unit = SelectField(_l("Unit"), coerce=number_or_none)
    year = SelectField(_l("Year"), coerce=number_or_none)


def no_choice() -> str:
    """The first entry of a list from which something must be chosen."""
    return _("Choose…")
