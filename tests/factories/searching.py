"""Search entries as rooms make them."""

from __future__ import annotations

from typing import Any

from qms.foundation.searching.port import EVERYONE, Entry


def document(number: int, title: str, text: str = "", **more: Any) -> Entry:
    """The main entry of a record: ``document(3, "Kiểm soát tài liệu", code="QT-03")``."""
    defaults: dict[str, Any] = {
        "key": "",
        "kind": "document",
        "organization_id": 1,
        "audience": (EVERYONE,),
        "status": "effective",
        "url": f"/documents/{number}",
    }
    return Entry(record=f"document:{number}", title=title, text=text, **(defaults | more))


def step(number: int, of: Entry, heading: str, text: str = "", **more: Any) -> Entry:
    """Step ``number`` of the record whose main entry is given."""
    return part("step", number, of, heading, text, **more)


def section(number: int, of: Entry, heading: str, text: str = "", **more: Any) -> Entry:
    """Section ``number`` of the record whose main entry is given."""
    return part("section", number, of, heading, text, **more)


def part(kind: str, number: int, of: Entry, heading: str, text: str = "", **more: Any) -> Entry:
    """A place inside a record: it shares the record's code, title and rights."""
    defaults: dict[str, Any] = {
        "organization_id": of.organization_id,
        "audience": of.audience,
        "status": of.status,
        "title": of.title,
        "code": of.code,
        "facets": of.facets,
        "url": f"{of.url}#{kind}-{number}",
    }
    return Entry(
        record=of.record,
        key=f"{kind}-{number}",
        kind=kind,
        number=number,
        heading=heading,
        text=text,
        **(defaults | more),
    )
