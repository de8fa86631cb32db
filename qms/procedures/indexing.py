"""What of a procedure goes into search: each step, and each part that people ask for at the counter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from qms.documents.content import text_of
from qms.documents.indexing import audience_of, facets_of
from qms.documents.models import Document, Revision
from qms.foundation.searching.port import EFFECTIVE, Entry, Kind
from qms.foundation.texts import _
from qms.kernel.codes import in_address
from qms.procedures.queries import place_of, procedure_of
from qms.procedures.structure import Component, Duration, Procedure, Step
from qms.procedures.wording import duration_text, part_in_words


def address_of(document: Document) -> str:
    """The procedure's page for those who work by it."""
    return f"/procedures/{quote(in_address(document.code))}"


def entries_of(document: Document, revision: Revision) -> list[Entry]:
    """The parts and steps of the procedure in force."""
    procedure = procedure_of(revision.structure)
    parts = [
        _entry(document, revision, f"part-{anchor}", Kind.SECTION, heading, lines, f"#{anchor}")
        for anchor, heading, lines in _parts(procedure)
        if any(lines)
    ]
    steps = [_step(document, revision, step, number) for number, step in enumerate(procedure.steps, 1)]
    return parts + steps


def plain_text(revision: Revision) -> str:
    """All words of a procedure, for finding it as a whole."""
    procedure = procedure_of(revision.structure)
    parts = [f"{heading}\n{_joined(lines)}" for _anchor, heading, lines in _parts(procedure) if any(lines)]
    steps = [f"{step.name}\n{_joined(_words(revision, step))}" for step in procedure.steps]
    return "\n".join(parts + steps)


def _parts(procedure: Procedure) -> Iterator[tuple[str, str, list[str]]]:
    """The parts of the procedure's page: anchor, the name that offices give them, what they say."""
    yield "papers", _("Papers of the dossier"), [*map(_paper, procedure.components), _sets(procedure)]
    yield "times", _("Time for handling"), _times(procedure)
    yield "fees", _("Fees and charges"), [part_in_words(fee) for fee in procedure.fees]
    yield (
        "where",
        _("Who applies, where to hand in, and the result"),
        [procedure.applicant, *procedure.channels, *procedure.places, procedure.result, procedure.validity],
    )
    forms = [f"{form.code} {form.title}".strip() for form in procedure.forms]
    kept = [f"{each.name} {each.place} {each.retention}".strip() for each in procedure.records]
    yield "forms", _("Forms, and records to keep"), forms + kept
    yield "basis", _("Legal basis of the procedure"), list(procedure.legal_basis)


def _paper(component: Component) -> str:
    return " ".join(part for part in (component.name, component.form, component.condition) if part)


def _sets(procedure: Procedure) -> str:
    return _("Number of sets: %(number)s", number=procedure.sets) if procedure.sets else ""


def _times(procedure: Procedure) -> list[str]:
    named = [
        (_("Committed time"), procedure.committed),
        (_("Statutory time"), procedure.statutory),
        *((each.what, each.limit) for each in procedure.sub_deadlines),
        *((each.name, each.committed or each.statutory) for each in procedure.variants),
    ]
    said = [f"{name}: {_duration(duration)}" for name, duration in named if duration]
    return [*said, procedure.clock_starts if said else ""]


def _duration(duration: Duration) -> str:
    return f"{duration_text(duration)} {duration.note}".strip()


def _step(document: Document, revision: Revision, step: Step, number: int) -> Entry:
    facts = {
        "duration": duration_text(step.duration) if step.duration else "",
        "responsible": step.responsible.name if step.responsible else "",
    }
    return _entry(
        document,
        revision,
        f"step-{number}",
        Kind.STEP,
        step.name,
        _words(revision, step),
        f"/steps/{number}",
        number=number,
        facts=facts,
    )


def _words(revision: Revision, step: Step) -> list[str]:
    """Everything a step says besides its name; what to do comes first, for it is what a hit shows."""
    return [
        text_of(revision, place_of(step)),
        step.phase,
        step.responsible.name if step.responsible else "",
        _duration(step.duration) if step.duration else "",
        *step.inputs,
        *step.outputs,
        *(f"{form.code} {form.title}".strip() for form in step.forms),
        *step.legal_basis,
        *(each.condition for each in step.exits),
    ]


def _entry(
    document: Document,
    revision: Revision,
    key: str,
    kind: Kind,
    heading: str,
    lines: list[str],
    place: str,
    *,
    number: int | None = None,
    facts: dict[str, Any] | None = None,
) -> Entry:
    return Entry(
        record=f"document:{document.id}",
        key=key,
        kind=kind,
        organization_id=document.organization_id,
        audience=audience_of(revision),
        status=EFFECTIVE,
        code=document.code,
        title=revision.title,
        heading=heading,
        number=number,
        text=_joined(lines),
        url=f"{address_of(document)}{place}",
        facets=facets_of(document),
        facts={"label": revision.label, **(facts or {})},
    )


def _joined(lines: list[str]) -> str:
    return "\n".join(line for line in lines if line)
