"""Reading in the demonstration: who was asked and has confirmed, who is still to, who is late, and a question."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from qms.demo.acting import acting, inside
from qms.demo.people import DEPARTMENT
from qms.documents import queries
from qms.documents.models import Document
from qms.foundation.db import db
from qms.kernel import clock
from qms.reading.operations import keeping
from qms.reading.operations.confirming import confirm
from qms.reading.operations.keeping import Wanted
from qms.reading.queries.audiences import find_audience
from qms.reading.queries.own import get_to_read
from qms.reading.rules import Question
from qms.web.transaction import one_transaction

POLICY = "CSCL-01"  # which everybody reads, with a question
LONG_AGO, LATELY = 24, 4  # days since people were asked: late, and in time
LATE_ONES = ("QT-ATBX-02", "QT-KHCN-01")  # asked long ago, and not read by everybody
BY_POLICY = ("giamdoc", "phogiamdoc", "thuky", "truongphong", "khoahoc", "danhgia")
BY_STEPS = ("motcua", "chuyenvien", "thuky")  # who have read what concerns them, but for those of LATE_ONES
QUESTION = Question(
    "Khi phát hiện tài liệu lỗi thời ở nơi làm việc thì làm gì?",
    ("Thu hồi và báo thư ký ISO", "Giữ lại để tham khảo", "Chờ đợt đánh giá nội bộ"),
    0,
)


def fill() -> None:
    """What is in force concerns those responsible for its steps, the policy everybody; then people read."""
    with inside(DEPARTMENT):
        concerned = [each for each in _in_force() if each.code == POLICY or each.type.has_structure]
        for document in concerned:
            _ask(document)
        for document in concerned:
            _read(document)


def _in_force() -> list[Document]:
    ids = db.session.scalars(select(Document.id).order_by(Document.code)).all()
    return [each for each in queries.list_by_ids(ids) if each.effective]


def _ask(document: Document) -> None:
    if find_audience(document.id) is not None:
        return  # a start that was cut off has been here
    is_policy = document.code == POLICY
    days = LONG_AGO if is_policy or document.code in LATE_ONES else LATELY
    with one_transaction():
        keeping.set_audience(
            document,
            Wanted(everybody=is_policy),
            actor=acting("thuky"),
            seen=None,
            asked_on=clock.today() - timedelta(days=days),
        )
    if is_policy:
        with one_transaction():
            keeping.set_questions(document, [QUESTION], pass_mark=100, actor=acting("thuky"), seen=None)


def _read(document: Document) -> None:
    """The first answer to the question is wrong, the second one right."""
    if document.code == POLICY:
        _confirm(document, "motcua", (1,))
        for username in BY_POLICY:
            _confirm(document, username, (0,))
    elif document.code not in LATE_ONES:
        for username in BY_STEPS:
            _confirm(document, username, ())


def _confirm(document: Document, username: str, answers: tuple[int, ...]) -> None:
    reader = acting(username)
    to_read = get_to_read(document.code, reader.person_id)
    if to_read.is_open and to_read.attempt is None:
        with one_transaction():
            confirm(to_read, actor=reader, seen=to_read.revision.number, answers=answers)
