"""The port by which pages of procedures ask which of the legal texts they cite are known, and still hold.

A higher room keeps the register of legal texts and answers; without it, citations are plain words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from flask import request
from markupsafe import Markup, escape

from qms.documents.models import Revision
from qms.foundation.house import house


@dataclass(frozen=True)
class CitedText:
    """A legal text as a revision writes it, its page, and a few words when it is no longer in force."""

    written: str
    url: str
    over: str = ""


class Citations(Protocol):
    """What the room that keeps legal texts does for procedures."""

    def cited_in(self, revision: Revision) -> tuple[CitedText, ...]:
        """The known texts that a revision cites, the longest spelling first; one statement."""

    def all_known(self) -> list[tuple[str, str]]:
        """Number and title of every known text, to choose from while writing."""


def cited_in(revision: Revision) -> tuple[CitedText, ...]:
    """The known legal texts that a revision cites; none where nobody keeps them."""
    keeper: Citations | None = house().citations
    return keeper.cited_in(revision) if keeper else ()


def known_texts() -> list[tuple[str, str]]:
    """Number and title of every known legal text."""
    keeper: Citations | None = house().citations
    return keeper.all_known() if keeper else []


def with_links(text: str, cited: Sequence[CitedText]) -> Markup:
    """A citation whose known texts lead to their pages and say when they hold no more."""
    known = {each.written: each for each in cited}
    if not known:
        return escape(text)
    spelled = re.compile("|".join(re.escape(each) for each in known))
    made, at = Markup(), 0
    for match in spelled.finditer(text):
        made += escape(text[at : match.start()]) + _link(known[match[0]])
        at = match.end()
    return made + escape(text[at:])


def _link(text: CitedText) -> Markup:
    link = Markup('<a href="{}{}">{}</a>').format(request.script_root, text.url, text.written)
    return link + Markup(' <span class="tag tag--danger">{}</span>').format(text.over) if text.over else link
