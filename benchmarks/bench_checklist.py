"""A checklist of 300 lines: opened at the desk and line by line, fetched by a phone, a note saved, a batch taken."""

from __future__ import annotations

import itertools
import secrets
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from flask import Flask

from benchmarks import floor_app, installation
from benchmarks.pairing import Figure, Row, rotate, show, show_figures
from qms.audits.models import Audit, Line
from qms.audits.operations import competence, planning, recording, teaming
from qms.audits.operations.planning import Plan
from qms.audits.operations.recording import Written
from qms.audits.queries.checklists import list_lines
from qms.audits.rules.auditing import Part, State
from qms.audits.rules.lines import Origin, Result
from qms.documents.queries import get_current
from qms.foundation.access import SYSTEM, Actor, Role
from qms.foundation.db import db
from qms.identity import operations as identity
from qms.identity.models import Organization, Person
from qms.identity.operations import actor_of
from qms.identity.queries import find_by_username
from qms.kernel import clock

LINES, ASSESSED = 300, 200
AUDITOR = "an"
GOALS = {
    "line of the walk-through": 5.0,
    "checklist, 300 lines": 10.0,
    "what a phone fetches, 300 lines": 12.0,
}
SAVE, BATCH = 40, 120  # goals in milliseconds: a note, and fifty at once
IN_A_BATCH = 50


def build(app: Flask, lines: int = LINES, assessed: int = ASSESSED) -> int:
    """An audit in progress with a checklist, and two thirds of its lines with a note; its number."""
    with app.app_context():
        auditor = _auditor()
        actor = actor_of(auditor)
        coordinator = actor_of(_person(installation.COORDINATOR))
        audit = _audit(auditor, coordinator)
        for number in range(1, lines + 1):
            db.session.add(
                Line(
                    organization_id=audit.organization_id,
                    audit_id=audit.id,
                    position=number,
                    origin=Origin.OWN.value,
                    clause="8.5.1",
                    question=f"Bước {number}: đã làm chưa, ai làm, có đúng hạn, hồ sơ nào chứng minh?",
                )
            )
        db.session.flush()
        for line in list_lines(audit)[:assessed]:
            recording.record(line, _written(), actor=actor)
        db.session.commit()
        return audit.id


def _auditor() -> Person:
    organization = db.session.scalars(db.select(Organization)).first()
    assert organization is not None
    made, _password = identity.add_person(
        organization=organization,
        username=AUDITOR,
        name="Vũ Hoài An",
        roles=[Role.AUDITOR],
        password=installation.PASSWORD,
        actor=SYSTEM,
    )
    made.must_change_password = False
    return made


def _person(username: str) -> Person:
    found = find_by_username(username)
    assert found is not None
    return found


def _audit(auditor: Person, coordinator: Actor) -> Audit:
    today = clock.today()
    unit = identity.add_unit(
        organization=auditor.organization, code="MC", name="Bộ phận một cửa", actor=SYSTEM
    )
    db.session.flush()
    plan = Plan(
        title="Đánh giá một cửa",
        objective="Xem xét sự phù hợp.",
        scope="Tiếp nhận và trả kết quả.",
        criteria="ISO 9001:2015",
        starts_on=today,
        ends_on=today,
        units=(unit,),
        documents=(),
        clauses=("8.5.1",),
    )
    audit = planning.plan_audit(plan, organization_id=auditor.organization_id, actor=coordinator)
    competence.add_record(
        auditor,
        actor=coordinator,
        training="Đánh giá viên nội bộ",
        provider="",
        certificate="",
        valid_from=today - timedelta(days=9),
        valid_until=None,
    )
    teaming.add_member(audit, actor=coordinator, person=auditor, part=Part.LEAD)
    audit.state = State.IN_PROGRESS.value
    db.session.flush()
    return audit


def _written() -> Written:
    return Written(secrets.token_hex(8), Result.CONFORMING, "Đã xem ba hồ sơ, đủ thành phần.", asked="Bình")


def measure(app: Flask, audit_id: int, *, rounds: int = 8) -> list[Row]:
    """The pages and the floor in rotation."""
    client, code = installation.sign_in(app, AUDITOR), installation.codes(app)[0]
    with app.app_context():
        audit = db.session.get_one(Audit, audit_id)
        turns = itertools.cycle([line.id for line in list_lines(audit)])
        html = get_current(code).rendered[""]["html"]

    def visit(address: str) -> None:
        answer = client.get(address)
        assert answer.status_code == 200, (answer.status_code, address)

    with tempfile.TemporaryDirectory() as folder:
        floor = floor_app.sign_in(floor_app.make_floor(Path(folder), html))
        acts: dict[str, Callable[[], object]] = {
            "floor": lambda: floor.get("/documents/QT-01"),
            "line of the walk-through": lambda: visit(f"/audits/{audit_id}/walk/{next(turns)}"),
            "checklist, 300 lines": lambda: visit(f"/audits/{audit_id}/checklist"),
            "what a phone fetches, 300 lines": lambda: visit(f"/audits/{audit_id}/walk.json"),
        }
        outcome = rotate(acts, yardstick="floor", rounds=rounds, turn=3)
    return [Row(name, outcome.timings[name], outcome.ratios[name], GOALS.get(name)) for name in acts]


def measure_writing(app: Flask, audit_id: int, *, times: int = 20) -> list[Figure]:
    """A note saved at the desk, and a batch of a phone."""
    client = installation.sign_in(app, AUDITOR)
    with app.app_context():
        person_id = _person(AUDITOR).id
        ids = [line.id for line in list_lines(db.session.get_one(Audit, audit_id))]
    turns = itertools.cycle(ids)

    def save() -> None:
        said = {
            "result": "conforming",
            "text": "Đủ.",
            "client_id": secrets.token_hex(8),
            "once": secrets.token_hex(8),
        }
        answer = client.post(f"/audits/{audit_id}/walk/{next(turns)}", data=said)
        assert answer.status_code == 303, answer.status_code

    def send() -> None:
        notes = [
            {
                "client_id": secrets.token_hex(8),
                "line": next(turns),
                "bases": [],
                "result": "minor",
                "text": "Thiếu",
            }
            for _n in range(IN_A_BATCH)
        ]
        answer = client.post(f"/audits/{audit_id}/batch", json={"person": person_id, "notes": notes})
        assert answer.status_code == 200, answer.status_code

    outcome = rotate({"save": save, "batch": send}, yardstick="save", rounds=max(times // 5, 1), turn=5)
    saved, sent = outcome.timings["save"], outcome.timings["batch"]
    return [
        Figure("a note saved, median", saved.wall, "ms", SAVE),
        Figure("a note saved, 95th percentile", saved.wall_p95, "ms"),
        Figure(f"a batch of {IN_A_BATCH} notes, median", sent.wall, "ms", BATCH),
        Figure(f"a batch of {IN_A_BATCH} notes, 95th percentile", sent.wall_p95, "ms"),
    ]


def main(sizes: list[int]) -> None:
    with installation.installed(min(sizes)) as app:
        audit_id = build(app)
        show(f"Checklist of {LINES} lines (ratio of processor time to the floor)", measure(app, audit_id))
        show_figures("Notes on the checklist", measure_writing(app, audit_id))
