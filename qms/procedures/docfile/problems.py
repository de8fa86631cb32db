"""What is wrong with a file, line by line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from qms.foundation.texts import _l
from qms.kernel.errors import Refused

MOST_TOLD = 50


@dataclass(frozen=True)
class FileProblem:
    """One thing to mend: the line, counted from 1, and a sentence that says what to do."""

    file: str
    line: int
    sentence: Any  # a lazy text in the reader's language

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}"


class FileRefused(Refused):
    """A file was not taken; ``problems`` says why, in order of lines."""

    def __init__(self, problems: tuple[FileProblem, ...]) -> None:
        super().__init__(_l("The file was not taken: %(first)s", first=problems[0]))
        self.problems = problems


@dataclass
class Problems:
    """Collects the problems of one file; stops listening when there are more than anybody reads."""

    file: str
    found: list[FileProblem] = field(default_factory=list)

    def add(self, line: int, sentence: object) -> None:
        if len(self.found) < MOST_TOLD:
            self.found.append(FileProblem(self.file, line, sentence))

    def raise_if_any(self) -> None:
        """Raises FileRefused when something was found."""
        if self.found:
            raise FileRefused(tuple(sorted(self.found, key=lambda problem: problem.line)))
