"""The guide in search: a page and its sections, for everybody of an organisation, in its language."""

from __future__ import annotations

from collections.abc import Iterable

from qms.foundation import outbox
from qms.foundation.db import db
from qms.foundation.searching.port import EFFECTIVE, EVERYONE, Entry, Kind
from qms.help import guide
from qms.help.guide import GuidePage
from qms.identity.models import Organization
from qms.identity.queries import list_organizations

KIND = "help"
MOST_PAGES = 100  # two digits number the guide's files


def all_ids() -> Iterable[int]:
    """Every page for every organisation, as one number."""
    for organization in list_organizations():
        for page in guide.pages(organization.language).values():
            yield organization.id * MOST_PAGES + page.number


def entries_of(number: int) -> list[Entry]:
    """What is to be found of a page; nothing when it is gone."""
    organization = db.session.get(Organization, number // MOST_PAGES)
    if organization is None:
        return []
    pages = guide.pages(organization.language).values()
    page = next((each for each in pages if each.number == number % MOST_PAGES), None)
    return list(_entries(page, organization.id, f"{KIND}:{number}")) if page else []


def ask_for_index() -> None:
    """Have the guide indexed after the commit: when an organisation or another version of the guide is there."""
    for number in all_ids():
        outbox.later("index", f"{KIND}:{number}", payload={"kind": KIND, "id": number})


def _entries(page: GuidePage, organization_id: int, record: str) -> Iterable[Entry]:
    rendered = page.rendered()
    yield Entry(
        record=record,
        key="",
        kind=Kind.HELP,
        organization_id=organization_id,
        audience=(EVERYONE,),
        status=EFFECTIVE,
        title=page.title,
        text=f"{page.lead}\n{rendered.text}",
        url=page.url,
    )
    for section in rendered.sections:
        if section.title:
            yield Entry(
                record=record,
                key=section.anchor,
                kind=Kind.SECTION,
                organization_id=organization_id,
                audience=(EVERYONE,),
                status=EFFECTIVE,
                title=page.title,
                heading=section.title,
                text=section.text,
                url=f"{page.url}#{section.anchor}",
            )
