"""What is searched in: the real procedures as their room indexes them, and 500 made-up ones of another office."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.corpus import Corpus
from qms.documents import indexing
from qms.documents.content import BODY
from qms.documents.models import Document, DocumentType, Revision
from qms.documents.rules import State
from qms.foundation.markdown import Rendered, render_all
from qms.foundation.searching.port import Entry
from qms.procedures.docfile import ProcedureFile, parse
from qms.procedures.encoding import to_json
from tests.factories.searching import document, step

FOLDER = Path(__file__).parents[3] / "procedures_docs"
CORPUS = Corpus(docs=500)
AFTER_THE_REAL_ONES = 1_000
DEPARTMENT, OTHER_OFFICE = 1, 2  # organisations in one index: each finds its own


def records() -> Iterator[tuple[str, list[Entry]]]:
    """All records: the procedures, then the corpus."""
    yield from real_procedures()
    for made_up in CORPUS.documents():
        entries = entries_of_made_up(made_up)
        yield entries[0].record, entries


def real_procedures() -> Iterator[tuple[str, list[Entry]]]:
    """Every file of procedures_docs as if it were in force, through the rooms' own indexing; no database needed."""
    files = [parse(path.read_bytes(), path.name) for path in sorted(FOLDER.glob("*.md"))]
    bodies = render_all({file.facts.code: file.body for file in files})
    for number, file in enumerate(files, 1):
        entries = indexing.entries_of_document(_in_force(file, number, bodies[file.facts.code]))
        yield f"document:{number}", entries


def _in_force(file: ProcedureFile, number: int, body: Rendered) -> Document:
    facts = file.facts
    of_type = DocumentType(key="procedure", name="Quy trình", has_structure=True)
    made = Document(
        id=number,
        organization_id=DEPARTMENT,
        code=facts.code,
        title=facts.title,
        type=of_type,
        field=file.procedure.field,
        clauses=[],
    )
    made.revisions = [
        Revision(
            number=1,
            issue=1,
            amendment=0,
            state=State.EFFECTIVE,
            title=facts.title,
            body=file.body,
            structure=to_json(file.procedure),
            rendered={BODY: asdict(body)},
        )
    ]
    return made


def entries_of_made_up(made_up: dict[str, Any]) -> list[Entry]:
    """A document of the corpus, and its steps."""
    main = document(
        AFTER_THE_REAL_ONES + made_up["id"],
        made_up["title"],
        made_up["body"],
        code=made_up["code"],
        organization_id=OTHER_OFFICE,
        status="effective" if made_up["status"] == "published" else "draft",
        facets={"unit": (made_up["org"],), "field": (made_up["field"],), "type": (made_up["kind"],)},
    )
    steps = [
        step(each["no"], main, each["name"], f"{each['role']} {each['days']} ngày làm việc")
        for each in made_up["steps"]
    ]
    return [main, *steps]
