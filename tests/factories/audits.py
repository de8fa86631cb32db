"""Audits in every state, made through the operations as people would make them."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import Any

from qms.audits.models import Audit, AuditedUnit, Line, Programme
from qms.audits.operations import (
    arranging,
    checking,
    competence,
    finding,
    planning,
    programming,
    recording,
    teaming,
)
from qms.audits.operations import reporting as reporting_of
from qms.audits.operations.finding import Wording
from qms.audits.operations.planning import Plan
from qms.audits.operations.recording import Written
from qms.audits.queries.checklists import list_lines
from qms.audits.queries.programmes import auditor_of
from qms.audits.rules.auditing import Meeting, Part
from qms.audits.rules.lines import Result
from qms.documents.models import Document
from qms.foundation.db import db
from qms.identity import queries as identity
from qms.identity.models import Unit
from qms.identity.queries import get_organization
from qms.kernel import clock
from tests.people import PASSWORD, actor, person

COUNTER = "Bộ phận tiếp nhận và trả kết quả"  # where binh works


def unit(name: str = COUNTER) -> Unit:
    found = identity.find_unit_named(name)
    assert found is not None
    return found


def programme(year: int | None = None, *, by: str = "lan", units: tuple[str, ...] = (COUNTER,)) -> Programme:
    """A programme being written, with a line for each of these units."""
    organization = get_organization(person(by).organization_id)
    made = programming.start_programme(organization, year=year or clock.today().year, actor=actor(by))
    for name in units:
        programming.keep_item(
            made,
            None,
            actor=actor(by),
            seen=None,
            unit=unit(name),
            document=None,
            clauses=["7.5", "8.2.1"],
            month=6,
            lead=None,
            note="",
        )
    db.session.commit()
    return made


def submitted(made: Programme, *, by: str = "lan", approver: str = "dung") -> Programme:
    """Signed and sent for approval."""
    programming.submit_programme(
        made, actor=actor(by), approver=person(approver), password=PASSWORD, seen=made.version
    )
    db.session.commit()
    return made


def approved(made: Programme, *, by: str = "lan", approver: str = "dung") -> Programme:
    """Approved and signed."""
    submitted(made, by=by, approver=approver)
    programming.approve_programme(made, actor=actor(approver), password=PASSWORD, note="", seen=made.version)
    db.session.commit()
    return made


def competent(username: str = "an", *, until: date | None = None, by: str = "lan") -> None:
    """With a proof of competence, unless they have one."""
    if auditor_of(person(username)).best(clock.today()) is None or until is not None:
        competence.add_record(
            person(username),
            actor=actor(by),
            training="Đánh giá viên nội bộ ISO 9001:2015",
            provider="Chi cục TĐC",
            certificate="12/2024",
            valid_from=clock.today() - timedelta(days=300),
            valid_until=until,
        )
        db.session.commit()


def plan(
    *,
    title: str = "Đánh giá một cửa",
    units: tuple[str, ...] = (COUNTER,),
    documents: tuple[Document, ...] = (),
) -> Plan:
    """What a plan for today and tomorrow says."""
    today = clock.today()
    return Plan(
        title=title,
        objective="Xem xét sự phù hợp và hiệu lực.",
        scope="Tiếp nhận và trả kết quả.",
        criteria="ISO 9001:2015",
        starts_on=today,
        ends_on=today + timedelta(days=1),
        units=tuple(unit(name) for name in units),
        documents=documents,
        clauses=("7.5", "8.2.1"),
    )


def planned(of: Plan | None = None, *, by: str = "lan", lead: str | None = "an") -> Audit:
    """A planned audit, with a lead auditor unless none is wanted."""
    audit = planning.plan_audit(of or plan(), organization_id=person(by).organization_id, actor=actor(by))
    if lead:
        competent(lead, by=by)
        teaming.add_member(audit, actor=actor(by), person=person(lead), part=Part.LEAD)
    db.session.commit()
    return audit


def ready(of: Plan | None = None, **more: str) -> Audit:
    """Planned, with an agenda, and binh speaking for every unit that has no head."""
    audit = planned(of, **more)
    for each in audit.units:
        if each.representative is None:
            planning.name_representative(each, actor=actor("lan"), representative=person("binh"), seen=None)
    planning.keep_entry(
        audit,
        None,
        actor=actor("lan"),
        kind=Meeting.OPENING,
        day=audit.starts_on,
        begins="08:00",
        ends="08:30",
        unit=None,
        auditor=None,
        topic="",
        received_by="",
    )
    db.session.commit()
    return audit


def announced(of: Plan | None = None, **more: str) -> Audit:
    """The plan was sent to the audited units."""
    audit = ready(of, **more)
    arranging.announce(audit, actor=actor("an"), seen=audit.version)
    db.session.commit()
    return audit


def audited(audit: Audit) -> AuditedUnit:
    """The first of its units."""
    return audit.units[0]


def started(of: Plan | None = None, **more: str) -> Audit:
    """Open on site."""
    audit = announced(of, **more)
    arranging.start(audit, actor=actor("an"), seen=audit.version)
    db.session.commit()
    return audit


def reporting(of: Plan | None = None, **more: str) -> Audit:
    """Ended on site."""
    audit = started(of, **more)
    arranging.finish(audit, actor=actor("an"), seen=audit.version)
    db.session.commit()
    return audit


def with_checklist(audit: Audit, *, documents: tuple[Document, ...] = ()) -> list[Line]:
    """A checklist of the plan's clauses and of these procedures, for its first unit."""
    checking.build(
        audit, actor=actor("an"), unit=audit.units[0].unit, clauses=list(audit.clauses), documents=documents
    )
    db.session.commit()
    return list_lines(audit)


