"""What the matrix reads: results of signed reports, open findings, plans; limits of the organisation."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from qms.audits.operations import finding, limiting
from qms.audits.queries import coverage
from qms.audits.rules.coverage import OpenFindings
from qms.audits.rules.lines import Result
from qms.audits.rules.thresholds import Thresholds
from qms.foundation.db import db
from qms.identity.queries import find_organization
from qms.kernel import clock
from qms.kernel.errors import Stale
from qms.nonconformities.operations.reporting import decline
from tests.factories import audits
from tests.factories.audits import unit
from tests.people import actor, person

END = date(clock.today().year, 12, 31)


def test_a_result_counts_once_the_report_is_signed(app):
    audit = audits.sent()
    assert coverage.last_looks(END, coverage.units_of_audits()) == {}
    assert coverage.open_findings(END, coverage.units_of_audits()) == {}
    line = audit.findings[0].line
    assert coverage.planned_months(END.year)["7.5", unit().id] == audit.starts_on.month
    db.session.rollback()
    audits.reported(audit)
    assert coverage.last_looks(END, coverage.units_of_audits())[line.clause, unit().id].result is Result.MINOR
    assert coverage.open_findings(END, coverage.units_of_audits())[line.clause, unit().id] == [
        OpenFindings(audit.code, 1)
    ]
    assert coverage.planned_months(END.year) == {}


def test_a_finding_is_open_until_its_nonconformity_has_ended(app):
    audit = audits.reported()
    made = finding.raise_nonconformity(audit.findings[0], reporter=person("an"), actor=actor("an"))
    db.session.commit()
    assert len(coverage.open_findings(END, coverage.units_of_audits())) == 1
    decline(made, actor=actor("lan"), reason="Đã xử lý", seen=made.version)
    db.session.commit()
    assert coverage.open_findings(END, coverage.units_of_audits()) == {}


def test_a_line_of_no_unit_counts_for_every_unit_of_the_audit(app):
    audit = audits.reported()
    line = audit.findings[0].line
    line.unit_id = None
    db.session.commit()
    assert coverage.last_looks(END, coverage.units_of_audits()).keys() == {
        (line.clause, audit.units[0].unit_id)
    }


def test_what_came_after_the_year_is_left_out(app):
    audits.reported()
    assert coverage.last_looks(clock.today() - timedelta(days=1), {}) == {}


def test_the_lines_of_the_programme_are_what_is_planned(app):
    programme = audits.programme()
    months = coverage.planned_months(programme.year)
    assert months == {("7.5", unit().id): 6, ("8.2.1", unit().id): 6}


def test_an_organisation_sets_its_own_limits(app):
    organization = find_organization("SKHCN")
    assert coverage.thresholds_of(organization.id) == Thresholds()
    limits = Thresholds(long_ago_months=24, answer_days=3, report_days=10)
    limiting.set_limits(organization, limits, actor=actor("lan"), seen=1)
    db.session.commit()
    assert coverage.thresholds_of(organization.id) == limits
    with pytest.raises(Stale):
        limiting.set_limits(organization, Thresholds(), actor=actor("lan"), seen=1)
    assert audits.sent().findings[0].answer_due_on == clock.today() + timedelta(days=3)
