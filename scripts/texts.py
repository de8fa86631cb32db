"""Which texts the application shows, and which of them the Vietnamese catalogues lack.

    .venv/bin/python -m scripts.texts          adds what is missing, to be filled in by hand
    .venv/bin/python -m scripts.texts --unused  lists what no source shows any more

A text of qms/<room>/ or templates/<room>/ belongs to qms/locale/vi/<room>.po, every other one to common.po;
a text that common.po has is not repeated. Missing texts are added at the end of the file, without a
translation unless another room has one; the rest of the file stays as somebody wrote it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import wtforms
from babel.messages.catalog import Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
CATALOGUES = ROOT / "qms" / "locale" / "vi"
COMMON = "common"
KEYWORDS = {"_": None, "_l": None, "_n": (1, 2), "gettext": None, "ngettext": (1, 2)}
TEMPLATE_OPTIONS = {"trimmed": "true", "silent": "false", "newstyle_gettext": "true"}
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
    method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
    options = {} if path.suffix == ".py" else TEMPLATE_OPTIONS
    with path.open("rb") as file:
        for line, text, _comments, _context in extract(method, file, keywords=KEYWORDS, options=options):
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
    """The texts without a place in their catalogue, by catalogue."""
    kept = catalogues()
    lacking: dict[str, list[Text]] = {}
    for text in shown().values():
        if text.id in kept.get(COMMON, {}):
            continue
        homes = [COMMON] if COMMON in text.places else list(text.places)
        for room in homes:
            if text.id not in kept.get(room, {}):
                lacking.setdefault(room, []).append(text)
    return lacking


def unused() -> dict[str, list[Id]]:
    """What catalogues hold and no source shows, by catalogue."""
    known = shown().keys()
    stale = {room: [text for text in kept if text not in known] for room, kept in catalogues().items()}
    return {room: texts for room, texts in stale.items() if texts}


def places(text: str) -> list[str]:
    """The places in a text that are filled in, in order of their names."""
    return sorted(_PLACE.findall(text.replace("%%", "")))


def add_missing() -> int:
    """Write what is missing into the catalogues; how many texts that were."""
    count = 0
    elsewhere = {text: message for kept in catalogues().values() for text, message in kept.items()}
    for room, texts in missing().items():
        path = CATALOGUES / f"{room}.po"
        before = path.read_text() if path.exists() else _HEAD
        added = [_entry(text.id, translation(elsewhere.get(text.id))) for text in texts]
        path.write_text(before.rstrip("\n") + "\n\n" + "\n".join(added))
        count += len(added)
    return count


_HEAD = """msgid ""
msgstr ""
"Language: vi\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"""


def _entry(text: Id, vietnamese: str) -> str:
    if isinstance(text, str):
        return f"msgid {_quoted(text)}\nmsgstr {_quoted(vietnamese)}\n"
    one, many = text
    return f"msgid {_quoted(one)}\nmsgid_plural {_quoted(many)}\nmsgstr[0] {_quoted(vietnamese)}\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def main() -> None:
    """Add what is missing and say what is to be done; or list what is not used."""
    if "--unused" in sys.argv:
        for room, texts in unused().items():
            print(f"{room}.po", *texts, sep="\n    ")
        return
    print(f"{add_missing()} texts added")
    for room, kept in catalogues().items():
        empty = [text for text, message in kept.items() if not translation(message)]
        if empty:
            print(f"{room}.po without translation:", *empty, sep="\n    ")


if __name__ == "__main__":
    main()
