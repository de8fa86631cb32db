"""flask qms setup and flask qms password."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from qms import create_app
from qms.documents.queries import list_types
from qms.foundation.db import db, see
from qms.identity import queries
from tests import people
from tests.conftest import test_config
from tests.page import PageClient

OFFICE = ["--code", "SYT", "--name", "Sở Y tế", "--short-name", "Sở Y tế"]
ADMINISTRATOR = ["--administrator", "Võ Thị Sáu", "--username", "sau"]


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Flask]:
    """An installation on which nothing was done yet, not even its tables made."""
    app = create_app(test_config(tmp_path, f"sqlite:///{tmp_path / 'bare.sqlite'}"))
    with app.app_context():
        see(None)
        yield app
        db.session.remove()
        db.engine.dispose()


def run(app: Flask, *arguments: str, typed: str | None = None) -> Result:
    db.session.remove()  # the command is another process: nothing of the test may hold the database
    return app.test_cli_runner().invoke(args=["qms", *arguments], input=typed)


def password_in(result: Result) -> str:
    return next(line for line in result.output.splitlines() if "Mật khẩu ban đầu:" in line).split()[-1]


def test_a_bare_machine_is_set_up_by_one_command_and_the_administrator_can_sign_in(bare):
    result = run(bare, "setup", *OFFICE, *ADMINISTRATOR)
    assert result.exit_code == 0, result.output
    client = PageClient(bare)
    page = client.fill("/sign-in", username="sau", password=password_in(result))
    assert client.page(page.location, status=303).location.startswith("/account/password")


def test_it_asks_for_what_no_option_says(bare):
    result = run(bare, "setup", typed="SYT\nSở Y tế\nSYT\nVõ Thị Sáu\nsau\n")
    assert result.exit_code == 0, result.output
    assert queries.find_by_username("sau").name == "Võ Thị Sáu"


def test_a_new_organisation_has_document_types_and_positions(bare):
    run(bare, "setup", *OFFICE, *ADMINISTRATOR)
    assert {each.key for each in list_types()} >= {"procedure", "form"}
    assert "Trưởng phòng" in [each.name for each in queries.list_positions()]


def test_a_second_time_it_refuses_and_changes_nothing(app):
    result = run(app, "setup", *OFFICE, *ADMINISTRATOR)
    assert result.exit_code == 1
    assert "--another" in result.output
    assert queries.find_organization("SYT") is None


def test_another_organisation_is_added_below_one_that_is_there(app):
    result = run(app, "setup", *OFFICE, *ADMINISTRATOR, "--another", "--parent", "SKHCN")
    assert result.exit_code == 0, result.output
    assert queries.find_organization("SYT").parent.code == "SKHCN"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (["--code", "SKHCN"], "SKHCN"),
        (["--username", "lan"], "lan"),
        (["--username", "võ sáu"], "không dấu"),
        (["--name", "  "], "empty"),
        (["--parent", "NONE"], "NONE"),
    ],
)
def test_what_cannot_be_is_refused_whole(app, wrong, told):
    before = queries.count_organizations()
    result = run(app, "setup", *OFFICE, *ADMINISTRATOR, "--another", *wrong)
    assert result.exit_code != 0
    assert told in result.output
    assert queries.count_organizations() == before


def test_a_new_first_password_from_the_command_line(app, client):
    result = run(app, "password", "quan")
    assert result.exit_code == 0, result.output
    client.fill("/sign-in", username="quan", password=people.PASSWORD, status=422)
    client.fill("/sign-in", username="quan", password=password_in(result))


def test_a_password_for_nobody_is_refused(app):
    assert run(app, "password", "nobody").exit_code == 1
