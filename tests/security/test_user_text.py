"""What people wrote is shown as text, wherever it is shown: titles, names, notes, reasons, steps in the flowchart, hits
of the search, files and mails. (For controlled text in Markdown: tests/foundation/markdown.)

Nobody lists the places: every text in the database is turned into an attack, behind the back of every check on the
way in, and then every address is opened.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import JSON, String, Table, select, text
from werkzeug.test import TestResponse

from qms.foundation.db import db
from qms.foundation.notifying import Notice
from qms.foundation.texts import in_language
from qms.identity import queries as people
from qms.inbox import letters
from qms.inbox.queries import in_words
from qms.search import operations as search
from qms.web.sheets import csv_file
from qms.web.templating import TemplateEnvironment
from tests.databases import ON_POSTGRESQL
from tests.security.surface import Door, doors
from tests.security.test_matrix import ANY, places_of
from tests.world import World

BEFORE = "=cmd|calc "
AFTER = ' javascript:probe() "\'></title></textarea></script><probe-x onprobe="probe()">'
TAG, HANDLER, SCHEME = "<probe-x", "onprobe", "javascript:"

FORMULAS = ("=", "+", "-", "@", "\t", "\r")

# What the program itself writes and compares; not shown, or shown through a table of words.
OURS = {
    "state", "kind", "key", "status", "meaning", "role", "language", "part", "answer", "action", "subject_kind",
    "content_hash", "hash", "previous_hash", "token_hash", "password_hash", "username", "url", "once_key", "record",
    "location", "last_form", "begins", "ends", "code_pattern", "result", "grade", "type", "media_type",
    "happening", "basis", "amendment_variant", "stamp",
}  # fmt: skip
IN_ADDRESSES = {"documents.code", "organizations.code", "alembic_version.version_num", "duty_runs.name"}
JSON_AS_TEXT = {"structure", "files", "reading", "original", "recognised"}
RENDERED = {"revisions.rendered"}  # HTML that the cleaner made
MADE_ANEW = {"search_entries", "search_words"}


def is_spoken(value: str) -> bool:
    """Whether a value inside JSON is for people: not a number, a date or a word of the program's own."""
    return bool(re.search(r"[^a-z0-9_:./+T-]", value))


def hostile(value: Any) -> Any:
    """The same value with an attack in each of its texts."""
    if isinstance(value, dict):
        return {key: hostile(each) for key, each in value.items()}
    if isinstance(value, list):
        return [hostile(each) for each in value]
    return f"{BEFORE}{value}{AFTER}" if isinstance(value, str) and is_spoken(value) else value


def poison() -> int:
    """Every text of every table; how many."""
    db.session.commit()
    if ON_POSTGRESQL:
        db.session.execute(text("SET LOCAL session_replication_role = replica"))
    else:
        for name in db.session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            db.session.execute(text(f'DROP TRIGGER "{name}"'))
    number = sum(poison_table(table) for table in db.metadata.sorted_tables if table.name not in MADE_ANEW)
    db.session.commit()
    search.rebuild()
    db.session.commit()
    return number


def poison_table(table: Table) -> int:
    columns = [each for each in table.columns if f"{table.name}.{each.name}" not in RENDERED | IN_ADDRESSES]
    plain = [
        each.name
        for each in columns
        if isinstance(each.type, String) and each.name not in OURS | JSON_AS_TEXT
    ]
    inside = [each.name for each in columns if isinstance(each.type, JSON) or each.name in JSON_AS_TEXT]
    for name in plain:
        statement = (
            f"""UPDATE {table.name} SET "{name}" = :before || "{name}" || :after WHERE "{name}" <> ''"""
        )
        db.session.execute(text(statement), {"before": BEFORE, "after": AFTER})
    for name in inside:
        key = next(iter(table.primary_key.columns)).name
        for number, kept in db.session.execute(text(f'SELECT {key}, "{name}" FROM {table.name}')).all():
            if kept in ("", None):
                continue
            value = json.loads(kept) if isinstance(kept, str) else kept
            changed = json.dumps(hostile(value), ensure_ascii=False)
            statement = f'UPDATE {table.name} SET "{name}" = :changed WHERE {key} = :number'
            db.session.execute(text(statement), {"changed": changed, "number": number})
    return len(plain) + len(inside)


