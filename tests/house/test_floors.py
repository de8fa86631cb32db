"""Imports go down the floors only, between rooms and inside them; most of the house knows nothing of HTTP."""

from __future__ import annotations

import ast

import pytest

from config import ROOT
from tests.house.imports import Import, imports, imports_of, sources

# A room may import every room of a lower floor, and those that BESIDE names on its own.
FLOORS = {
    "kernel": 0,
    "foundation": 1,
    "web": 2,
    "identity": 3,
    "documents": 4, "procedures": 4, "nonconformities": 4, "audits": 4,
    "copies": 4, "intake": 4, "laws": 4, "reading": 4,
    "home": 5, "dashboard": 5, "search": 5, "inbox": 5, "history": 5, "upkeep": 5, "help": 5,
    "settings": 5, "serving": 5,
    "demo": 6, "wiring": 6, "cli": 6,
}  # fmt: skip
BESIDE = {
    "procedures": {"documents"},
    "reading": {"documents", "procedures"},
    "nonconformities": {"documents", "procedures"},
    "audits": {"documents", "procedures", "nonconformities"},
    "copies": {"documents", "procedures"},
    "intake": {"documents", "procedures"},
    "laws": {"documents", "procedures"},
    "serving": {"settings"},
    "cli": {"demo", "wiring"},
}
TOP = max(FLOORS.values())

# Inside a room a module may import what stands on the same step or lower.
STEPS = {
    "rules": 0, "events": 0,
    "models": 1,
    "policy": 2, "queries": 2,
    "operations": 3,
    "forms": 4, "reactions": 4,
    "views": 5, "commands": 5,
    "feature": 6,
}  # fmt: skip

KNOW_NO_HTTP = {"rules", "models", "queries", "operations", "policy", "events"}
HTTP = ("flask", "flask_login", "flask_wtf", "werkzeug", "wtforms", "qms.web")

# The settings are read at the top, handed down by the house; higher rooms ask for the project's folder.
READ_SETTINGS = {"qms", "qms.settings", "qms.wiring", "qms.serving", "qms.foundation.house"}


def parts(module: str) -> tuple[str, str]:
    """The room of a module, and its part of that room; empty when it has none."""
    _qms, room, part, *_rest = [*module.split("."), "", ""]
    return room, part


def is_inside(module: str, packages: tuple[str, ...]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def climbs(each: Import) -> bool:
    """Whether an import goes up, or sideways where it may not."""
    if not is_inside(each.imported, ("qms",)):
        return False
    (here, _), (there, _) = parts(each.importer), parts(each.imported)
    if here == there or not here:
        return False
    if not there:
        return True  # the application itself, which stands above everything
    return not (FLOORS[there] < FLOORS[here] or there in BESIDE.get(here, ()))


def climbs_inside(each: Import) -> bool:
    """Whether an import inside a room goes up its steps."""
    (room, part), (other, imported) = parts(each.importer), parts(each.imported)
    return room == other and STEPS.get(imported, 0) > STEPS.get(part, max(STEPS.values()))


def knows_http(each: Import) -> bool:
    room, part = parts(each.importer)
    return (
        FLOORS.get(room, 0) >= FLOORS["identity"] and part in KNOW_NO_HTTP and is_inside(each.imported, HTTP)
    )


def reads_settings(each: Import) -> bool:
    if each.imported != "config":
        return False
    room, _part = parts(each.importer)
    return each.importer not in READ_SETTINGS and FLOORS[room] < FLOORS["home"]


def knows_more_than_words(each: Import) -> bool:
    """Whether the lowest floor reaches for the web or the database."""
    return parts(each.importer)[0] == "kernel" and is_inside(each.imported, ("flask", "sqlalchemy", "config"))


RULES = {
    climbs: "a lower room must not know a higher one: emit an event, or let the higher one offer something",
    climbs_inside: "rules ← models ← queries ← operations ← views",
    knows_http: "hand over what is needed as arguments; only forms and views know requests",
    reads_settings: "ask house().config",
    knows_more_than_words: "the kernel is plain words and pure helpers",
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_no_import_breaks_the_rule(rule):
    assert [str(each) for each in imports() if rule(each)] == [], RULES[rule]


def test_every_room_has_its_floor():
    rooms = {parts(each.importer)[0] for each in imports()} - {""}
    assert rooms <= FLOORS.keys(), "write the new room into FLOORS and docs/ARCHITECTURE.md"


@pytest.mark.parametrize(
    ("importer", "source", "rule"),
    [
        ("qms.documents.operations", "from qms.procedures import rules", climbs),
        ("qms.documents.queries", "from qms.home.views import show", climbs),
        ("qms.foundation.trail", "import qms.identity.models", climbs),
        ("qms.inbox.views", "from qms.history import queries", climbs),
        ("qms.web.forms", "from qms import create_app", climbs),
        ("qms.documents.models", "from qms.documents.queries import get_document", climbs_inside),
        ("qms.documents.queries", "def f():\n    from qms.documents.operations import x", climbs_inside),
        ("qms.identity.operations.people", "from flask import request", knows_http),
        ("qms.documents.queries", "from qms.web.guards import current_actor", knows_http),
        ("qms.foundation.mail.smtp", "from config import Config", reads_settings),
        ("qms.kernel.paging", "import sqlalchemy", knows_more_than_words),
    ],
)
def test_an_import_that_breaks_it_is_noticed(importer, source, rule):
    """The control: each rule finds what it is for."""
    assert any(rule(each) for each in imports_of(importer, source))


def test_every_module_says_what_it_is():
    bare = [path for path in (ROOT / "qms").rglob("*.py") if not path.read_text().lstrip().startswith('"""')]
    assert bare == []


def test_no_module_loads_the_library_of_migrations_as_soon_as_it_is_imported():
    """A server needs none of it: foundation/migrating.py."""
    loads = [
        path
        for path in sources()
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.ImportFrom | ast.Import)
        and {"flask_migrate", "alembic"} & {name.partition(".")[0] for name in names_in(node)}
    ]
    assert loads == []


def names_in(node: ast.ImportFrom | ast.Import) -> list[str]:
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names]
