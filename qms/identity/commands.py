"""flask qms setup, flask qms password: the way in, for whoever keeps the machine."""

from __future__ import annotations

from typing import Any

import click

from qms.foundation.access import SYSTEM
from qms.foundation.house import house
from qms.foundation.migrating import upgrade
from qms.foundation.texts import LANGUAGES, _, in_language
from qms.identity import operations, queries, rules
from qms.identity.models import Organization
from qms.kernel.errors import Refused
from qms.kernel.text import clean_line
from qms.web.transaction import one_transaction


def _line(_context: click.Context, option: click.Parameter, text: str | None) -> str:
    """A text of one line that says something."""
    line = clean_line(text or "")
    if not line:
        raise click.BadParameter("it may not be empty", param=option)
    return line


@click.command("setup")
@click.option("--code", prompt="Code of the organisation (as in document numbers: SKHCN)", callback=_line)
@click.option("--name", prompt="Full name of the organisation", callback=_line)
@click.option("--short-name", prompt="Short name (at the head of every page: Sở KH&CN)", callback=_line)
@click.option("--administrator", prompt="Full name of the first administrator", callback=_line)
@click.option("--username", prompt="User name of the first administrator", callback=_line)
@click.option("--email", default="", help="Address for mail of the first administrator.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="vi", show_default=True)
@click.option("--parent", help="Code of the organisation above, with --another.")
@click.option("--another", is_flag=True, help="Add an organisation to an installation that has one.")
def set_up(parent: str | None, another: bool, language: str, **facts: str) -> None:
    """Make the organisation and its first administrator; asks for what no option says."""
    upgrade()
    with in_language(language):
        begun = _refusals_told(
            lambda: operations.set_up(
                **facts, language=language, parent=_organization(parent), another=another
            )
        )
        click.echo(_("%(name)s is set up.", name=begun.organization.name))
        _tell_password(begun.administrator.username, begun.first_password)
        click.echo(
            _(
                "Now start it with “flask qms serve”, open %(address)s and sign in. The home page says what is still missing.",
                address=house().config.base_url,
            )
        )


@click.command("password")
@click.argument("username")
def give_password(username: str) -> None:
    """Give a person a new first password: for an administrator whom nobody else can help."""
    person = queries.find_by_username(username)
    if person is None:
        raise click.ClickException(f"nobody has the user name {username!r}")
    password = _refusals_told(lambda: operations.give_password(person, actor=SYSTEM))
    with in_language(person.language):
        _tell_password(person.username, password)


def _organization(code: str | None) -> Organization | None:
    if code is None:
        return None
    found = queries.find_organization(code)
    if found is None:
        raise click.BadParameter(f"no organisation has the code {code!r}", param_hint="--parent")
    return found


def _refusals_told(act: Any) -> Any:
    """Do it in one transaction; a rule that says no ends the command with its sentence."""
    try:
        with one_transaction():
            return act()
    except Refused as refusal:
        raise click.ClickException(str(refusal.message)) from refusal


def _tell_password(username: str, password: str) -> None:
    days = rules.FIRST_PASSWORD_LIVES.days
    click.echo(_("User name: %(username)s", username=username))
    click.echo(_("First password: %(password)s", password=password))
    click.echo(
        _(
            "It is valid for %(days)s days, is shown only here, and opens the page to choose another one.",
            days=days,
        )
    )
