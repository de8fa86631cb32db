"""flask qms import, flask qms export: documents in and out as files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import click

from qms.foundation.access import Role
from qms.foundation.texts import DEFAULT_LANGUAGE, _, _l, in_language
from qms.identity.models import Organization, Person
from qms.identity.operations import actor_of
from qms.identity.queries import (
    find_by_username,
    find_organization_named,
    list_organizations,
    list_with_role,
)
from qms.procedures.docfile import FILE_LIMIT, FileProblem, FileRefused, ProcedureFile, parse
from qms.procedures.exports import export
from qms.procedures.operations.importing import Imported, InForce, Outcome, import_file
from qms.web.transaction import one_transaction

OUTCOMES = {
    Outcome.MADE: _l("%(code)s: a new document, as a draft"),
    Outcome.TAKEN_OVER: _l("%(code)s: a new document, in force"),
    Outcome.REVISED: _l("%(code)s: a new draft"),
    Outcome.REWRITTEN: _l("%(code)s: the draft was written anew"),
    Outcome.FACTS_CHANGED: _l("%(code)s: the text is the same; what is said about the document changed"),
    Outcome.UNCHANGED: _l("%(code)s: nothing to change"),
}


@dataclass
class Import:
    """A run over many files. Each is taken in whole or not at all, in a transaction of its own."""

    organization: Organization | None = None  # for every file, whatever it says; else the one it names
    author: Person | None = None  # for the files of their organisation; else its first coordinator
    in_force: InForce | None = None
    as_stated: bool = False  # in force since the day and by the decision that each file names
    add_units: bool = False
    seen: dict[tuple[int, str], str] = field(default_factory=dict)  # which file had which code

    def take(self, path: Path) -> Imported:
        """Take one file in.

        Raises:
            FileRefused: with every problem at its line; nothing of the file is kept.
        """
        file = parse(_content_of(path), path.name)
        with one_transaction():
            organization = self._organization(file, path.name)
            self._refuse_second(file, path.name, organization)
            author = self._author(organization, path.name)
            return import_file(
                file,
                name=path.name,
                organization=organization,
                author=author,
                actor=actor_of(author),
                in_force=self._in_force(file, path.name),
                add_units=self.add_units,
            )

    def _organization(self, file: ProcedureFile, name: str) -> Organization:
        wanted = file.facts.organization
        every = list_organizations()
        if self.organization is not None:
            return next(each for each in every if each.id == self.organization.id)
        found = find_organization_named(wanted) if wanted else (every[0] if len(every) == 1 else None)
        if found is None:
            names = ", ".join(f"{each.code} ({each.name})" for each in every)
            sentence = _l("Name one of these organisations: %(names)s.", names=names)
            raise FileRefused((FileProblem(name, file.lines.get("organization", 1), sentence),))
        return found

    def _refuse_second(self, file: ProcedureFile, name: str, organization: Organization) -> None:
        key = (organization.id, file.facts.code.casefold())
        first = self.seen.setdefault(key, name)
        if first != name:
            sentence = _l("The file %(first)s has the same code; give this one another.", first=first)
            raise FileRefused((FileProblem(name, file.lines.get("code", 1), sentence),))

    def _author(self, organization: Organization, name: str) -> Person:
        if self.author is not None and self.author.organization_id == organization.id:
            return self.author
        coordinators = list_with_role(Role.COORDINATOR, organization_id=organization.id)
        if not coordinators:
            sentence = _l(
                "%(organization)s has no ISO coordinator to be the author: name one with --author.",
                organization=organization.name,
            )
            raise FileRefused((FileProblem(name, 1, sentence),))
        return coordinators[0]

    def _in_force(self, file: ProcedureFile, name: str) -> InForce | None:
        facts = file.facts
        if not self.as_stated:
            return self.in_force
        if facts.effective_on and facts.decision_number:
            return InForce(facts.effective_on, facts.decision_number)
        sentence = _l("The file does not say both effective_on and decision_number.")
        raise FileRefused((FileProblem(name, 1, sentence),))


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """The files meant by these paths: a file itself, of a folder every Markdown file in it."""
    for path in paths:
        yield from sorted(path.rglob("*.md")) if path.is_dir() else [path]


def _content_of(path: Path) -> bytes:
    """What a file holds, no more than is needed to see that it is too large."""
    try:
        with path.open("rb") as file:
            return file.read(FILE_LIMIT)
    except OSError as error:
        sentence = _l("The file cannot be read: %(reason)s.", reason=error.strerror)
        raise FileRefused((FileProblem(path.name, 1, sentence),)) from error


def _named_organization(
    _context: click.Context, _option: click.Parameter, name: str | None
) -> Organization | None:
    if name is None:
        return None
    found = find_organization_named(name)
    if found is None:
        raise click.BadParameter(f"there is no organisation {name!r}")
    return found


def _named_person(_context: click.Context, _option: click.Parameter, name: str | None) -> Person | None:
    if name is None:
        return None
    found = find_by_username(name)
    if found is None or not found.is_active:
        raise click.BadParameter(f"there is no active account {name!r}")
    return found


_organization = click.option(
    "--organization", callback=_named_organization, help="Code or name; else the one each file names."
)


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@_organization
@click.option("--author", callback=_named_person, help="User name; else the first ISO coordinator.")
@click.option(
    "--effective", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]), help="In force since this day, not drafts."
)
@click.option("--decision", default="", help="Number of the decision that put them in force.")
@click.option("--as-stated", is_flag=True, help="In force since the day and by the decision in each file.")
@click.option("--add-units", is_flag=True, help="Make owning units that do not exist yet.")
def import_documents(
    paths: tuple[Path, ...],
    organization: Organization | None,
    author: Person | None,
    effective: datetime | None,
    decision: str,
    as_stated: bool,
    add_units: bool,
) -> None:
    """Take documents in from Markdown files: as drafts, or as in force with --effective and --decision.

    Each file is taken whole or not at all; problems are told by line.
    """
    if bool(effective) != bool(decision.strip()):
        raise click.UsageError("--effective and --decision belong together")
    in_force = InForce(effective.date(), decision.strip()) if effective else None
    run = Import(organization, author, in_force, as_stated, add_units)
    with in_language(_language_of(organization)):
        taken, refused = _take_all(run, list(files_in(paths)))
        click.echo(_("%(taken)s files taken in, %(refused)s not.", taken=taken, refused=refused))
    if refused:
        raise SystemExit(1)


def _take_all(run: Import, files: list[Path]) -> tuple[int, int]:
    """Takes each file in and says what became of it; how many were taken, how many not."""
    refused = 0
    for path in files:
        try:
            imported = run.take(path)
        except FileRefused as refusal:
            refused += 1
            _tell(refusal.problems)
            continue
        click.echo(str(OUTCOMES[imported.outcome]) % {"code": imported.code})
        _tell(imported.to_mend)
    return len(files) - refused, refused


def _tell(problems: Iterable[FileProblem]) -> None:
    for problem in problems:
        click.echo(f"  {problem}", err=True)


@click.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@_organization
@click.option("--with-dates", is_flag=True, help="Also since when and by which decision each is in force.")
@click.option("--bpmn", is_flag=True, help="Also the steps of each procedure, as a BPMN 2.0 file beside it.")
def export_documents(folder: Path, organization: Organization | None, with_dates: bool, bpmn: bool) -> None:
    """Write every document in force to FOLDER, one Markdown file each."""
    organizations = [organization] if organization else list_organizations()
    with in_language(_language_of(organization)):
        written = export(folder, organizations, with_dates=with_dates, bpmn=bpmn)
        changed = sum(file.changed for file in written)
        click.echo(
            _("%(all)s documents in force: %(changed)s files written.", all=len(written), changed=changed)
        )


def _language_of(organization: Organization | None) -> str:
    return organization.language if organization else DEFAULT_LANGUAGE


COMMANDS = (import_documents, export_documents)
