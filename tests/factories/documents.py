"""Documents in every state, made through the operations as people would make them."""

from __future__ import annotations

from datetime import date

from qms.documents import content, queries
from qms.documents.models import Revision
from qms.documents.operations import deciding, writing
from qms.documents.rules import Change, State
from qms.foundation.db import db
from qms.identity import queries as identity
from qms.kernel import clock
from tests.people import PASSWORD, actor, person

TEXT = "# Mục đích\n\nQuy định cách kiểm soát thiết bị đo.\n\n# Nội dung\n\nHiệu chuẩn cân mỗi năm một lần.\n"


def draft(
    code: str = "HD-KT-01",
    *,
    title: str = "Hướng dẫn hiệu chuẩn cân",
    body: str = TEXT,
    author: str = "minh",
    type_key: str = "instruction",
    owner: str | None = "lan",
    unit: str | None = "Phòng Quản lý công nghệ",
) -> Revision:
    """A first draft by ``author`` with a text."""
    writer = person(author)
    type = next(
        t for t in queries.list_types() if t.key == type_key and t.organization_id == writer.organization_id
    )
    revision = writing.make_document(
        type=type,
        code=code,
        title=title,
        actor=actor(author),
        author=writer,
        owner=person(owner) if owner else None,
        unit=identity.find_unit_named(unit) if unit else None,
        field="Kỹ thuật",
    )
    write(revision, body=body, author=author)
    db.session.commit()
    return revision


def write(revision: Revision, *, body: str, author: str = "minh", structure: str | None = None) -> None:
    """Save a text into a draft."""
    writing.save_draft(
        revision,
        actor=actor(author),
        seen=None,
        body=body,
        structure=structure,
        rendered=content.rendered_texts(revision.document, body, structure or revision.structure),
    )


def submitted(
    revision: Revision | None = None,
    *,
    author: str = "minh",
    reviewer: str = "hoa",
    approver: str = "dung",
    **more: str,
) -> Revision:
    """Sent for review."""
    revision = revision or draft(author=author, **more)
    writing.submit(
        revision,
        actor=actor(author),
        reviewer=person(reviewer),
        approver=person(approver),
        password=PASSWORD,
        seen=revision.version,
    )
    db.session.commit()
    return revision


def reviewed(revision: Revision | None = None, **more: str) -> Revision:
    """Reviewed, awaiting approval."""
    revision = submitted(revision, **more)
    assert revision.reviewer
    return reviewed_by(revision.reviewer.username, revision)


def reviewed_by(reviewer: str, revision: Revision) -> Revision:
    """Somebody's review of a revision that was sent to them."""
    deciding.review(revision, actor=actor(reviewer), password=PASSWORD, note="", seen=revision.version)
    db.session.commit()
    return revision


def approved(revision: Revision | None = None, *, effective_on: date | None = None, **more: str) -> Revision:
    """Approved; in force at once when the date is today."""
    revision = reviewed(revision, **more)
    approve(revision, effective_on=effective_on)
    return revision


def approve(revision: Revision, *, effective_on: date | None = None, seen: int | None = None) -> None:
    """The named approver approves."""
    assert revision.approver
    deciding.approve(
        revision,
        actor=actor(revision.approver.username),
        password=PASSWORD,
        effective_on=effective_on or clock.today(),
        is_significant=True,
        change=Change("mục 2", "Lần đầu", "Theo kế hoạch"),
        decision_number="12/QĐ-SKHCN",
        seen=revision.version if seen is None else seen,
    )
    db.session.commit()


def in_force(code: str = "HD-KT-01", **more: str) -> Revision:
    """In force since today."""
    revision = approved(code=code, **more)
    assert revision.state == State.EFFECTIVE
    return revision


def next_draft(revision: Revision, *, body: str | None = None, author: str = "minh") -> Revision:
    """The next revision of the same document, as a draft."""
    new = writing.start_revision(revision.document, actor=actor(author), author=person(author))
    write(new, body=body or revision.body + "\nThêm một câu.\n", author=author)
    db.session.commit()
    return new
