"""The checklist: made from clauses, steps, earlier audits and templates; lines added, dropped, moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from qms.audits.bank import bank_on, in_order
from qms.audits.models import Audit, ChecklistTemplate, Line
from qms.audits.operations.telling import trace
from qms.audits.queries import checklists as queries
from qms.audits.queries.evidence import files_of_line
from qms.audits.questions import question_of
from qms.audits.rules import auditing as rules
from qms.audits.rules.auditing import Verb
from qms.audits.rules.lines import MOST_LINES, Origin
from qms.documents.models import Document
from qms.foundation.access import Actor
from qms.foundation.db import db
from qms.foundation.texts import _l
from qms.identity.models import Unit
from qms.kernel import clock
from qms.kernel.errors import Refused
from qms.procedures.queries import procedure_of


def build(
    audit: Audit,
    *,
    actor: Actor,
    unit: Unit | None,
    clauses: list[str],
    documents: Iterable[Document],
    former: Audit | None = None,
    template: ChecklistTemplate | None = None,
) -> int:
    """Add lines from clauses, steps in force, an earlier audit and a template; what is there is not added twice.

    Returns:
        How many lines were added.

    Raises:
        Refused: state, a clause that the standard does not have, a unit that is not audited, nothing to add, or
            more lines than a checklist can have.
    """
    rules.after(audit.status, Verb.PREPARE)
    _refuse_odd_unit(audit, unit)
    there = {(line.unit_id, line.question) for line in queries.list_lines(audit)}
    found = [
        *_from_clauses(clauses),
        *(line for document in documents for line in _from_steps(document)),
        *(_from_former(former) if former else ()),
        *(_from_template(template) if template else ()),
    ]
    unit_id = unit.id if unit else None
    new = [line for line in found if (unit_id, line["question"]) not in there]
    if not new:
        raise Refused(
            _l("There is nothing to add: choose clauses, procedures, an earlier audit or a template.")
        )
    _refuse_too_many(audit, len(new))
    position = queries.last_position(audit)
    for place, facts in enumerate(new, position + 1):
        _add(audit, unit, place, facts)
    trace("checklist_built", audit, actor=actor, count=len(new), audited_unit=unit.name if unit else "")
    return len(new)


def _refuse_odd_unit(audit: Audit, unit: Unit | None) -> None:
    if unit is not None and unit.id not in audit.unit_ids:
        raise Refused(_l("Choose one of the audited units."), field="unit")


def _refuse_too_many(audit: Audit, more: int) -> None:
    if queries.count_lines(audit) + more > MOST_LINES:
        raise Refused(
            _l("A checklist has at most %(most)s lines. Choose less, or plan another audit.", most=MOST_LINES)
        )


def _from_clauses(clauses: list[str]) -> Iterator[dict[str, Any]]:
    bank = bank_on(clock.today())
    for number in sorted(set(clauses), key=in_order):
        clause = bank.clause(number)
        if clause is None:
            raise Refused(_l("The standard has no clause %(clause)s.", clause=number), field="clauses")
        for question in clause.questions:
            yield {"origin": Origin.BANK.value, "clause": number, "question": question.text()}


def _from_steps(document: Document) -> Iterator[dict[str, Any]]:
    revision = document.effective
    if revision is None:
        return
    clause = sorted(document.clauses, key=in_order)[-1] if document.clauses else ""
    for number, step in enumerate(procedure_of(revision.structure).steps, 1):
        yield {
            "origin": Origin.STEP.value,
            "clause": clause,
            "question": question_of(step, number),
            "revision": revision,
            "step_id": step.id,
            "step_number": number,
        }


def _from_former(former: Audit) -> Iterator[dict[str, Any]]:
    """Questions of an earlier audit that are not about a step: steps are taken as they are in force now."""
    for line in queries.list_lines(former):
        if line.origin != Origin.STEP:
            yield {"origin": Origin.FORMER.value, "clause": line.clause, "question": line.question}


def _from_template(template: ChecklistTemplate) -> Iterator[dict[str, Any]]:
    for clause, question in template.questions:
        yield {"origin": Origin.TEMPLATE.value, "clause": clause, "question": question}


def _add(audit: Audit, unit: Unit | None, position: int, facts: dict[str, Any]) -> Line:
    line = Line(organization_id=audit.organization_id, audit=audit, unit=unit, position=position, **facts)
    db.session.add(line)
    return line


def add_line(audit: Audit, *, actor: Actor, unit: Unit | None, clause: str, question: str) -> Line:
    """Add a question of one's own at the end.

    Raises:
        Refused: state, clause, unit, or too many lines.
    """
    rules.after(audit.status, Verb.PREPARE)
    _refuse_odd_unit(audit, unit)
    if clause and bank_on(clock.today()).clause(clause) is None:
        raise Refused(_l("The standard has no clause %(clause)s.", clause=clause), field="clause")
    _refuse_too_many(audit, 1)
    facts = {"origin": Origin.OWN.value, "clause": clause, "question": question}
    line = _add(audit, unit, queries.last_position(audit) + 1, facts)
    trace("line_added", audit, actor=actor, question=question)
    return line


def drop_line(line: Line, *, actor: Actor) -> None:
    """Take a line out; one with notes or photos stays, for nothing that was recorded is lost.

    Raises:
        Refused: state, or somebody took notes on it.
    """
    rules.after(line.audit.status, Verb.PREPARE)
    if line.notes or files_of_line(line):
        raise Refused(_l("There are notes or photos on this line; say “not applicable” instead."))
    line.is_dropped = True
    trace("line_dropped", line.audit, actor=actor, question=line.question)


def move_line(line: Line, *, actor: Actor, up: bool) -> None:
    """Let a line change places with the one before it, or after it; at the end nothing happens."""
    rules.after(line.audit.status, Verb.PREPARE)
    lines = queries.list_lines(line.audit)
    at = next(place for place, each in enumerate(lines) if each.id == line.id)
    to = at - 1 if up else at + 1
    if 0 <= to < len(lines):
        lines[at], lines[to] = lines[to], lines[at]
        for place, each in enumerate(lines, 1):
            each.position = place
        trace("line_moved", line.audit, actor=actor, question=line.question, position=to + 1)


def keep_template(audit: Audit, *, actor: Actor, name: str) -> ChecklistTemplate:
    """Keep the questions of a checklist, except those about steps, for later ones.

    Raises:
        Refused: at ``name`` when it is taken, or there is no question to keep.
    """
    kept = [[line.clause, line.question] for line in queries.list_lines(audit) if line.origin != Origin.STEP]
    if not kept:
        raise Refused(_l("There is no question to keep: steps are taken from the procedures anew each time."))
    if any(template.name.casefold() == name.casefold() for template in queries.list_templates()):
        raise Refused(_l("There is a template of this name already."), field="name")
    template = ChecklistTemplate(
        organization_id=audit.organization_id, name=name, questions=kept, created_at=clock.now()
    )
    db.session.add(template)
    trace("template_kept", audit, actor=actor, name=name, count=len(kept))
    return template