def written(result: Result = Result.CONFORMING, text: str = "Đã xem 3 hồ sơ", **more: Any) -> Written:
    """A note with a name of its own."""
    return Written(client_id=secrets.token_hex(8), result=result, text=text, **more)


def in_two(audit: Audit, other: str = "lan") -> None:
    """Another auditor in the team; only before the audit is opened."""
    competent(other)
    teaming.add_member(audit, actor=actor("lan"), person=person(other), part=Part.AUDITOR)
    db.session.commit()


def opened_by_two(of: Plan | None = None) -> Audit:
    """Open, with an and lan as auditors and a checklist."""
    audit = ready(of)
    in_two(audit)
    arranging.announce(audit, actor=actor("an"), seen=audit.version)
    arranging.start(audit, actor=actor("an"), seen=audit.version)
    with_checklist(audit, documents=tuple(audit.documents))
    return audit


def with_finding() -> Audit:
    """In progress, with a line that does not conform and its finding, not sent yet."""
    audit = opened_by_two()
    line = list_lines(audit)[0]
    recording.record(line, written(Result.MINOR), actor=actor("an"))
    wording = Wording(Result.MINOR, "Phiếu phải có ngày", "Phiếu 03 không có ngày", "Thiếu ngày trên phiếu")
    finding.write(line, wording, actor=actor("an"))
    db.session.commit()
    return audit


def sent(audit: Audit | None = None) -> Audit:
    """Ended on site, with its finding sent to the unit."""
    audit = audit or with_finding()
    arranging.finish(audit, actor=actor("an"), seen=audit.version)
    finding.send(audit, actor=actor("an"))
    db.session.commit()
    return audit


def reported(audit: Audit | None = None) -> Audit:
    """With a report that its lead has signed, not acknowledged yet."""
    audit = audit or sent()
    each = audit.findings[0]
    finding.answer(each, actor=actor("binh"), accepts=True, reason="", seen=each.version)
    parts = {**reporting_of.proposed(audit), "conclusion": "Hệ thống có hiệu lực."}
    reporting_of.write_report(audit, actor=actor("an"), seen=audit.version, **parts)
    db.session.commit()
    reporting_of.sign_report(audit, actor=actor("an"), password=PASSWORD, seen=audit.version)
    db.session.commit()
    return audit
