"""What an agency begins with: trees of origins, severities and causes. All of it is the organisation's to change.

Codes are short and stay: other rooms find their origin by them (an audit's finding is DG-NB).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qms.nonconformities.rules import TermKind

VALID_FROM = date(2000, 1, 1)  # before anything that can be reported


@dataclass(frozen=True)
class FirstTerm:
    """A term; one whose code begins with another's and a dash stands below it."""

    kind: TermKind
    code: str
    name_vi: str
    name_en: str
    check_after_days: int = 0


_ORIGINS = (
    ("DG", "Đánh giá", "Audit"),
    ("DG-NB", "Đánh giá nội bộ", "Internal audit"),
    ("DG-BN", "Đánh giá của bên ngoài", "External audit"),
    ("KN", "Khiếu nại, phản ánh, kiến nghị", "Complaint"),
    ("TH", "Hồ sơ trễ hạn", "Late dossier"),
    ("GS", "Theo dõi, đo lường", "Monitoring"),
    ("KT", "Kiểm tra, thanh tra", "Inspection"),
    ("XX", "Xem xét của lãnh đạo", "Management review"),
    ("TP", "Tự phát hiện", "Own observation"),
)
# Days until the effect is checked: a grave fault needs longer to show that it does not come back.
_SEVERITIES = (
    ("NANG", "Nặng", "Major", 60),
    ("NHE", "Nhẹ", "Minor", 30),
    ("LUUY", "Lưu ý", "Observation", 0),
)
_CAUSES = (
    ("CN", "Con người", "People"),
    ("CN-HD", "Chưa được hướng dẫn, đào tạo", "Not instructed or trained"),
    ("CN-QT", "Quá tải, thiếu người", "Overload, too few people"),
    ("CN-NL", "Nhầm lẫn do cách làm dễ nhầm", "Mistake that the way of working invites"),
    ("QT", "Quy trình, tài liệu", "Procedure, document"),
    ("QT-CC", "Chưa có quy định", "No rule exists"),
    ("QT-KR", "Quy định không rõ, khó làm theo", "Rule unclear or hard to follow"),
    ("QT-LT", "Chưa cập nhật theo văn bản pháp luật", "Not brought in line with the law"),
    ("TB", "Thiết bị, phần mềm", "Equipment, software"),
    ("TB-HC", "Hết hạn hiệu chuẩn, kiểm định", "Calibration run out"),
    ("TB-PM", "Phần mềm lỗi, gián đoạn", "Software fault or interruption"),
    ("HS", "Hồ sơ, thông tin", "Dossiers, information"),
    ("HS-GD", "Hồ sơ giấy và điện tử không khớp", "Paper and electronic dossier do not match"),
    ("HS-TT", "Thông tin thiếu hoặc đến muộn", "Information missing or late"),
    ("PH", "Phối hợp", "Working together"),
    ("PH-NB", "Chậm giữa các đơn vị trong cơ quan", "Delay between units"),
    ("PH-BN", "Chậm từ cơ quan khác", "Delay at another agency"),
    ("KS", "Kiểm tra, giám sát", "Checking and supervision"),
    ("KS-TH", "Không ai theo dõi thời hạn", "Nobody watches the time"),
)

FIRST_TERMS = (
    *(FirstTerm(TermKind.ORIGIN, *row) for row in _ORIGINS),
    *(FirstTerm(TermKind.SEVERITY, *row) for row in _SEVERITIES),
    *(FirstTerm(TermKind.CAUSE, *row) for row in _CAUSES),
)


def parent_code(code: str) -> str:
    """The code of the term above; empty at the top."""
    return code.rpartition("-")[0]
