"""flask qms index-citations, flask qms import-laws: from the command line."""

from __future__ import annotations

from pathlib import Path

import click

from qms.foundation.access import SYSTEM
from qms.foundation.texts import in_language
from qms.identity.queries import find_organization_named
from qms.laws import sheets
from qms.laws.operations import indexing_citations, taking_in
from qms.web.transaction import one_transaction


@click.command("index-citations")
def index_citations() -> None:
    """Read anew which legal texts every document cites."""
    with one_transaction():
        count = indexing_citations.rebuild()
    click.echo(f"{count} documents read")


@click.command("import-laws")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--organization", required=True, help="Code or name.")
def import_laws(file: Path, organization: str) -> None:
    """Take legal texts in from a CSV file, whole or not at all."""
    found = find_organization_named(organization)
    if found is None:
        raise click.BadParameter(f"there is no organisation {organization!r}", param_hint="--organization")
    text = sheets.text_of(file.read_bytes()[: sheets.LARGEST])
    if text is None:
        raise click.ClickException("the file is no UTF-8 text")
    with one_transaction(), in_language(found.language):
        plan = taking_in.plan(sheets.read(text), organization_id=found.id)
        for fault in plan.faults:
            click.echo(f"{file.name}:{fault.line}: {fault.sentence}", err=True)
        if plan.faults:
            raise SystemExit(1)
        taking_in.take_in(plan, organization_id=found.id, actor=SYSTEM)
    click.echo(f"{len(plan.new)} new, {len(plan.changed)} changed")


COMMANDS = (index_citations, import_laws)
