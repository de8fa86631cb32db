"""Internal audits of the demonstration: a programme, auditors, and audits in several states.

Each act is a transaction of its own, as it would be, so that a first start that was cut off goes on where it ended.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from qms.audits.models import Audit, Programme, ProgrammeItem
from qms.audits.models import Line as ChecklistLine
from qms.audits.operations import (
    arranging,
    checking,
    competence,
    finding,
    planning,
    programming,
    recording,
    reporting,
    teaming,
)
from qms.audits.operations.finding import Wording
from qms.audits.operations.planning import Plan
from qms.audits.operations.recording import Written
from qms.audits.operations.taking_over import PaperReport, enter_from_paper
from qms.audits.queries.checklists import list_lines
from qms.audits.queries.programmes import auditor_of, find_programme
from qms.audits.rules.auditing import Meeting, Part, State
from qms.audits.rules.findings import FindingState
from qms.audits.rules.lines import Result
from qms.audits.rules.programmes import ProgrammeState
from qms.demo.acting import acting, inside, person_named
from qms.demo.people import DEPARTMENT, SUBDEPARTMENT, Office
from qms.documents.queries import find_document
from qms.foundation.db import db
from qms.identity.models import Unit
from qms.identity.queries import find_organization, find_unit_named
from qms.kernel import clock
from qms.web.transaction import one_transaction

LEAD, COORDINATOR, DIRECTOR = "danhgia", "thuky", "giamdoc"
AUDITORS = (LEAD, COORDINATOR, "khoahoc", "truongphong")
AIMS = (
    "Xem xét sự phù hợp với TCVN ISO 9001:2015 và các quy trình của Sở; ưu tiên thủ tục có hồ sơ trễ hạn.\n"
    "Mỗi đơn vị được đánh giá ít nhất một lần trong năm; đánh giá viên không đánh giá đơn vị mình."
)


@dataclass(frozen=True)
class Line:
    """A line of the programme and, with a state, the audit that was planned for it."""

    unit: str
    document: str
    clauses: tuple[str, ...]
    month: int
    title: str = ""
    state: State | None = None
    in_days: int = 0


LINES = (
    Line(
        "MC",
        "QT-ATBX-01",
        ("7.5.3.2", "8.2.1", "8.5.1"),
        11,
        "Đánh giá tiếp nhận và trả kết quả",
        State.IN_PROGRESS,
    ),
    Line(
        "QLKH",
        "QT-KHCN-01",
        ("8.1", "8.5.2", "8.7.1"),
        11,
        "Đánh giá quản lý nhiệm vụ khoa học",
        State.ANNOUNCED,
        9,
    ),
    Line("QLCN", "", ("7.2", "7.3"), 12, "Đánh giá năng lực và nhận thức", State.PLANNED, 30),
    Line("VP", "QT-HTQL-01", ("7.5.2", "7.5.3"), 11, "Đánh giá kiểm soát tài liệu", State.REPORTING),
    Line("LĐ", "", ("5.2.2", "9.3.3"), 11, "Đánh giá xem xét của lãnh đạo", State.CLOSED),
    Line(
        "QLCN",
        "QT-ATBX-02",
        ("6.1.1", "8.2.2", "8.5.5"),
        11,
        "Đánh giá cấp giấy phép công việc bức xạ",
        State.CLOSED,
    ),
    Line("MC", "", ("7.1.4", "7.4", "9.1.2"), 11, "Đánh giá phục vụ tổ chức, công dân", State.CLOSED),
)


NEXT_YEAR = (Line("TTr", "", ("9.2.1", "10.2.1"), 3), Line("MC", "", ("8.2.1", "9.1.2"), 5))
OF_THE_SUBDEPARTMENT = (Line("QLĐL", "", ("7.1.5.2", "8.6"), 12), Line("TCCL", "", ("8.1",), 12))


# Of the year before the office worked with this system: number of the paper report, day, units, results by clause.
ON_PAPER = (
    (
        "02/BC-ĐGNB",
        "Đánh giá hoạch định và lãnh đạo",
        (5, 13),
        ("LĐ", "VP"),
        {
            Result.CONFORMING: ("4.1", "4.2", "4.3", "5.1.1", "5.2.1", "5.3", "6.2.1", "9.3.2", "10.3"),
            Result.OBSERVATION: ("6.1.1",),
            Result.MINOR: ("9.1.3",),
        },
    ),
    (
        "05/BC-ĐGNB",
        "Đánh giá giải quyết thủ tục hành chính",
        (10, 21),
        ("MC", "QLCN", "QLKH"),
        {
            Result.CONFORMING: ("7.1.2", "7.2", "7.5.2", "8.1", "8.2.1", "8.5.1", "8.6", "10.2.1"),
            Result.OPPORTUNITY: ("9.1.2",),
            Result.MINOR: ("8.5.2", "8.7.1"),
        },
    ),
)


def fill(password: str) -> None:
    """Programmes, auditors and audits; the other office's programme waits for its leader."""
    with inside(DEPARTMENT):
        for username in AUDITORS:
            _prove(username)
        programme = _programme(DEPARTMENT, COORDINATOR, clock.today().year, AIMS, LINES, LEAD)
        _sign_and_send(programme, COORDINATOR, DIRECTOR, password)
        _approve(programme, DIRECTOR, password)
        for line, item in zip(LINES, _items(programme), strict=True):
            if line.state:
                _bring_to(item, line, password)
        _programme(DEPARTMENT, COORDINATOR, clock.today().year + 1, "", NEXT_YEAR, LEAD)
        _enter_from_paper(password)
    with inside(SUBDEPARTMENT):
        theirs = _programme(
            SUBDEPARTMENT, "thuky.cctdc", clock.today().year, "", OF_THE_SUBDEPARTMENT, "thuky.cctdc"
        )
        _sign_and_send(theirs, "thuky.cctdc", "chicuctruong", password)


