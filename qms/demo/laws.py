"""Legal texts of the demonstration: what the procedures cite, with what nobody has verified marked as such.

A change of law is made up, and says so, because real ones lie on days that a demonstration leaves behind.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from qms.demo.acting import acting, inside, person_named
from qms.demo.people import DEPARTMENT, SUBDEPARTMENT
from qms.identity.queries import find_organization
from qms.kernel import clock
from qms.laws import queries, sheets
from qms.laws.operations import answering, entering, indexing_citations, reviewing, taking_in
from qms.laws.operations.entering import TextFacts
from qms.laws.rules import Link, month_of
from qms.web.transaction import one_transaction

TEXTS = Path(__file__).with_name("laws.csv")
KEEPERS = ((DEPARTMENT, "thuky"), (SUBDEPARTMENT, "thuky.cctdc"))
CHANGED, MADE_UP = "142/2020/NĐ-CP", "VÍ DỤ-01/NĐ-CP"
DAYS_AGO = 60  # after the procedures were taken over, so that it concerns them
OWNER, REASON = (
    "truongphong",
    "Đã đối chiếu phần sửa đổi với thành phần hồ sơ và thời hạn của quy trình: không có nội dung nào thay đổi.",
)


def fill(password: str) -> None:
    """The register of both offices, a change of law that is answered in part, and a month's review."""
    for office, keeper in KEEPERS:
        with inside(office):
            _take_texts(office.code, keeper)
    with inside(DEPARTMENT):
        _change_law(password)
        _review()


def _take_texts(code: str, keeper: str) -> None:
    organization = find_organization(code)
    assert organization is not None
    plan = taking_in.plan(sheets.read(TEXTS.read_text(encoding="utf-8")), organization_id=organization.id)
    with one_transaction():
        indexing_citations.rebuild()
        taking_in.take_in(plan, organization_id=organization.id, actor=acting(keeper))


def _change_law(password: str) -> None:
    """A decree of the radiation procedures is amended; their owner has answered for one of them."""
    keeper = acting("thuky")
    organization_id = person_named("thuky").organization_id
    if queries.find_named(MADE_UP, organization_id=organization_id):
        return
    day = clock.today() - timedelta(days=DAYS_AGO)
    facts = TextFacts(
        number=MADE_UP,
        kind="Nghị định",
        title=f"Văn bản ví dụ của bản trình diễn: sửa đổi Nghị định số {CHANGED}",
        signed_on=day,
        in_force_from=day,
        not_verified="văn bản tưởng tượng, chỉ để thử việc theo dõi thay đổi",
    )
    with one_transaction():
        text = entering.add_text(facts, organization_id=organization_id, actor=keeper)
        entering.relate(text, link=Link.AMENDS, number=CHANGED, from_on=None, actor=keeper)
    with one_transaction():
        task = queries.list_open_tasks_of(person_named(OWNER).id)[-1]
        answering.no_change_needed(task, actor=acting(OWNER), reason=REASON, password=password, seen=None)


def _review() -> None:
    """Last month's review is recorded; this month's waits for the coordinator."""
    keeper = acting("thuky")
    last_month = month_of(clock.today().replace(day=1) - timedelta(days=1))
    if queries.find_review(last_month, organization_id=keeper.organization_id):
        return
    new = queries.find_named("310/2026/NĐ-CP", organization_id=person_named("thuky").organization_id)
    with one_transaction():
        reviewing.record_review(
            last_month,
            actor=keeper,
            sources="Công báo điện tử, Cổng thông tin điện tử Chính phủ, Bộ pháp điển điện tử, đến hết ngày cuối tháng.",
            found="Nhập mới danh mục văn bản; Nghị định số 310/2026/NĐ-CP sửa đổi Nghị định số 45/2020/NĐ-CP.",
            text_ids=[new.id] if new else [],
        )
