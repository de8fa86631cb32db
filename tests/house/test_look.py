"""The look's own rules: contrast, colours and sizes in one place, known icons, a complete docs/ui.md."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qms.web.icons import icon

ROOT = Path(__file__).parents[2]
CSS = ROOT / "static" / "css"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MAIL = ROOT / "templates" / "_layouts" / "mail.html"  # a mail carries its styles inside it
TONES = ("neutral", "info", "progress", "success", "warning", "danger")
GROUNDS = ("page", "surface", "surface-deep", "accent-soft")

TEXT_PAIRS = [
    *[(text, ground) for text in ("ink", "ink-soft", "accent", "accent-strong") for ground in GROUNDS],
    *[(f"{tone}-ink", f"{tone}-ground") for tone in TONES],
    *[(text, ground) for text in ("on-header", "on-header-soft") for ground in ("header", "header-deep")],
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-danger", "danger"),
    ("on-danger", "danger-strong"),
    ("danger", "page"),
    ("danger", "surface"),
    ("on-focus", "focus"),
    ("ink", "mark"),
]
EDGE_PAIRS = [
    ("line-strong", "page"),
    ("line-strong", "surface"),
    *[(f"{tone}-edge", "page") for tone in TONES],
    ("focus-edge", "focus"),
]


def colours(*sheets: str) -> dict[str, str]:
    """The colours that these sheets set, later ones winning."""
    text = "".join((CSS / sheet).read_text() for sheet in sheets)
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", text))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, "contrast ratio"."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


THEMES = {"light": colours("tokens.css"), "dark": colours("tokens.css", "dark.css")}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_can_be_read_on_its_ground(theme: str, text: str, ground: str) -> None:
    assert contrast(THEMES[theme][text], THEMES[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("edge", "ground"), EDGE_PAIRS)
def test_edges_of_controls_can_be_seen(theme: str, edge: str, ground: str) -> None:
    assert contrast(THEMES[theme][edge], THEMES[theme][ground]) >= 3


def test_the_dark_theme_changes_colours_that_exist() -> None:
    assert set(colours("dark.css")) <= set(colours("tokens.css"))


@pytest.mark.parametrize("path", sorted(CSS.rglob("*.css")), ids=lambda path: path.name)
def test_colours_stand_in_the_tokens_only(path: Path) -> None:
    if path.name in ("tokens.css", "dark.css"):
        return
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?![\w-])|\brgba?\(|\bhsla?\(", path.read_text()) == []


@pytest.mark.parametrize("path", sorted(CSS.rglob("*.css")), ids=lambda path: path.name)
def test_style_sheets_use_tokens_that_exist(path: Path) -> None:
    known = set(re.findall(r"(--[a-z0-9-]+):", (CSS / "tokens.css").read_text() + path.read_text()))
    assert set(re.findall(r"var\((--[a-z0-9-]+)", path.read_text())) <= known


def test_every_icon_of_the_templates_is_in_the_sprite() -> None:
    source = "".join(path.read_text() for path in TEMPLATES)
    for name in set(re.findall(r"icon\(\"([a-z0-9-]+)\"|icon_name=\"([a-z0-9-]+)\"", source)):
        assert icon(name[0] or name[1])


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_stands_inline(path: Path) -> None:
    if path == MAIL:
        return
    assert re.findall(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=\"", path.read_text()) == []


def test_every_component_is_in_the_guide_to_the_look() -> None:
    guide = (ROOT / "docs" / "ui.md").read_text()
    macros = {
        name
        for path in (ROOT / "templates" / "_components").glob("*.html")
        for name in re.findall(r"{%-? macro ([a-z]\w+)\(", path.read_text())
    }
    assert {name for name in macros if f"`{name}" not in guide} == set()