def _enter_from_paper(password: str) -> None:
    """Last year's audits, which were done on paper."""
    office, year = person_named(COORDINATOR).organization_id, clock.today().year - 1
    entered = set(db.session.scalars(select(Audit.paper_number)))
    for number, title, (month, day), units, results in ON_PAPER:
        if number in entered:
            continue
        paper = PaperReport(
            number=number,
            title=title,
            starts_on=date(year, month, day),
            ends_on=date(year, month, day + 1),
            team="Nguyễn Thị Hạnh (trưởng đoàn), Tạ Kim Liên",
            units=tuple(_unit(code) for code in units),
            documents=(),
            results=results,
            summary="Đoàn đánh giá theo chương trình đã duyệt; các điểm không phù hợp đã khắc phục xong trong năm.",
            conclusion="Hệ thống được duy trì và có hiệu lực.",
        )
        with one_transaction():
            enter_from_paper(paper, organization_id=office, actor=acting(COORDINATOR), password=password)


def _prove(username: str) -> None:
    person = person_named(username)
    if auditor_of(person).records:
        return
    with one_transaction():
        competence.add_record(
            person,
            actor=acting(COORDINATOR),
            training="Đánh giá viên nội bộ TCVN ISO 9001:2015",
            provider="Trung tâm Kỹ thuật Tiêu chuẩn Đo lường Chất lượng",
            certificate=f"ĐGVNB-{person.id:03d}",
            valid_from=clock.today() - timedelta(days=700),
            valid_until=clock.today() + timedelta(days=395),
        )


# --- The programme ----------------------------------------------------------------------------------------------


def _programme(
    office: Office, coordinator: str, year: int, aims: str, lines: tuple[Line, ...], lead: str
) -> Programme:
    found = find_programme(year)
    if found is not None:
        return found
    with one_transaction():
        organization = find_organization(office.code)
        assert organization is not None
        made = programming.start_programme(organization, year=year, actor=acting(coordinator))
        if aims:
            programming.change_aims(made, actor=acting(coordinator), seen=made.version, aims=aims)
        for line in lines:
            _add(made, line, coordinator, lead)
    return made


def _add(programme: Programme, line: Line, coordinator: str, lead: str) -> None:
    programming.keep_item(
        programme,
        None,
        actor=acting(coordinator),
        seen=None,
        unit=_unit(line.unit),
        document=find_document(line.document) if line.document else None,
        clauses=list(line.clauses),
        month=line.month,
        lead=person_named(lead),
        note="",
    )


