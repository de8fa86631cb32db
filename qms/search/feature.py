"""What the room offers."""

from __future__ import annotations

from datetime import timedelta

from qms.foundation.feature import Feature
from qms.foundation.outbox import Duty
from qms.foundation.texts import _l
from qms.search import operations
from qms.search.commands import reindex, search
from qms.search.policy import PERMISSIONS
from qms.search.views import blueprint

feature = Feature(
    name="search",
    title=_l("Search"),
    blueprint=blueprint,
    permissions=PERMISSIONS,
    effects={"index": operations.bring_in_line, operations.REBUILD: operations.make_anew},
    effect_labels={"index": _l("Search entry"), operations.REBUILD: _l("Search index, made anew")},
    duties=(
        Duty(
            "search.look_after",
            _l("See whether the search index is sound"),
            timedelta(minutes=15),
            operations.look_after,
        ),
    ),
    sentences={
        "search.short_form_added": _l("%(actor)s taught the search that %(short)s stands for “%(full)s”."),
        "search.short_form_changed": _l("%(actor)s changed the abbreviation %(subject)s."),
        "search.short_form_removed": _l("%(actor)s removed the abbreviation %(short)s, “%(full)s”."),
        "search.short_forms_taken_over": _l("%(actor)s made the list of abbreviations one's own."),
    },
    field_labels={"short": _l("Abbreviation"), "full": _l("Stands for")},
    checks={"index": operations.faults},
    commands=(search, reindex),
)
