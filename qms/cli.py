"""flask qms …: what is done from the command line."""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from qms import serving
from qms.demo.command import demo
from qms.foundation import outbox, trail
from qms.foundation.db import reading
from qms.foundation.house import House, house
from qms.foundation.migrating import upgrade
from qms.help.indexing import ask_for_index
from qms.web.transaction import one_transaction

group = AppGroup("qms", help="Keep the quality management system running.")


def init_app(app: Flask, built: House) -> None:
    """Hang the group and the rooms' own commands on the application."""
    app.cli.add_command(group)
    group.add_command(demo)
    for feature in built.features:
        for command in feature.commands:
            group.add_command(command)


def _app() -> Flask:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # the object behind the proxy
    return app


def _read_anchor(
    _context: click.Context, _option: click.Parameter, text: str | None
) -> tuple[int, str] | None:
    """SEQUENCE:HASH as two values."""
    if not text:
        return None
    sequence, _colon, digest = text.strip().partition(":")
    if not (sequence.isascii() and sequence.isdigit() and re.fullmatch("[0-9a-f]{64}", digest)):
        raise click.BadParameter("write it as NUMBER:HASH, the hash with 64 characters of 0-9 and a-f")
    return int(sequence), digest


@group.command("upgrade")
def upgrade_database() -> None:
    """Bring the database's tables up to date, and the guide in the search."""
    upgrade()
    with one_transaction():
        ask_for_index()


@group.command("serve")
@click.option("--host", help="Address to listen on; without it, QMS_HOST.")
@click.option("--port", type=int, help="Port to listen on; without it, QMS_PORT.")
def serve_pages(host: str | None, port: int | None) -> None:
    """Answer browsers, with the worker inside unless QMS_WORKER=apart. Ctrl+C or SIGTERM ends it."""
    config = house().config
    config = replace(config, host=host or config.host, port=config.port if port is None else port)
    try:
        serving.serve(
            _app(), config, lambda address: click.echo(f"QMS answers at {address} (Ctrl+C ends it)")
        )
    except serving.CannotServe as reason:
        raise click.ClickException(str(reason)) from reason


@group.command()
@click.option("--once", is_flag=True, help="Do what waits, then end.")
def work(once: bool) -> None:
    """Carry out what waits in the outbox, apart from the server."""
    if once:
        click.echo(f"{outbox.work_once()} done")
        return
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stopping.set())
    outbox.work_until(_app(), stopping)


@group.command("verify-trail")
@click.option("--anchor", callback=_read_anchor, help="SEQUENCE:HASH kept outside, from a mail or a print.")
def verify_trail(anchor: tuple[int, str] | None) -> None:
    """Check the hash chain of the trail; names the first entry that does not fit."""
    sentence, is_whole = _verified_trail(anchor)
    click.echo(sentence)
    if not is_whole:
        raise SystemExit(1)


@group.command()
@click.option("--anchor", callback=_read_anchor, help="SEQUENCE:HASH kept outside, from a mail or a print.")
def check(anchor: tuple[int, str] | None) -> None:
    """Compare trail, states, index and files with each other; ends with status 1 when something is wrong."""
    sentence, is_right = _verified_trail(anchor)
    click.echo(sentence)
    with reading():
        for name, look in _checks():
            found = look()
            is_right = is_right and not found
            click.echo(f"{name}: {f'{len(found)} wrong' if found else 'right'}")
            for fault in found:
                click.echo(f"  {fault}")
    if not is_right:
        raise SystemExit(1)


def _checks() -> Iterator[tuple[str, Callable[[], list[str]]]]:
    for feature in house().features:
        for name, look in feature.checks.items():
            yield f"{feature.name}.{name}", look


def _verified_trail(anchor: tuple[int, str] | None) -> tuple[str, bool]:
    verdict = trail.verify(anchor=anchor)
    if verdict.is_whole:
        return f"The trail is whole: {verdict.entries} entries, head {verdict.entries}:{verdict.head}", True
    return f"The trail is broken at entry {verdict.fault_at}: {verdict.fault}.", False
