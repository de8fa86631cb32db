"""Forms that write a procedure: one step, and the facts around the steps.

Lists of short texts are one text area, a line each; lists of records are rows, with empty ones to fill in.
Both work without scripts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from wtforms import FieldList, FormField, RadioField, SelectField, ValidationError

from qms.foundation.texts import _, _l
from qms.kernel.text import clean_line
from qms.procedures.encoding import tidy
from qms.procedures.structure import (
    END,
    Component,
    Duration,
    Exit,
    Fee,
    FormUse,
    Party,
    PartyKind,
    Procedure,
    RecordKept,
    ServiceLevel,
    Step,
    StepKind,
    SubDeadline,
    TimeUnit,
    Variant,
)
from qms.procedures.wording import PARTY_KINDS, SERVICE_LEVELS, STEP_KINDS, TIME_UNITS
from qms.web.forms import BaseForm, LineField, NumberField, PartForm, PlaceForm, TextField, options, required

Row = TypeVar("Row")
EMPTY_ROWS = 3
MOST_ROWS = 200
LARGEST_VALUE = Decimal(10_000)


class FindForm(BaseForm):
    """What narrows the list of procedures, over the address."""

    class Meta(BaseForm.Meta):
        csrf = False

    q = LineField(_l("Code or title"), longest=200)


def lines_of(texts: Iterable[str]) -> str:
    """A list of short texts for a text area."""
    return "\n".join(texts)


def texts_of(lines: str | None) -> tuple[str, ...]:
    """The lines of a text area that say something."""
    return tuple(text for text in map(clean_line, (lines or "").splitlines()) if text)


def forms_as_lines(forms: Iterable[FormUse]) -> str:
    """Forms, a line each: "BM-01 | Title", or the title alone."""
    return lines_of(f"{form.code} | {form.title}" if form.code else form.title for form in forms)


def forms_of(lines: str | None) -> tuple[FormUse, ...]:
    """The forms that the lines name."""
    pairs = (text.partition("|") for text in texts_of(lines))
    return tuple(
        FormUse(title=clean_line(title), code=clean_line(code))
        if bar and clean_line(title)
        else FormUse(clean_line(code))
        for code, bar, title in pairs
    )


class RowForm(PartForm):
    """A group of fields that stands or falls with its first one: without it, the others may say nothing."""

    def validate(self, extra_validators: Any = None) -> bool:
        is_right: bool = super().validate(extra_validators)
        first, *others = self
        if first.data or not any(_is_filled_in(field) for field in others):
            return is_right
        first.errors = [*first.errors, _("Fill this in too, or empty the rest of the row.")]
        return False


def _is_filled_in(field: Any) -> bool:
    """Whether somebody wrote something there; a choice alone, such as a unit, says nothing."""
    if isinstance(field, FormField):
        return any(_is_filled_in(part) for part in field.form)
    return not isinstance(field, SelectField) and field.data not in (None, "")


class DurationForm(RowForm):
    """A time: amount, unit, note. Empty when there is no amount."""

    value = LineField(_l("Amount"), longest=12)
    unit = SelectField(
        _l("Unit"),
        choices=options(*((unit.value, label) for unit, label in TIME_UNITS.items())),
        default="working_day",
    )
    note = LineField(_l("Note"), longest=500)

    def validate_value(self, field: Any) -> None:
        if field.data and _decimal(field.data) is None:
            raise ValidationError(_("Write an amount such as 5 or 0,5."))

    @property
    def duration(self) -> Duration | None:
        value = _decimal(self.value.data or "")
        if value is None or self.unit.data not in TIME_UNITS:
            return None
        return Duration(value, TimeUnit(self.unit.data), self.note.data or "")


def _decimal(text: str) -> Decimal | None:
    try:
        value = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return value.normalize() if value.is_finite() and 0 <= value <= LARGEST_VALUE else None


def fields_of(duration: Duration | None) -> dict[str, str]:
    """A time for its fields."""
    if duration is None:
        return {"value": "", "unit": TimeUnit.WORKING_DAY.value, "note": ""}
    amount = f"{duration.value.normalize():f}".replace(".", ",")
    return {"value": amount, "unit": duration.unit.value, "note": duration.note}


class ExitForm(RowForm):
    to = SelectField(_l("Goes to"), validate_choice=False)
    condition = LineField(_l("Under the condition"), longest=200)


class StepForm(PlaceForm):
    name = LineField(_l("Name of the step"), [required()], longest=500)
    kind = RadioField(
        _l("Kind"), choices=options(*((kind.value, label) for kind, label in STEP_KINDS.items()))
    )
    party_kind = SelectField(
        _l("Responsible is a"), choices=options(*((kind.value, label) for kind, label in PARTY_KINDS.items()))
    )
    party = LineField(_l("Responsible"), longest=300)
    duration = FormField(DurationForm, _l("Time"))
    phase = LineField(
        _l("Phase"), longest=120, description=_l("Only when the steps fall into phases, for example: GĐ1.")
    )
    instructions = TextField(_l("What to do"), longest=50_000)
    inputs = TextField(_l("Inputs"), longest=20_000, description=_l("One on each line."))
    outputs = TextField(_l("Outputs"), longest=20_000, description=_l("One on each line."))
    forms = TextField(
        _l("Forms"), longest=20_000, description=_l("One on each line: code | title, or the title alone.")
    )
    legal_basis = TextField(_l("Legal basis"), longest=20_000, description=_l("One on each line."))
    known_text = LineField(
        _l("Add a known legal text"),
        longest=1500,
        description=_l("Choose by number or words; it goes to the end of the list."),
    )
    exits = FieldList(FormField(ExitForm), _l("Where it goes next"), max_entries=MOST_ROWS)

    def offer_targets(self, procedure: Procedure, step: Step) -> None:
        """Let each way on lead to any step or to the end."""
        targets = [
            ("", _("–")),
            *((each.id, f"{n}. {each.name}") for n, each in enumerate(procedure.steps, 1)),
            (END, _("End of the procedure")),
        ]
        known = {value for value, _label in targets}
        for row in self.exits:
            extra = [(row.to.data, row.to.data)] if row.to.data and row.to.data not in known else []
            row.to.choices = options(*targets, *extra)

    def step(self, step_id: str) -> Step:
        """The step as it is written in the form."""
        party = self.party.data or ""
        return tidy(
            Step(
                id=step_id,
                name=self.name.data or "",
                kind=StepKind(self.kind.data),
                phase=self.phase.data or "",
                responsible=Party(PartyKind(self.party_kind.data), party) if party else None,
                duration=self.duration.form.duration,
                instructions=self.instructions.data or "",
                inputs=texts_of(self.inputs.data),
                outputs=texts_of(self.outputs.data),
                forms=forms_of(self.forms.data),
                legal_basis=texts_of(self.legal_basis.data) + texts_of(self.known_text.data),
                exits=tuple(Exit(row.to.data, row.condition.data or "") for row in self.exits if row.to.data),
            )
        )


def step_fields(step: Step) -> dict[str, Any]:
    """A step for the form's fields, with empty rows for further ways on."""
    rows = [{"to": exit_.to, "condition": exit_.condition} for exit_ in step.exits]
    return {
        "name": step.name,
        "kind": step.kind.value,
        "party_kind": (step.responsible.kind if step.responsible else PartyKind.UNIT).value,
        "party": step.responsible.name if step.responsible else "",
        "duration": fields_of(step.duration),
        "phase": step.phase,
        "instructions": step.instructions,
        "inputs": lines_of(step.inputs),
        "outputs": lines_of(step.outputs),
        "forms": forms_as_lines(step.forms),
        "legal_basis": lines_of(step.legal_basis),
        "exits": [*rows, *({"to": "", "condition": ""} for _n in range(2 if rows else 3))],
    }


