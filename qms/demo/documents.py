"""Documents of the demonstration in every state: taken over from paper, signed, on their way.

Each has a state that it is brought to step by step, as the people named would do it, so that a first start
that was cut off goes on where it ended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from config import ROOT
from qms.demo.acting import acting, inside, person_named
from qms.demo.people import DEPARTMENT, OFFICES, SUBDEPARTMENT, Office
from qms.demo.word import form_of
from qms.documents import content, queries
from qms.documents.models import Decision, Document, Revision
from qms.documents.operations import deciding, enclosing, keeping, writing
from qms.documents.operations.decisions import DecisionFacts, add_revisions, make_decision
from qms.documents.rules import Change, State
from qms.foundation.access import SYSTEM
from qms.foundation.db import db
from qms.identity.models import Person
from qms.identity.operations import actor_of
from qms.identity.queries import find_organization
from qms.kernel import clock
from qms.procedures.commands import Import
from qms.procedures.docfile import parse
from qms.procedures.operations.importing import InForce
from qms.web.transaction import one_transaction

PROCEDURES = ROOT / "procedures_docs"
OTHERS = Path(__file__).parent / "documents"

# How many days ago a decision put what is taken over in force: some reviews are due soon, one is late.
RECENT, NEARLY_A_YEAR, OVER_A_YEAR = 150, 345, 370


@dataclass(frozen=True)
class Paper:
    """A file of what a decision on paper put in force."""

    file: Path
    days_ago: int
    decision: int


@dataclass(frozen=True)
class Life:
    """A document written here, the state it is brought to, and who takes part."""

    file: str
    state: State
    author: str
    reviewer: str
    approver: str
    office: Office = DEPARTMENT
    in_days: int = 0  # how many days from now it takes effect
    returned: str = ""  # why the reviewer sends it back


PAPERS_OF_THE_SYSTEM = (
    Paper(OTHERS / "CSCL-01.md", OVER_A_YEAR, 118),
    Paper(OTHERS / "MTCL-01.md", NEARLY_A_YEAR, 126),
    Paper(OTHERS / "QĐ-VP-01.md", RECENT, 402),
    Paper(OTHERS / "CCTDC-CSCL-01.md", NEARLY_A_YEAR, 31),
)
LIVES = (
    Life("BM-HTQL-07.md", State.EFFECTIVE, "thuky", "phogiamdoc", "giamdoc"),
    Life("HD-MC-01.md", State.APPROVED, "motcua", "truongphong", "giamdoc", in_days=9),
    Life("MHHT-01.md", State.IN_REVIEW, "thuky", "phogiamdoc", "giamdoc"),
    Life(
        "HD-ATBX-01.md",
        State.CHANGES_REQUESTED,
        "chuyenvien",
        "truongphong",
        "giamdoc",
        returned="Mục 2 chưa nêu mức suất liều cho phép và căn cứ. Bổ sung cách ghi khi máy đo hết hạn hiệu chuẩn.",
    ),
    Life("BM-VP-02.md", State.DRAFT, "thuky", "phogiamdoc", "giamdoc"),
    Life("HD-ĐL-01.md", State.IN_REVIEW, "doluong", "tieuchuan", "chicuctruong", office=SUBDEPARTMENT),
)
# Put in force together by one decision: brought to their approval first, then approved as a set.
IN_SET = (
    Life("HD-VP-01.md", State.AWAITING_APPROVAL, "thuky", "phogiamdoc", "giamdoc"),
    Life("BM-VP-01.md", State.AWAITING_APPROVAL, "thuky", "phogiamdoc", "giamdoc"),
)
SET_TITLE = "Ban hành hướng dẫn và biểu mẫu lập hồ sơ công việc"
NEXT_SET_TITLE = "Ban hành tài liệu sửa đổi, bổ sung của hệ thống quản lý chất lượng"
NEXT_SET = ("HD-MC-01", "QT-ATBX-01", "MHHT-01")  # under way, for a decision in preparation
WITH_FILES = ("BM-HTQL-01-", "BM-HTQL-07", "BM-VP-01")  # forms that people download as Word files
REVISED = "QT-ATBX-01"  # a procedure whose amendment awaits approval
DRAFTED = "QT-KHCN-02"  # a procedure with a draft whose steps can be tried out
REVISED_LINE = "- Mỗi thiết bị một phiếu. Thiết bị chuyển từ cơ sở khác đến cũng phải khai báo."
REVISED_INTO = (
    "- Mỗi thiết bị một phiếu. Thiết bị chuyển từ cơ sở khác đến, thiết bị đi mượn trên 30 ngày cũng phải khai báo.\n"
    "- Ghi số sê-ri trên nhãn máy và trên bóng phát; hai số khác nhau thì chụp ảnh cả hai nhãn."
)


def fill(password: str, tell: Callable[[str], None]) -> None:
    """Every document of the demonstration; ``tell`` hears what is done."""
    tell("Procedures and documents in force on paper are taken over …")
    for paper in papers():
        _take_over(paper)
    _give_owners()
    tell("Drafts, reviews and approvals …")
    for life in LIVES:
        _live(life, password)
    _amend(password)
    _begin(DRAFTED, "khoahoc")
    _issue_set(password)
    _prepare_set()


def papers() -> Iterator[Paper]:
    """What is taken over: the procedures as they lie in procedures_docs, the forms they use, other documents."""
    for file in sorted(PROCEDURES.glob("*.md")):
        of_the_system = file.name.startswith("QT-HTQL")
        yield Paper(file, NEARLY_A_YEAR if of_the_system else RECENT, 215 if of_the_system else 398)
    for file in sorted((OTHERS / "forms").glob("*.md")):
        yield Paper(file, NEARLY_A_YEAR, 215)
    yield from PAPERS_OF_THE_SYSTEM


def _take_over(paper: Paper) -> None:
    """Take a file over as in force; a document that is there already is left as it is."""
    file = parse(paper.file.read_bytes(), paper.file.name)
    facts = file.facts
    office = next(office for office in OFFICES if office.name == facts.organization)
    with inside(office):
        if queries.find_document(facts.code):
            return
    day = clock.today() - timedelta(days=paper.days_ago)
    enclosed = (form_of(file),) if facts.code.startswith(WITH_FILES) else ()
    in_force = InForce(day, f"{paper.decision}/{office.decisions}", enclosed)
    Import(in_force=in_force, add_units=True).take(paper.file)


def _give_owners() -> None:
    """The head of the owning unit owns a document."""
    for office in OFFICES:
        with inside(office), one_transaction():
            for document in queries.list_by_ids(_ids()):
                if document.owner is None and document.unit and document.unit.head:
                    _give_to(document, document.unit.head)


def _ids() -> list[int]:
    return list(db.session.scalars(select(Document.id)))


def _give_to(document: Document, owner: Person) -> None:
    keeping.change_facts(
        document,
        actor=SYSTEM,
        seen=None,
        unit=document.unit,
        owner=owner,
        field=document.field,
        clauses=document.clauses,
        review_months=document.review_months,
    )


# --- Documents that live here -----------------------------------------------------------------------------


def _live(life: Life, password: str) -> None:
    path = OTHERS / life.file
    file = parse(path.read_bytes(), path.name)
    code = file.facts.code
    with inside(life.office):
        found = queries.find_document(code)
        if found is None:
            Import(author=person_named(life.author)).take(path)
        revision = queries.get_document(code).revisions[0]
        if revision.status is State.DRAFT and code.startswith(WITH_FILES) and not revision.files:
            kept = form_of(file)
            with one_transaction():
                enclosing.add_files(revision, [kept], actor=acting(life.author))
        if revision.document.owner is None:
            with one_transaction():
                _give_to(revision.document, person_named(life.author))
        _bring_to(revision, life, password)


def _bring_to(revision: Revision, life: Life, password: str) -> None:
    """Step by step to the state wanted; a state that people moved on from is left."""
    while revision.status != life.state:
        act = _next_act(revision.status, life)
        if act is None:
            return
        with one_transaction():
            act(revision, life, password)


Act = Callable[[Revision, Life, str], None]


def _next_act(state: State, life: Life) -> Act | None:
    if state == State.IN_REVIEW and life.state == State.CHANGES_REQUESTED:
        return _send_back
    return {State.DRAFT: _submit, State.IN_REVIEW: _review, State.AWAITING_APPROVAL: _approve}.get(state)


def _submit(revision: Revision, life: Life, password: str) -> None:
    reviewer, approver = person_named(life.reviewer), person_named(life.approver)
    writing.submit(
        revision,
        actor=acting(life.author),
        reviewer=reviewer,
        approver=approver,
        password=password,
        seen=None,
    )


def _review(revision: Revision, life: Life, password: str) -> None:
    deciding.review(revision, actor=acting(life.reviewer), password=password, note="", seen=None)


def _send_back(revision: Revision, life: Life, _password: str) -> None:
    deciding.request_changes(revision, actor=acting(life.reviewer), reason=life.returned, seen=None)


def _approve(revision: Revision, life: Life, password: str) -> None:
    deciding.approve(
        revision,
        actor=acting(life.approver),
        password=password,
        effective_on=clock.today() + timedelta(days=life.in_days),
        is_significant=True,
        change=Change("Toàn bộ", revision.change_what, "Theo kế hoạch xây dựng tài liệu năm"),
        decision_number=f"431/{life.office.decisions}",
        seen=None,
    )


def _issue_set(password: str) -> None:
    """A decision that put a set in force: each document signed, all of them at once."""
    for life in IN_SET:
        _live(life, password)
    with inside(DEPARTMENT):
        if _find_decision(SET_TITLE) is None:
            with one_transaction():
                signer, number = person_named("giamdoc").name, f"436/{DEPARTMENT.decisions}"
                facts = DecisionFacts(SET_TITLE, clock.today(), number, clock.today(), signer)
                _collect(facts, [Path(life.file).stem for life in IN_SET])
        decision = _find_decision(SET_TITLE)
        if decision is not None and not decision.is_in_force:
            with one_transaction():
                deciding.approve_set(
                    decision, actor=acting("giamdoc"), password=password, significant=(), seen=None
                )


def _prepare_set() -> None:
    """A decision in preparation: one of its revisions is approved, one awaits approval, one is in review."""
    with inside(DEPARTMENT):
        approved = queries.get_document(NEXT_SET[0]).approved
        if approved is None or approved.effective_on is None or _find_decision(NEXT_SET_TITLE) is not None:
            return
        with one_transaction():
            _collect(DecisionFacts(NEXT_SET_TITLE, approved.effective_on), NEXT_SET)


def _find_decision(title: str) -> Decision | None:
    return db.session.scalars(select(Decision).where(Decision.title == title)).one_or_none()


def _collect(facts: DecisionFacts, codes: Sequence[str]) -> Decision:
    coordinator, organization = acting("thuky"), find_organization(DEPARTMENT.code)
    assert organization is not None
    decision = make_decision(facts, organization=organization, actor=coordinator)
    under_way = [queries.get_document(code).open_revision for code in codes]
    add_revisions(decision, [each for each in under_way if each is not None], actor=coordinator)
    return decision


def _amend(password: str) -> None:
    """A procedure in force whose amendment is written, reviewed, and awaits approval."""
    life = Life("", State.AWAITING_APPROVAL, "thuky", "truongphong", "giamdoc")
    with inside(DEPARTMENT):
        document = queries.get_document(REVISED)
        if len(document.revisions) == 1:
            with one_transaction():
                _write_amendment(document, person_named(life.author))
        _bring_to(queries.get_document(REVISED).revisions[1], life, password)


def _begin(code: str, username: str) -> None:
    """A draft of the next revision, as it is when somebody has just begun."""
    with inside(DEPARTMENT):
        document = queries.get_document(code)
        if len(document.revisions) == 1:
            with one_transaction():
                writing.start_revision(document, actor=acting(username), author=person_named(username))


def _write_amendment(document: Document, author: Person) -> None:
    revision = writing.start_revision(document, actor=actor_of(author), author=author)
    body = revision.body.replace(REVISED_LINE, REVISED_INTO)
    writing.save_draft(
        revision,
        actor=actor_of(author),
        seen=None,
        body=body,
        rendered=content.rendered_texts(document, body, revision.structure),
    )
