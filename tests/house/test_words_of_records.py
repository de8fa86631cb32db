"""What rooms keep as codes (actions, kinds of notices, states, rights) has its words, in both languages."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import pytest
from flask import Flask

from config import ROOT
from qms.foundation.access import Role
from qms.foundation.house import House
from qms.foundation.texts import in_language
from qms.foundation.trail import Entry
from tests.house.imports import sources
from tests.trail_judge import faults_of

ACTION = re.compile(r"[a-z]+\.[a-z_]+")


@pytest.fixture
def house(session_app: Flask) -> Iterator[House]:
    with session_app.app_context():
        yield session_app.extensions["qms"]


def said_to(function: str, path: Path) -> Iterator[str]:
    """The strings that a source hands to a function as its first argument, also in a choice of two."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and _name(node.func) == function and node.args:
            strings = (each for each in ast.walk(node.args[0]) if isinstance(each, ast.Constant))
            yield from (each.value for each in strings if isinstance(each.value, str))


def _name(function: ast.expr) -> str:
    return getattr(function, "attr", None) or getattr(function, "id", "")


def all_strings() -> set[str]:
    """Every string in the application but in the rooms' tables of words themselves."""
    return {
        node.value
        for path in sources()
        if path.name not in ("feature.py", "notices.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_action_in_the_sources_has_its_sentence(house):
    actions = {
        said
        for path in sources()
        for function in ("record", "record_apart")
        for said in said_to(function, path)
        if ACTION.fullmatch(said)
    }
    assert len(actions) > 20
    assert actions - house.sentences.keys() == set()


def test_every_sentence_is_of_an_action_that_happens(house):
    """Rooms may hand over the verb alone and put their name before it in one place."""
    said = all_strings()
    silent = [action for action in house.sentences if not said & {action, action.partition(".")[2]}]
    assert silent == []


@pytest.mark.parametrize("table", ["sentences", "field_labels"])
def test_words_differ_in_the_two_languages(house, table):
    """A name that is the same in both (SHA-256, ISO) would be an exception to name here; there is none."""
    same = []
    for key, text in getattr(house, table).items():
        with in_language("vi"):
            vietnamese = str(text)
        with in_language("en"):
            if str(text) == vietnamese:
                same.append(key)
    assert same == []


def test_a_notice_says_something_in_both_languages(house):
    for kind, notice in house.notices.items():
        with in_language("vi"):
            vietnamese = (str(notice.subject), str(notice.body))
        with in_language("en"):
            assert (str(notice.subject), str(notice.body)) != vietnamese, kind


def test_every_right_is_named_after_its_room_and_reads_as_a_sentence(house):
    rooms = {feature.name for feature in house.features} | {"web"}
    for name, right in house.permissions.items():
        assert name == right.name
        assert name.partition(".")[0] in rooms
        assert str(right.sentence)[0].isupper(), name
        assert right.clauses, f"nobody may {name}"


def test_every_room_with_rights_has_a_title_over_its_part_of_the_table(house):
    assert [each.name for each in house.features if each.permissions and not each.title] == []


def test_roles_have_a_name_and_a_sentence_in_both_languages(house):
    for role in Role:
        with in_language("vi"):
            vietnamese = (str(role.label), str(role.sentence))
        with in_language("en"):
            assert str(role.label) != vietnamese[0]
            assert str(role.sentence) != vietnamese[1]


def enums_shown() -> Iterator[type[Enum]]:
    """Enumerations whose members people see: those that give a label."""
    for path in sources():
        if "label" not in path.read_text():
            continue
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for value in vars(module).values():
            if (
                isinstance(value, type)
                and issubclass(value, Enum)
                and hasattr(next(iter(value), None), "label")
            ):
                yield value


def test_every_member_of_an_enumeration_that_people_see_has_its_label(house):
    enums = set(enums_shown())
    assert len(enums) > 2
    for enum in enums:
        for member in enum:
            assert str(member.label).strip(), member


def test_an_entry_that_cannot_be_read_is_noticed(house):
    """The control of what judges every entry that any test makes."""
    entry = Entry(action="identity.session_ended", facts={}, changes={"person.shoe_size": [40, 41]})
    assert len(faults_of(entry)) == 2
    assert faults_of(Entry(action="identity.danced", facts={}, changes={})) != []
