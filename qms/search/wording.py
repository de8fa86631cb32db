"""A hit in words: what is said beside it."""

from __future__ import annotations

from typing import Any

from qms.foundation.searching.port import PARTS, Hit
from qms.foundation.texts import _, _l

STATUS_WORDS = {
    "effective": _l("In force"),
    "draft": _l("Draft"),
    "superseded": _l("Superseded"),
    "withdrawn": _l("Withdrawn"),
}


def hit_facts(hit: Hit) -> list[Any]:
    """The line below a hit: of a part, the record it stands in; of a record, its type, unit and issue."""
    if hit.kind in PARTS:
        return ["".join(piece.text for piece in hit.title)]
    issue = _("issue/amendment %(label)s", label=hit.facts["label"]) if hit.facts.get("label") else ""
    return [hit.facts.get("type", ""), hit.facts.get("unit", ""), issue]
