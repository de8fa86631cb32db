"""The step table: TT, trình tự, trách nhiệm, thời gian, biểu mẫu/kết quả, and the layout of 2008."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from qms.intake.blocks import Row, own_cells
from qms.intake.doubts import Doubt, DoubtKind
from qms.intake.durations import TimeRead, read_time, unit_of_head
from qms.intake.reading import Source
from qms.intake.recognising.tables import Column, Known
from qms.intake.recognising.words import (
    form_of,
    is_form,
    is_item,
    items_in,
    party_of,
    without_bullet,
)
from qms.kernel.durations import TimeUnit
from qms.kernel.text import clean_line, fold, words
from qms.procedures.structure import STEP_ID_LENGTH, STEP_LIMIT, FormUse, Party, Step, usual_exits

LONGEST_NAME = 200
_NUMBERED = re.compile(r"^(?:buoc|b)?\s*\.?\s*(\d{1,3})\s*[.):]?$")
_NUMBER_BEFORE = re.compile(r"^(?:[Bb]ước|B)\s*(\d{1,3})\s*[.:)–-]*\s*|^(\d{1,3})\s*[.)]\s+")
_BRANCHES = re.compile(
    r"(?:quay lai|chuyen (?:sang|ve|den|lai|tro lai)|tro ve|thuc hien (?:tiep|lai)|sang|ve|den|qua) (?:buoc|b)\s*\d"
    r"|khong dat|khong dong y|chua dat|neu (?:dat|dong y)|\bdat:|khong hop le|chua hop le"
)


@dataclass(frozen=True)
class Words:
    """What recognising may know of the organisation and of the rest of the file."""

    units: Collection[str] = ()
    positions: Collection[str] = ()
    forms: tuple[FormUse, ...] = ()  # the file's own list of forms

    @property
    def titles(self) -> dict[str, str]:
        """The listed forms' titles by code."""
        return {form.code: form.title for form in self.forms if form.code}

    def listed(self, item: str) -> FormUse:
        """The form that an item names, as the file's list has it; else as the item says."""
        form = form_of(item, self.titles)
        same = (each for each in self.forms if not form.code and fold(each.title) == fold(form.title))
        return next(same, form)

    def lists(self, item: str) -> bool:
        """Whether the file's list of forms has this one."""
        form = self.listed(item)
        return form in self.forms or (form.code != "" and form.code in self.titles)


@dataclass
class StepsRead:
    steps: list[Step] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)


def steps_in(tables: Sequence[Known], about: Words) -> StepsRead:
    """The steps of these tables, in order; they are parts of one, so that numbers go on."""
    reader = _Reader(about)
    for table in tables:
        reader.read(table)
    return reader.finished()


