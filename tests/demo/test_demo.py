"""``flask qms demo``: what a first start makes, and what no later start touches."""

from __future__ import annotations

import stat

import pytest
from sqlalchemy import select, text

from qms.demo.people import OFFICES
from qms.documents.models import Document, Revision
from qms.documents.operations.writing import problems_of
from qms.documents.rules import State
from qms.foundation import trail
from qms.foundation.access import Role
from qms.foundation.db import db
from qms.identity.models import Organization, Person
from qms.nonconformities.models import Nonconformity
from qms.nonconformities.rules import State as NonconformityState
from tests.demo.conftest import start

pytestmark = pytest.mark.slow
EVERYBODY = [account.username for office in OFFICES for account in office.people]


def test_two_organisations_one_below_the_other(demo):
    department, subdepartment = db.session.scalars(select(Organization).order_by(Organization.id))
    assert (department.code, subdepartment.code) == ("SKHCN", "CCTDC")
    assert subdepartment.parent_id == department.id


def test_somebody_has_every_role_in_one_of_them(demo):
    everybody = db.session.scalars(select(Person)).all()
    assert {person.username for person in everybody} == set(EVERYBODY)
    assert {role for person in everybody for role in person.roles} == set(Role)


@pytest.mark.parametrize("username", EVERYBODY)
def test_everybody_signs_in_with_the_password_of_the_sheet_and_is_at_home(visitor, password, username):
    page = visitor.fill("/sign-in", username=username, password=password)
    assert page.location == "/"
    visitor.page("/")
    visitor.page("/documents")
    visitor.page("/inbox")


def test_the_password_is_kept_as_hashes_and_on_a_sheet_that_only_its_owner_reads(demo, sheet, password):
    assert stat.S_IMODE(sheet.stat().st_mode) == 0o600
    for table in db.metadata.sorted_tables:
        rows = db.session.execute(select(table)).all()
        assert not any(password in str(row) for row in rows), table.name


def test_every_state_on_the_way_to_being_in_force_is_there_to_look_at(demo):
    states = set(db.session.scalars(select(Revision.state)))
    assert {
        State.DRAFT,
        State.CHANGES_REQUESTED,
        State.IN_REVIEW,
        State.AWAITING_APPROVAL,
        State.APPROVED,
        State.EFFECTIVE,
    } <= states


def test_there_is_a_nonconformity_in_every_state_but_none_was_put_past_the_rules(demo):
    rows = db.session.scalars(select(Nonconformity).order_by(Nonconformity.number)).all()
    assert {row.state for row in rows} == set(NonconformityState)
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))


def test_the_procedures_of_the_folder_are_in_force_and_owned(demo):
    query = select(Document).where(Document.code.like("QT-%"))
    procedures = db.session.scalars(query).all()
    assert len(procedures) == 22
    assert all(document.effective and document.owner for document in procedures)


def test_no_procedure_names_a_form_that_does_not_exist(demo):
    procedures = db.session.scalars(select(Document).where(Document.code.like("QT-%"))).all()
    named = [
        problem for each in procedures for problem in problems_of(each.effective) if problem.place == "forms"
    ]
    assert [str(problem.sentence) for problem in named] == []


def test_the_trail_is_whole_and_every_check_passes(demo):
    result = demo.test_cli_runner().invoke(args=["qms", "check"])
    assert result.exit_code == 0, result.output


def test_a_second_start_touches_nothing_and_shows_the_accounts_again(demo, password):
    before = trail.head()
    said = start(demo)
    assert trail.head() == before
    assert password in said
    assert "nothing was touched" in said


def test_an_installation_with_data_of_its_own_gets_no_demonstration(app):
    result = app.test_cli_runner().invoke(args=["qms", "demo"])
    assert result.exit_code == 0
    assert "data of its own" in result.output
    assert db.session.scalar(text("SELECT count(*) FROM persons WHERE username = 'giamdoc'")) == 0


def test_what_somebody_changed_in_the_demonstration_stays(demo):
    reader = db.session.scalars(select(Person).where(Person.username == "congtac")).one()
    reader.email = "another@example.vn"
    db.session.commit()
    start(demo)
    db.session.refresh(reader)
    assert reader.email == "another@example.vn"