def _unit(code: str) -> Unit:
    found = find_unit_named(code)
    assert found is not None
    return found


def _sign_and_send(programme: Programme, coordinator: str, leader: str, password: str) -> None:
    if programme.status is ProgrammeState.DRAFT and not programme.signatures:
        with one_transaction():
            programming.submit_programme(
                programme,
                actor=acting(coordinator),
                approver=person_named(leader),
                password=password,
                seen=None,
            )


def _approve(programme: Programme, leader: str, password: str) -> None:
    if programme.status is ProgrammeState.AWAITING_APPROVAL:
        with one_transaction():
            programming.approve_programme(
                programme, actor=acting(leader), password=password, note="", seen=None
            )


def _items(programme: Programme) -> list[ProgrammeItem]:
    """The lines in the order in which they were added; those that people added later come last."""
    of_it = select(ProgrammeItem).where(ProgrammeItem.programme_id == programme.id)
    return list(db.session.scalars(of_it.order_by(ProgrammeItem.id)))[: len(LINES)]


# --- Audits -----------------------------------------------------------------------------------------------------

Act = Callable[[Audit, str], None]


def _bring_to(item: ProgrammeItem, line: Line, password: str) -> None:
    """Step by step to the state wanted; a state that people moved on from is left."""
    audit = item.audit
    if audit is None:
        with one_transaction():
            audit = _plan(item, line)
    while audit.status != line.state and audit.status in _NEXT:
        with one_transaction():
            _NEXT[audit.status](audit, password)


def _plan(item: ProgrammeItem, line: Line) -> Audit:
    first = clock.today() + timedelta(days=line.in_days)
    plan = Plan(
        title=line.title,
        objective="Xem xét sự phù hợp và hiệu lực của việc thực hiện; tìm cơ hội cải tiến.",
        scope=f"Hoạt động của {item.unit.name} trong 6 tháng gần nhất.",
        criteria="TCVN ISO 9001:2015; các quy trình đang có hiệu lực; văn bản pháp luật liên quan.",
        starts_on=first,
        ends_on=first + timedelta(days=1),
        units=(item.unit,),
        documents=(item.document,) if item.document else (),
        clauses=line.clauses,
    )
    coordinator = acting(COORDINATOR)
    audit = planning.plan_audit(plan, organization_id=item.organization_id, actor=coordinator, item=item)
    teaming.add_member(audit, actor=coordinator, person=person_named(LEAD), part=Part.LEAD)
    second = person_named(_second(line.unit))
    teaming.add_member(audit, actor=coordinator, person=second, part=Part.AUDITOR)
    for kind, begins, ends in (
        (Meeting.OPENING, "08:00", "08:30"),
        (Meeting.UNIT, "08:30", "11:00"),
        (Meeting.CLOSING, "16:00", "16:30"),
    ):
        is_unit = kind is Meeting.UNIT
        planning.keep_entry(
            audit,
            None,
            actor=coordinator,
            kind=kind,
            day=first,
            begins=begins,
            ends=ends,
            unit=item.unit if is_unit else None,
            auditor=person_named(LEAD) if is_unit else None,
            topic=", ".join(line.clauses) if is_unit else "",
            received_by=item.unit.head.name if item.unit.head else "",
        )
    return audit


def _second(unit: str) -> str:
    """The auditor beside the lead: somebody of another unit."""
    return "khoahoc" if unit != "QLKH" else "truongphong"


GOOD = "Người làm việc nắm rõ quy trình; hồ sơ được sắp xếp dễ tìm."
CONCLUSION = "Hệ thống được duy trì và có hiệu lực; cần khắc phục các điểm đã nêu trong thời hạn."
NOTED = (
    (
        Result.CONFORMING,
        "Đối chiếu ba hồ sơ của tháng này: đủ giấy tờ, đúng trình tự.",
        "Hồ sơ 001, 014, 027",
    ),
    (Result.CONFORMING, "Hỏi chuyên viên tiếp nhận: nắm được quy định, chỉ đúng nơi tra cứu.", ""),
    (Result.MINOR, "Hai trong ba phiếu yêu cầu bổ sung không ghi ngày và không có chữ ký.", "Phiếu 03, 05"),
    (Result.CONFORMING, "Giấy tiếp nhận và hẹn trả được lưu đủ.", "Sổ tiếp nhận tháng này"),
    (Result.OPPORTUNITY, "Có thể nhắc hạn tự động trước hai ngày để giảm trễ hạn.", ""),
)


