"""Nonconformities of the demonstration, one in every state, found in the real procedures.

Each is lived in one transaction by the people named, so that a first start that was cut off goes on with the
next; what is there already is left as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from qms.demo.acting import acting, inside, person_named
from qms.demo.people import DEPARTMENT
from qms.documents import queries as documents
from qms.foundation.db import db
from qms.identity.models import Person
from qms.identity.operations import actor_of
from qms.kernel import clock
from qms.nonconformities import queries, sources
from qms.nonconformities.causes import FISHBONE_HEADINGS
from qms.nonconformities.models import Nonconformity, Term
from qms.nonconformities.operations import analysing, doing, planning, reporting, verifying
from qms.nonconformities.rules import ActionKind, ActionType, State, TermKind
from qms.procedures.queries import get_step
from qms.web.transaction import one_transaction

COORDINATOR, OWNER, DOER, VERIFIER = "thuky", "truongphong", "chuyenvien", "danhgia"


@dataclass(frozen=True)
class Case:
    """Something found wrong, and the state to which it is brought. ``found_in`` is a code, or CODE/step."""

    title: str
    description: str
    state: State
    reporter: str
    origin: str
    found_in: str = ""
    severity: str = "LUUY"
    cause: str = "QT-KR"
    cause_text: str = ""
    whys: tuple[str, ...] = ()


CASES = (
    Case(
        "Máy đo suất liều dùng khi tem hiệu chuẩn đã hết hạn",
        "Máy RDS-30 số 04 được dùng kiểm tra phòng X-quang ngày 12, tem hiệu chuẩn ghi hết hạn cuối tháng trước.",
        State.CLOSED,
        "danhgia",
        "DG-NB",
        found_in="QT-ATBX-02/2",
        cause="TB-HC",
        cause_text="Hạn hiệu chuẩn chỉ ghi trên tem dán ở máy; không danh mục nào báo trước khi hết hạn.",
        whys=(
            "Người đo không xem tem trước khi dùng",
            "Bước chuẩn bị không yêu cầu ghi hạn hiệu chuẩn",
            "Không ai giữ danh mục thiết bị kèm ngày hết hạn",
        ),
    ),
    Case(
        "Hồ sơ giấy và hồ sơ điện tử lệch ngày tiếp nhận",
        "Ba hồ sơ khai báo thiết bị có ngày trên sổ giấy sớm hơn một ngày so với phần mềm một cửa.",
        State.REOPENED,
        "motcua",
        "TH",
        found_in="QT-ATBX-01/1",
        cause="HS-GD",
        cause_text="Sổ giấy ghi ngay khi nhận, phần mềm ghi khi đủ lệ phí; quy trình không nói ngày nào là ngày tiếp nhận.",
        whys=("Hai nơi ghi hai thời điểm", "Quy trình không nêu thời điểm bắt đầu tính hạn"),
    ),
    Case(
        "Phiếu hẹn trả không ghi số điện thoại liên hệ",
        "Mười phiếu hẹn xem ngẫu nhiên, bốn phiếu để trống số điện thoại của bộ phận một cửa.",
        State.VERIFYING,
        "congtac",
        "TP",
        found_in="QT-MC-01",
        severity="NHE",
        cause="QT-KR",
        cause_text="Mẫu phiếu có ô trống phải điền tay mỗi lần.",
        whys=("Người lập phiếu quên điền", "Mẫu không in sẵn số điện thoại"),
    ),
    Case(
        "Sổ giao nhận hồ sơ ghi thiếu giờ nhận",
        "Năm dòng trong sổ giao nhận tháng này chỉ ghi ngày, không ghi giờ.",
        State.VERIFYING,
        "motcua",
        "GS",
        cause="QT-KR",
        cause_text="Hướng dẫn chỉ yêu cầu ghi ngày; sổ in sẵn không có cột giờ.",
    ),
    Case(
        "Quy trình còn dẫn văn bản đã hết hiệu lực",
        "Mục căn cứ pháp lý còn nêu văn bản đã được thay thế từ tháng 7.",
        State.DOING,
        "danhgia",
        "KT",
        found_in="QT-KHCN-02",
        severity="NANG",
        cause="QT-LT",
        cause_text="Không ai được giao theo dõi văn bản mới trong ba tháng theo quy định.",
        whys=("Văn bản mới không được rà soát", "Chưa phân công người theo dõi"),
    ),
    Case(
        "Trễ hạn hai hồ sơ cấp giấy phép trong tháng",
        "Hai hồ sơ trả sau hạn 1 và 2 ngày; cả hai dừng ở bước thẩm định.",
        State.PLAN,
        "motcua",
        "TH",
        found_in="QT-ATBX-02/3",
        severity="NHE",
        cause="CN-QT",
        cause_text="Một người thẩm định mọi hồ sơ, không có người thay khi đi công tác.",
    ),
    Case(
        "Người dân phản ánh bảng niêm yết thiếu mức thu",
        "Bảng niêm yết ở sảnh chưa có mức phí của thủ tục mới.",
        State.CAUSE,
        "motcua",
        "KN",
        found_in="QT-MC-01",
        severity="NHE",
        cause="QT-LT",
        cause_text="Thông tư mới đổi mức thu nhưng không ai báo bộ phận một cửa cập nhật bảng niêm yết.",
    ),
    Case(
        "Biên bản kiểm tra thiếu chữ ký của đại diện cơ sở",
        "Hai biên bản kiểm tra tháng này thiếu chữ ký bên được kiểm tra.",
        State.CONTAINMENT,
        "danhgia",
        "GS",
        severity="NHE",
    ),
    Case(
        "Không tìm thấy biên bản họp xem xét của lãnh đạo quý II",
        "Hồ sơ lưu chỉ có giấy mời và danh sách dự họp.",
        State.ACCEPTED,
        "danhgia",
        "XX",
        severity="NHE",
    ),
    Case(
        "Bước 2 ghi đơn vị thực hiện đã đổi tên",
        "Đơn vị nêu trong bước đã sáp nhập; người đọc không biết hỏi ai.",
        State.REPORTED,
        "congtac",
        "TP",
        found_in="QT-ATBX-01/2",
    ),
    Case(
        "Máy in ở bộ phận một cửa hết mực",
        "Không in được giấy tiếp nhận trong buổi sáng.",
        State.DECLINED,
        "motcua",
        "TP",
    ),
    Case(
        "Báo trùng: hồ sơ giấy và điện tử lệch ngày",
        "Ghi hai lần cùng một việc.",
        State.VOID,
        "motcua",
        "TH",
    ),
)


def fill() -> None:
    """Every nonconformity of the demonstration that is not there yet."""
    for case in CASES:
        with inside(DEPARTMENT), one_transaction():
            there = db.session.scalar(select(Nonconformity.id).where(Nonconformity.title == case.title))
            if there is None:
                _live(case)


def _live(case: Case) -> None:
    found = _report(case)
    if case.state is State.DECLINED:
        reason = "Việc sửa thiết bị văn phòng, không thuộc hệ thống quản lý chất lượng."
        reporting.decline(found, actor=acting(COORDINATOR), reason=reason, seen=None)
    elif case.state is State.VOID:
        reporting.declare_void(found, actor=acting(COORDINATOR), reason="Trùng với báo cáo trước.", seen=None)
    else:
        for reached, act in _WAY:
            if found.status is case.state:
                return
            act(found, case)
            assert found.status is reached or case.state in (State.CLOSED, State.REOPENED)


def _report(case: Case) -> Nonconformity:
    reporter = person_named(case.reporter)
    return reporting.report(
        organization_id=reporter.organization_id,
        reporter=reporter,
        title=case.title,
        description=case.description,
        happened_on=clock.today() - timedelta(days=2),
        origin=_term(TermKind.ORIGIN, case.origin, reporter),
        actor=actor_of(reporter),
        source=_source(case.found_in),
    )


def _source(found_in: str) -> sources.Source:
    code, _slash, number = found_in.partition("/")
    if number:
        step = get_step(code, int(number))
        return sources.of_step(step.revision, step.number, step.step)
    document = documents.find_document(code) if code else None
    return sources.of_document(document, document.effective) if document else sources.Source()


def _accept(found: Nonconformity, case: Case) -> None:
    owner = person_named(OWNER)
    severity = _term(TermKind.SEVERITY, case.severity, owner)
    reporting.accept(
        found, actor=acting(COORDINATOR), owner=owner, severity=severity, unit=owner.unit, seen=None
    )


def _contain(found: Nonconformity, _case: Case) -> None:
    text = "Đã soát lại các hồ sơ cùng loại trong tháng và sửa ngay chỗ sai; báo cho người làm biết."
    analysing.contain(found, actor=acting(OWNER), text=text, done_on=clock.today(), seen=None)


def _find_cause(found: Nonconformity, case: Case) -> None:
    if case.whys:
        last = len(case.whys)
        rows = [(n, n - 1, why, n == last) for n, why in enumerate(case.whys, start=1)]
        analysing.keep_whys(found, actor=acting(OWNER), rows=rows, seen=None)
        headings = [
            (str(name), why) for name, why in zip(FISHBONE_HEADINGS, (*case.whys, "", "", ""), strict=False)
        ]
        headings += [(str(name), "") for name in FISHBONE_HEADINGS[len(headings) :]]
        analysing.keep_fishbone(found, actor=acting(OWNER), headings=headings[:6], seen=None)
    cause = _term(TermKind.CAUSE, case.cause, person_named(OWNER))
    analysing.name_cause(found, actor=acting(OWNER), cause=cause, text=case.cause_text, seen=None)


def _plan(found: Nonconformity, case: Case) -> None:
    _action(found, ActionType.CORRECTION, "Sửa lại các hồ sơ đã sai và báo cho người liên quan.", days=3)
    _action(found, ActionType.CORRECTIVE, f"Loại bỏ nguyên nhân: {case.cause_text}", days=14)
    planning.set_check(
        found,
        actor=acting(OWNER),
        criterion="Xem 20 hồ sơ gần nhất: không hồ sơ nào lặp lại lỗi này.",
        verifier=person_named(VERIFIER),
        seen=None,
    )


def _action(found: Nonconformity, type: ActionType, what: str, *, days: int) -> None:
    planning.plan_action(
        found,
        actor=acting(OWNER),
        type=type,
        kind=ActionKind.TASK,
        what=what,
        owner=person_named(DOER),
        due_on=clock.today() + timedelta(days=days),
        seen=None,
    )


def _start(found: Nonconformity, case: Case) -> None:
    planning.start(found, actor=acting(OWNER), seen=None)
    if case.state is State.DOING:
        doing.ask_for_time(
            found.open_actions[-1],
            actor=acting(DOER),
            wanted_until=clock.today() + timedelta(days=30),
            reason="Chờ Sở Tư pháp cho ý kiến về danh mục văn bản.",
            seen=None,
        )


def _finish(found: Nonconformity, _case: Case) -> None:
    for action in list(found.open_actions):
        doing.finish_action(action, actor=acting(DOER), proof="Xong, xem biên bản số 14/BB-QLCN.", seen=None)


def _judge(found: Nonconformity, case: Case) -> None:
    worked = case.state is State.CLOSED
    evidence = (
        "Đã xem 20 hồ sơ gần nhất và danh mục thiết bị: không còn lỗi."
        if worked
        else "Trong 20 hồ sơ gần nhất vẫn còn hai hồ sơ lặp lại lỗi này."
    )
    verifying.verify(found, actor=acting(VERIFIER), worked=worked, evidence=evidence, seen=None)


_WAY = (
    (State.ACCEPTED, _accept),
    (State.CONTAINMENT, _contain),
    (State.CAUSE, _find_cause),
    (State.PLAN, _plan),
    (State.DOING, _start),
    (State.VERIFYING, _finish),
    (State.CLOSED, _judge),
)


def _term(kind: TermKind, code: str, of: Person) -> Term:
    found = queries.find_term(kind, code, organization_id=of.organization_id)
    assert found is not None
    return found
