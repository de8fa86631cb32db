"""Whatever arrives in any field of any address gets an answer of ours: no failure of the system, no stack trace.

Which fields there are nobody lists: the routes come from the application's own map, the fields of a form from the
pages on which it stands, and every other name is noted when a view asks for it. Fields of one kind read what arrives
with the same lines of the program, so every kind meets every value and every field a share of them; a name that a view
reads by itself is a kind of its own.
"""

from __future__ import annotations

import pickle
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask import Flask, has_request_context, templating
from lxml import html
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter, Rule
from wtforms import Field

from qms.documents.operations import deciding
from qms.documents.views import listing
from qms.foundation import confined
from qms.foundation.db import db, read_only, see
from qms.identity import passwords
from tests import amounts
from tests.conftest import lay_anew
from tests.databases import ON_POSTGRESQL
from tests.page import PageClient
from tests.people import PASSWORD
from tests.security.nasty import (
    DAYS,
    IN_A_LINE,
    IN_A_TEXT,
    IN_ANY_FIELD,
    IN_MARKDOWN,
    NUMBERS,
    NUMBERS_BADLY,
    RAW,
    STORED,
    TEXTS,
    VALUES,
    as_bytes,
)
from tests.security.surface import Door, doors
from tests.security.test_matrix import ANY, COLUMNS, REFUSALS, TABLE, cells
from tests.sharing import own_copy
from tests.world import World

OWN = {"csrf_token", "once"}  # of the frame: without the first nothing else is looked at
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "NONSENSE"]
LINES = {"text", "search", "email", "tel"}

POSTS = [name for name in TABLE if name.startswith("POST ")]
ROOMS = sorted({name.split()[1].partition(".")[0] for name in TABLE})
PAGES = amounts.of(4, 1)  # of so many pages one is written out
SHARE = amounts.of(6, 100, on_postgresql=3)  # of all values, how many each field meets at least
OF_TABLES = {"sort"}  # every page with a table asks for it, in the same place
TABLES = {"GET documents.types"}

# On PostgreSQL only what another database may take otherwise.
CHOSEN = STORED if ON_POSTGRESQL else IN_ANY_FIELD
NASTY = [as_bytes(value) for value in CHOSEN.values()]
LONGEST_IN_ADDRESS = 2000
DIGITS = [as_bytes(value) for value in RAW.values() if isinstance(value, str) and value.isdigit()]
NAMES = [as_bytes(value) for name, value in RAW.items() if name not in NUMBERS_BADLY]

SIGNS = {
    b"Traceback (most recent": "a stack trace",
    b"<script>alert(1)": "a script of the visitor's",
    b"<img src=x": "an element of the visitor's",
}
Fields = dict[str, str]


@dataclass
class Form:
    """A form as it stands on a page, filled in well: where it goes, whose it is, which fields are free text."""

    address: str
    username: str
    fields: Fields
    values: dict[str, str]
    """Which fields take any text, any day or any number: "line", "text", "day", "number"."""


@dataclass
class Surface:
    """What can be sent where: forms by the door they go to, names that are asked for and what asks by the door."""

    forms: dict[str, Form] = field(default_factory=dict)
    asked: dict[str, set[str]] = field(default_factory=dict)
    kinds: dict[tuple[str, str], str] = field(default_factory=dict)
    markdown: set[str] = field(default_factory=set)

    def fields(self, door: str) -> list[str]:
        return sorted((self.asked[door] | set(self.forms[door].fields)) - OWN)

    def kind(self, door: str, name: str) -> str:
        """What reads this field: a field of the form, of the same kind as others, or the view itself."""
        return self.kinds.get((door, name), f"{door} {name}")


class Noting(ImmutableMultiDict[str, str]):
    """The fields of a request, which notes every name that it is asked for."""

    names: set[str] = set()

    def __contains__(self, name: object) -> bool:
        self.names.add(str(name))
        return super().__contains__(name)

    def __getitem__(self, name: str) -> str:
        self.names.add(name)
        return super().__getitem__(name)

    def get(self, name: str, *more: Any, **named: Any) -> Any:
        self.names.add(name)
        return super().get(name, *more, **named)

    def getlist(self, name: str, *more: Any, **named: Any) -> list[Any]:
        self.names.add(name)
        return super().getlist(name, *more, **named)


