"""Paper in the demonstration: numbered copies at two desks, and one that came back."""

from __future__ import annotations

from qms.copies.models import PaperCopy
from qms.copies.operations.handing_out import end, hand_out
from qms.copies.rules import Ending
from qms.demo.acting import acting, inside
from qms.demo.people import DEPARTMENT
from qms.documents.queries import get_document
from qms.foundation.db import db
from qms.kernel import clock
from qms.web.transaction import one_transaction

CODE = "QT-ATBX-02"
DESKS = (
    ("Bộ phận tiếp nhận và trả kết quả", "Quầy số 2", False),
    ("Phòng Quản lý công nghệ", "Tủ hồ sơ ISO của phòng", False),
    ("Thanh tra Sở", "Phòng làm việc của đoàn kiểm tra", True),
)


def fill() -> None:
    """Hand copies out, once."""
    with inside(DEPARTMENT):
        if db.session.scalar(db.select(PaperCopy.id).limit(1)) is not None:
            return  # a start that was cut off has been here
        for holder, place, is_back in DESKS:
            _hand_out(holder, place, is_back=is_back)


def _hand_out(holder: str, place: str, *, is_back: bool) -> None:
    day = clock.today()
    with one_transaction():
        copy = hand_out(get_document(CODE), holder=holder, place=place, day=day, actor=acting("thuky"))
        if is_back:
            end(copy, Ending.RETURNED, day=day, note="", actor=acting("thuky"), seen=copy.version)
