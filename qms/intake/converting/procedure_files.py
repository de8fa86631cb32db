"""Procedure files: Markdown with front matter, which says of everything what it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qms.foundation.texts import DEFAULT_LANGUAGE, in_language
from qms.intake.blocks import Paragraph
from qms.intake.converting import Read, answer
from qms.intake.reading import Cover, Reading
from qms.intake.refusals import Refusal, Unreadable
from qms.procedures.docfile import FileRefused, parse


def procedure_file(path: str, name: str) -> dict[str, Any]:
    """Read a procedure file (Markdown with front matter, docs/guide: procedure files)."""

    def read() -> Read:
        try:
            file = parse(Path(path).read_bytes(), name)
        except FileRefused as refused:
            with in_language(DEFAULT_LANGUAGE):
                first = " ".join(str(problem) for problem in refused.problems[:5])
            raise Unreadable(Refusal.BAD_PROCEDURE_FILE, first) from refused
        facts = file.facts
        cover = Cover(
            facts.code, facts.title, facts.type, facts.organization, facts.issue, facts.amendment,
            effective_on=facts.effective_on.isoformat() if facts.effective_on else "",
        )  # fmt: skip
        reading = Reading(
            cover=cover, procedure=file.procedure, body=file.body, unit=facts.unit, clauses=facts.clauses
        )
        return tuple(Paragraph(n, line) for n, line in enumerate(file.body.split("\n"), 1) if line), reading

    return answer(read)
