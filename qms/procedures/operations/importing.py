"""Taking a file into the system: as a draft, or, for what is in force on paper, as the revision in force."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from qms.documents import content, queries
from qms.documents.models import Document, DocumentType, Revision
from qms.documents.operations import enclosing, keeping, taking_over, writing
from qms.documents.rules import Problem
from qms.foundation.access import Actor
from qms.foundation.db import seeing
from qms.foundation.files import Kept
from qms.foundation.texts import _l
from qms.identity import operations as identity
from qms.identity.models import Organization, Person, Unit
from qms.identity.queries import find_by_username, find_unit_named, list_people, list_units
from qms.kernel.errors import Refused
from qms.kernel.text import fold, words
from qms.procedures.docfile import FileProblem, FileRefused, ProcedureFile
from qms.procedures.encoding import to_json
from qms.procedures.structure import Procedure


class Outcome(StrEnum):
    """What became of a file."""

    MADE = "made"  # a new document with its first draft
    TAKEN_OVER = "taken_over"  # a new document, in force at once
    REVISED = "revised"  # a new draft of a document that was there
    REWRITTEN = "rewritten"  # the draft that an earlier import made
    FACTS_CHANGED = "facts_changed"  # the text is the same; unit, owner, clauses … changed
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class InForce:
    """Since when and by which decision a document is in force on paper, with which files."""

    effective_on: date
    decision_number: str
    files: tuple[Kept, ...] = ()


@dataclass(frozen=True)
class Imported:
    """What became of a file, and what its author still has to mend, each at its line."""

    code: str
    outcome: Outcome
    to_mend: tuple[FileProblem, ...] = ()


def import_file(
    file: ProcedureFile,
    *,
    name: str,
    organization: Organization,
    author: Person,
    actor: Actor,
    in_force: InForce | None = None,
    add_units: bool = False,
) -> Imported:
    """Bring the organisation's document in line with the file called ``name``; what it says already is left.

    With ``in_force`` a new document is in force at once. A document that is there gets a new draft, unless
    one is under way that people wrote. ``add_units`` makes an owning unit that is not there yet.

    Raises:
        FileRefused: with every reason at its line; the caller forgets what was done.
    """
    with seeing([organization.id]):
        act = _Act(file, name, organization, author, actor, add_units)
        document = queries.find_document(file.facts.code)
        try:
            return act.take_in(in_force) if document is None else act.bring_in_line(document, in_force)
        except FileRefused:
            raise
        except Refused as refusal:
            raise act.refused(refusal.field or "", refusal.message) from refusal


@dataclass(frozen=True)
class _Act:
    """One file on its way in."""

    file: ProcedureFile
    name: str
    organization: Organization
    author: Person
    actor: Actor
    add_units: bool

    # --- The two ways in

    def take_in(self, in_force: InForce | None) -> Imported:
        """Make the document."""
        facts = self.file.facts
        type = self._type()
        revision = writing.make_document(
            type=type,
            code=facts.code,
            title=facts.title,
            actor=self.actor,
            author=self.author,
            unit=self._unit(),
            owner=self._owner(),
            field=self.file.procedure.field,
            clauses=list(facts.clauses),
            review_months=facts.review_months,
        )
        revision.change_what = facts.change_note
        if in_force is None:
            revision.issue, revision.amendment = facts.issue, facts.amendment
            self._write(revision)
            return self._imported(Outcome.MADE, revision)
        if in_force.files:
            enclosing.add_files(revision, in_force.files, actor=self.actor)
        taking_over.take_over(
            revision,
            actor=self.actor,
            title=facts.title,
            body=self.file.body,
            structure=self._structure(type),
            rendered=content.rendered_texts(revision.document, self.file.body, self._structure(type)),
            issue=facts.issue,
            amendment=facts.amendment,
            effective_on=in_force.effective_on,
            decision_number=in_force.decision_number,
        )
        blocking = [problem for problem in writing.problems_of(revision) if problem.blocks]
        if blocking:
            raise FileRefused(tuple(self._at_line(problem) for problem in blocking))
        return Imported(facts.code, Outcome.TAKEN_OVER)

    def bring_in_line(self, document: Document, in_force: InForce | None) -> Imported:
        """Leave the document if it says the same; otherwise write a draft."""
        facts_changed = self._bring_facts_in_line(document)
        if any(self._says_the_same(each) for each in (document.effective, document.open_revision) if each):
            outcome = Outcome.FACTS_CHANGED if facts_changed else Outcome.UNCHANGED
            return Imported(document.code, outcome)
        if in_force is not None:
            raise self.refused(
                "code", _l("%(code)s exists already; import it as a draft.", code=document.code)
            )
        revision = document.open_revision
        if revision is not None and self._is_ours(revision):
            self._write(revision)
            return self._imported(Outcome.REWRITTEN, revision)
        new_issue = self.file.facts.issue > document.latest.issue
        revision = writing.start_revision(document, actor=self.actor, author=self.author, new_issue=new_issue)
        self._write(revision)
        return self._imported(Outcome.REVISED, revision)

    # --- What is written

    def _write(self, revision: Revision) -> None:
        structure = self._structure(revision.document.type)
        revision.change_what = self.file.facts.change_note
        writing.save_draft(
            revision,
            actor=self.actor,
            seen=None,
            title=self.file.facts.title,
            body=self.file.body,
            structure=structure,
            rendered=content.rendered_texts(revision.document, self.file.body, structure),
        )

    def _structure(self, type: DocumentType) -> str:
        if type.has_structure:
            return to_json(self.file.procedure)
        if replace(self.file.procedure, field="") != Procedure():
            sentence = _l("Documents of the type “%(type)s” have no steps or other parts.", type=type.name)
            raise self.refused("type", sentence)
        return ""

    def _says_the_same(self, revision: Revision) -> bool:
        said = (revision.title, revision.body, revision.structure)
        return said == (self.file.facts.title, self.file.body, self._structure(revision.document.type))

    def _is_ours(self, revision: Revision) -> bool:
        """Whether the draft holds nothing but what its author wrote, who imports again."""
        return revision.is_editable and revision.editor_ids == [self.author.id]

    def _bring_facts_in_line(self, document: Document) -> bool:
        """Change what the file says otherwise about the document; what it leaves out stays."""
        facts = self.file.facts
        wanted: dict[str, Any] = {
            "unit": self._unit() or document.unit,
            "owner": self._owner() or document.owner,
            "field": self.file.procedure.field or document.field,
            "clauses": list(facts.clauses) or document.clauses,
            "review_months": document.review_months if facts.review_months is None else facts.review_months,
        }
        if all(getattr(document, name) == value for name, value in wanted.items()):
            return False
        keeping.change_facts(document, actor=self.actor, seen=None, **wanted)
        return True

    # --- What the file names

    def _type(self) -> DocumentType:
        found = queries.find_type(self.file.facts.type)
        if found is None:
            keys = ", ".join(type.key for type in queries.list_types())
            raise self.refused(
                "type", _l("There is no document type with this key. There are: %(keys)s.", keys=keys)
            )
        return found

    def _unit(self) -> Unit | None:
        name = self.file.facts.unit
        unit = find_unit_named(name) if name else None
        if unit is not None or not name:
            return unit
        if self.add_units:
            code = _free_unit_code(name)
            return identity.add_unit(organization=self.organization, code=code, name=name, actor=self.actor)
        raise self.refused(
            "unit",
            _l(
                "%(organization)s has no unit “%(unit)s”. Add the unit first, or delete this line.",
                organization=self.organization.name,
                unit=name,
            ),
        )

    def _owner(self) -> Person | None:
        name = self.file.facts.owner
        if not name:
            return None
        people = [person for person in list_people() if person.name == name]
        by_username = find_by_username(name)
        if by_username is not None:
            return by_username
        if len(people) == 1:
            return people[0]
        sentence = (
            _l("Several people are called “%(name)s”: write the user name.", name=name)
            if people
            else _l(
                "There is nobody called “%(name)s” in %(organization)s.",
                name=name,
                organization=self.organization.name,
            )
        )
        raise self.refused("owner", sentence)

    # --- What is told

    def _imported(self, outcome: Outcome, revision: Revision) -> Imported:
        to_mend = tuple(self._at_line(problem) for problem in writing.problems_of(revision) if problem.blocks)
        return Imported(revision.document.code, outcome, to_mend)

    def refused(self, place: str, sentence: Any) -> FileRefused:
        """Why the file is not taken, at the line of ``place``."""
        return FileRefused((FileProblem(self.name, self._line_of(place), sentence),))

    def _at_line(self, problem: Problem) -> FileProblem:
        return FileProblem(self.name, self._line_of(problem.place), problem.sentence)

    def _line_of(self, place: str) -> int:
        lines = self.file.lines
        times = "statutory" if "statutory" in lines else "steps"
        return lines.get(place) or lines.get(times if place == "times" else place.partition("/")[0], 1)


def _free_unit_code(name: str) -> str:
    """A code for a new unit from the first letters of its name: "Phòng Quản lý khoa học" → PQLKH."""
    taken = {unit.code for unit in list_units(active_only=False)}
    code = "".join(word[0] for word in words(fold(name))).upper() or "DV"
    number = 2
    free = code
    while free in taken:
        free, number = f"{code}{number}", number + 1
    return free
