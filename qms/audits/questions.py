"""Questions made from the steps in force of a procedure: was it done, by whom, in time, with which record."""

from __future__ import annotations

from qms.foundation.texts import _
from qms.procedures.structure import Step
from qms.procedures.wording import duration_text


def question_of(step: Step, number: int) -> str:
    """One question for a step; what the procedure says of it stands beside."""
    records = [f"{form.code} {form.title}".strip() for form in step.forms] or list(step.outputs)
    parts = [
        _("Step %(number)s: %(name)s. Was it done?", number=number, name=step.name),
        _("By whom? Laid down: %(who)s.", who=step.responsible.name) if step.responsible else _("By whom?"),
        _("In time? Laid down: %(time)s.", time=duration_text(step.duration)) if step.duration else "",
        _("Which record shows it? Named: %(records)s.", records="; ".join(records))
        if records
        else _("Which record shows it?"),
    ]
    return " ".join(part for part in parts if part)
