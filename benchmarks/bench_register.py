"""The register with 100,000 nonconformities: its pages as the coordinator and as staff see them, and a new report."""

from __future__ import annotations

import random
import secrets
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert

from benchmarks import floor_app, installation
from benchmarks.pairing import Figure, Row, rotate, show, show_figures
from qms.documents.queries import get_current
from qms.foundation.access import SYSTEM, Role
from qms.foundation.db import db, learn_of_tables
from qms.identity.models import Person
from qms.identity.operations import add_person, add_unit
from qms.kernel import clock
from qms.nonconformities import rules
from qms.nonconformities.models import Action, Nonconformity, Round, Term
from qms.nonconformities.rules import ActionKind, ActionState, ActionType, State

SIZE = 100_000
UNITS, A_YEAR, SEED = 40, 9000, 9001
PEOPLE = 80  # among whom the work is shared out
STATES = (State.REPORTED, State.ACCEPTED, State.CAUSE, State.DOING, State.VERIFYING)
OPEN_SHARE = 0.05  # most of a long register is closed
AS_COORDINATOR = {
    "open ones, first page": "/nonconformities",
    "all, first page": "/nonconformities?show=all",
    "all, last page": "/nonconformities?show=all&page={last}",
    "by unit": "/nonconformities?show=all&unit=7",
    "with a late action": "/nonconformities?show=late",
    "words of a title": "/nonconformities?show=all&q=so+theo+doi+4711",
    "causes": "/nonconformities/causes",
    "what repeats": "/nonconformities/repeats",
    "one of them": "/nonconformities/NC-{year}-100",
}
GOALS = {
    "open ones, first page": 10.0,
    "all, first page": 10.0,
    "all, last page": 30.0,
    "by unit": 10.0,
    "with a late action": 10.0,
    "words of a title": 100.0,
    "causes": 30.0,
    "what repeats": 100.0,
    "one of them": 10.0,
    "staff: all that they may see": 15.0,
}
REPORT = 40  # goal in milliseconds


def build(app: Flask, size: int = SIZE) -> None:
    """A register of ``size`` rows over the years, each with its round and action."""
    chance = random.Random(SEED)  # noqa: S311 - the same register each time
    with app.app_context():
        organization = db.session.scalars(db.select(Person)).first().organization  # type: ignore[union-attr]  # the installation has made them
        for number in range(PEOPLE):
            made = {"organization": organization, "username": f"cv{number}", "name": f"Chuyên viên {number}"}
            add_person(**made, roles=[Role.STAFF], password=installation.PASSWORD, actor=SYSTEM)
        db.session.flush()
        people = list(db.session.scalars(db.select(Person)))
        units = [
            add_unit(
                organization=organization, code=f"P{number:02d}", name=f"Phòng số {number}", actor=SYSTEM
            )
            for number in range(1, UNITS + 1)
        ]
        db.session.flush()
        terms: dict[str, list[int]] = {}
        for term in db.session.scalars(db.select(Term).where(Term.organization_id == organization.id)):
            terms.setdefault(term.kind, []).append(term.id)
        rows = [
            _rows(number, chance, people, [unit.id for unit in units], terms) for number in range(1, size + 1)
        ]
        for model, place in ((Nonconformity, 0), (Round, 1), (Action, 2)):
            for start in range(0, size, 1000):
                some = [row[place] for row in rows[start : start + 1000] if row[place]]
                if some:
                    db.session.execute(insert(model), some)
        db.session.commit()
        learn_of_tables(clock.now())
        db.session.commit()