@pytest.fixture
def nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    keep_nothing(monkeypatch)


def keep_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each request finds the office as it was; comparing passwords costs nothing."""
    commit = db.session.commit

    def flush_and_forget() -> None:
        if not has_request_context():
            commit()
            return
        db.session.flush()
        db.session.rollback()

    monkeypatch.setattr(db.session, "commit", flush_and_forget)
    monkeypatch.setattr(passwords, "matches", lambda kept, typed: kept is not None and typed == PASSWORD)
    monkeypatch.setattr(passwords, "make_hash", lambda typed: f"hash of {len(typed)}")


@pytest.fixture(scope="module")
def walked(office_app: Flask, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Where the surface is kept: the office is the same in every process of a run, so one walks over it."""

    def walk(folder: Path) -> None:
        lay_anew(office_app)
        with office_app.app_context(), pytest.MonkeyPatch.context() as patch:
            see(None)
            read_only(False)
            keep_nothing(patch)
            (folder / "surface").write_bytes(pickle.dumps(walk_over(World(office_app), patch)))
            db.session.remove()

    return own_copy(tmp_path_factory, worker_id, "surface", walk) / "surface"


@pytest.fixture(scope="module")
def surface(walked: Path) -> Surface:
    found: Surface = pickle.loads(walked.read_bytes())
    return found


@pytest.fixture
def known(surface: Surface, office: World, nothing_is_kept: None) -> Surface:
    return surface


def walk_over(office: World, monkeypatch: pytest.MonkeyPatch) -> Surface:
    surface = Surface()
    monkeypatch.setattr(office.app.request_class, "parameter_storage_class", Noting)
    for door in doors(office.app):
        if door.method == "GET":
            note_pages(office, door, surface)
    for door in doors(office.app):
        if door.method == "POST":
            form = surface.forms.setdefault(door.name, button(office, door))
            Noting.names = surface.asked.setdefault(door.name, set())
            with pytest.MonkeyPatch.context() as patch:
                note_readers(door.name, surface, patch)
                post(office, form, {})
    return surface


