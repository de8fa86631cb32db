"""Who is in the demonstration: two organisations, their units, and people for every role."""

from __future__ import annotations

from dataclasses import dataclass

from qms.foundation.access import Role

ADMINISTRATOR, COORDINATOR, LEADER = Role.ADMINISTRATOR, Role.COORDINATOR, Role.LEADER
REVIEWER, AUDITOR, STAFF, READER = Role.REVIEWER, Role.AUDITOR, Role.STAFF, Role.READER


@dataclass(frozen=True)
class Account:
    """A person of the demonstration."""

    username: str
    name: str
    position: str
    unit: str
    roles: tuple[Role, ...]
    heads_unit: bool = False


@dataclass(frozen=True)
class Office:
    """An organisation of the demonstration. Units are code → name."""

    code: str
    name: str
    short_name: str
    mail_domain: str
    decisions: str  # how the numbers of its decisions end
    units: dict[str, str]
    people: tuple[Account, ...]


DEPARTMENT = Office(
    code="SKHCN",
    name="Sở Khoa học và Công nghệ",
    short_name="Sở KH&CN",
    mail_domain="skhcn.example.vn",
    decisions="QĐ-SKHCN",
    units={
        "LĐ": "Lãnh đạo Sở",
        "VP": "Văn phòng Sở",
        "QLCN": "Phòng Quản lý công nghệ",
        "QLKH": "Phòng Quản lý khoa học",
        "TTr": "Thanh tra Sở",
        "MC": "Bộ phận tiếp nhận và trả kết quả",
    },
    people=(
        Account("giamdoc", "Nguyễn Hữu Phước", "Giám đốc", "LĐ", (LEADER,), True),
        Account("phogiamdoc", "Trịnh Thị Thu Hà", "Phó Giám đốc", "LĐ", (LEADER, REVIEWER)),
        Account("thuky", "Phan Thị Mai", "Phó Chánh Văn phòng, Thư ký ISO", "VP", (COORDINATOR, STAFF), True),
        Account("quantri", "Lý Minh Đức", "Quản trị hệ thống", "VP", (ADMINISTRATOR,)),
        Account("truongphong", "Võ Thanh Sơn", "Trưởng phòng", "QLCN", (REVIEWER, STAFF), True),
        Account("chuyenvien", "Đinh Ngọc Ánh", "Chuyên viên", "QLCN", (STAFF,)),
        Account("khoahoc", "Huỳnh Quốc Việt", "Trưởng phòng", "QLKH", (REVIEWER, STAFF), True),
        Account("danhgia", "Tạ Kim Liên", "Thanh tra viên, Đánh giá viên nội bộ", "TTr", (AUDITOR,), True),
        Account("motcua", "Lương Gia Bảo", "Chuyên viên một cửa", "MC", (STAFF,), True),
        Account("congtac", "Cao Thùy Dương", "Cộng tác viên", "VP", (READER,)),
    ),
)

SUBDEPARTMENT = Office(
    code="CCTDC",
    name="Chi cục Tiêu chuẩn Đo lường Chất lượng",
    short_name="Chi cục TĐC",
    mail_domain="cctdc.example.vn",
    decisions="QĐ-CCTĐC",
    units={
        "LĐ": "Lãnh đạo Chi cục",
        "HCTH": "Phòng Hành chính - Tổng hợp",
        "TCCL": "Phòng Tiêu chuẩn chất lượng",
        "QLĐL": "Phòng Quản lý đo lường",
    },
    people=(
        Account("chicuctruong", "Hồ Xuân Trường", "Chi cục trưởng", "LĐ", (LEADER,), True),
        Account(
            "thuky.cctdc",
            "Đoàn Bích Ngọc",
            "Trưởng phòng, Thư ký ISO",
            "HCTH",
            (COORDINATOR, ADMINISTRATOR),
            True,
        ),
        Account("tieuchuan", "Thái Văn Lâm", "Trưởng phòng", "TCCL", (REVIEWER, STAFF), True),
        Account("doluong", "Châu Nhật Minh", "Phó Trưởng phòng", "QLĐL", (STAFF,), True),
    ),
)

OFFICES = (DEPARTMENT, SUBDEPARTMENT)
