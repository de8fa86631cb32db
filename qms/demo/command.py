"""``flask qms demo``: an empty installation gets the demonstration; any other is left alone."""

from __future__ import annotations

import click

from qms.demo import sheet
from qms.foundation.house import house
from qms.foundation.migrating import upgrade
from qms.identity.queries import count_organizations
from qms.search.operations import rebuild
from qms.web.transaction import one_transaction


@click.command("demo")
def demo() -> None:
    """Make the tables and, in an empty installation, two organisations to try things in.

    The accounts and their password, made on this machine, are told and kept in data/demo-accounts.txt.
    """
    folder = house().config.data_folder
    accounts, under_way = sheet.sheet_of(folder), folder / "demo-under-way"
    upgrade()
    if count_organizations() and not under_way.exists():
        _tell_of_what_is_there(accounts.exists())
    else:
        under_way.touch()  # a start that is cut off is gone on with at the next one
        _make(sheet.make_sheet(accounts))
        under_way.unlink()
    if accounts.exists():
        click.echo(f"\n{accounts.read_text(encoding='utf-8')}\n(kept in {accounts})\n")


def _make(password: str) -> None:
    from qms.demo import (  # noqa: PLC0415 - a server needs none
        audits,
        documents,
        founding,
        laws,
        nonconformities,
        paper,
        reading,
    )

    click.echo("Making the demonstration, once (half a minute):")
    click.echo("  Two organisations and their people …")
    founding.found_offices(password)
    documents.fill(password, lambda said: click.echo(f"  {said}"))
    click.echo("  Who has read what …")
    reading.fill()
    click.echo("  Numbered copies …")
    paper.fill()
    click.echo("  Legal texts and a change of law …")
    laws.fill(password)
    click.echo("  Nonconformities in every state …")
    nonconformities.fill()
    click.echo("  Internal audits …")
    audits.fill(password)
    click.echo("  The search …")
    with one_transaction():
        rebuild()


def _tell_of_what_is_there(is_demonstration: bool) -> None:
    if is_demonstration:
        click.echo("The demonstration is here already; nothing was touched.")
    else:
        click.echo("This installation has data of its own: no demonstration was added.")
