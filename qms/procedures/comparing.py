"""What changed between two procedures: the steps as a table, and every other structured part.

A step is known again by its id, so it may move, be renamed and change its times and still be the same step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from qms.procedures.structure import Procedure, Step, usual_exits


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class PartChange:
    """A field that differs: its name and both values, as the structure has them."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class StepChange:
    """A row of the table of steps. Numbers count from 1 and are None where the step does not exist.

    ``moved`` says that the step changed its place among the steps that stayed, not merely its number
    because others were added or removed before it.
    """

    change: Change
    before: Step | None
    after: Step | None
    number_before: int | None
    number_after: int | None
    moved: bool = False
    parts: tuple[PartChange, ...] = ()


@dataclass(frozen=True)
class ItemChange:
    """An item of a list (a component, a fee, a form …) that was added, removed or changed."""

    change: Change
    before: Any
    after: Any


@dataclass(frozen=True)
class ListChange:
    """A list that differs, item by item in reading order, with the items that stayed between them."""

    field: str
    items: tuple[ItemChange, ...]


@dataclass(frozen=True)
class Comparison:
    """All that differs. ``steps`` lists every step, the unchanged ones too, in the order of the new text."""

    steps: tuple[StepChange, ...]
    parts: tuple[PartChange, ...]
    lists: tuple[ListChange, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs at all."""
        steps_stay = all(row.change is Change.UNCHANGED and not row.moved for row in self.steps)
        return steps_stay and not self.parts and not self.lists


def compare(before: Procedure, after: Procedure) -> Comparison:
    """What changed from ``before`` to ``after``."""
    parts: list[PartChange] = []
    lists: list[ListChange] = []
    for field in fields(Procedure):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if field.name == "steps" or old == new:
            continue
        if isinstance(old, tuple):
            lists.append(ListChange(field.name, _items(old, new)))
        else:
            parts.append(PartChange(field.name, old, new))
    return Comparison(_steps(before, after), tuple(parts), tuple(lists))


# --- Steps ----------------------------------------------------------------------------------------------


def _steps(before: Procedure, after: Procedure) -> tuple[StepChange, ...]:
    """Every step in the order of the new text; a removed one where it stood."""
    old = {step.id: _Placed(before, number, step) for number, step in enumerate(before.steps, 1)}
    new = {step.id: _Placed(after, number, step) for number, step in enumerate(after.steps, 1)}
    moved = _moved([one for one in old if one in new], [one for one in new if one in old])
    rows: list[StepChange] = []
    matcher = SequenceMatcher(None, list(old), list(new), autojunk=False)
    for _, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        rows += [_row(old[one], None) for one in list(old)[old_from:old_to] if one not in new]
        rows += [_row(old.get(one), new[one], one in moved) for one in list(new)[new_from:new_to]]
    return tuple(rows)


@dataclass(frozen=True)
class _Placed:
    """A step in its procedure."""

    procedure: Procedure
    number: int
    step: Step

    @property
    def goes_on_as_usual(self) -> bool:
        steps = self.procedure.steps[self.number - 1 : self.number + 1]
        return self.step.exits == usual_exits([step.id for step in steps], 0)


def _moved(old_ids: Sequence[str], new_ids: Sequence[str]) -> frozenset[str]:
    """The ids that left the order that the others kept."""
    kept: set[str] = set()
    for block in SequenceMatcher(None, old_ids, new_ids, autojunk=False).get_matching_blocks():
        kept.update(old_ids[block.a : block.a + block.size])
    return frozenset(old_ids) - kept


def _row(old: _Placed | None, new: _Placed | None, moved: bool = False) -> StepChange:
    if old is None or new is None:
        change = Change.ADDED if old is None else Change.REMOVED
        parts: tuple[PartChange, ...] = ()
    else:
        parts = _step_parts(old, new)
        change = Change.CHANGED if parts else Change.UNCHANGED
    return StepChange(
        change,
        old.step if old else None,
        new.step if new else None,
        old.number if old else None,
        new.number if new else None,
        moved,
        parts,
    )


def _step_parts(old: _Placed, new: _Placed) -> tuple[PartChange, ...]:
    """The fields that differ. To go on to the following step stays the same whichever step that is."""
    as_usual = old.goes_on_as_usual and new.goes_on_as_usual
    changes = (
        PartChange(field.name, getattr(old.step, field.name), getattr(new.step, field.name))
        for field in fields(Step)
        if not (field.name == "exits" and as_usual)
    )
    return tuple(change for change in changes if change.before != change.after)


# --- Other lists ----------------------------------------------------------------------------------------


def _name_of(item: Any) -> Any:
    """What an item is known by: its name, title or whole text."""
    for attribute in ("name", "title", "what"):
        if hasattr(item, attribute):
            return getattr(item, attribute)
    return item


def _items(old: Sequence[Any], new: Sequence[Any]) -> tuple[ItemChange, ...]:
    old_names, new_names = [_name_of(item) for item in old], [_name_of(item) for item in new]
    matcher = SequenceMatcher(None, old_names, new_names, autojunk=False)
    rows: list[ItemChange] = []
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            rows += [
                _same_name(*pair) for pair in zip(old[old_from:old_to], new[new_from:new_to], strict=True)
            ]
        else:
            rows += [ItemChange(Change.REMOVED, item, None) for item in old[old_from:old_to]]
            rows += [ItemChange(Change.ADDED, None, item) for item in new[new_from:new_to]]
    return tuple(rows)


def _same_name(old: Any, new: Any) -> ItemChange:
    return ItemChange(Change.UNCHANGED if old == new else Change.CHANGED, old, new)
