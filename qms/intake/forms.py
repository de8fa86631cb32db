"""Sending files, and the form in which a person corrects and confirms what was read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, FieldList, FormField, SelectField, ValidationError

from qms.foundation.texts import _, _l
from qms.intake.doubts import Doubt
from qms.intake.operations.receiving import Received, received
from qms.intake.reading import Cover, Reading
from qms.intake.rules import MOST_FILES
from qms.kernel.text import clean_block
from qms.procedures.encoding import tidy
from qms.procedures.forms import DurationForm, fields_of
from qms.procedures.structure import STEP_LIMIT, Party, PartyKind, Step, usual_exits
from qms.procedures.wording import PARTY_KINDS
from qms.web.forms import BaseForm, LineField, NumberField, PartForm, SeenForm, TextField, options, required
from qms.web.transaction import release


class SendForm(BaseForm):
    """Files to be read. ``received`` holds them after validation, kept on the disk or refused each by itself."""

    files = MultipleFileField(
        _l("Files"),
        description=_l("Word (.docx, .doc), PDF, procedure files (.md), or a .zip of them. Several can be chosen at once."),
        render_kw={"accept": ".docx,.doc,.pdf,.md,.zip"},
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.received: list[Received] = []

    def validate_files(self, field: Any) -> None:
        """Bring what was sent to the disk, holding no lock meanwhile."""
        sent = [each for each in field.data or [] if getattr(each, "filename", "")]
        if not sent:
            raise ValidationError(_("Choose at least one file."))
        if len(sent) > MOST_FILES:
            raise ValidationError(_("At most %(most)s files can be sent at once.", most=MOST_FILES))
        release()
        self.received = [received(each.stream, each.filename) for each in sent]


class StepRow(PartForm):
    """One step as it was read; what else it says is kept."""

    name = LineField(_l("Name of the step"), longest=500)
    party_kind = SelectField(
        _l("Responsible is a"), choices=options(*((kind.value, label) for kind, label in PARTY_KINDS.items()))
    )
    party = LineField(_l("Responsible"), longest=300)
    duration = FormField(DurationForm, _l("Time"))
    leave_out = BooleanField(_l("Leave this step out"))

    def validate_name(self, field: Any) -> None:
        if not field.data and not self.leave_out.data:
            raise ValidationError(_("This field is required."))

    def step(self, before: Step) -> Step:
        """The step as the person has it now."""
        party = self.party.data or ""
        return tidy(
            replace(
                before,
                name=self.name.data or "",
                responsible=Party(PartyKind(self.party_kind.data), party) if party else None,
                duration=self.duration.form.duration,
            )
        )


class ReviewForm(SeenForm):
    """What was read, to be corrected and confirmed."""

    code = LineField(_l("Code"), [required()], longest=60)
    title = LineField(_l("Title"), [required()], longest=300)
    type = SelectField(_l("Document type"))
    unit = SelectField(_l("Owning unit"))
    issue = NumberField(_l("Issue"), least=1, most=999)
    amendment = NumberField(_l("Amendment"), least=0, most=999)
    steps = FieldList(FormField(StepRow), _l("Steps"), max_entries=STEP_LIMIT)
    body = TextField(_l("Text"))
    compared = BooleanField(_l("I have compared this with the original and looked at every doubt."))

    def validate_compared(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(
                _("Confirm that you have compared it: what is wrong here is wrong in the draft.")
            )

    def reading(self, before: Reading) -> Reading:
        """The reading as the person has corrected it; steps that are left out go."""
        cover = replace(
            before.cover,
            code=self.code.data or "",
            title=self.title.data or "",
            type=self.type.data or "",
            issue=self.issue.data,
            amendment=self.amendment.data,
        )
        kept = [
            row.form.step(step)
            for row, step in zip(self.steps, before.procedure.steps, strict=False)
            if not row.form.leave_out.data
        ]
        procedure = replace(before.procedure, steps=_in_line(before.procedure.steps, kept))
        return replace(before, cover=cover, procedure=procedure, body=clean_block(self.body.data or ""))


def _in_line(before: tuple[Step, ...], kept: list[Step]) -> tuple[Step, ...]:
    """The steps that are left, each going on to the following one where one was left out."""
    if len(kept) == len(before):
        return tuple(kept)
    ids = [step.id for step in kept]
    return tuple(replace(step, exits=usual_exits(ids, place)) for place, step in enumerate(kept))


def review_fields(reading: Reading, unit_id: int | None) -> dict[str, Any]:
    """A reading for the form's fields."""
    cover: Cover = reading.cover
    return {
        "code": cover.code,
        "title": cover.title,
        "type": cover.type,
        "unit": str(unit_id or ""),
        "issue": cover.issue or 1,
        "amendment": cover.amendment or 0,
        "steps": [_row(step) for step in reading.procedure.steps],
        "body": reading.body,
    }


def _row(step: Step) -> dict[str, Any]:
    return {
        "name": step.name,
        "party_kind": (step.responsible.kind if step.responsible else PartyKind.UNIT).value,
        "party": step.responsible.name if step.responsible else "",
        "duration": fields_of(step.duration),
    }


def by_importance(doubts: tuple[Doubt, ...]) -> list[Doubt]:
    """Doubts about the whole file first, then in the order of the page."""
    return sorted(doubts, key=lambda doubt: bool(doubt.place))
