"""Flowcharts of procedures in the reader's language; each is drawn once and kept while the process lives."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from flask import get_template_attribute
from markupsafe import Markup

from qms.foundation.texts import _, _n, language
from qms.kernel.codes import in_address
from qms.procedures.flowchart import (
    Drawing,
    Labels,
    OutlineStep,
    draw_strip,
    draw_swimlanes,
    draw_table,
    outline,
)
from qms.procedures.queries import procedure_of
from qms.procedures.structure import Procedure
from qms.procedures.wording import duration_text


def chart(structure: str, *, code: str, linked: bool = True) -> Markup:
    """The flowchart for a page: lanes on a wide screen, a strip on a phone, the table on paper, and in words.

    Linked, each step leads to its page of the procedure in force; else to its place on the same page.
    """
    return _figure(structure, code, linked, language())


@lru_cache(maxsize=256)
def _figure(structure: str, code: str, linked: bool, _language: str) -> Markup:
    draw = _Drawer(structure, code, linked)
    macro = get_template_attribute("_components/flowchart.html", "flowchart_figure")
    return Markup(  # noqa: S704  # what a template made
        macro(
            draw.with_(draw_swimlanes, "lanes"),
            draw.with_(draw_strip, "strip"),
            draw.with_(draw_table, "table"),
            draw.outline(),
            _("The flowchart in words"),
        )
    )


def chart_for_paper(structure: str, *, code: str, linked: bool = True) -> Markup:
    """The flowchart as the table that agencies print; its links as in ``chart``."""
    return _paper(structure, code, linked, language())


@lru_cache(maxsize=256)
def _paper(structure: str, code: str, linked: bool, _language: str) -> Markup:
    drawing = _Drawer(structure, code, linked).with_(draw_table, "paper")
    return Markup(get_template_attribute("_components/flowchart.html", "flowchart_pages")(drawing))  # noqa: S704


class _Drawer:
    """Draws one procedure in the reader's language."""

    def __init__(self, structure: str, code: str, linked: bool) -> None:
        self.procedure = procedure_of(structure)
        self.labels = labels(self.procedure, code)
        self.link = _link(code, linked)

    def with_(self, draw: Callable[..., Drawing], prefix: str) -> Drawing:
        return draw(self.procedure, labels=self.labels, link=self.link, id_prefix=f"chart-{prefix}")

    def outline(self) -> tuple[OutlineStep, ...]:
        return outline(self.procedure, labels=self.labels, link=self.link)


def _link(code: str, linked: bool) -> Callable[[int], str]:
    return lambda number: step_address(code, number) if linked else f"#step-{number}"


def step_address(code: str, number: int) -> str:
    """The page of a step of the procedure in force."""
    return f"/procedures/{in_address(code)}/steps/{number}"


def labels(procedure: Procedure, code: str) -> Labels:
    """All human text of a flowchart."""
    count = len(procedure.steps)
    return Labels(
        title=_("Flowchart of %(code)s", code=code),
        description=_n(
            "%(num)s step; the list below says the same in words.",
            "%(num)s steps; the list below says the same in words.",
            count,
        ),
        start=_("Start"),
        end=_("End"),
        empty=_("There are no steps yet."),
        nobody=_("Nobody named"),
        dead_end=_("dead end"),
        missing=_("leads nowhere: {id}"),
        yes=_("Yes"),
        no=_("No"),
        column_responsible=_("Responsible"),
        column_sequence=_("Sequence of work"),
        column_time=_("Time limit · Forms"),
        duration=duration_text,
        step=_("Step {number}: {name}"),
        goes_to=_("Then {target}."),
        goes_to_if=_("If “{condition}”: {target}."),
        goes_back_to=_("Then back to {target}."),
        goes_back_to_if=_("If “{condition}”: back to {target}."),
        target=_("step {number}, {name}"),
    )
