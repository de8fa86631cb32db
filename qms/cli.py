"""flask qms …: what is done from the command line."""

from __future__ import annotations

import threading

import click
from flask import Flask
from flask.cli import AppGroup
from flask_migrate import upgrade

from qms.foundation import outbox, trail
from qms.foundation.house import House

group = AppGroup("qms", help="Keep the quality management system running.")


def init_app(app: Flask, house: House) -> None:
    """Hang the group and the rooms' own commands on the application."""
    app.cli.add_command(group)
    for feature in house.features:
        for command in feature.commands:
            group.add_command(command)


@group.command("upgrade")
def upgrade_database() -> None:
    """Bring the database's tables up to date."""
    upgrade()


@group.command()
@click.option("--once", is_flag=True, help="Do what waits, then end.")
def work(once: bool) -> None:
    """Carry out what waits in the outbox, apart from the server."""
    from flask import current_app  # noqa: PLC0415  # the proxy is needed as an object here only

    if once:
        click.echo(f"{outbox.work_once()} done")
        return
    outbox.work_until(current_app._get_current_object(), threading.Event())  # type: ignore[attr-defined]


@group.command("verify-trail")
@click.option("--anchor", help="SEQUENCE:HASH kept outside, from a mail or a print.")
def verify_trail(anchor: str | None) -> None:
    """Check the hash chain of the trail; names the first entry that does not fit."""
    kept = None
    if anchor:
        sequence, _colon, digest = anchor.partition(":")
        kept = (int(sequence), digest)
    verdict = trail.verify(anchor=kept)
    if verdict.is_whole:
        click.echo(f"The trail is whole: {verdict.entries} entries, head {verdict.entries}:{verdict.head}")
        return
    click.echo(f"The trail is broken at entry {verdict.fault_at}: {verdict.fault}.")
    raise SystemExit(1)
