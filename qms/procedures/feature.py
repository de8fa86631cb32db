"""What the room offers."""

from __future__ import annotations

from qms.foundation.feature import Feature, NavigationItem
from qms.foundation.texts import _l
from qms.procedures import citing, wording
from qms.procedures.charts import chart, chart_for_paper
from qms.procedures.commands import COMMANDS
from qms.procedures.kind import ProcedureKind
from qms.procedures.policy import LIST, PERMISSIONS
from qms.procedures.views import blueprint
from qms.procedures.views import bpmn as _bpmn  # noqa: F401 - its routes
from qms.procedures.views import editing as _editing  # noqa: F401  # each puts its pages on the blueprint
from qms.procedures.views import reading as _reading  # noqa: F401 - its routes

feature = Feature(
    name="procedures",
    title=_l("Procedures"),
    blueprint=blueprint,
    permissions=PERMISSIONS,
    navigation=(NavigationItem(_l("Procedures"), "procedures.index", "diagram-3", 10, LIST),),
    structure=ProcedureKind(),
    commands=COMMANDS,
    template_globals={
        "duration_text": wording.duration_text,
        "amount_text": wording.amount_text,
        "fees_text": wording.fees_text,
        "party_kinds": wording.PARTY_KINDS,
        "service_levels": wording.SERVICE_LEVELS,
        "with_links": citing.with_links,
        "known_texts": citing.known_texts,
        "chart": chart,
        "chart_for_paper": chart_for_paper,
        "part_names": wording.PART_NAMES,
        "part_in_words": wording.part_in_words,
    },
)