@pytest.fixture
def poisoned(office: World) -> World:
    assert poison() > 40
    return office


def answers(office: World, username: str, door: Door) -> Iterator[tuple[str, TestResponse]]:
    """Everything behind a door, as this person may open it."""
    visitor = office.visitor(username)
    for place in places_of(door) if username == "lan" else places_of(door) & {ANY, "effective"}:
        state = "effective" if place == ANY else place
        known = office.arguments(door.endpoint, door.rule.arguments, state=state, username=username)
        address = door.address(office.app, **known)
        for query in ("", "?q=javascript&show=all&reads=yes&status=any") if place == ANY else ("",):
            yield address + query, visitor.get(address + query)


def text_of(answer: TestResponse) -> str:
    """What a browser would read; a picture or an Excel file, whose cells are texts by their type, is no text."""
    return answer.get_data().decode(errors="replace")


def faults(answer: TestResponse) -> list[str]:
    """Where an attack left its text and became part of the page."""
    body = text_of(answer)
    if answer.status_code >= 500:
        return [f"status {answer.status_code}"]
    if answer.mimetype == "text/csv":
        return formulas(body)
    return faults_of_html(body) if answer.mimetype in ("text/html", "image/svg+xml") else []


def faults_of_html(body: str) -> list[str]:
    if not body.strip():
        return []
    found = [TAG] if TAG in body else []
    for element in html.document_fromstring(body).iter():
        for name, value in element.attrib.items():
            if HANDLER in name or re.sub(r"[\x00-\x20]", "", value).lower().startswith(SCHEME):
                found.append(f"{element.tag} {name}={value[:60]}")
    return found


def formulas(body: str) -> list[str]:
    rows = csv.reader(io.StringIO(body.removeprefix("\ufeff"), newline=""), delimiter=";")
    return [cell for row in rows for cell in row if cell.lstrip(" ").startswith(FORMULAS)]


@pytest.mark.any_database
@pytest.mark.slow
@pytest.mark.parametrize("username", ["lan", "quan"])
def test_no_text_leaves_its_place_on_any_page(poisoned: World, username: str) -> None:
    wrong, shown_on = {}, set()
    for door in doors(poisoned.app):
        if door.method != "GET":
            continue
        for address, answer in answers(poisoned, username, door):
            if found := faults(answer):
                wrong[address] = found[:5]
            if "probe-x" in text_of(answer):
                shown_on.add(door.endpoint)
    assert wrong == {}
    assert len(shown_on) > 30, "the attack has to be there to be shown"


def test_no_text_leaves_its_place_in_a_mail_or_the_inbox(poisoned: World) -> None:
    notices = list(db.session.scalars(select(Notice)))
    assert len(notices) > 10
    for notice in notices:
        for language in ("vi", "en"):
            with in_language(language):
                letter = letters._write(notice, people.get_person(notice.person_id))
                assert faults_of_html(letter.html) == []
                assert "\n" not in letter.subject
                assert "\n" not in in_words(notice).subject


@pytest.mark.any_database
def test_a_page_that_forgets_to_escape_is_found(poisoned: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    environment = poisoned.app.jinja_env
    assert isinstance(environment, TemplateEnvironment)
    monkeypatch.setattr(environment, "autoescape", False)
    monkeypatch.setattr(environment, "bytecode_cache", None)
    environment.cache.clear()
    answer = poisoned.visitor("lan").get("/documents")
    environment.cache.clear()
    assert TAG in faults(answer)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " ="])
def test_a_cell_that_would_run_as_a_formula_is_made_text(app: Flask, start: str) -> None:
    with app.test_request_context():
        made = csv_file("list", ["title"], [[f"{start}cmd|calc"]]).get_data(as_text=True)
    assert formulas(made) == []
    assert formulas(f'\ufefftitle\n"{start}cmd|calc"\n') == [f"{start}cmd|calc"], "the control"
