"""Read and understood, 2,000 people × 500 documents: the pages of coverage, a person's list, a release to everybody."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Flask
from sqlalchemy import func, insert, literal, select, update

from benchmarks import floor_app, installation
from benchmarks.pairing import Figure, Row, rotate, show, show_figures, spread
from qms.documents.events import RevisionTookEffect
from qms.documents.models import Document, Revision
from qms.documents.rules import State
from qms.foundation.db import db, learn_of_tables
from qms.foundation.events import emit
from qms.identity.models import Organization, Person, Unit
from qms.identity.queries import find_by_username
from qms.kernel import clock
from qms.kernel.codes import in_address
from qms.reading.models import Audience, Confirmation, ReadingDuty
from qms.reading.operations.asking import bring_in_line
from qms.reading.operations.reminding import remind

PEOPLE, DOCUMENTS, UNITS = 2000, 500, 100
NOT_CONFIRMED = 20  # one in so many is still to be read
AS_COORDINATOR = {
    "coverage by document": "/reading/coverage",
    "coverage by document, one unit": "/reading/coverage?unit={unit}",
    "coverage by unit": "/reading/units",
    "one unit": "/reading/units/{unit}",
    "a document's readers": "/reading/documents/{code}/readers",
    "another person's list": "/reading/people/{person}",
}
AS_READER = {
    "one's own list": "/reading",
    "a document to be read": "/reading/documents/{code}",
    "home with what is to be read": "/",
}
GOALS = {  # in the spirit of the others: a list is 10, a page over everything 100
    "coverage by document": 30.0,
    "coverage by document, one unit": 60.0,
    "coverage by unit": 60.0,
    "one unit": 30.0,
    "a document's readers": 60.0,
    "another person's list": 30.0,
    "one's own list": 30.0,
    "a document to be read": 15.0,
    "home with what is to be read": 15.0,
}
RELEASE, CONFIRM, REMIND = 1000, 40, 2000  # goals in milliseconds


def build(app: Flask, *, people: int = PEOPLE, units: int = UNITS) -> int:
    """Everybody is asked to read everything, and all but every 20th duty is done; the number of a unit.

    The reader of the installation has not read anything.
    """
    with app.app_context():
        organization_id = db.session.scalars(select(Organization.id)).one()
        reader = find_by_username(installation.READER)
        assert reader is not None
        unit_ids = _units(organization_id, units)
        _people(organization_id, reader, unit_ids, people)
        _ask_everybody(organization_id)
        _confirm_most(reader)
        db.session.commit()
        learn_of_tables(clock.now())
        db.session.commit()
        return unit_ids[0]


def _units(organization_id: int, count: int) -> list[int]:
    first = (db.session.scalar(select(func.max(Unit.id))) or 0) + 1
    numbers = list(range(first, first + count))
    rows = [
        {
            "id": each,
            "organization_id": organization_id,
            "code": f"ĐV{each:03d}",
            "name": f"Phòng số {each}",
            "is_active": True,
            "version": 1,
        }
        for each in numbers
    ]
    db.session.execute(insert(Unit), rows)
    return numbers


def _people(organization_id: int, like: Person, unit_ids: list[int], count: int) -> None:
    rows = [
        {
            "organization_id": organization_id,
            "username": f"doc{number}",
            "name": f"Nguyễn Văn Thứ {number}",
            "unit_id": unit_ids[number % len(unit_ids)],
            "password_hash": like.password_hash,
            "created_at": clock.now(),
            "version": 1,
        }
        for number in range(count)
    ]
    db.session.execute(insert(Person), rows)


def _ask_everybody(organization_id: int) -> None:
    for document in db.session.scalars(select(Document)).all():
        audience = Audience(
            organization_id=organization_id, document=document, from_steps=False, everybody=True, parts=[]
        )
        db.session.add(audience)
        db.session.flush()  # the statements ask the database for it
        bring_in_line(audience)


def _confirm_most(reader: Person) -> None:
    done = (ReadingDuty.id % NOT_CONFIRMED != 0) & (ReadingDuty.person_id != reader.id)
    values: dict[str, Any] = {
        "id": ReadingDuty.id,
        "organization_id": ReadingDuty.organization_id,
        "document_id": ReadingDuty.document_id,
        "revision_id": ReadingDuty.revision_id,
        "person_id": ReadingDuty.person_id,
        "name": Person.name,
        "position": literal(""),
        "unit_name": literal(""),
        "content_hash": Revision.content_hash,
        "asked_on": ReadingDuty.asked_on,
        "due_on": ReadingDuty.due_on,
        "confirmed_at": literal(clock.now()),
    }
    rows = (
        select(*values.values())
        .select_from(ReadingDuty)
        .join(Person, Person.id == ReadingDuty.person_id)
        .join(Revision, Revision.id == ReadingDuty.revision_id)
        .where(done)
    )
    db.session.execute(insert(Confirmation).from_select(list(values), rows))
    db.session.execute(
        update(ReadingDuty).where(done).values(confirmation_id=ReadingDuty.id, told=1),
        execution_options={"synchronize_session": False},
    )


def measure(app: Flask, unit_id: int, *, rounds: int = 4) -> list[Row]:
    """Every page and the floor in rotation."""
    coordinator = installation.sign_in(app, installation.COORDINATOR)
    reader = installation.sign_in(app, installation.READER)
    with app.app_context():
        person_id = db.session.scalar(select(func.max(Person.id)))
    code = _address(installation.codes(app)[0])

    def visit(client: Any, address: str) -> None:
        answer = client.get(address.format(unit=unit_id, code=code, person=person_id))
        assert answer.status_code == 200, (answer.status_code, address)

    with tempfile.TemporaryDirectory() as folder:
        floor = floor_app.sign_in(floor_app.make_floor(Path(folder), "<p>chữ</p>"))
        acts: dict[str, Callable[[], object]] = {"floor": lambda: floor.get("/documents/QT-01")}
        for client, addresses in ((coordinator, AS_COORDINATOR), (reader, AS_READER)):
            for name, address in addresses.items():
                acts[name] = lambda client=client, address=address: visit(client, address)  # type: ignore[misc]  # mypy cannot type a default of a lambda
        outcome = rotate(acts, yardstick="floor", rounds=rounds, turn=2)
    return [Row(name, outcome.timings[name], outcome.ratios[name], GOALS.get(name)) for name in acts]


def _address(code: str) -> str:
    return quote(in_address(code))


def measure_acts(app: Flask, *, times: int = 10) -> list[Figure]:
    """A significant revision takes effect and everybody is asked again; one confirms; everybody is reminded."""
    with app.app_context():
        releases = [_timed(lambda document=each: _release(document)) for each in _documents(times)]  # type: ignore[misc]  # mypy cannot type a default of a lambda
        reminding = [_timed(_remind)]
    reader = installation.sign_in(app, installation.READER)
    confirming = [
        _timed(lambda code=code: _confirm(reader, code)) for code in installation.codes(app)[:times]
    ]  # type: ignore[misc]  # mypy cannot type a default of a lambda
    return [
        Figure("a release, everybody asked, median", spread(releases)[0], "ms", RELEASE),
        Figure("a release, 95th percentile", spread(releases)[1], "ms"),
        Figure("a confirmation, median", spread(confirming)[0], "ms", CONFIRM),
        Figure("everybody told, once", reminding[0] * 1000, "ms", REMIND),
    ]


def _documents(count: int) -> list[Revision]:
    query = select(Revision).where(Revision.state == State.EFFECTIVE.value).limit(count)
    return list(db.session.scalars(query))


def _release(revision: Revision) -> None:
    """What follows from a revision that takes effect, without the signing and indexing of ``publish``."""
    emit(RevisionTookEffect(revision.document_id, revision.id, None, is_significant=True))
    db.session.commit()


def _remind() -> None:
    remind(clock.now())
    db.session.commit()


def _confirm(client: Any, code: str) -> None:
    answer = client.post(f"/reading/documents/{_address(code)}", data={"seen": "1", "once": f"bench-{code}"})
    assert answer.status_code == 303, answer.status_code


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def main(_sizes: list[int]) -> None:
    with installation.installed(DOCUMENTS) as app:
        unit_id = build(app)
        title = f"Read and understood, {PEOPLE:,} people × {DOCUMENTS} documents"
        show(f"{title} (ratio of processor time to the floor)", measure(app, unit_id))
        show_figures("Asking, confirming, reminding", measure_acts(app))