# --- The facts around the steps ---------------------------------------------------------------------------


class ComponentForm(RowForm):
    name = LineField(_l("Paper"), longest=1000)
    originals = NumberField(_l("Originals"), most=99)
    copies = NumberField(_l("Copies"), most=99)
    condition = LineField(_l("Condition"), longest=500)
    form = LineField(_l("Form"), longest=300)


class FeeForm(RowForm):
    name = LineField(_l("Fee"), longest=300)
    amount = NumberField(_l("Amount in đồng"))
    note = LineField(_l("Note"), longest=1000)


class SubDeadlineForm(RowForm):
    what = LineField(_l("What must be done"), longest=500)
    limit = FormField(DurationForm)

    def validate_what(self, field: Any) -> None:
        if field.data and self.limit.form.duration is None:
            raise ValidationError(_("Write the time, or empty the row."))


class VariantForm(RowForm):
    name = LineField(_l("Case"), longest=300)
    statutory = FormField(DurationForm)
    committed = FormField(DurationForm)
    note = LineField(_l("Note"), longest=1000)


class RecordForm(RowForm):
    name = LineField(_l("Record"), longest=300)
    place = LineField(_l("Kept at"), longest=300)
    retention = LineField(_l("Kept for"), longest=120)
    medium = LineField(_l("Medium"), longest=120)


