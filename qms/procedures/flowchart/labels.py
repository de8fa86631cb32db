"""The words of a drawing. The drawing itself knows no language: whoever asks for it gives these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from qms.procedures.structure import Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """All human text around the steps' own names.

    Texts with a name in braces are filled in with ``str.format``: ``{id}``, ``{number}``, ``{name}``,
    ``{condition}``, ``{target}``.
    """

    title: str
    """What the drawing shows, e.g. "Flowchart of QT-05"."""
    description: str
    """One sentence for those who do not see it, e.g. how many steps and parties there are."""
    start: str
    end: str
    empty: str
    """What stands in the drawing of a procedure without steps."""
    nobody: str
    """The lane of steps for which nobody is named."""
    dead_end: str
    """The mark under a step that leads nowhere."""
    missing: str
    """The mark at the end of a line to a step that does not exist: {id}."""
    yes: str
    no: str
    """How the conditions "yes" and "no" are written; every other condition is printed as it stands."""
    column_responsible: str
    column_sequence: str
    column_time: str
    duration: Callable[[Duration], str]
    """A duration in words, e.g. "0,5 ngày làm việc"."""
    step: str
    """The spoken name of a step's link: {number}, {name}."""
    goes_to: str
    """The way on, for the list: {target}."""
    goes_to_if: str
    """The way on under a condition: {condition}, {target}."""
    goes_back_to: str
    goes_back_to_if: str
    target: str
    """A step as a target in those sentences: {number}, {name}."""

    def condition(self, text: str) -> str:
        """A condition as it is printed: "yes" and "no" in the reader's words."""
        return {"yes": self.yes, "no": self.no}.get(text.strip().casefold(), text)
