"""Every text that people see has its Vietnamese, one for each, with the same places to fill in."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from lxml import html

from config import ROOT
from qms.foundation.texts import LOCALE_FOLDER
from scripts import texts

CATALOGUES = texts.catalogues()
ADD = "run .venv/bin/python -m scripts.texts and write the Vietnamese"


def held() -> dict[texts.Id, tuple[str, str]]:
    """Each text with its translation and the catalogue that has it."""
    return {
        text: (texts.translation(message), room)
        for room, kept in CATALOGUES.items()
        for text, message in kept.items()
    }


def test_every_text_stands_in_a_catalogue():
    missing = {room: [text.id for text in lacking] for room, lacking in texts.missing().items()}
    assert not missing, ADD


def test_every_text_has_a_translation_that_somebody_has_looked_at():
    shown = texts.shown()
    bare = [text for text, (vietnamese, _room) in held().items() if text in shown and not vietnamese.strip()]
    fuzzy = [text for kept in CATALOGUES.values() for text, message in kept.items() if message.fuzzy]
    assert bare + fuzzy == [], ADD


def test_a_translation_fills_in_the_same_places():
    wrong = []
    for text, (vietnamese, room) in held().items():
        forms = [text] if isinstance(text, str) else list(text)
        if vietnamese and all(texts.places(form) != texts.places(vietnamese) for form in forms):
            wrong.append((room, text, vietnamese))
    assert wrong == []


def test_one_english_text_has_one_vietnamese_rendering():
    """Catalogues are read as one, so of two renderings only the one read last would be seen."""
    renderings: dict[texts.Id, set[str]] = {}
    for kept in CATALOGUES.values():
        for text, message in kept.items():
            renderings.setdefault(text, set()).add(texts.translation(message))
    twice = {text: told for text, told in renderings.items() if len(told) > 1}
    assert not twice, "say it in other English words if it means something else"


@pytest.mark.parametrize("path", sorted(LOCALE_FOLDER.rglob("*.po")), ids=lambda path: path.name)
def test_a_catalogue_has_each_text_once_and_ends_as_it_begins(path: Path):
    content = path.read_text()
    ids = re.findall(r"^msgid (.*)$", content, re.MULTILINE)
    assert sorted(ids) == sorted(set(ids)), "a text stands twice"
    assert "<<<<" not in content
    for text, message in CATALOGUES[path.stem].items():
        vietnamese, english = texts.translation(message), text if isinstance(text, str) else text[1]
        if vietnamese:
            assert english[-1:].isspace() == vietnamese[-1:].isspace(), text


# --- Nothing stands outside the catalogues ---------------------------------------------------------------

# The same in every language, or never read by a person.
SAME_EVERYWHERE = {"dd/mm/yyyy", "SHA-256", "QMS", "CSV", "A-", "A+", "kB", "MB"}
SPOKEN_ATTRIBUTES = ("title", "aria-label", "placeholder", "alt")
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
_CODE = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


def visible(path: Path) -> list[str]:
    """The words that a template itself puts before people's eyes and ears."""
    bare = _CODE.sub(" ", re.sub(r"<(style|script)\b.*?</\1>", "", path.read_text(), flags=re.DOTALL))
    if not bare.strip():
        return []
    tree = html.fromstring(f"<div>{bare}</div>")
    said = [*tree.itertext(), *(each.get(name, "") for each in tree.iter() for name in SPOKEN_ATTRIBUTES)]
    words = [word for text in said for word in text.split()]
    words = [word for word in words if not word.startswith("-")]  # the end of an id that code begins
    return [word for word in words if re.search(r"[^\W\d_]{2,}", word) and word not in SAME_EVERYWHERE]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_template_has_no_words_of_its_own(path: Path):
    assert visible(path) == [], "put them through _()"


def test_words_of_its_own_are_noticed(tmp_path: Path):
    page = tmp_path / "page.html"
    page.write_text('{% block main %}<p title="Hello">{{ _("Good day") }}, world</p>{% endblock %}')
    assert visible(page) == ["world", "Hello"]


TELLING = {"flash", "Refused", "Stale", "NotFound", "Forbidden", "WrongPassword", "TooManyTries"}


def told_bare(source: str) -> list[int]:
    """Lines that tell a person something in plain English: strings handed straight to a refusal or flash."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and node.args]
    return [
        call.lineno
        for call in calls
        if getattr(call.func, "id", "") in TELLING
        and (isinstance(call.args[0], ast.JoinedStr) or isinstance(getattr(call.args[0], "value", None), str))
    ]


def test_no_refusal_or_message_is_bare_english():
    sources = (ROOT / "qms").rglob("*.py")
    bare = {str(path.relative_to(ROOT)): told_bare(path.read_text()) for path in sources}
    assert {path: lines for path, lines in bare.items() if lines} == {}, "put it through _() or _l()"


def test_bare_english_is_noticed():
    assert told_bare('raise Refused("No")\nflash(_("Done"))\nflash(f"{name} done")\n') == [1, 3]