def _rows(form: type[PartForm], label: Any) -> FieldList:
    return FieldList(FormField(form), label, max_entries=MOST_ROWS)


class FactsForm(PlaceForm):
    applicant = TextField(_l("Who applies"), longest=4000)
    agency = LineField(_l("Deciding agency"), longest=300)
    tthc_code = LineField(_l("Code in the national database"), longest=60)
    field = LineField(_l("Field of work"), longest=200)
    service_level = SelectField(
        _l("Online service"),
        choices=options(("", "–"), *((level.value, label) for level, label in SERVICE_LEVELS.items())),
    )
    components = _rows(ComponentForm, _l("Papers to hand in"))
    sets = NumberField(_l("Number of sets"), most=99)
    channels = TextField(_l("Ways to hand in"), longest=8000, description=_l("One on each line."))
    places = TextField(_l("Places"), longest=8000, description=_l("One on each line."))
    fees = _rows(FeeForm, _l("Fees"))
    statutory = FormField(DurationForm, _l("Statutory time"))
    committed = FormField(DurationForm, _l("Committed time"))
    clock_starts = LineField(_l("What starts the clock"), longest=500)
    clock_from = SelectField(_l("First step that counts"), validate_choice=False)
    clock_until = SelectField(_l("Last step that counts"), validate_choice=False)
    time_justification = TextField(
        _l("Why the times do not add up"), longest=4000, description=_l("Printed with the procedure.")
    )
    sub_deadlines = _rows(SubDeadlineForm, _l("Deadlines within"))
    variants = _rows(VariantForm, _l("Other cases"))
    result = TextField(_l("Result"), longest=4000)
    validity = LineField(_l("Validity of the result"), longest=500)
    legal_basis = TextField(_l("Legal basis"), longest=20_000, description=_l("One on each line."))
    known_text = LineField(
        _l("Add a known legal text"),
        longest=1500,
        description=_l("Choose by number or words; it goes to the end of the list."),
    )
    legal_note = TextField(_l("What is not verified about the legal basis"), longest=4000)
    steps_basis = TextField(_l("Where the steps come from"), longest=4000)
    forms = TextField(
        _l("Forms"), longest=20_000, description=_l("One on each line: code | title, or the title alone.")
    )
    records = _rows(RecordForm, _l("Records kept"))
    sources = TextField(_l("Sources"), longest=20_000, description=_l("One on each line."))
    verified = TextField(_l("What was verified"), longest=4000)
    notes = TextField(_l("Notes"), longest=20_000, description=_l("One on each line."))

    def offer_steps(self, procedure: Procedure) -> None:
        """Let the clock run from and to any step."""
        steps = [(step.id, f"{n}. {step.name}") for n, step in enumerate(procedure.steps, 1)]
        self.clock_from.choices = options(("", _("from the start")), *steps)
        self.clock_until.choices = options(("", _("to the end")), *steps)

    def procedure(self, before: Procedure) -> Procedure:
        """The procedure with these facts and the steps it had."""
        plain: dict[str, Any] = {name: self[name].data or "" for name in _TEXTS}
        lists: dict[str, Any] = {name: texts_of(self[name].data) for name in _LISTS}
        lists["legal_basis"] += texts_of(self.known_text.data)
        return tidy(
            replace(
                before,
                **plain,
                **lists,
                service_level=ServiceLevel(self.service_level.data) if self.service_level.data else None,
                sets=self.sets.data,
                statutory=self.statutory.form.duration,
                committed=self.committed.form.duration,
                forms=forms_of(self.forms.data),
                components=_read(self.components, _component),
                fees=_read(self.fees, lambda row: Fee(row.name.data, row.amount.data, row.note.data or "")),
                sub_deadlines=_read(
                    self.sub_deadlines,
                    lambda row: SubDeadline(row.what.data, row.limit.form.duration),
                    "what",
                ),
                variants=_read(self.variants, _variant),
                records=_read(
                    self.records,
                    lambda row: RecordKept(
                        row.name.data, row.place.data or "", row.retention.data or "", row.medium.data or ""
                    ),
                ),
            )
        )


