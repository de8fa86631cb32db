"""The few named people of every test, each standing for a right or its lack.

Two organisations: the department (Sở KH&CN) and its sub-department of standards (Chi cục TĐC).
"""

from __future__ import annotations

from dataclasses import dataclass

from qms.foundation.access import SYSTEM, Actor, Role
from qms.identity import operations, queries
from qms.identity.models import Person

PASSWORD = "trời xanh mây trắng"


@dataclass(frozen=True)
class Named:
    username: str
    name: str
    position: str
    unit: str
    roles: tuple[Role, ...]


DEPARTMENT = [
    Named("quan", "Đỗ Văn Quân", "Quản trị hệ thống", "VP", (Role.ADMINISTRATOR,)),
    Named("lan", "Nguyễn Thị Lan", "Thư ký ISO", "VP", (Role.COORDINATOR,)),
    Named("minh", "Trần Quang Minh", "Chuyên viên", "QLCN", (Role.STAFF,)),
    Named("hoa", "Lê Thị Hoa", "Trưởng phòng", "QLCN", (Role.REVIEWER, Role.STAFF)),
    Named("dung", "Phạm Tiến Dũng", "Giám đốc", "LD", (Role.LEADER,)),
    Named("an", "Vũ Hoài An", "Đánh giá viên nội bộ", "TTRA", (Role.AUDITOR,)),
    Named("binh", "Hoàng Thanh Bình", "Chuyên viên một cửa", "MC", (Role.STAFF,)),
    Named("tu", "Bùi Anh Tú", "Cộng tác viên", "VP", (Role.READER,)),
]
SUBDEPARTMENT = [
    Named("chi", "Đặng Kim Chi", "Thư ký ISO", "HCTH", (Role.COORDINATOR, Role.ADMINISTRATOR)),
    Named("hung", "Ngô Quốc Hùng", "Chi cục trưởng", "LDCC", (Role.LEADER,)),
    Named("khanh", "Mai Gia Khánh", "Chuyên viên", "TDC", (Role.STAFF, Role.REVIEWER)),
]
UNITS = {
    "SKHCN": {
        "LD": "Lãnh đạo Sở",
        "VP": "Văn phòng Sở",
        "QLCN": "Phòng Quản lý công nghệ",
        "TTRA": "Thanh tra Sở",
        "MC": "Bộ phận tiếp nhận và trả kết quả",
    },
    "CCTDC": {
        "LDCC": "Lãnh đạo Chi cục",
        "HCTH": "Phòng Hành chính - Tổng hợp",
        "TDC": "Phòng Tiêu chuẩn chất lượng",
    },
}


def settle() -> None:
    """Make both organisations and everybody in them."""
    department = operations.found_organization(
        code="SKHCN", name="Sở Khoa học và Công nghệ", short_name="Sở KH&CN", parent=None, actor=SYSTEM
    )
    subdepartment = operations.found_organization(
        code="CCTDC",
        name="Chi cục Tiêu chuẩn Đo lường Chất lượng",
        short_name="Chi cục TĐC",
        parent=department,
        actor=SYSTEM,
    )
    for organization, named in ((department, DEPARTMENT), (subdepartment, SUBDEPARTMENT)):
        units = {
            code: operations.add_unit(organization=organization, code=code, name=name, actor=SYSTEM)
            for code, name in UNITS[organization.code].items()
        }
        for each in named:
            person, _password = operations.add_person(
                organization=organization,
                username=each.username,
                name=each.name,
                email=f"{each.username}@example.vn",
                roles=each.roles,
                unit=units[each.unit],
                position=each.position,
                password=PASSWORD,
                actor=SYSTEM,
            )
            person.must_change_password = False


def person(username: str) -> Person:
    """One of the named people."""
    found = queries.find_by_username(username)
    assert found is not None
    return found


def actor(username: str) -> Actor:
    """One of the named people, as one who acts."""
    return operations.actor_of(person(username), address="127.0.0.1")
