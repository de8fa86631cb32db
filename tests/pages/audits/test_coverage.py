"""The matrix of what was audited, as its readers use it."""

from __future__ import annotations

from sqlalchemy import event

from qms.audits.queries import coverage as queries
from qms.foundation.db import db
from qms.kernel import clock
from tests.factories import audits
from tests.factories.audits import unit

YEAR = clock.today().year


def test_the_matrix_shows_results_findings_and_what_is_due(client_of):
    audits.reported()
    page = client_of("lan").page("/audits/coverage")
    assert "NH 1 mở" in page.text
    assert "Chưa từng đánh giá" in page.text


def test_one_unit_is_shown_as_a_list(client_of):
    audits.reported()
    page = client_of("dung").page(f"/audits/coverage?unit={unit().id}&depth=all&chapter=7")
    assert "Không phù hợp nhẹ" in page.text
    assert "7.5.3.1" in page.text
    assert "8.2" not in page.text


def test_a_proposal_goes_into_the_programme_with_one_click(client_of):
    audits.programme()
    lan = client_of("lan")
    page = lan.page(f"/audits/coverage?reason=never&unit={unit().id}&chapter=10")
    link = page.link("Đưa vào chương trình")
    assert "10.1, 10.2, 10.3" in lan.page(link).body
    lan.fill(link)
    assert "10.1, 10.2, 10.3" in lan.page(f"/audits/programme/{YEAR}").text


def test_every_clause_of_the_standard_can_be_proposed_at_once(client_of):
    audits.programme()
    lan = client_of("lan")
    link = lan.page(f"/audits/coverage?reason=never&unit={unit().id}&depth=all").link("Đưa vào chương trình")
    lan.fill(link)
    assert "10.2.2, 10.3" in lan.page(f"/audits/programme/{YEAR}").text


def test_a_programme_that_cannot_be_changed_is_said_to_be_so(client_of):
    audits.approved(audits.programme())
    page = client_of("lan").page("/audits/coverage")
    assert "hiện không sửa được" in page.text
    assert "Đưa vào chương trình" not in page.text


def test_an_address_that_makes_no_sense_shows_the_present_year(client_of):
    lan = client_of("lan")
    page = lan.page("/audits/coverage?year=99999&unit=x&depth=7&chapter=77&reason=why&page=-2")
    assert str(YEAR) in page.text
    lan.page("/audits/coverage?endpoint=x&_external=1&_scheme=ftp&_anchor=y")


def test_the_coordinator_sets_the_limits(client_of):
    lan = client_of("lan")
    lan.fill("/audits/limits", long_ago_months=24)
    assert "đã quá 24 tháng" in lan.page("/audits/coverage").text
    lan.fill("/audits/limits", status=422, long_ago_months=0)


def test_the_matrix_asks_as_often_for_many_audits_as_for_one(app):
    audits.reported()
    first = asked_for()
    audits.reported()
    assert asked_for() == first <= 8


def asked_for() -> int:
    """How many statements reading the matrix takes."""
    sent: list[str] = []

    def listen(*arguments: object) -> None:
        sent.append(str(arguments[2]))

    event.listen(db.engine, "before_cursor_execute", listen)
    queries.read_records(YEAR)
    queries.list_procedure_facts()
    event.remove(db.engine, "before_cursor_execute", listen)
    db.session.rollback()
    return len(sent)
