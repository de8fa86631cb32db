"""Which texts the application shows, and which of them the Vietnamese catalogues lack.

    .venv/bin/python -m scripts.texts [ROOM …]   adds what is missing, to be translated by hand
    .venv/bin/python -m scripts.texts --unused   lists what no source shows any more

A text of qms/<room>/ or templates/<room>/ belongs to qms/locale/vi/<room>.po; one of several rooms, of the
layouts, components or lower floors to common.po. The application reads all catalogues as one, so a text
stands in one of them only. What is missing is added at the end of the file; the rest stays as it was written.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import wtforms
from babel.messages.catalog import Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
CATALOGUES = ROOT / "qms" / "locale" / "vi"
COMMON = "common"
ONE_TEXT = ("_", "_l", "gettext")
TWO_TEXTS = ("_n", "ngettext")  # one for the singular, one for the plural
TEMPLATE_OPTIONS = {
    "trimmed": "true",
    "silent": "false",
    "newstyle_gettext": "true",
    "extensions": "qms.web.keeping.KeepExtension",
}
_PLACE = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\{\w+\}")

Id = str | tuple[str, str]  # one text, or singular and plural


@dataclass
class Text:
    """A text that the application shows: the rooms that do, and where each was seen first."""

    id: Id
    places: dict[str, str] = field(default_factory=dict)


def shown() -> dict[Id, Text]:
    """Every text in the sources and templates, and those that WTForms shows in our name."""
    found: dict[Id, Text] = {}
    for path in sorted(_sources()):
        room = room_of(path)
        for line, text in _extracted(path):
            known = found.setdefault(text, Text(text))
            known.places.setdefault(room, f"{_short(path)}:{line}")
    return found


def _sources() -> Iterator[Path]:
    for folder in (ROOT / "qms", Path(wtforms.__file__).parent):
        yield from (path for path in folder.rglob("*.py") if "migrations" not in path.parts)
    for kind in ("*.html", "*.txt"):
        yield from (ROOT / "templates").rglob(kind)


def room_of(path: Path) -> str:
    """The catalogue to which a source belongs: its room's, or the common one."""
    parts = path.relative_to(ROOT).parts if path.is_relative_to(ROOT) else ()
    is_inside = len(parts) > 2 and parts[0] in ("qms", "templates")
    return parts[1] if is_inside and parts[1] in rooms() else COMMON


@cache
def rooms() -> frozenset[str]:
    """The names of the rooms: the folders of the application that hold a plug, or nothing but rules yet."""
    lower_floors = {"foundation", "kernel", "web", "locale"}
    folders = {path.parent.name for path in (ROOT / "qms").glob("*/__init__.py")}
    return frozenset(folders - lower_floors)


def _extracted(path: Path) -> Iterator[tuple[int, Id]]:
    return _of_python(path) if path.suffix == ".py" else _of_template(path)


def _of_python(path: Path) -> Iterator[tuple[int, Id]]:
    """Calls of the text functions with plain strings, also those inside f-strings."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            text = _text_of(node)
            if text:
                yield node.lineno, text


def _text_of(call: ast.Call) -> Id | None:
    function = call.func
    name = getattr(function, "id", None) or getattr(function, "attr", None)
    strings = [each.value for each in call.args if isinstance(each, ast.Constant)]
    texts = [each for each in strings if isinstance(each, str)]
    if name in ONE_TEXT and texts:
        return texts[0]
    return (texts[0], texts[1]) if name in TWO_TEXTS and len(texts) > 1 else None


def _of_template(path: Path) -> Iterator[tuple[int, Id]]:
    keywords: dict[str, Any] = dict.fromkeys(ONE_TEXT) | dict.fromkeys(TWO_TEXTS, (1, 2))
    with path.open("rb") as file:
        found = extract("jinja2.ext:babel_extract", file, keywords=keywords, options=TEMPLATE_OPTIONS)
        for line, text, _comments, _context in found:
            if text:
                yield line, (text[0], text[1]) if isinstance(text, tuple) else text


def _short(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name


def catalogue(room: str) -> dict[Id, Message]:
    """What a room's catalogue holds, translated or not."""
    path = CATALOGUES / f"{room}.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {_id(message): message for message in read_po(file, locale="vi") if message.id}


def catalogues() -> dict[str, dict[Id, Message]]:
    """All catalogues by room."""
    return {path.stem: catalogue(path.stem) for path in sorted(CATALOGUES.glob("*.po"))}


def _id(message: Message) -> Id:
    if isinstance(message.id, str):
        return message.id
    one, many = message.id
    return one, many


def translation(message: Message | None) -> str:
    """The Vietnamese text, which has one form for every number; empty when there is none."""
    if message is None or not message.string:
        return ""
    return message.string if isinstance(message.string, str) else message.string[0]


def missing() -> dict[str, list[Text]]:
    """The texts that no catalogue holds, by the catalogue to which each belongs."""
    held = {text for kept in catalogues().values() for text in kept}
    lacking: dict[str, list[Text]] = {}
    for text in shown().values():
        if text.id not in held:
            home = next(iter(text.places)) if len(text.places) == 1 else COMMON
            lacking.setdefault(home, []).append(text)
    return lacking


def unused() -> dict[str, list[Id]]:
    """What catalogues hold and no source shows, by catalogue."""
    known = shown().keys()
    stale = {room: [text for text in kept if text not in known] for room, kept in catalogues().items()}
    return {room: texts for room, texts in stale.items() if texts}


def places(text: str) -> list[str]:
    """The places in a text that are filled in, in order of their names."""
    return sorted(_PLACE.findall(text.replace("%%", "")))


def add_missing(only: Collection[str] = ()) -> int:
    """Write what is missing into the catalogues (of these rooms, or of all); how many texts that were."""
    count = 0
    for room, texts in missing().items():
        if only and room not in only:
            continue
        path = CATALOGUES / f"{room}.po"
        before = path.read_text() if path.exists() else _HEAD
        path.write_text(before.rstrip("\n") + "\n\n" + "\n".join(_entry(text.id) for text in texts))
        count += len(texts)
    return count


_HEAD = """msgid ""
msgstr ""
"Language: vi\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"""


def _entry(text: Id) -> str:
    if isinstance(text, str):
        return f'msgid {_quoted(text)}\nmsgstr ""\n'
    one, many = text
    return f'msgid {_quoted(one)}\nmsgid_plural {_quoted(many)}\nmsgstr[0] ""\n'


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def main() -> None:
    """Add what is missing and say what is to be done; or list what is not used."""
    if "--unused" in sys.argv:
        for room, texts in unused().items():
            print(f"{room}.po", *texts, sep="\n    ")
        return
    chosen = sys.argv[1:]
    print(f"{add_missing(chosen)} texts added")
    for room, kept in catalogues().items():
        if chosen and room not in chosen:
            continue
        empty = [text for text, message in kept.items() if not translation(message)]
        if empty:
            print(f"{room}.po without translation:", *empty, sep="\n    ")


if __name__ == "__main__":
    main()