def _announce(audit: Audit, _password: str) -> None:
    if not list_lines(audit):
        checking.build(
            audit,
            actor=acting(LEAD),
            unit=audit.units[0].unit,
            clauses=list(audit.clauses),
            documents=audit.documents,
        )
    arranging.announce(audit, actor=acting(LEAD), seen=None)


def _start(audit: Audit, _password: str) -> None:
    for audited in audit.units:
        if audited.representative:
            arranging.answer(
                audited,
                actor=acting(audited.representative.username),
                accepts=True,
                wished_on=None,
                reason="",
                seen=None,
            )
    arranging.start(audit, actor=acting(LEAD), seen=None)
    for line, (result, text, evidence) in zip(list_lines(audit), NOTED, strict=False):
        name = f"demo-{audit.id}-{line.position}"
        recording.record(line, Written(name, result, text, evidence), actor=acting(LEAD))
    second = list_lines(audit)[1]  # the other auditor saw it otherwise
    other = Written(f"demo-{audit.id}-other", Result.OBSERVATION, "Một người được hỏi chưa biết nơi tra cứu.")
    recording.record(second, other, actor=acting(_second(audit.units[0].unit.code)))
    _write_finding(list_lines(audit)[2])


def _finish(audit: Audit, _password: str) -> None:
    lines = list_lines(audit)
    for line in lines:
        if line.is_disputed:
            recording.settle(line, Written(f"demo-{audit.id}-settled", Result.CONFORMING), actor=acting(LEAD))
        elif line.said is Result.NOT_ASSESSED:
            good = Written(f"demo-{audit.id}-{line.position}", Result.CONFORMING, "Đã xem, phù hợp.")
            recording.record(line, good, actor=acting(LEAD))
    for line in finding.lines_without_finding(audit, lines):
        _write_finding(line)
    arranging.finish(audit, actor=acting(LEAD), seen=None)
    finding.send(audit, actor=acting(LEAD))
    for each in audit.findings:
        if each.said is Result.MINOR:
            finding.raise_nonconformity(each, reporter=person_named(LEAD), actor=acting(LEAD))


def _write_finding(line: ChecklistLine) -> None:
    note = line.standing[-1]
    wording = Wording(
        line.said,
        "Hồ sơ phải đầy đủ, có ngày và chữ ký theo quy trình.",
        note.evidence or note.text,
        note.text,
    )
    finding.write(line, wording, actor=acting(LEAD))


def _report(audit: Audit, password: str) -> None:
    """The next step towards the end: answers, text, signature, acknowledgement, closing."""
    lead = acting(LEAD)
    speaker = audit.units[0].representative
    assert speaker is not None
    sent = [each for each in audit.findings if each.status is FindingState.SENT]
    if sent:
        for each in sent:
            finding.answer(each, actor=acting(speaker.username), accepts=True, reason="", seen=None)
    elif not audit.conclusion:
        parts = reporting.proposed(audit) | {"positives": GOOD, "conclusion": CONCLUSION}
        reporting.write_report(audit, actor=lead, seen=None, **parts)
    elif not audit.report_hash:
        reporting.sign_report(audit, actor=lead, password=password, seen=None)
    elif not reporting.acknowledged_units(audit):
        reporting.acknowledge(
            audit.units[0], actor=acting(speaker.username), password=password, note="", seen=None
        )
    else:
        reporting.close(audit, actor=lead, seen=None)


_NEXT: dict[State, Act] = {
    State.PLANNED: _announce,
    State.ANNOUNCED: _start,
    State.IN_PROGRESS: _finish,
    State.REPORTING: _report,
}
