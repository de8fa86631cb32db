"""flask qms search, flask qms reindex."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import click
from flask.cli import with_appcontext

from qms.foundation.house import house
from qms.foundation.searching.port import EVERYONE, Fragment, Hit, Question, Reader, SearchUnavailable
from qms.identity import queries as people
from qms.search import operations, queries
from qms.search.rules import Standing
from qms.web.transaction import one_transaction


@click.command("search")
@click.argument("question")
@click.option("--json", "as_json", is_flag=True, help="A list of hits for programs.")
@click.option("--limit", default=20, show_default=True, help="How many hits.")
@click.option("--organization", help="Code of one organisation; all of them otherwise.")
@with_appcontext
def search(question: str, as_json: bool, limit: int, organization: str | None) -> None:
    """Print what the search page shows to any member of staff, in its order."""
    hits = _find(question, limit, organization)
    if as_json:
        click.echo(json.dumps([_as_data(hit) for hit in hits], ensure_ascii=False, indent=2))
        return
    for hit in hits:
        click.echo(_as_line(hit))


def _find(question: str, limit: int, organization: str | None) -> tuple[Hit, ...]:
    chosen = [each for each in people.list_organizations() if organization in (None, each.code)]
    if not chosen:
        raise click.ClickException(f"there is no organisation with the code {organization}")
    asked = Question(
        question,
        Reader(tuple(each.id for each in chosen), (EVERYONE,)),
        statuses=Standing.IN_FORCE.statuses,
        abbreviations=tuple({pair: None for each in chosen for pair in queries.abbreviations(each.id)}),
        size=limit,
    )
    try:
        answer = house().search.find(asked)
    except SearchUnavailable:
        click.echo("The index cannot be read; it is made anew.", err=True)
        with one_transaction():
            operations.rebuild()
        answer = house().search.find(asked)
    return _each_once(answer.hits)


def _each_once(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """What every organisation has (the guide) once, as the page shows it to a member of one of them."""
    seen: dict[tuple[str, str, str], Hit] = {}
    for hit in hits:
        seen.setdefault((hit.url, _plain(hit.title), _plain(hit.heading)), hit)
    return tuple(seen.values())


def _as_data(hit: Hit) -> dict[str, Any]:
    return {
        "kind": hit.kind,
        "code": hit.code,
        "title": _plain(hit.title),
        "step": hit.number if hit.kind == "step" else None,
        "heading": _plain(hit.heading),
        "url": hit.url,
        "score": hit.score,
        "snippet": _plain(hit.snippet),
    }


def _as_line(hit: Hit) -> str:
    place = f" · {_plain(hit.heading)}" if hit.heading else ""
    return f"{hit.score:9.2f}  {hit.code} · {_plain(hit.title)}{place}  {hit.url}"


def _plain(fragment: Fragment) -> str:
    return "".join(piece.text for piece in fragment)


@click.command("reindex")
@with_appcontext
def reindex() -> None:
    """Make the search index anew beside the old one, then put it in its place."""
    with one_transaction():
        entries = operations.rebuild()
    click.echo(f"{entries} entries")
