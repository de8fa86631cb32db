"""What was understood of a file: immutable values, each with the place it came from, kept as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from qms.intake.doubts import Doubt, DoubtKind
from qms.procedures.encoding import from_json as procedure_from_json
from qms.procedures.encoding import to_json as procedure_to_json
from qms.procedures.structure import Procedure


@dataclass(frozen=True)
class Signer:
    """A box of the cover: soạn thảo, soát xét or phê duyệt, as it is named there."""

    role: str
    name: str = ""
    position: str = ""


@dataclass(frozen=True)
class Amendment:
    """A row of the amendment table, in its own words."""

    what: str
    place: str = ""
    issue: str = ""
    on: str = ""
    why: str = ""


@dataclass(frozen=True)
class Receiver:
    """A line of the distribution list."""

    name: str
    copies: str = ""


@dataclass(frozen=True)
class Cover:
    """What stands on the cover and in the head of the pages; dates as yyyy-mm-dd, empty where nothing was found."""

    code: str = ""
    title: str = ""
    type: str = "procedure"  # key of a document type
    agency: str = ""
    issue: int | None = None
    amendment: int | None = None
    issued_on: str = ""
    effective_on: str = ""
    signers: tuple[Signer, ...] = ()


@dataclass(frozen=True)
class Source:
    """Where a value came from: ``place`` as in Doubt, block and row of the original from 1."""

    place: str
    block: int
    row: int = 0


@dataclass(frozen=True)
class Reading:
    """Everything that was understood of one file; ``unit`` and ``clauses`` only where a procedure file says so."""

    cover: Cover = Cover()
    amendments: tuple[Amendment, ...] = ()
    receivers: tuple[Receiver, ...] = ()
    procedure: Procedure = Procedure()
    body: str = ""
    unit: str = ""
    clauses: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    @property
    def change_note(self) -> str:
        """What the newest row of the amendment table says."""
        return self.amendments[-1].what if self.amendments else ""

    def source_of(self, place: str) -> Source | None:
        """Where a value came from, or the part that it belongs to."""
        places = {source.place: source for source in reversed(self.sources)}
        return places.get(place) or places.get(place.rpartition("/")[0])

    def doubts_at(self, place: str) -> tuple[Doubt, ...]:
        """The doubts about a value or a part of it."""
        return tuple(
            doubt for doubt in self.doubts if doubt.place == place or doubt.place.startswith(f"{place}/")
        )


def to_json(reading: Reading) -> str:
    """The reading as one JSON text."""
    plain = asdict(reading) | {"procedure": json.loads(procedure_to_json(reading.procedure))}
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(text: str) -> Reading:
    """The reading that ``to_json`` wrote."""
    plain = json.loads(text)
    cover = plain["cover"] | {"signers": _records(Signer, plain["cover"]["signers"])}
    return Reading(
        cover=Cover(**cover),
        amendments=_records(Amendment, plain["amendments"]),
        receivers=_records(Receiver, plain["receivers"]),
        procedure=procedure_from_json(json.dumps(plain["procedure"])),
        body=plain["body"],
        unit=plain["unit"],
        clauses=tuple(plain["clauses"]),
        sources=_records(Source, plain["sources"]),
        doubts=tuple(Doubt(**each | {"kind": DoubtKind(each["kind"])}) for each in plain["doubts"]),
    )


def _records(record: Any, plain: Iterable[Mapping[str, Any]]) -> tuple[Any, ...]:
    known = {field.name for field in fields(record)}
    return tuple(record(**{name: value for name, value in each.items() if name in known}) for each in plain)