@dataclass
class _Reader:
    about: Words
    found: StepsRead = field(default_factory=StepsRead)
    phase: str = ""
    last_number: int | None = None
    row_of_step: list[tuple[int, int]] = field(default_factory=list)

    def read(self, table: Known) -> None:
        usual = unit_of_head(table.heads.get(Column.TIME, ""))
        for number, row in table.rows:
            if self._is_phase(table, row):
                self.phase = clean_line(row[0].text)
            elif self._is_total(table, row):
                continue
            elif self._goes_on(table, row):
                self._add_to_last(table, number, row, usual)
            else:
                self._add(table, number, row, usual)

    # --- Kinds of rows

    def _is_phase(self, table: Known, row: Row) -> bool:
        """One cell across the whole table, such as "I. Tiếp nhận hồ sơ"."""
        cells = own_cells(row)
        said = [cell for cell in cells if cell.text.strip()]
        if len(said) != 1 or len(clean_line(said[0].text)) > LONGEST_NAME or said[0].down:
            return False
        return len(cells) == 1 and len(row) >= 3

    def _is_total(self, table: Known, row: Row) -> bool:
        """A last line that adds the times up."""
        first = next((cell.text for cell in own_cells(row) if cell.text.strip()), "")
        return bool(re.match(r"tong (?:cong|thoi gian|so|thoi han)|cong:?$|tong:?$", fold(clean_line(first))))

    def _goes_on(self, table: Known, row: Row) -> bool:
        """Whether a row belongs to the step above: its number or its name goes on from there."""
        if not self.found.steps:
            return False
        name, number = table.cell(row, Column.NAME), table.cell(row, Column.NUMBER)
        if name is not None and name.down:
            return True
        empty = name is None or not name.text.strip()
        return empty and (number is None or not number.text.strip() or number.down)

    # --- Steps

    def _add(self, table: Known, number: int, row: Row, usual: TimeUnit | None) -> None:
        place = f"steps/{len(self.found.steps) + 1}"
        block = table.table.number
        name, instructions = self._name(table, row, place, block, number)
        self._check_number(table, row, place, block, number)
        responsible = self._responsible(table, row, place, block, number)
        time = self._time(table, row, usual, place, block, number)
        forms, outputs = self._papers(table, row, place, block, number)
        note = table.text(row, Column.NOTE)
        parts = [instructions, self._detail(table, row), f"Ghi chú: {note}" if note else ""]
        if time.duration is None and time.rest:
            parts.append(f"Thời gian: {time.rest}")
        step = Step(
            id=f"s{len(self.found.steps) + 1}",
            name=name,
            phase=self.phase,
            responsible=responsible,
            duration=time.duration,
            instructions="\n\n".join(part for part in parts if part),
            forms=forms,
            outputs=outputs,
        )
        if _BRANCHES.search(fold(f"{name}\n{step.instructions}")):
            self._doubt(DoubtKind.STEP_BRANCHES, place, block, number)
        self.found.steps.append(step)
        self.found.sources.append(Source(place, block, number))

    def _add_to_last(self, table: Known, number: int, row: Row, usual: TimeUnit | None) -> None:
        """A further row of the last step: what it says is added, and told."""
        step, place, block = self.found.steps[-1], f"steps/{len(self.found.steps)}", table.table.number
        forms, outputs = self._papers(table, row, place, block, number, quiet=True)
        cells = [
            (table.cell(row, column), column)
            for column in (Column.NAME, Column.DETAIL, Column.RESPONSIBLE, Column.TIME)
        ]
        own = [
            (clean_line(cell.text), column)
            for cell, column in cells
            if cell and not cell.down and cell.text.strip()
        ]
        if step.responsible and all(column is Column.DETAIL for _text, column in own) and not forms + outputs:
            told = [text for text, _column in own]
        else:
            told = [text for text, _column in own]
            self._doubt(DoubtKind.STEP_MERGED, place, block, number, " · ".join(told)[:200])
        added = "\n\n".join(told)
        self.found.steps[-1] = replace(
            step,
            instructions="\n\n".join(part for part in (step.instructions, added) if part),
            forms=(*step.forms, *(form for form in forms if form not in step.forms)),
            outputs=(*step.outputs, *(each for each in outputs if each not in step.outputs)),
        )

    def _name(self, table: Known, row: Row, place: str, block: int, number: int) -> tuple[str, str]:
        """The name of a step and what follows it in the same cell."""
        cell = table.cell(row, Column.NAME)
        lines = cell.lines if cell else []
        first = _NUMBER_BEFORE.sub("", clean_line(lines[0])) if lines else ""
        first = without_bullet(first) if first else ""
        if not first:
            self._doubt(DoubtKind.STEP_WITHOUT_NAME, place, block, number)
            text = table.text(row, Column.DETAIL) or " ".join(
                clean_line(each.text) for each in own_cells(row)
            )
            return text[:LONGEST_NAME] or "…", ""
        name, rest = first.rstrip(" :;."), lines[1:]
        if len(name) > LONGEST_NAME:
            self._doubt(DoubtKind.STEP_LONG_NAME, place, block, number)
            cut = max(name.rfind(mark, 0, LONGEST_NAME) for mark in (". ", ": ", "; ", ", ", " "))
            rest = [name[cut:].strip(" .:;,"), *rest]
            name = name[:cut]
        return name, markdown_of(rest)

    def _detail(self, table: Known, row: Row) -> str:
        cell = table.cell(row, Column.DETAIL)
        return markdown_of(cell.lines) if cell else ""

    def _check_number(self, table: Known, row: Row, place: str, block: int, number: int) -> None:
        """Numbers that jump say that a row is missing, or that the table was cut."""
        text = table.text(row, Column.NUMBER)
        if not text:
            named = _NUMBER_BEFORE.match(table.text(row, Column.NAME))
            text = (named[1] or named[2]) if named else ""
        found = _NUMBERED.match(fold(text)) if text else None
        if found is None:
            self.last_number = None
            return
        said = int(found[1])
        if self.last_number is not None and said != self.last_number + 1:
            self._doubt(DoubtKind.STEP_NUMBER, place, block, number, text)
        self.last_number = said

    def _responsible(self, table: Known, row: Row, place: str, block: int, number: int) -> Party | None:
        cell = table.cell(row, Column.RESPONSIBLE)
        said = [without_bullet(line).rstrip(" ;,.") for line in cell.lines] if cell else []
        said = [line for line in said if line.strip("-–/ ")]
        if not said:
            self._doubt(DoubtKind.NOBODY, f"{place}/responsible", block, number)
            return None
        if len(said) > 1:
            self._doubt(DoubtKind.SEVERAL_PARTIES, f"{place}/responsible", block, number, "; ".join(said))
        party, is_certain = party_of("; ".join(said), self.about.units, self.about.positions)
        if not is_certain:
            self._doubt(DoubtKind.PARTY_KIND, f"{place}/responsible", block, number, party.name)
        return party

    def _time(
        self, table: Known, row: Row, usual: TimeUnit | None, place: str, block: int, number: int
    ) -> TimeRead:
        time = read_time(table.text(row, Column.TIME), usual)
        if time.doubt:
            said = table.text(row, Column.TIME)
            self._doubt(DoubtKind(time.doubt.value), f"{place}/duration", block, number, said)
        return time

    def _papers(
        self, table: Known, row: Row, place: str, block: int, number: int, *, quiet: bool = False
    ) -> tuple[tuple[FormUse, ...], tuple[str, ...]]:
        """The forms and the results that a row names."""
        forms, outputs = [], []
        for item in self._items(table, row, Column.FORMS):
            forms.append(form_of(item, self.about.titles))
        outputs += self._items(table, row, Column.RESULTS)
        unsure = []
        for item in self._items(table, row, Column.PAPERS):
            form = self.about.listed(item)
            is_known, sounds_so = bool(form.code) or self.about.lists(item), is_form(item)
            if form in forms:
                outputs.append(item)  # the form once more as what comes out
            elif is_known or (sounds_so and not self.about.forms):
                forms.append(form)
            else:
                outputs.append(item)
            if sounds_so and not is_known:
                unsure.append(item)
        if unsure and not quiet:
            self._doubt(DoubtKind.FORM_OR_RESULT, f"{place}/forms", block, number, "; ".join(unsure)[:200])
        return tuple(dict.fromkeys(forms)), tuple(dict.fromkeys(outputs))

    def _items(self, table: Known, row: Row, column: Column) -> list[str]:
        cell = table.cell(row, column)
        return items_in(cell.text) if cell and not cell.down else []

    # --- The end

    def _doubt(self, kind: DoubtKind, place: str, block: int, row: int, detail: str = "") -> None:
        self.found.doubts.append(Doubt(kind, place, detail, block, row))

    def finished(self) -> StepsRead:
        """The steps with ids from their names, each going on to the following one."""
        steps = self.found.steps
        if len(steps) >= STEP_LIMIT:
            self._doubt(DoubtKind.TOO_MANY_STEPS, "steps", 0, 0)
            steps = steps[: STEP_LIMIT - 1]
        ids = list(ids_of([step.name for step in steps]))
        self.found.steps = [
            replace(step, id=step_id, exits=usual_exits(ids, place))
            for place, (step, step_id) in enumerate(zip(steps, ids, strict=True))
        ]
        self._check_units()
        return self.found

    def _check_units(self) -> None:
        """Days of the calendar among working days are mostly a word left out."""
        units = {step.duration.unit for step in self.found.steps if step.duration}
        if not {TimeUnit.WORKING_DAY, TimeUnit.CALENDAR_DAY} <= units:
            return
        for place, step in enumerate(self.found.steps, 1):
            if step.duration and step.duration.unit is TimeUnit.CALENDAR_DAY:
                source = self.found.sources[place - 1]
                self._doubt(DoubtKind.MIXED_DAYS, f"steps/{place}/duration", source.block, source.row)


def ids_of(names: Sequence[str]) -> Iterator[str]:
    """An id for each step from its name; equal names are numbered."""
    taken: set[str] = {"end"}
    for number, name in enumerate(names, 1):
        base = ""
        for word in words(name):
            if not word.isascii() or len(base) + len(word) + 1 > STEP_ID_LENGTH - 4:
                break
            base = f"{base}-{word}" if base else word
        base = base or f"buoc-{number}"
        free, copy = base, 2
        while free in taken:
            free, copy = f"{base}-{copy}", copy + 1
        taken.add(free)
        yield free


def markdown_of(lines: Sequence[str]) -> str:
    """Lines of a cell as Markdown: items stay items, other lines are paragraphs."""
    written: list[str] = []
    was_item = True
    for line in lines:
        item = is_item(line)
        text = escaped(without_bullet(line))
        if not text:
            continue
        if written and not (item and was_item):
            written.append("")
        written.append(f"- {text}" if item else text)
        was_item = item
    return "\n".join(written)


_MARKS = re.compile(r"([\\`*_\[\]<>#|~])")


def escaped(text: str) -> str:
    """``text`` so that Markdown shows it as it is."""
    return _MARKS.sub(r"\\\1", text)
