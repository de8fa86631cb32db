"""What was audited where: the matrix of 100 units, 60 clauses and five years, against the floor."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from benchmarks import floor_app, installation
from benchmarks.pairing import Row, rotate, show
from qms.audits.bank import bank_on
from qms.audits.models import Audit, AuditedUnit, Finding, Line
from qms.audits.rules.auditing import State
from qms.audits.rules.findings import FindingState
from qms.audits.rules.lines import Origin, Result
from qms.foundation.db import db
from qms.identity.models import Organization, Unit
from qms.kernel import clock

UNITS, CLAUSES, YEARS = 100, 60, 5
FINDING_EVERY, RESULTS = 40, (Result.CONFORMING, Result.CONFORMING, Result.MINOR, Result.OBSERVATION)
GOALS = {  # 2,800 and 8,400 cells, a hundred of one unit
    "matrix, clauses of two figures": 60.0,
    "matrix, every clause": 80.0,
    "one unit of it": 30.0,
}
ADDRESSES = {
    "matrix, clauses of two figures": "/audits/coverage",
    "matrix, every clause": "/audits/coverage?depth=all",
    "one unit of it": "/audits/coverage?depth=all&unit={unit}",
}


def fill(*, units: int = UNITS, clauses: int = CLAUSES, years: int = YEARS) -> int:
    """Audits of every clause in every unit in each of the last years, their reports signed; a unit's number.

    One audit a unit and year; every 40th line has a finding that nobody has settled.
    """
    organization_id = db.session.scalars(select(Organization.id)).one()
    common = {"organization_id": organization_id, "version": 1}
    first = (db.session.scalar(select(db.func.max(Unit.id))) or 0) + 1
    numbers = range(first, first + units)
    db.session.execute(
        insert(Unit),
        [
            common | {"id": each, "code": f"DV-{each:03d}", "name": _name(each), "is_active": True}
            for each in numbers
        ],
    )
    audits, audited, lines, findings = [], [], [], []
    asked = [each.number for each in bank_on(clock.today()).clauses if each.level > 1][:clauses]
    for audit_id, (back, unit_id) in enumerate(product(range(years), numbers), 1):
        day = date(clock.today().year - back, 1 + unit_id % 6, 1 + unit_id % 27)
        audits.append(common | _audit(audit_id, unit_id - first + 1, day))
        audited.append(_scoped(common, audit_id=audit_id, unit_id=unit_id))
        for place, clause in enumerate(asked, 1):
            lines.append(common | _line(len(lines) + 1, audit_id, unit_id, place, clause))
            if len(lines) % FINDING_EVERY == 0:
                findings.append(common | _finding(len(findings) + 1, audit_id, len(lines)))
    for table, rows in ((Audit, audits), (AuditedUnit, audited), (Line, lines), (Finding, findings)):
        for start in range(0, len(rows), 2000):
            db.session.execute(insert(table), rows[start : start + 2000])
    db.session.commit()
    return first


def _name(number: int) -> str:
    return f"Phòng Quản lý tiêu chuẩn, đo lường và chất lượng khu vực số {number}"


def _scoped(common: dict[str, Any], **columns: Any) -> dict[str, Any]:
    return {"organization_id": common["organization_id"], **columns}


def _audit(audit_id: int, number: int, day: date) -> dict[str, Any]:
    now = clock.now()
    return {
        "id": audit_id,
        "year": day.year,
        "number": number,
        "state": State.CLOSED.value,
        "title": "Đánh giá nội bộ",
        "starts_on": day,
        "ends_on": day + timedelta(days=1),
        "report_hash": "0" * 64,
        "clauses": [],
        "created_at": now,
        "state_since": now,
        "edited_at": now,
    }


def _line(line_id: int, audit_id: int, unit_id: int, place: int, clause: str) -> dict[str, Any]:
    return {
        "id": line_id,
        "audit_id": audit_id,
        "unit_id": unit_id,
        "position": place,
        "origin": Origin.BANK.value,
        "clause": clause,
        "question": f"Việc thực hiện yêu cầu {clause} được chứng minh bằng hồ sơ nào?",
        "result": RESULTS[line_id % len(RESULTS)].value,
    }


def _finding(number: int, audit_id: int, line_id: int) -> dict[str, Any]:
    return {
        "id": number,
        "audit_id": audit_id,
        "number": number,
        "line_id": line_id,
        "grade": Result.MINOR.value,
        "requirement": "Phiếu phải có ngày",
        "evidence": "Phiếu 03",
        "gap": "Thiếu ngày",
        "state": FindingState.ACCEPTED.value,
    }


def visits(client: FlaskClient, unit_id: int) -> dict[str, Callable[[], None]]:
    """By page, what opens it once."""

    def visit(address: str) -> None:
        answer = client.get(address.format(unit=unit_id))
        assert answer.status_code == 200, (answer.status_code, address)

    return {name: lambda address=address: visit(address) for name, address in ADDRESSES.items()}  # type: ignore[misc]  # mypy cannot type a default of a lambda


def measure(app: Flask, unit_id: int, *, rounds: int = 6, turn: int = 3) -> list[Row]:
    """Every page and the floor in rotation."""
    with tempfile.TemporaryDirectory() as folder:
        floor = floor_app.sign_in(floor_app.make_floor(Path(folder), "<p>chữ</p>"))
        opened = visits(installation.sign_in(app, installation.COORDINATOR), unit_id)
        acts = {"floor": lambda: floor.get("/documents/QT-01"), **opened}
        outcome = rotate(acts, yardstick="floor", rounds=rounds, turn=turn)
    return [Row(name, outcome.timings[name], outcome.ratios[name], GOALS.get(name)) for name in acts]


def main(_sizes: list[int]) -> None:
    with installation.installed(20) as app:
        with app.app_context():
            unit_id = fill()
        title = f"Matrix of what was audited, {UNITS} units, {CLAUSES} clauses, {YEARS} years"
        show(f"{title} (ratio of processor time to the floor)", measure(app, unit_id))
