"""Lines of a checklist: results, notes of several auditors on one line, progress and result. Knows no database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from qms.foundation.texts import _l
from qms.kernel.enums import Worded

MOST_LINES = 500
LONGEST_QUESTION = 1000
LONGEST_NOTE = 8000


class Result(Worded):
    """What an auditor says of a line; a line that nobody looked at says nothing, never "no"."""

    NOT_ASSESSED = "not_assessed", _l("Not assessed yet"), "neutral"
    CONFORMING = "conforming", _l("Conforming"), "success"
    MINOR = "minor", _l("Minor nonconformity"), "warning"
    MAJOR = "major", _l("Major nonconformity"), "danger"
    OBSERVATION = "observation", _l("Observation"), "info"
    OPPORTUNITY = "opportunity", _l("Opportunity to improve"), "info"
    NOT_APPLICABLE = "not_applicable", _l("Not applicable"), "neutral"


NONCONFORMING = frozenset({Result.MINOR, Result.MAJOR})
FINDINGS = (Result.MAJOR, Result.MINOR, Result.OBSERVATION, Result.OPPORTUNITY)  # the gravest first
GRAVITY = (Result.MAJOR, Result.MINOR, Result.OBSERVATION, Result.OPPORTUNITY, Result.CONFORMING)


class Origin(Worded):
    """Where a line comes from."""

    BANK = "bank", _l("Question bank")
    STEP = "step", _l("Step of a procedure")
    FORMER = "former", _l("Earlier audit")
    TEMPLATE = "template", _l("Checklist template")
    OWN = "own", _l("Own question")
    PAPER = "paper", _l("Paper report")


class WrittenOn(Protocol):
    """A note: its name, and the names of the notes that its writer had before them."""

    @property
    def client_id(self) -> str: ...
    @property
    def bases(self) -> list[str]: ...
    @property
    def result(self) -> str: ...


AnyNote = TypeVar("AnyNote", bound=WrittenOn)


def standing(notes: Sequence[AnyNote]) -> list[AnyNote]:
    """The notes that no later one was written over: one normally, more when two wrote without seeing each other."""
    replaced = {name for note in notes for name in note.bases}
    return [note for note in notes if note.client_id not in replaced]


def outcome(notes: Collection[WrittenOn]) -> tuple[Result, bool]:
    """What the notes that stand say together, and whether they contradict each other: then the lead decides."""
    said = {Result(note.result) for note in notes} - {Result.NOT_ASSESSED}
    if len(said) > 1:
        return Result.NOT_ASSESSED, True
    return next(iter(said), Result.NOT_ASSESSED), False


@dataclass(frozen=True)
class Counts:
    """Progress and result of a checklist are two numbers: lines done, and lines conforming among the assessed."""

    total: int
    done: int
    applicable: int
    conforming: int
    disputed: int

    @property
    def percent_done(self) -> int:
        return round(100 * self.done / self.total) if self.total else 0


def counts(results: Iterable[tuple[Result, bool]]) -> Counts:
    """Count lines by their result and whether it is disputed."""
    said = list(results)
    done = [result for result, _disputed in said if result is not Result.NOT_ASSESSED]
    applicable = [result for result in done if result is not Result.NOT_APPLICABLE]
    return Counts(
        total=len(said),
        done=len(done),
        applicable=len(applicable),
        conforming=applicable.count(Result.CONFORMING),
        disputed=sum(disputed for _result, disputed in said),
    )


def gravest(results: Collection[Result]) -> Result:
    """The result that weighs most."""
    return next((each for each in GRAVITY if each in results), Result.NOT_ASSESSED)
