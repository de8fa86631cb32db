"""Templates and views mirror each other: no page without a view, no view without its page, nothing unused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config import ROOT
from tests.house.imports import sources

FOLDER = ROOT / "templates"
ALL = sorted(path for path in FOLDER.rglob("*") if path.suffix in (".html", ".txt"))
NAMED = re.compile(r"""["']((?:[\w-]+/)+[\w-]+\.(?:html|txt))["']""")
FROM = re.compile(r"""\{%-?\s*from\s+["']([^"']+)["']\s+import\s+(.+?)-?%\}""", re.DOTALL)
# Pages whose names are put together: each status has its page.
PUT_TOGETHER = ("_errors/",)


def name_of(path: Path) -> str:
    return str(path.relative_to(FOLDER))


def named_in(paths: list[Path]) -> set[str]:
    """Templates that these sources or templates name."""
    return {name for path in paths for name in NAMED.findall(path.read_text())}


def is_page(name: str) -> bool:
    return not any(part.startswith("_") for part in Path(name).parts)


def unused_macros(source: str) -> list[str]:
    """Macros that a template imports and does not use."""
    rest = FROM.sub("", source)
    imported = [name for _file, names in FROM.findall(source) for name in names.split(",")]
    bare = [name.replace("with context", "").strip() for name in imported]
    shown_as = [name.split(" as ")[-1].strip() for name in bare]
    return [name for name in shown_as if not re.search(rf"\b{re.escape(name)}\b", rest)]


def test_every_page_is_rendered_by_a_view():
    rendered = named_in(sources())
    assert [name_of(path) for path in ALL if is_page(name_of(path)) and name_of(path) not in rendered] == []


def test_every_part_is_used_by_a_page_or_shown_in_the_gallery():
    used = named_in([*ALL, *sources(), ROOT / "tests" / "gallery" / "gallery.html"])
    parts = [name_of(path) for path in ALL if not is_page(name_of(path))]
    assert [name for name in parts if name not in used and not name.startswith(PUT_TOGETHER)] == []


def test_every_template_that_is_named_exists():
    there = {name_of(path) for path in ALL}
    assert named_in([*ALL, *sources()]) - there == set()


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_a_template_uses_what_it_imports(path: Path):
    assert unused_macros(path.read_text()) == []


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_a_page_is_rendered_by_its_own_room_only(path: Path):
    name = name_of(path)
    if not is_page(name):
        return
    elsewhere = [
        source
        for source in sources()
        if f'"{name}"' in source.read_text() and source.relative_to(ROOT).parts[1] != name.split("/")[0]
    ]
    assert elsewhere == []


def test_an_unused_macro_is_noticed():
    source = '{% from "_components/table.html" import head, td as cell, th %}{{ head("x") }}{{ th(1) }}'
    assert unused_macros(source) == ["cell"]