_TEXTS = (
    "applicant",
    "agency",
    "tthc_code",
    "field",
    "clock_starts",
    "clock_from",
    "clock_until",
    "time_justification",
    "result",
    "validity",
    "legal_note",
    "steps_basis",
    "verified",
)
_LISTS = ("channels", "places", "legal_basis", "sources", "notes")


def _read(rows: Any, make: Callable[[Any], Row], key: str = "name") -> tuple[Row, ...]:
    """What the rows that were filled in say."""
    return tuple(make(row.form) for row in rows if row.form[key].data)


def _component(row: Any) -> Component:
    return Component(
        row.name.data, row.originals.data, row.copies.data, row.condition.data or "", row.form.data or ""
    )


def _variant(row: Any) -> Variant:
    return Variant(
        row.name.data, row.statutory.form.duration, row.committed.form.duration, row.note.data or ""
    )


def facts_fields(procedure: Procedure) -> dict[str, Any]:
    """The facts for the form's fields, each list with empty rows at its end."""
    return {
        **{name: getattr(procedure, name) for name in _TEXTS},
        **{name: lines_of(getattr(procedure, name)) for name in _LISTS},
        "service_level": procedure.service_level.value if procedure.service_level else "",
        "sets": procedure.sets,
        "statutory": fields_of(procedure.statutory),
        "committed": fields_of(procedure.committed),
        "forms": forms_as_lines(procedure.forms),
        "components": _filled(procedure.components, vars),
        "fees": _filled(procedure.fees, vars),
        "sub_deadlines": _filled(
            procedure.sub_deadlines, lambda each: {"what": each.what, "limit": fields_of(each.limit)}
        ),
        "variants": _filled(procedure.variants, _variant_fields),
        "records": _filled(procedure.records, vars),
    }


def _variant_fields(variant: Variant) -> dict[str, Any]:
    times = {"statutory": fields_of(variant.statutory), "committed": fields_of(variant.committed)}
    return {"name": variant.name, "note": variant.note, **times}


def _filled(records: Sequence[Row], fields: Callable[[Row], dict[str, Any]]) -> list[dict[str, Any]]:
    return [*(dict(fields(record)) for record in records), *({} for _n in range(EMPTY_ROWS))]
