"""Which legal texts a revision names, and where. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from qms.laws import numbers
from qms.procedures.structure import Procedure, Step

BASIS, TEXT, FORMS = "basis", "text", "forms"


@dataclass(frozen=True, order=True)
class Cited:
    """A legal text named at a place of a revision; the same text at the same place counts once."""

    place: str
    key: str
    year: int
    written: str
    quote: str


def citations_in(body: str, procedure: Procedure | None) -> list[Cited]:
    """Everything that a revision names: its legal basis, its steps and forms, its prose.

    What a procedure notes about itself (sources, remarks, what is not verified) cites nothing.
    """
    found: dict[tuple[str, str, int], Cited] = {}
    for place, text in _texts(body, procedure):
        for each in numbers.find(text):
            cited = Cited(place, each.key, each.year, each.written, numbers.quote_of(text, each))
            found.setdefault((place, each.key, each.year), cited)
    return list(found.values())


def place_of_step(number: int) -> str:
    return f"step-{number}"


def step_number(place: str) -> int | None:
    """The number of the step that a place means."""
    name, _dash, number = place.partition("-")
    return int(number) if name == "step" else None


def _texts(body: str, procedure: Procedure | None) -> Iterator[tuple[str, str]]:
    if procedure is not None:
        for text in procedure.legal_basis:
            yield BASIS, text
        for number, step in enumerate(procedure.steps, 1):
            for text in _texts_of(step):
                yield place_of_step(number), text
        for paper in procedure.components:
            yield FORMS, f"{paper.form} {paper.condition}"
        for form in procedure.forms:
            yield FORMS, form.title
    yield TEXT, body


def _texts_of(step: Step) -> Iterator[str]:
    yield from step.legal_basis
    yield step.instructions
    yield from (form.title for form in step.forms)
