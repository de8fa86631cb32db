"""What a procedure says besides its prose: the structured part of a revision, as immutable values.

The structure travels with the revision as one canonical JSON text, so that it is signed, hashed, frozen and
compared together with the body. From it come the flowchart, the checks, the step pages, the search
entries and the exported file.

The legal parts of an administrative procedure follow NĐ 63/2010/NĐ-CP, Article 8.2: name, sequence, way of
doing, components and number of sets, time limit, subject, agency, forms, result, conditions, fee.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from qms.kernel.durations import Duration, TimeUnit

__all__ = [
    "END",
    "LONG_TEXTS",
    "STEP_ID",
    "STEP_ID_LENGTH",
    "STEP_LIMIT",
    "Component",
    "Duration",
    "Exit",
    "Fee",
    "FormUse",
    "Party",
    "PartyKind",
    "Procedure",
    "RecordKept",
    "ServiceLevel",
    "Step",
    "StepKind",
    "SubDeadline",
    "TimeUnit",
    "Variant",
    "is_step_id",
    "usual_exits",
]

END = "end"
"""Where an exit leads when the procedure is finished; never the id of a step."""

STEP_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""The whole of a step's id: small letters without marks, digits and single hyphens."""

STEP_ID_LENGTH = 40
STEP_LIMIT = 300  # the longest of ours has 13; a page of 2,000 took the server 17 s
"""So many steps or more are refused: that is no procedure any more."""

LONG_TEXTS = frozenset(
    (
        "applicant",
        "instructions",
        "legal_note",
        "notes",
        "result",
        "steps_basis",
        "time_justification",
        "verified",
    )
)
"""The fields whose texts may have several lines; all other texts are single lines."""


class PartyKind(StrEnum):
    UNIT = "unit"
    POSITION = "position"
    OUTSIDE = "outside"


class StepKind(StrEnum):
    TASK = "task"
    DECISION = "decision"


class ServiceLevel(StrEnum):
    """Online service level, NĐ 42/2022/NĐ-CP and NĐ 224/2026/NĐ-CP."""

    FULL = "full"  # toàn trình
    PARTIAL = "partial"  # một phần
    NONE = "none"  # not offered online


@dataclass(frozen=True)
class Party:
    """Who acts: a unit or a position of the organisation, or somebody outside it."""

    kind: PartyKind
    name: str


@dataclass(frozen=True)
class FormUse:
    """A form to fill in: its code where it has one, and its title."""

    title: str
    code: str = ""


@dataclass(frozen=True)
class Exit:
    """A way out of a step: to another step's id or END; the condition labels the line."""

    to: str
    condition: str = ""


@dataclass(frozen=True)
class Step:
    """One step. Its number is its place in the list, counted from 1; ``id`` stays when steps move."""

    id: str
    name: str
    kind: StepKind = StepKind.TASK
    phase: str = ""
    responsible: Party | None = None
    duration: Duration | None = None
    instructions: str = ""  # Markdown
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    forms: tuple[FormUse, ...] = ()
    legal_basis: tuple[str, ...] = ()
    exits: tuple[Exit, ...] = ()  # several exits: a decision chooses one, a task goes on to all of them


@dataclass(frozen=True)
class Component:
    """A paper of the dossier that the applicant hands in."""

    name: str
    originals: int | None = None
    copies: int | None = None
    condition: str = ""
    form: str = ""


@dataclass(frozen=True)
class Fee:
    """A fee in đồng; ``amount`` is None where no verified figure is known, 0 where nothing is charged."""

    name: str
    amount: int | None = None
    note: str = ""


@dataclass(frozen=True)
class SubDeadline:
    what: str
    limit: Duration


@dataclass(frozen=True)
class Variant:
    """The same procedure in another case, with times of its own."""

    name: str
    statutory: Duration | None = None
    committed: Duration | None = None
    note: str = ""


@dataclass(frozen=True)
class RecordKept:
    """A quality record that remains when the procedure is done."""

    name: str
    place: str = ""
    retention: str = ""
    medium: str = ""


@dataclass(frozen=True)
class Procedure:
    field: str = ""
    agency: str = ""
    tthc_code: str = ""  # the code in the national database of administrative procedures
    legal_basis: tuple[str, ...] = ()
    legal_note: str = ""  # what is not verified about the legal basis, shown as such
    applicant: str = ""
    components: tuple[Component, ...] = ()
    sets: int | None = None
    channels: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    fees: tuple[Fee, ...] = ()  # none: nothing is said; "no fee" is a fee of 0
    statutory: Duration | None = None
    committed: Duration | None = None
    clock_starts: str = ""
    sub_deadlines: tuple[SubDeadline, ...] = ()
    variants: tuple[Variant, ...] = ()
    result: str = ""
    validity: str = ""
    service_level: ServiceLevel | None = None
    steps_basis: str = ""  # published by an agency, or milestones of the law
    steps: tuple[Step, ...] = ()
    clock_from: str = ""  # id of the first step whose time counts; empty: from the start
    clock_until: str = ""  # id of the last step whose time counts; empty: to the end
    time_justification: str = ""  # why step times do not add up, printed with the procedure
    forms: tuple[FormUse, ...] = ()
    records: tuple[RecordKept, ...] = ()
    sources: tuple[str, ...] = ()
    verified: str = ""
    notes: tuple[str, ...] = ()

    @property
    def form_codes(self) -> frozenset[str]:
        """The codes of all forms that it names."""
        named = (*self.forms, *(form for step in self.steps for form in step.forms))
        return frozenset(form.code for form in named if form.code) | frozenset(
            paper.form for paper in self.components if paper.form
        )

    @property
    def says_times(self) -> bool:
        """Whether anything is said about how long it takes."""
        promised = self.committed or self.statutory or self.clock_starts or self.time_justification
        return bool(promised or self.sub_deadlines or self.variants)

    @property
    def says_where(self) -> bool:
        """Whether anything is said about who applies, where and for what: not so in an internal procedure."""
        texts = self.applicant or self.result or self.validity or self.tthc_code
        return bool(texts or self.channels or self.places or self.service_level)

    @property
    def is_free(self) -> bool:
        """Whether it says that nothing is charged; where fees are not spoken of, nobody knows."""
        return bool(self.fees) and all(fee.amount == 0 for fee in self.fees)

    def number_of(self, step_id: str) -> int | None:
        """The number of a step, counted from 1; None for END and for ids that do not exist."""
        return next((n for n, step in enumerate(self.steps, 1) if step.id == step_id), None)


def is_step_id(text: str) -> bool:
    """Whether ``text`` can be a step's id."""
    return len(text) <= STEP_ID_LENGTH and text != END and STEP_ID.fullmatch(text) is not None


def usual_exits(ids: Sequence[str], index: int) -> tuple[Exit, ...]:
    """Where the step at ``index`` goes when nothing else is said: the following step, the last one to END."""
    return (Exit(ids[index + 1] if index + 1 < len(ids) else END),)
