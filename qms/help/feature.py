"""What the room offers."""

from __future__ import annotations

from qms.foundation.feature import Feature, Indexed
from qms.foundation.texts import _l
from qms.help import indexing
from qms.help.places import help_url
from qms.help.views import blueprint

feature = Feature(
    name="help",
    title=_l("Help"),
    blueprint=blueprint,
    indexed={indexing.KIND: Indexed(indexing.all_ids, indexing.entries_of)},
    template_globals={"help_url": help_url},
)
