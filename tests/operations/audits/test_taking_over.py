"""An audit that was done on paper is entered afterwards, and the matrix of its year knows of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from qms.audits.models import Audit
from qms.audits.operations.taking_over import PaperReport, enter_from_paper
from qms.audits.queries.coverage import read_records
from qms.audits.queries.signed import reports_at_odds
from qms.audits.rules.auditing import State
from qms.audits.rules.lines import Result
from qms.audits.rules.programmes import Meaning
from qms.foundation.db import db
from qms.kernel import clock
from qms.kernel.errors import Refused
from tests.factories.audits import unit
from tests.people import PASSWORD, actor, person

YEAR = clock.today().year - 1
LAST_YEAR = date(YEAR, 5, 12)


def paper() -> PaperReport:
    return PaperReport(
        number="05/BC-ĐGNB",
        title="Đánh giá nội bộ năm trước",
        starts_on=LAST_YEAR,
        ends_on=LAST_YEAR,
        team="Trần Văn Tâm, Lê Mai",
        units=(unit(),),
        documents=(),
        results={Result.CONFORMING: ("7.5", "8.2.1"), Result.MINOR: ("8.2.1",)},
    )


def entered(of: PaperReport) -> Audit:
    office = person("lan").organization_id
    made = enter_from_paper(of, organization_id=office, actor=actor("lan"), password=PASSWORD)
    db.session.commit()
    return made


def test_what_the_paper_says_counts_in_the_matrix_of_its_year_the_gravest_first(app):
    made = entered(paper())
    looks = read_records(YEAR).looks
    assert (looks["7.5", unit().id].result, looks["7.5", unit().id].on) == (Result.CONFORMING, LAST_YEAR)
    assert looks["8.2.1", unit().id].result is Result.MINOR
    assert (made.code, made.status, made.paper_number) == (f"ĐG-{YEAR}-01", State.CLOSED, "05/BC-ĐGNB")
    assert not read_records(YEAR - 1).looks


def test_who_enters_it_signs_that_it_is_what_the_paper_says(app):
    made = entered(paper())
    assert [(each.what, each.name) for each in made.signatures] == [(Meaning.ENTERED, "Nguyễn Thị Lan")]
    assert "05/BC-ĐGNB" in made.report_text
    assert not reports_at_odds()


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("ends_on", {"ends_on": date(YEAR, 5, 11)}),
        ("ends_on", {"ends_on": clock.today()}),
        ("units", {"units": ()}),
        ("minor", {"results": {Result.MINOR: ("8.9",)}}),
        ("conforming", {"results": {}}),
    ],
    ids=["ends before it begins", "has not ended", "no unit", "no such clause", "no clause"],
)
def test_a_paper_that_cannot_be_is_refused_at_its_field(app, field, change):
    with pytest.raises(Refused) as refused:
        entered(replace(paper(), **change))
    assert refused.value.field == field
