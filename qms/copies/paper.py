"""A revision in the layout of the agencies, as blocks: what PDF and Word files say, before either is written.

Sections 1 to 7 as people number them (Mục đích … Nội dung, Biểu mẫu, Hồ sơ). What a procedure holds as data stands at
the end of the section it belongs to: basis, dossier, time, place, fee and the table of steps (the legal parts of
NĐ 63/2010/NĐ-CP, Article 8.2) in "Nội dung", the forms in "Biểu mẫu", the records in "Hồ sơ".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qms.copies.typesetting.nodes import Node, bold, cell, heading, items, para, run, table, words_of
from qms.foundation.texts import _
from qms.kernel.text import fold
from qms.procedures.structure import END, Component, FormUse, Procedure, RecordKept, Step
from qms.procedures.wording import SERVICE_LEVELS, amount_text, duration_text, part_in_words

_NUMBER = re.compile(r"\s*(\d+)\.?(?:(\d+))?")
_SECTIONS = {  # what a section holds, by the words of its heading, folded
    "content": ("noi dung", "content"),
    "forms": ("bieu mau", "forms"),
    "records": ("ho so", "records"),
}


@dataclass
class _Section:
    """A section of the written text: its heading and what follows."""

    head: Node | None
    blocks: list[Node]

    @property
    def number(self) -> int | None:
        """Its number, where its writer gave it one."""
        found = _NUMBER.match(words_of([self.head])) if self.head else None
        return int(found[1]) if found else None

    def is_of(self, part: str) -> bool:
        title = fold(words_of([self.head])) if self.head else ""
        bare = title.lstrip("0123456789. ")
        return bare.startswith(_SECTIONS[part])


def blocks_of_paper(
    body: Sequence[Node],
    procedure: Procedure | None,
    *,
    instructions: Mapping[str, Sequence[Node]],
    chart: Node | None,
    for_reading_in: bool = False,
) -> list[Node]:
    """Everything below the amendment table, in the present language.

    ``instructions`` are those of the steps by their ids; ``chart`` is the flowchart, where one is wanted. A file that
    can be read in again (``for_reading_in``) says in a step's cells nothing but what the step itself says.
    """
    sections = _sections_of(body)
    if procedure is None:
        return _joined(sections)
    parts = {
        "content": list(_content(procedure, instructions, chart, for_reading_in)),
        "forms": [[items(_form(each) for each in forms)]] if (forms := _all_forms(procedure)) else [],
        "records": [[_records(procedure.records)]] if procedure.records else [],
    }
    titles = {"content": _("Handling"), "forms": _("Forms"), "records": _("Records to keep")}
    for part, filled in parts.items():
        if filled:
            _fill(_section_for(part, titles[part], sections), filled)
    return _joined(sections)


def _sections_of(body: Sequence[Node]) -> list[_Section]:
    sections = [_Section(None, [])]
    for block in body:
        if block["k"] == "h" and block["l"] == 1:
            sections.append(_Section(block, []))
        else:
            sections[-1].blocks.append(block)
    return sections


def _joined(sections: Sequence[_Section]) -> list[Node]:
    return [block for each in sections for block in ([each.head] if each.head else []) + each.blocks if block]


def _section_for(part: str, title: str, sections: list[_Section]) -> _Section:
    """The section of the text that a part belongs to; a new one at the end where its writer made none."""
    found = next((each for each in sections if each.is_of(part)), None)
    if found is None:
        last = max((each.number or 0 for each in sections), default=0)
        found = _Section(heading(1, f"{last + 1}. {title}" if last else title), [])
        sections.append(found)
    return found


def _fill(section: _Section, parts: Sequence[list[Node]]) -> None:
    """Put parts at a section's end; those that begin with a heading go on with the numbers of its parts."""
    taken = [
        _NUMBER.match(words_of([each])) for each in section.blocks if each["k"] == "h" and each["l"] == 2
    ]
    last = max((int(found[2]) for found in taken if found and found[2]), default=0)
    for part in parts:
        if part[0]["k"] == "h" and section.number is not None:
            last += 1
            part[0]["c"].insert(0, run(f"{section.number}.{last} "))
        section.blocks += part


# --- The parts of a procedure -----------------------------------------------------------------------------------


def _content(
    procedure: Procedure,
    instructions: Mapping[str, Sequence[Node]],
    chart: Node | None,
    for_reading_in: bool,
) -> Iterator[list[Node]]:
    if procedure.legal_basis or procedure.legal_note:
        note = [para(bold(_("Not verified:")), f" {procedure.legal_note}")] if procedure.legal_note else []
        yield [heading(2, _("Legal basis")), items(procedure.legal_basis), *note]
    if procedure.components:
        sets = (
            [para(_("Number of sets: %(number)s.", number=f"{procedure.sets:02d}"))] if procedure.sets else []
        )
        yield [heading(2, _("Components of the dossier")), _components(procedure.components), *sets]
    if procedure.says_times:
        yield [heading(2, _("Processing time")), _facts(_times(procedure)), *_justification(procedure)]
    if procedure.says_where:
        yield [heading(2, _("Receipt of dossiers, return of results")), _facts(_where(procedure))]
    if procedure.fees:
        yield [heading(2, _("Fees and charges")), _facts(_fees(procedure))]
    if procedure.steps:
        yield [
            heading(2, _("Sequence of the work")),
            *([chart] if chart else []),
            step_table(procedure, instructions, bare=for_reading_in),
            *(_ways_below(procedure) if for_reading_in else []),
        ]


def _facts(rows: Iterator[tuple[str, Sequence[str]]]) -> Node:
    made = [
        {"label": label, "c": [para(*lines)] if len(lines) == 1 else [items(lines)]}
        for label, lines in rows
        if any(lines)
    ]
    return {"k": "facts", "rows": made}


