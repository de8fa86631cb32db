"""A whole file: its parts are recognised one after the other, and what nobody took becomes the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from qms.intake.blocks import Block, Paragraph, Row, Table, Where
from qms.intake.doubts import Doubt, DoubtKind
from qms.intake.durations import read_time
from qms.intake.reading import Amendment, Reading, Receiver, Source
from qms.intake.recognising import lists
from qms.intake.recognising.cover import cover_in
from qms.intake.recognising.headings import Topic
from qms.intake.recognising.sections import Section, parts_of
from qms.intake.recognising.steps import StepsRead, Words, escaped, ids_of, markdown_of, steps_in
from qms.intake.recognising.tables import Column, Use, known
from qms.intake.recognising.tables import Known as KnownTable
from qms.intake.recognising.words import form_of, is_item, number_in, without_bullet
from qms.kernel.text import clean_line, fold
from qms.procedures.encoding import tidy
from qms.procedures.structure import Component, Fee, FormUse, Procedure, RecordKept, Step, usual_exits

PROSE = 80  # characters from which a line before the first section is a sentence worth keeping
DEEPEST_HEADING = 5
_STEP_LINE = re.compile(r"^(?:Bước|BƯỚC)\s+(\d{1,3})\s*[.:)–-]*\s*(.*)$")
_UNDER = {
    Topic.COMPONENTS: Use.COMPONENTS,
    Topic.FORMS: Use.FORMS,
    Topic.RECORDS: Use.RECORDS,
    Topic.DISTRIBUTION: Use.DISTRIBUTION,
}


@dataclass(frozen=True)
class Known:
    """What helps to understand a file: its name, and how units and positions of the organisation are called."""

    name: str = ""
    units: Collection[str] = ()
    positions: Collection[str] = ()


def recognise(blocks: Sequence[Block], about: Known = Known(), *, pictures: int = 0) -> Reading:
    """What the blocks of one file say; ``pictures`` is how many it shows, for what may be drawn in them."""
    return _Recogniser(tuple(blocks), about, pictures).reading()


@dataclass
class _Recogniser:
    blocks: tuple[Block, ...]
    about: Known
    pictures: int
    procedure: Procedure = Procedure()
    amendments: tuple[Amendment, ...] = ()
    receivers: tuple[Receiver, ...] = ()
    doubts: list[Doubt] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    told: list[tuple[int, str]] = field(default_factory=list)  # headings above, as depth and Markdown
    step_tables: dict[int, list[KnownTable]] = field(default_factory=dict)  # by block

    def reading(self) -> Reading:
        parts = parts_of(self.blocks)
        heads = [block for block in self.blocks if block.where is Where.HEADER]
        boxes = [block for block in self.blocks if block.where is Where.BOX]
        front = parts.front if parts.sections else parts.front[:20]
        cover = cover_in((*front, *boxes, *heads), self.about.name)
        self.doubts += cover.doubts
        self.sources += cover.sources
        if not parts.sections:
            self.doubts.append(Doubt(DoubtKind.NO_SECTIONS, "body"))
        self._read_front(parts.front, cover.used, has_sections=bool(parts.sections))
        self._read_forms_first(parts.sections)
        steps = self._steps(parts.front, parts.sections)
        for section in parts.sections:
            self._read_section(section)
        self._keep_steps(steps, parts.sections)
        body = "\n\n".join(part for part in self.text if part)
        return Reading(
            cover=cover.cover,
            amendments=self.amendments,
            receivers=self.receivers,
            procedure=tidy(self.procedure),
            body=body,
            sources=tuple(self.sources),
            doubts=tuple(self.doubts),
        )

    def _say(self, **values: Any) -> None:
        self.procedure = replace(self.procedure, **values)

    # --- Before the first section

    def _read_front(self, blocks: Sequence[Block], used: set[int], *, has_sections: bool) -> None:
        for block in blocks:
            if isinstance(block, Table):
                self._read_front_table(block, used, has_sections=has_sections)
            elif block.number not in used and (not has_sections or _is_prose(block)):
                self.text.append(_markdown([block]))

    def _read_front_table(self, table: Table, used: set[int], *, has_sections: bool) -> None:
        found = known(table)
        match found.use if found else None:
            case Use.AMENDMENTS if found:
                self.amendments += lists.amendments_in(found)
                self.sources.append(Source("amendments", table.number))
            case Use.DISTRIBUTION if found:
                self.receivers += lists.receivers_in(found)
                self.sources.append(Source("receivers", table.number))
            case Use.STEPS:
                return  # taken with the other step tables
            case _ if table.number not in used and not has_sections:
                self.text.append(lists.pipe_table(table.rows))

    # --- Steps

    def _steps(self, front: Sequence[Block], sections: Sequence[Section]) -> StepsRead:
        """The steps of the table that has them; tables that go on with it belong to it."""
        tables = [
            (found, section)
            for section, block in _placed(front, sections)
            if isinstance(block, Table) and (found := known(block)) and found.use is Use.STEPS and found.rows
        ]
        about = Words(self.about.units, self.about.positions, self.procedure.forms)
        if not tables:
            return StepsRead()
        under = [found for found, section in tables if section and section.heading.topic is Topic.STEPS]
        first = (under or [found for found, _section in tables])[0]
        chosen = [first]
        for found, _section in tables:
            if found.table.number <= chosen[-1].table.number or found is first:
                continue
            if _goes_on(chosen[-1], found):
                chosen.append(found)
                self.doubts.append(Doubt(DoubtKind.JOINED_TABLES, "steps", "", found.table.number))
        for found, _section in tables:
            if found not in chosen:
                self.doubts.append(Doubt(DoubtKind.TWO_TABLES, "steps", "", found.table.number))
        for found in chosen:
            self.step_tables.setdefault(found.table.number, []).append(found)
        return steps_in(chosen, about)

    def _keep_steps(self, steps: StepsRead, sections: Sequence[Section]) -> None:
        if not steps.steps:
            steps = _steps_of_lines(sections, self)
        if not steps.steps:
            kind = DoubtKind.PICTURE_FLOWCHART if self.pictures else DoubtKind.NO_STEPS
            self.doubts.append(Doubt(kind, "steps"))
        self._say(steps=tuple(steps.steps))
        self.doubts += steps.doubts
        self.sources += steps.sources

    # --- Sections

    def _read_forms_first(self, sections: Sequence[Section]) -> None:
        """The list of forms is read before the steps, which name them."""
        for section in sections:
            if section.heading.topic is Topic.FORMS:
                found = [form for block in section.blocks for form in _forms_of(block)]
                self._say(forms=(*self.procedure.forms, *found))

    def _read_section(self, section: Section) -> None:
        readers: dict[Topic, Callable[[Section], list[Block]]] = {
            Topic.LEGAL: self._legal,
            Topic.COMPONENTS: self._components,
            Topic.SETS: self._sets,
            Topic.TIME: self._time,
            Topic.PLACE: self._places,
            Topic.CHANNELS: self._channels,
            Topic.FEE: self._fees,
            Topic.APPLICANT: self._applicant,
            Topic.RESULT: self._result,
            Topic.FORMS: self._forms,
            Topic.RECORDS: self._records,
            Topic.AMENDMENTS: self._tables_of_front,
            Topic.DISTRIBUTION: self._tables_of_front,
        }
        reader = readers.get(section.heading.topic)
        left = reader(section) if reader else section.blocks
        if reader and len(left) < len(section.blocks):
            self.sources.append(Source(_PLACES.get(section.heading.topic, ""), section.block))
        self._write(section, [block for block in left if not self._is_taken(block)])

    def _is_taken(self, block: Block) -> bool:
        """Whether a table was read as steps, wherever it stands."""
        taken = self.step_tables.get(block.number, ())
        return isinstance(block, Table) and any(each.table.skipped == block.skipped for each in taken)

    def _write(self, section: Section, blocks: Sequence[Block]) -> None:
        """What is left of a section goes to the text under its heading, with the headings above it."""
        heading = section.heading
        marks = "#" * min(heading.depth + 1, DEEPEST_HEADING)
        title = escaped(heading.title if not heading.title.isupper() else heading.title.capitalize())
        number = (
            f"{heading.number}. " if heading.number and "." not in heading.number else f"{heading.number} "
        )
        line = f"{marks} {number if heading.number else ''}{title}"
        self.told = [(depth, text) for depth, text in self.told if depth < heading.depth]
        self.told.append((heading.depth, line))
        content = _markdown(blocks)
        if content:
            self.text += [text for _depth, text in self.told if text]
            self.told = [(depth, "") for depth, _text in self.told]
            self.text.append(content)

    def _tables_of_front(self, section: Section) -> list[Block]:
        for block in section.blocks:
            if isinstance(block, Table):
                self._read_front_table(block, set(), has_sections=True)
        return []

    def _legal(self, section: Section) -> list[Block]:
        texts = [line for block in section.blocks for line in _lines(block)]
        items = tuple(without_bullet(text).rstrip(" ;.") for text in texts if text.strip(" -"))
        self._say(legal_basis=(*self.procedure.legal_basis, *items))
        return []

    def _components(self, section: Section) -> list[Block]:
        left: list[Block] = []
        found: list[Component] = []
        for block in section.blocks:
            table = known(block, under=Use.COMPONENTS) if isinstance(block, Table) else None
            if table:
                components, is_sure = lists.components_in(table)
                found += components
                if not is_sure:
                    self.doubts.append(Doubt(DoubtKind.COUNTS, "components", "", block.number))
            elif isinstance(block, Table) or _is_introduction(block):
                left += [block] if isinstance(block, Table) else []
            elif re.match(r"(?:- |\+ )?so luong(?: bo)?(?: ho so)?\s*:", fold(block.shown)):
                self._say(sets=number_in(block.text))
            else:
                found += [lists.component_of(line) for line in _lines(block)]
        self._say(components=(*self.procedure.components, *found))
        return left

    def _sets(self, section: Section) -> list[Block]:
        text = " ".join(line for block in section.blocks for line in _lines(block))
        number = number_in(text)
        if number is None:
            return section.blocks
        self._say(sets=number)
        return []

    def _time(self, section: Section) -> list[Block]:
        lines = [(block, line) for block in section.blocks for line in _lines(block)]
        return [Paragraph(block.number, line) for block, line in lines if not self._take_time(block, line)]

    def _take_time(self, block: Block, line: str) -> bool:
        """Whether a line says the time limit, which is then kept: that of the law, or the one promised."""
        time = read_time(without_bullet(line).rstrip(" ."))
        folded = fold(line)
        name = "committed" if re.search(r"cam ket|rut ngan|cat giam", folded) else "statutory"
        if time.duration is None or getattr(self.procedure, name) is not None:
            return False
        if time.doubt:
            self.doubts.append(Doubt(DoubtKind(time.doubt.value), name, line[:200], block.number))
        elif name == "statutory" and not re.search(r"quy dinh|luat|phap", folded):
            self.doubts.append(Doubt(DoubtKind.WHICH_TIME, name, line[:200], block.number))
        start = time.rest if re.match(r"ke tu|tu |tinh tu|sau khi", fold(time.rest)) else ""
        self._say(**{name: replace(time.duration, note="" if start else time.duration.note)})
        if start and not self.procedure.clock_starts:
            self._say(clock_starts=start[0].upper() + start[1:])
        return True

    def _places(self, section: Section) -> list[Block]:
        return self._list_of("places", section)

    def _channels(self, section: Section) -> list[Block]:
        return self._list_of("channels", section)

    def _list_of(self, name: str, section: Section) -> list[Block]:
        items = tuple(
            without_bullet(line).rstrip(" ;.") for block in section.blocks for line in _lines(block)
        )
        self._say(**{name: (*getattr(self.procedure, name), *items)})
        return []

    def _fees(self, section: Section) -> list[Block]:
        fees = []
        for block in section.blocks:
            for line in _lines(block):
                fee, is_sure = _fee(without_bullet(line).rstrip(" ;."))
                fees.append(fee)
                if not is_sure:
                    self.doubts.append(Doubt(DoubtKind.FEE, "fees", line[:200], block.number))
        self._say(fees=(*self.procedure.fees, *fees))
        return []

    def _applicant(self, section: Section) -> list[Block]:
        return self._long_text("applicant", section)

    def _result(self, section: Section) -> list[Block]:
        return self._long_text("result", section)

    def _long_text(self, name: str, section: Section) -> list[Block]:
        lines = [without_bullet(line) for block in section.blocks for line in _lines(block)]
        self._say(**{name: "\n".join(lines)})
        return []

    def _forms(self, section: Section) -> list[Block]:
        return [block for block in section.blocks if not _forms_of(block)]

    def _records(self, section: Section) -> list[Block]:
        left: list[Block] = []
        found: list[RecordKept] = []
        for block in section.blocks:
            table = known(block, under=Use.RECORDS) if isinstance(block, Table) else None
            if table:
                found += lists.records_in(table)
            elif isinstance(block, Paragraph) and (is_item(block.shown) or block.label == "-"):
                found.append(RecordKept(without_bullet(block.text).rstrip(" ;.")))
            else:
                left.append(block)
        self._say(records=(*self.procedure.records, *found))
        return left


_PLACES = {
    Topic.LEGAL: "legal_basis",
    Topic.COMPONENTS: "components",
    Topic.SETS: "sets",
    Topic.TIME: "statutory",
    Topic.PLACE: "places",
    Topic.CHANNELS: "channels",
    Topic.FEE: "fees",
    Topic.APPLICANT: "applicant",
    Topic.RESULT: "result",
    Topic.FORMS: "forms",
    Topic.RECORDS: "records",
}


def _placed(front: Sequence[Block], sections: Sequence[Section]) -> list[tuple[Section | None, Block]]:
    in_sections = [(section, block) for section in sections for block in section.blocks]
    return [*((None, block) for block in front), *in_sections]


def _goes_on(last: KnownTable, following: KnownTable) -> bool:
    """Whether a table has the same columns and counts on where the last one ended."""
    if last.columns != following.columns or Column.NUMBER not in last.columns:
        return False
    numbers = [number_in(last.text(row, Column.NUMBER)) for _number, row in last.rows]
    first = number_in(following.text(following.rows[0][1], Column.NUMBER))
    ended = next((number for number in reversed(numbers) if number is not None), None)
    return first is not None and ended is not None and first == ended + 1


def _is_prose(paragraph: Paragraph) -> bool:
    return len(paragraph.text) >= PROSE and paragraph.text.rstrip().endswith((".", ";", ":"))


def _is_introduction(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.text.rstrip().endswith(":")


def _lines(block: Block) -> list[str]:
    """The lines of a block that say something; of a table, a line each row."""
    if isinstance(block, Paragraph):
        lines = [line for line in block.text.split("\n") if line.strip()]
        return [f"{block.label} {lines[0]}", *lines[1:]] if lines and block.label else lines
    return [line for row in block.rows if (line := _row_line(row))]


def _row_line(row: Row) -> str:
    cells = [clean_line(cell.text) for cell in row if not cell.across]
    if len(cells) > 1 and (not cells[0] or re.fullmatch(r"\d{1,3}\.?", cells[0])):
        cells = cells[1:]
    return " – ".join(cell for cell in cells if cell)


def _forms_of(block: Block) -> tuple[FormUse, ...]:
    if isinstance(block, Table):
        table = known(block, under=Use.FORMS)
        return lists.forms_in(table) if table else ()
    if is_item(block.shown) or block.label or form_of(block.text).code:
        return tuple(form_of(without_bullet(line)) for line in block.text.split("\n") if line.strip())
    return ()


_AMOUNT = re.compile(r"(\d{1,3}(?:[.,]\d{3})+|\d{4,9})\s*(?:đ\b|đồng|vnđ|vnd)", re.IGNORECASE)
_FREE = re.compile(
    r"(?:phi|le phi|phi, le phi)?\s*:?\s*(?:khong(?: thu| co| phai nop)?(?: phi| le phi|,| va)*|mien phi|0 dong)\s*$"
)


def _fee(line: str) -> tuple[Fee, bool]:
    """A fee from its line, and whether its amount is certain."""
    name, colon, rest = line.partition(":")
    named = clean_line(name) if colon and len(name) < 80 else ""
    if _FREE.match(fold(line)) or (named and _FREE.match(fold(rest.strip()))):
        return Fee(named or "Lệ phí", 0), True
    amounts = _AMOUNT.findall(line)
    if len(amounts) == 1:
        amount = int(re.sub(r"\D", "", amounts[0]))
        return Fee(
            named or "Phí, lệ phí", amount, clean_line(_AMOUNT.sub("", rest if named else "")).strip(" /,.")
        ), True
    return Fee(named or "Phí, lệ phí", None, clean_line(rest if named else line)), False


def _markdown(blocks: Sequence[Block]) -> str:
    """Blocks as Markdown: paragraphs, lists, tables."""
    parts: list[str] = []
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Table):
            parts += [markdown_of(lines), lists.pipe_table(block.rows)]
            lines = []
        else:
            lines += _lines(block)
    parts.append(markdown_of(lines))
    return "\n\n".join(part for part in parts if part)


def _steps_of_lines(sections: Sequence[Section], about: _Recogniser) -> StepsRead:
    """Steps that are written as paragraphs: "Bước 1: Tiếp nhận hồ sơ"."""
    found = StepsRead()
    for section in sections:
        for block in section.blocks:
            for line in _lines(block):
                said = _STEP_LINE.match(line)
                if said:
                    place = f"steps/{len(found.steps) + 1}"
                    name = clean_line(said[2]).rstrip(" .:;") or line
                    found.steps.append(
                        Step(id="", name=name[:200], instructions=said[2] if len(name) > 200 else "")
                    )
                    found.sources.append(Source(place, block.number))
                    found.doubts.append(Doubt(DoubtKind.NOBODY, f"{place}/responsible", "", block.number))
    ids = list(ids_of([step.name for step in found.steps]))
    found.steps = [
        replace(step, id=step_id, exits=usual_exits(ids, place))
        for place, (step, step_id) in enumerate(zip(found.steps, ids, strict=True))
    ]
    return found
