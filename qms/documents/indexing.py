"""What of a document goes into search, and for whom: the one in force for everyone, the rest for few."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from qms.documents import content, queries
from qms.documents.addresses import document_address, revision_address
from qms.documents.enclosures import Enclosure
from qms.documents.models import Document, Revision
from qms.documents.policy import READ, looks_back
from qms.documents.rules import CLOSED, State
from qms.documents.structures import kind_of
from qms.foundation.access import Actor, can
from qms.foundation.db import db
from qms.foundation.filetexts import FileText, texts_of
from qms.foundation.searching.port import EVERYONE, Entry, Kind

MOST_LETTERS_OF_FILES = 200_000  # of the words of files that stand with the document as a whole


def all_ids() -> Iterable[int]:
    """Every document there is, in all organisations in sight."""
    return db.session.scalars(db.select(Document.id).order_by(Document.id))


def entries_of(document_id: int) -> list[Entry]:
    """What is to be found of a document now; nothing when it is gone."""
    document = queries.get_by_id(document_id)
    return entries_of_document(document) if document else []


def entries_of_document(document: Document) -> list[Entry]:
    """The same of a document at hand: of the one in force its text in parts too, of others the whole."""
    shown = [
        each
        for each in document.revisions
        if each.state != State.SUPERSEDED or each is document.revisions[-1]
    ]
    return [entry for revision in shown for entry in _entries(document, revision)]


def visible(actor: Actor, places: Collection[tuple[int, str]]) -> set[tuple[int, str]]:
    """Of these entries, those of revisions that the actor may read as they stand now."""
    documents = {document.id: document for document in queries.list_by_ids({number for number, _ in places})}
    return {
        (number, key)
        for number, key in places
        if (document := documents.get(number))
        and (revision := _revision_behind(document, key))
        and can(actor, READ, revision)
    }


def _revision_behind(document: Document, key: str) -> Revision | None:
    """The revision that an entry was made from: its key names one, or means the one in force."""
    kind, _dash, number = key.partition("-")
    if kind != "revision":
        return document.effective
    return next((each for each in document.revisions if str(each.number) == number), None)


def _entries(document: Document, revision: Revision) -> list[Entry]:
    if revision.is_in_force:
        return [
            _main(document, revision),
            *_sections(document, revision),
            *_structured(document, revision),
            *_pages_of_files(document, revision),
        ]
    return [_main(document, revision)]


def _main(document: Document, revision: Revision) -> Entry:
    kind = kind_of(document)
    words = content.text_of(revision)
    if kind and revision.structure:
        words = f"{words}\n{kind.plain_text(revision)}"
    in_force = revision.is_in_force
    if in_force and revision.files:
        pages = "\n".join(page for _file, text in _read(revision) for page in text.pages)
        words = f"{words}\n{pages[:MOST_LETTERS_OF_FILES]}"
    url = document_address(document) if in_force else revision_address(revision)
    return Entry(
        record=f"document:{document.id}",
        key="" if in_force else f"revision-{revision.number}",
        kind=Kind.DOCUMENT,
        organization_id=document.organization_id,
        audience=audience_of(revision),
        status=_status(revision),
        code=document.code,
        title=revision.title,
        text=words,
        url=kind.url(document) if kind and in_force else url,
        facets=facets_of(document),
        facts={
            "label": revision.label,
            "type": document.type.name,
            "unit": document.unit.name if document.unit else "",
        },
    )


def _sections(document: Document, revision: Revision) -> list[Entry]:
    return [
        Entry(
            record=f"document:{document.id}",
            key=f"section-{number}",
            kind=Kind.SECTION,
            organization_id=document.organization_id,
            audience=audience_of(revision),
            status=_status(revision),
            code=document.code,
            title=revision.title,
            heading=section["title"],
            text=section["text"],
            url=f"{document_address(document)}#{section['anchor']}",
            facets=facets_of(document),
            facts={"label": revision.label},
        )
        for number, section in enumerate(content.sections_of(revision), 1)
        if section["title"] and section["anchor"]
    ]


def _pages_of_files(document: Document, revision: Revision) -> Iterator[Entry]:
    """Each page of the files in force; where pages have no numbers, the file as a whole."""
    for place, (file, text) in enumerate(_read(revision), 1):
        for number, page in enumerate(text.pages, 1):
            yield Entry(
                record=f"document:{document.id}",
                key=f"file-{place}-{number}",
                kind=Kind.FILE,
                organization_id=document.organization_id,
                audience=audience_of(revision),
                status=_status(revision),
                code=document.code,
                title=revision.title,
                heading=file.name,
                number=number if text.is_numbered else None,
                text=page,
                url=f"{document_address(document)}#files",
                facets=facets_of(document),
                facts={"label": revision.label},
            )


def _read(revision: Revision) -> list[tuple[Enclosure, FileText]]:
    """The revision's files with their words, as far as the worker has read them."""
    known = texts_of({each.hash for each in revision.files}, organization_id=revision.organization_id)
    return [(each, known[each.hash]) for each in revision.files if each.hash in known]


def _structured(document: Document, revision: Revision) -> list[Entry]:
    kind = kind_of(document)
    return kind.entries(document, revision) if kind and revision.structure else []


def _status(revision: Revision) -> str:
    if revision.is_in_force:
        return "effective"
    return (
        "withdrawn"
        if revision.status in CLOSED and revision.state != State.SUPERSEDED
        else ("superseded" if revision.state == State.SUPERSEDED else "draft")
    )


def audience_of(revision: Revision) -> tuple[str, ...]:
    """Who may find a revision: everyone what is in force; else those who look back, and those who work on it."""
    if revision.is_in_force:
        return (EVERYONE,)
    people = {revision.author_id, revision.reviewer_id, revision.approver_id, revision.document.owner_id} - {
        None
    }
    named = tuple(f"person:{person_id}" for person_id in sorted(people, key=str))
    if revision.effective_at is None:
        return (*named, "role:coordinator")
    return (*named, *(f"role:{role.value}" for role in sorted(looks_back.roles)))


def facets_of(document: Document) -> dict[str, tuple[str, ...]]:
    """What a document can be filtered by in search."""
    return {
        "type": (document.type.key,),
        "unit": (str(document.unit_id),) if document.unit_id else (),
        "field": (document.field,) if document.field else (),
        "clause": tuple(document.clauses),
    }