def _times(procedure: Procedure) -> Iterator[tuple[str, Sequence[str]]]:
    if procedure.committed:
        yield _("Committed time"), [part_in_words(procedure.committed)]
    if procedure.statutory:
        yield _("Statutory time"), [part_in_words(procedure.statutory)]
    yield _("The clock starts"), [procedure.clock_starts]
    for each in procedure.sub_deadlines:
        yield each.what, [part_in_words(each.limit)]
    for variant in procedure.variants:
        times = [part_in_words(time) for time in (variant.committed or variant.statutory,) if time]
        yield variant.name, ["; ".join([*times, *([variant.note] if variant.note else [])])]


def _justification(procedure: Procedure) -> list[Node]:
    return [para(procedure.time_justification)] if procedure.time_justification else []


def _where(procedure: Procedure) -> Iterator[tuple[str, Sequence[str]]]:
    yield _("Who applies"), [procedure.applicant]
    yield _("Ways to hand in"), procedure.channels
    yield _("Places"), procedure.places
    if procedure.service_level:
        yield _("Online service"), [str(SERVICE_LEVELS[procedure.service_level])]
    yield _("Deciding agency"), [procedure.agency]
    yield _("Result"), [procedure.result]
    yield _("Validity of the result"), [procedure.validity]
    yield _("Code in the national database"), [procedure.tthc_code]


def _fees(procedure: Procedure) -> Iterator[tuple[str, Sequence[str]]]:
    for fee in procedure.fees:
        amount = amount_text(fee.amount) if fee.amount is not None else ""
        yield fee.name, ["; ".join(part for part in (amount, fee.note) if part) or _("amount not known")]


def _components(components: Sequence[Component]) -> Node:
    def number(value: int | None) -> Node:
        return cell("" if value is None else str(value), align="center")

    rows = [
        [
            cell(str(place), align="center"),
            cell(each.name, *([f"({each.condition})"] if each.condition else [])),
            number(each.originals),
            number(each.copies),
            cell(each.form),
        ]
        for place, each in enumerate(components, 1)
    ]
    heads = [_("Item no."), _("Paper"), _("Originals"), _("Copies"), _("Form")]
    return table(heads, rows, (0.7, 5, 1.1, 1.1, 2.3))


def _records(records: Sequence[RecordKept]) -> Node:
    rows = [
        [
            cell(str(place), align="center"),
            cell(each.name),
            cell(each.place),
            cell(each.retention),
            cell(each.medium),
        ]
        for place, each in enumerate(records, 1)
    ]
    heads = [_("Item no."), _("Name of the record"), _("Kept at"), _("Kept for"), _("Medium")]
    return table(heads, rows, (0.7, 4, 2.2, 2, 1.6))


# --- The table of steps -------------------------------------------------------------------------------------------


def step_table(
    procedure: Procedure, instructions: Mapping[str, Sequence[Node]], *, bare: bool = False
) -> Node:
    """TT, Trình tự, Trách nhiệm, Thời gian, Biểu mẫu/Kết quả: one row a step.

    In the cell of the sequence the first paragraph is the step's name and what is done stands below; unless ``bare``,
    then where it goes when that is not simply the next step, and results are called so.
    """
    rows = []
    for number, step in enumerate(procedure.steps, 1):
        ways = [] if bare else [para({"k": "i", "c": [run(each)]}) for each in _ways(procedure, number, step)]
        results = step.outputs if bare else [_("Result: %(what)s", what=each) for each in step.outputs]
        rows.append(
            [
                cell(str(number), align="center"),
                cell(para(bold(step.name)), *instructions.get(step.id, ()), *ways),
                cell(step.responsible.name if step.responsible else ""),
                cell(*_time(step)),
                cell(*(_form(each) for each in step.forms), *results),
            ]
        )
    heads = [_("Item no."), _("Sequence of steps"), _("Responsible"), _("Time"), _("Form/result")]
    return table(heads, rows, (0.75, 5, 2.1, 1.75, 2.9))


def _time(step: Step) -> list[str]:
    if step.duration is None:
        return []
    return [duration_text(step.duration), *([f"({step.duration.note})"] if step.duration.note else [])]


def _form(form: FormUse) -> str:
    return f"{form.code} {form.title}".strip()


def _all_forms(procedure: Procedure) -> list[FormUse]:
    """The forms of the procedure, and those that only a step names."""
    named = (*procedure.forms, *(form for step in procedure.steps for form in step.forms))
    return list(dict.fromkeys(named))


def _ways_below(procedure: Procedure) -> list[Node]:
    """The ways of the steps that do not simply go to the next one, as a list."""
    told = [
        _("Step %(number)s: %(way)s", number=number, way=way)
        for number, step in enumerate(procedure.steps, 1)
        for way in _ways(procedure, number, step)
    ]
    return [items(told)] if told else []


def _ways(procedure: Procedure, number: int, step: Step) -> list[str]:
    """Where the work goes on; nothing where it simply goes to the next step, or ends with the last."""
    after = procedure.steps[number].id if number < len(procedure.steps) else END
    if len(step.exits) == 1 and step.exits[0].to == after and not step.exits[0].condition:
        return []
    return [_way(procedure, each.to, each.condition) for each in step.exits]


def _way(procedure: Procedure, target: str, condition: str) -> str:
    number = procedure.number_of(target)
    where = _("step %(number)s", number=number) if number else _("the end")
    words = {"yes": _("Yes"), "no": _("No")}.get(condition, condition)
    return f"→ {words}: {where}" if words else f"→ {where}"
