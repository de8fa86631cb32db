"""The files of a revision as values: what is signed of them (name and hash), what changed between two revisions.

They travel with the revision as one canonical JSON text, as its structure does, so that they are signed, frozen,
copied and compared together with the rest. The contents lie in the store (foundation/files.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, Protocol

from qms.foundation.texts import _l
from qms.kernel.errors import Refused
from qms.kernel.filetypes import PICTURES

MOST_FILES = 20  # of one revision


class Sent(Protocol):
    """A file as it came in."""

    @property
    def name(self) -> str: ...
    @property
    def hash(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def media_type(self) -> str: ...


@dataclass(frozen=True)
class Enclosure:
    """A file of a revision. ``hash`` is the SHA-256 of its content in hexadecimal, ``size`` is in bytes."""

    name: str
    hash: str
    size: int
    media_type: str

    @property
    def is_picture(self) -> bool:
        return self.media_type in PICTURES

    @property
    def signed(self) -> dict[str, str]:
        """What a signature covers of it."""
        return {"name": self.name, "hash": self.hash}


@dataclass(frozen=True)
class Difference:
    """A file that differs between two revisions; ``old`` or ``new`` is None where it is new, or gone."""

    name: str
    old: Enclosure | None
    new: Enclosure | None


@lru_cache(maxsize=512)
def read(text: str) -> tuple[Enclosure, ...]:
    """The files that a revision's text names."""
    return tuple(Enclosure(**each) for each in json.loads(text)) if text else ()


def written(enclosures: Iterable[Enclosure]) -> str:
    """The same as canonical text; empty for none."""
    listed = [asdict(each) for each in enclosures]
    return json.dumps(listed, ensure_ascii=False, sort_keys=True, separators=(",", ":")) if listed else ""


def with_added(present: Sequence[Enclosure], sent: Iterable[Sent]) -> tuple[Enclosure, ...]:
    """The files with those that came; one of the same name takes the place of the former.

    Raises:
        Refused: at ``files``, when there would be too many.
    """
    together = {each.name: each for each in present}
    for each in sent:
        together[each.name] = Enclosure(each.name, each.hash, each.size, each.media_type)
    if len(together) > MOST_FILES:
        raise Refused(_l("A revision can have at most %(most)s files.", most=MOST_FILES), field="files")
    return tuple(together.values())


def without(present: Sequence[Enclosure], name: str) -> tuple[Enclosure, ...]:
    """The files without the one of this name."""
    return tuple(each for each in present if each.name != name)


def differences(old: Sequence[Enclosure], new: Sequence[Enclosure]) -> list[Difference]:
    """What differs, in the order of the new files, those that are gone last."""
    before, now = {each.name: each for each in old}, {each.name: each for each in new}
    both: dict[str, Any] = {**now, **before}
    names = [*now, *(name for name in both if name not in now)]
    return [
        Difference(name, before.get(name), now.get(name))
        for name in names
        if name not in before or name not in now or before[name].hash != now[name].hash
    ]
