"""The assembled house: what all rooms offer, put together once at the start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from flask import Request, current_app

from config import Config
from qms.foundation.access import Actor, Permission
from qms.foundation.events import Reaction
from qms.foundation.feature import Feature, Indexed, NoticeText, ShowSubjects
from qms.foundation.mail.port import Mailer
from qms.foundation.outbox import Duty, Handler
from qms.foundation.searching.port import SearchEngine


@dataclass
class House:
    """Made by wiring.py; kept at ``app.extensions["qms"]``."""

    config: Config
    features: tuple[Feature, ...]
    mailer: Mailer
    search: SearchEngine
    load_actor: Callable[[Request], Actor]
    ask_again: Callable[[Request], Any]
    reactions: dict[type, list[Reaction]]
    effects: dict[str, Handler]
    duties: tuple[Duty, ...]
    permissions: dict[str, Permission]
    slow_effects: frozenset[str] = frozenset()
    effect_labels: dict[str, Any] = field(default_factory=dict)
    sentences: dict[str, Any] = field(default_factory=dict)
    field_labels: dict[str, Any] = field(default_factory=dict)
    value_labels: dict[str, Callable[[Any], Any]] = field(default_factory=dict)
    indexed: dict[str, Indexed] = field(default_factory=dict)
    structure: Any = None
    citations: Any = None
    notices: dict[str, NoticeText] = field(default_factory=dict)
    subjects: dict[str, ShowSubjects] = field(default_factory=dict)
    words_beside_codes: frozenset[str] = frozenset()  # in small letters; no document may be called so

    def paused_effects(self) -> tuple[str, ...]:
        """Kinds of effects that wait for something outside: mail, while there is no server."""
        return () if self.mailer.is_configured else ("mail",)


def house() -> House:
    """The house of the running application."""
    return cast("House", current_app.extensions["qms"])