def note_readers(door: str, surface: Surface, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which kind of field reads each name, and whether a text is made HTML on the way."""
    process, call = Field.process, confined.call

    def noted(self: Field, formdata: Any, *more: Any, **named: Any) -> None:
        if formdata is not None:
            coerced = getattr(getattr(self, "coerce", None), "__name__", "")
            surface.kinds[door, self.name] = f"{type(self).__name__} {coerced}".strip()
        process(self, formdata, *more, **named)

    def called(*arguments: Any, **named: Any) -> Any:
        surface.markdown.add(door)
        return call(*arguments, **named)

    monkeypatch.setattr(Field, "process", noted)
    monkeypatch.setattr(confined, "call", called)


def button(office: World, door: Door) -> Form:
    """A form without fields, for what no page shows just now."""
    cell = next(cell for cell in cells(door.name) if cell.expected not in (302, *REFUSALS))
    username, place = COLUMNS[cell.column] or "", "effective" if cell.place == ANY else cell.place
    arguments = office.arguments(door.endpoint, door.rule.arguments, state=place, username=username)
    return Form(door.address(office.app, **arguments), username, {}, {})


def note_pages(office: World, door: Door, surface: Surface) -> None:
    """Open a door wherever its answer differs, and keep the forms behind it."""
    Noting.names = surface.asked.setdefault(door.name, set())
    for username, address in visits(office, door):
        answer = office.visitor(username).get(address)
        if answer.mimetype == "text/html" and answer.status_code == 200:
            for form in html.document_fromstring(answer.get_data(as_text=True), base_url=None).forms:
                note_form(office.app, form, address, username, surface)


def visits(office: World, door: Door) -> Iterator[tuple[str, str]]:
    """Who may come in, at an address of each sort."""
    rows = set()
    for cell in cells(door.name):
        row = TABLE[door.name][cell.place]
        if cell.expected == 200 and row not in rows:
            rows.add(row)
            username = COLUMNS[cell.column] or ""
            place = "effective" if cell.place == ANY else cell.place
            arguments = office.arguments(door.endpoint, door.rule.arguments, state=place, username=username)
            yield username, door.address(office.app, **arguments)


def note_form(app: Flask, form: Any, page: str, username: str, surface: Surface) -> None:
    address, method = form.get("action") or page, (form.get("method") or "get").upper()
    try:
        endpoint, _arguments = app.url_map.bind("localhost").match(address.partition("?")[0], method)
    except HTTPException:
        return
    name = f"{method} {endpoint}"
    surface.asked.setdefault(name, set()).update(each for each in form.fields if each)
    if method == "POST" and len(form.fields) > len(surface.forms.get(name, Form("", "", {}, {})).fields):
        surface.forms[name] = Form(address, username, filled_in(form), values_of(form))


def filled_in(form: Any) -> Fields:
    """The form's own values; what is empty gets one that makes sense."""
    fields = {name: value for name, value in form.form_values() if value.strip()}
    for control in form.xpath(".//*[@name and (@required or @type='password' or @type='radio')]"):
        fields.setdefault(control.get("name"), sensible(control))
    return fields


def sensible(control: Any) -> str:
    if control.tag == "select":
        return next((value for value in control.value_options if value), "")
    kinds = {"password": PASSWORD, "date": "2031-05-06", "email": "a@example.vn", "number": "1"}
    kind = control.get("type", "text")
    return kinds.get(kind) or (control.get("value", "") if kind == "radio" else "Nội dung")


def values_of(form: Any) -> dict[str, str]:
    """The fields that take any value of a sort, and the sort."""
    sorts = dict.fromkeys(LINES, "line") | {"date": "day", "number": "number"}
    lines = {each.get("name"): sorts.get(each.get("type", "")) for each in form.xpath(".//input[@name]")}
    texts = {each.get("name"): "text" for each in form.xpath(".//textarea[@name]")}
    return {name: sort for name, sort in (lines | texts).items() if sort}


# --- Asking ---------------------------------------------------------------------------------------------------


def post(office: World, form: Form, bad: dict[str, bytes]) -> str:
    """Send a form with bad values in some fields; what is wrong with the answer."""
    fields: dict[str, Any] = {**form.fields, **bad, "csrf_token": office.csrf_token(), "once": ""}
    visitor = office.visitor(form.username)
    return fault_of(visitor, form.address, "POST", urlencode(fields), "application/x-www-form-urlencoded")


def fault_of(
    visitor: PageClient, address: str, method: str, data: Any = None, kind: str | None = None
) -> str:
    """What is wrong with an answer; empty when it is one of ours."""
    answer = visitor.open(address, method=method, data=data, content_type=kind)
    body = answer.get_data()
    if answer.status_code >= 500 and answer.status_code != 501:
        return f"{answer.status_code}"
    return next((what for sign, what in SIGNS.items() if sign in body), "")


def with_values(names: list[str], values: list[bytes], shift: int) -> dict[str, bytes]:
    """A bad value in each field; over all shifts, every field gets every value."""
    return {name: values[(shift + place) % len(values)] for place, name in enumerate(names)}


def faults_of_form(office: World, form: Form, values: dict[str, list[bytes]]) -> list[str]:
    """What went wrong, and with what; ``values`` are those that a field meets, one after the other, all fields at once."""
    found = []
    for number in range(max(map(len, values.values()), default=0)):
        bad = {
            name: own[(number + place) % len(own)] for place, (name, own) in enumerate(sorted(values.items()))
        }
        with written_out(number):
            fault = post(office, form, bad)
        found += [f"{fault}: {bad}"] if fault else []
    return found


def shares(known: Surface) -> dict[str, dict[str, list[bytes]]]:
    """By door and field the bad values it meets: of each kind of field the first gets the first few, the next go on
    from there, and a kind of which there are few gets larger shares, so that none of the values is left out."""
    fields = [(door, name) for door in POSTS for name in known.fields(door)]
    alike = defaultdict(list)
    for door, name in fields:
        alike[known.kind(door, name)].append((door, name))
    given: dict[str, dict[str, list[bytes]]] = {door: {} for door in POSTS}
    for places in alike.values():
        share = min(max(SHARE, -(-len(NASTY) // len(places))), len(NASTY))
        for number, (door, name) in enumerate(places):
            given[door][name] = [NASTY[(number * share + each) % len(NASTY)] for each in range(share)]
    return given


def accepted(known: Surface, door: str) -> dict[str, list[bytes]]:
    """What each field of a form takes although nobody would write it."""
    of_sort = {
        "line": IN_A_LINE, "text": IN_MARKDOWN if door in known.markdown else IN_A_TEXT, "day": DAYS,
        "number": NUMBERS,
    }  # fmt: skip
    return {
        name: [as_bytes(value) for value in of_sort[sort].values()]
        for name, sort in known.forms[door].values.items()
    }


def faults_of_address(office: World, known: Surface, name: str) -> list[str]:
    """What goes wrong with the values of a page's address."""
    names = sorted(known.asked[name] - OWN)
    if set(names) <= OF_TABLES and name not in TABLES:
        return []
    door = next(each for each in doors(office.app) if each.name == name)
    username, address = next(visits(office, door))
    visitor = office.visitor(username)
    values = [value[:LONGEST_IN_ADDRESS] for value in NASTY]
    found = []
    for shift in range(len(values)):
        query = urlencode(with_values(names, values, shift))
        with written_out(shift):
            fault = fault_of(visitor, f"{address}?{query}", "GET")
        found += [f"{fault}: {query}"] if fault else []
    return found


@contextmanager
def written_out(number: int) -> Iterator[None]:
    """Writing a page out takes longer than all that leads to it, so most answers do without."""
    if number % PAGES == 0:
        yield
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(templating, "_render", lambda *_anything: "")
        yield


def of_room(room: str, method: str) -> list[str]:
    return [name for name in TABLE if name.startswith(f"{method} {room}.")]


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize("room", ROOMS)
def test_no_value_in_any_field_of_a_form_brings_it_down(office: World, known: Surface, room: str) -> None:
    given = shares(known)
    faults = {name: faults_of_form(office, known.forms[name], given[name]) for name in of_room(room, "POST")}
    assert {name: found for name, found in faults.items() if found} == {}


def test_every_kind_of_field_meets_every_value(known: Surface) -> None:
    met = defaultdict(set)
    for door, fields in shares(known).items():
        for name, values in fields.items():
            met[known.kind(door, name)].update(values)
    assert {kind for kind, values in met.items() if values != set(NASTY)} == set()
    assert {"LineField", "TextField", "DayField", "NumberField", "SeenField"} <= met.keys()


@pytest.mark.slow
@pytest.mark.parametrize("room", ROOMS)
def test_no_text_that_a_form_accepts_brings_down_what_follows(
    office: World, known: Surface, room: str
) -> None:
    """All other fields are filled in well, so that the act itself meets the text."""
    faults = {
        name: faults_of_form(office, known.forms[name], accepted(known, name))
        for name in of_room(room, "POST")
    }
    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.slow
@pytest.mark.parametrize("room", ROOMS)
def test_no_value_in_an_address_brings_its_page_down(office: World, known: Surface, room: str) -> None:
    faults = {name: faults_of_address(office, known, name) for name in of_room(room, "GET")}
    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.slow
def test_no_record_that_an_address_may_name_brings_it_down(office: World) -> None:
    """One door for each way in which an address is looked up."""
    ways = {
        (way_of(office.app, door), tuple(sorted(door.rule.arguments))): door for door in doors(office.app)
    }
    faults = {
        (door.name, address): fault
        for door in ways.values()
        for address in addresses_with_values(office, door)
        if (fault := fault_of(office.visitor("lan"), address, "GET"))
    }
    assert faults == {}


def way_of(app: Flask, door: Door) -> Any:
    """What looks up the record that an address names: the guard's loader, or else the view itself."""
    guard = getattr(app.view_functions[door.endpoint], "guard", None)
    return guard.on if guard and guard.on else door.endpoint


def addresses_with_values(office: World, door: Door) -> Iterator[str]:
    """The door's address with every bad value in place of each of its arguments."""
    known = office.arguments(door.endpoint, door.rule.arguments)
    for name, converter in door.rule._converters.items():
        is_number = isinstance(converter, IntegerConverter)
        marker = 987654321 if is_number else "in-this-place"
        template = door.address(office.app, **known | {name: marker})
        for value in DIGITS if is_number else NAMES:
            yield template.replace(str(marker), quote(value[:LONGEST_IN_ADDRESS], safe=""))


@pytest.mark.any_database
@pytest.mark.parametrize("method", METHODS)
def test_no_method_brings_a_route_down(office: World, nothing_is_kept: None, method: str) -> None:
    visitor = office.visitor("quan")
    faults = {
        rule.rule: fault
        for rule in rules_to_ask(office.app, method)
        if (fault := fault_of(visitor, Door(method, rule.endpoint, rule).address(office.app), method))
    }
    assert faults == {}


def rules_to_ask(app: Flask, method: str) -> list[Rule]:
    """Every route that knows the method; those that don't are refused before any of them is reached, so one of each
    sort does."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
    sorts = {
        rule.endpoint if method in known else (*sorted(known), *map(type, rule._converters.values())): rule
        for rule in rules
        for known in [rule.methods or set()]
    }
    return list(sorts.values())


BODIES: dict[str, tuple[str | None, bytes]] = {
    "JSON": ("application/json", b'{"title": ["x", {"a": 1}]}'),
    "broken JSON": ("application/json", b"{"),
    "XML": ("text/xml", b'<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>'),
    "no kind": (None, b"title=x"),
    "another set of signs": ("application/x-www-form-urlencoded; charset=utf-7", b"title=+ADw-"),
    "an unknown set of signs": ("application/x-www-form-urlencoded; charset=nonsense", b"title=x"),
    "broken escapes": ("application/x-www-form-urlencoded", b"title=%&&=%zz&%00=1&a;b"),
    "parts without a boundary": ("multipart/form-data", b"--x\r\n\r\n"),
    "a part cut off": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="title"',
    ),
    "a file for a text": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="title"; filename="../a\r\n\r\nx\r\n--x--\r\n',
    ),
    "a thousand fields of one name": ("application/x-www-form-urlencoded", b"title=x&" * 1000),
}


READ_ALIKE = ["POST identity.begin_session", "POST documents.save", "POST procedures.save_facts"]


@pytest.mark.any_database
@pytest.mark.parametrize("body", BODIES)
def test_no_body_brings_a_form_down(office: World, known: Surface, body: str) -> None:
    """With a good token in the header, so that more than the token is looked at."""
    kind, data = BODIES[body]
    faults = {}
    for name in POSTS if body == "JSON" else READ_ALIKE:  # JSON stands for a form without any field
        form = known.forms[name]
        visitor = office.visitor(form.username)
        token = {"X-CSRFToken": office.csrf_token()}
        answer = visitor.post(form.address, data=data, content_type=kind, headers=token)
        if answer.status_code >= 500:
            faults[name] = answer.status_code
    assert faults == {}


@pytest.mark.any_database
@pytest.mark.parametrize("value", VALUES)
def test_no_cookie_and_no_header_brings_a_page_down(office: World, nothing_is_kept: None, value: str) -> None:
    text = as_bytes(VALUES[value])[:LONGEST_IN_ADDRESS].decode("latin-1").translate({10: None, 13: None})
    visitor = office.visitor("lan")
    names = (
        "Accept-Language",
        "User-Agent",
        "Referer",
        "Origin",
        "X-Forwarded-For",
        "If-None-Match",
        "Range",
    )
    for headers in (dict.fromkeys(names, text), {"Cookie": f"qms={text}; theme={text}; language={text}"}):
        answer = visitor.get("/", headers=headers)
        assert answer.status_code < 500


@pytest.mark.any_database
def test_a_view_that_trusts_what_arrives_is_found(
    office: World, known: Surface, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the number of a page is taken as it comes."""
    monkeypatch.setattr(listing, "page_number", int)
    assert faults_of_address(office, known, "GET documents.index") != []


@pytest.mark.any_database
def test_an_act_that_stumbles_over_a_text_is_found(
    office: World, known: Surface, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second: what happens after the form was found good."""
    monkeypatch.setattr(deciding, "withdraw", lambda *_a, reason, **_k: reason % ())
    form = known.forms["POST documents.withdraw"]
    assert faults_of_form(office, form, {"reason": [as_bytes(TEXTS["a format"])]}) != []