def _rows(
    number: int, chance: random.Random, people: list[Person], units: list[int], terms: dict[str, list[int]]
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """A nonconformity, its round and its action."""
    now, today = clock.now(), clock.today()
    year, in_year = today.year - (SIZE // A_YEAR) + (number - 1) // A_YEAR, (number - 1) % A_YEAR + 1
    is_open = chance.random() < OPEN_SHARE
    state = chance.choice(STATES) if is_open else State.CLOSED
    day = today - timedelta(days=chance.randrange(365) if is_open else chance.randrange(4000))
    owner, common = chance.choice(people), {"organization_id": people[0].organization_id, "version": 1}
    made = common | {
        "id": number, "year": year, "number": in_year, "code": rules.code_of(year, in_year),
        "state": state.value, "state_since": now, "title": f"Sổ theo dõi {number} thiếu chữ ký của người nhận",
        "description": "Xem ngày hôm nay: ba dòng không có chữ ký.", "requirement": "8.5.1",
        "happened_on": day, "reported_on": day, "reported_at": now, "changed_at": now,
        "reporter_id": chance.choice(people).id, "origin_id": chance.choice(terms["origin"]),
        "severity_id": chance.choice(terms["severity"]), "cause_id": chance.choice(terms["cause"]),
        "unit_id": chance.choice(units), "owner_id": owner.id, "end_reason": "",
        "closed_at": None if is_open else now, "source_kind": "", "source_label": "", "source_url": "",
        "step_id": "",
    }  # fmt: skip
    round = common | {
        "id": number, "nonconformity_id": number, "number": 1, "started_at": now, "why_reopened": "",
        "containment": "Ký bổ sung.", "whys": [], "fishbone": [], "cause_text": "Không ai kiểm tra.",
        "criterion": "Không lặp lại", "verifier_id": chance.choice(people).id,
        "check_on": today + timedelta(days=chance.randrange(-9, 60)), "ended_at": None if is_open else now,
    }  # fmt: skip
    is_done = state is not State.DOING
    action = common | {
        "id": number, "nonconformity_id": number, "round_id": number, "number": 1,
        "type": ActionType.CORRECTIVE.value, "kind": ActionKind.TASK.value, "what": "Kiểm tra sổ mỗi tuần",
        "owner_id": chance.choice(people).id, "due_on": today + timedelta(days=chance.randrange(-30, 30)),
        "state": ActionState.DONE.value if is_done else ActionState.OPEN.value, "proof": "", "drop_reason": "",
        "planned_at": now, "done_at": now if is_done else None,
    }  # fmt: skip
    return made, round, action


def measure(app: Flask, size: int = SIZE, *, rounds: int = 5) -> list[Row]:
    """Every page and the floor in rotation."""
    coordinator = installation.sign_in(app, installation.COORDINATOR)
    staff = installation.sign_in(app, installation.READER)
    code, year = installation.codes(app)[0], clock.today().year - SIZE // A_YEAR
    with app.app_context():
        html = get_current(code).rendered[""]["html"]

    def visit(client: Any, address: str) -> None:
        answer = client.get(address)
        assert answer.status_code == 200, (answer.status_code, address)

    with tempfile.TemporaryDirectory() as folder:
        floor = floor_app.sign_in(floor_app.make_floor(Path(folder), html))
        acts: dict[str, Callable[[], object]] = {"floor": lambda: floor.get("/documents/QT-01")}
        for name, address in AS_COORDINATOR.items():
            place = address.format(last=size // 30, year=year)
            acts[name] = lambda place=place: visit(coordinator, place)  # type: ignore[misc]  # mypy cannot type a default of a lambda
        acts["staff: all that they may see"] = lambda: visit(staff, "/nonconformities?show=all")
        outcome = rotate(acts, yardstick="floor", rounds=rounds, turn=2)
    return [Row(name, outcome.timings[name], outcome.ratios[name], GOALS.get(name)) for name in acts]


def measure_reporting(app: Flask, *, times: int = 20) -> list[Figure]:
    """A new report: one number after the other."""
    client = installation.sign_in(app, installation.READER)
    with app.app_context():
        origin = db.session.scalar(db.select(Term.id).where(Term.kind == "origin"))

    def report() -> None:
        said = {
            "title": "Biển chỉ dẫn mờ", "description": "Không đọc được từ cửa.", "origin": str(origin),
            "happened_on": clock.today().strftime("%d/%m/%Y"), "once": secrets.token_hex(8),
        }  # fmt: skip
        answer = client.post("/nonconformities/report", data=said)
        assert answer.status_code == 303, answer.status_code

    timing = rotate({"report": report}, yardstick="report", rounds=max(times // 5, 1), turn=5).timings[
        "report"
    ]
    return [
        Figure("a report, median", timing.wall, "ms", REPORT),
        Figure("a report, 95th percentile", timing.wall_p95, "ms"),
    ]


def main(sizes: list[int]) -> None:
    with installation.installed(min(sizes)) as app:
        build(app)
        show(f"Register of {SIZE:,} nonconformities (ratio of processor time to the floor)", measure(app))
        show_figures("Reporting into it", measure_reporting(app))
