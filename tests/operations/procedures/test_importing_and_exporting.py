"""Files go in whole or not at all, come out as they went in, and change nothing when they say nothing new."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from qms.documents import queries
from qms.documents.models import Document, Revision
from qms.documents.rules import State
from qms.foundation.db import db, seeing
from qms.foundation.trail import Entry
from qms.identity.queries import find_organization
from tests.factories import documents as factory

FOLDER = Path(__file__).parent.parent.parent.parent / "procedures_docs"
ONE = """---
code: QT-THU-01
title: Thử nghiệm
type: procedure
organization: Sở KH&CN
unit: Phòng Quản lý công nghệ
clauses:
  - 8.5.1
review_months: 24
steps:
  - id: nop
    name: Nộp
    responsible:
      outside: Tổ chức
  - id: tra
    name: Trả
    responsible:
      unit: Phòng Quản lý công nghệ
---

# Mục đích

Thử.
"""


def take(app: Flask, *arguments: str | Path) -> Result:
    return app.test_cli_runner().invoke(args=["qms", "import", *map(str, arguments)])


def write_out(app: Flask, *arguments: str | Path) -> Result:
    return app.test_cli_runner().invoke(args=["qms", "export", *map(str, arguments)])


@pytest.fixture
def one(tmp_path: Path) -> Path:
    path = tmp_path / "one.md"
    path.write_text(ONE, encoding="utf-8")
    return path


def document(code: str = "QT-THU-01") -> Document:
    found = queries.find_document(code)
    assert found is not None
    return found


def rows() -> list[int]:
    tables = (Document, Revision, Entry)
    return [db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def test_a_file_becomes_a_draft_of_the_coordinator(app: Flask, one: Path) -> None:
    result = take(app, one)
    revision = document().latest
    assert result.exit_code == 0, result.output
    assert (revision.status, revision.author.username, revision.title) == (State.DRAFT, "lan", "Thử nghiệm")
    assert revision.body == "# Mục đích\n\nThử."
    assert "Thử." in str(revision.rendered)
    assert (document().review_months, document().clauses) == (24, ["8.5.1"])


def test_with_date_and_decision_it_is_in_force_and_named_in_the_trail(app: Flask, one: Path) -> None:
    take(app, one, "--effective", "2026-01-15", "--decision", "12/QĐ-SKHCN")
    revision = document().effective
    assert revision is not None
    assert (str(revision.effective_on), revision.decision_number) == ("2026-01-15", "12/QĐ-SKHCN")
    assert revision.content_hash == revision.computed_hash()
    assert (
        db.session.scalars(select(Entry.action).order_by(Entry.sequence.desc())).first()
        == "documents.taken_over"
    )


def test_date_and_decision_belong_together(app: Flask, one: Path) -> None:
    assert take(app, one, "--effective", "2026-01-15").exit_code == 2


def test_a_day_to_come_is_refused(app: Flask, one: Path) -> None:
    before = rows()
    result = take(app, one, "--effective", "2999-01-01", "--decision", "1")
    assert result.exit_code == 1
    assert rows() == before


def test_all_our_files_come_in_force_and_go_out_with_the_same_bytes(app: Flask, tmp_path: Path) -> None:
    taken = take(app, FOLDER, "--effective", "2026-01-15", "--decision", "12/QĐ-SKHCN", "--add-units")
    assert taken.exit_code == 0, taken.output
    assert "22" in taken.output.splitlines()[-1]
    write_out(app, tmp_path / "out")
    went_in = {path.name: path.read_bytes() for path in FOLDER.glob("*.md")}
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").rglob("*.md")} == went_in
    kept = rows()
    again = take(app, tmp_path / "out")
    assert again.exit_code == 0, again.output
    assert rows() == kept


def test_an_export_with_dates_moves_to_another_installation_as_it_is(
    app: Flask, one: Path, tmp_path: Path
) -> None:
    take(app, one, "--effective", "2026-01-15", "--decision", "12/QĐ-SKHCN")
    write_out(app, tmp_path / "out", "--with-dates")
    exported = tmp_path / "out" / "QT-THU-01.md"
    moved = exported.read_text(encoding="utf-8").replace("QT-THU-01", "QT-THU-02")
    (tmp_path / "QT-THU-02.md").write_text(moved, encoding="utf-8")
    assert take(app, tmp_path / "QT-THU-02.md", "--as-stated").exit_code == 0
    write_out(app, tmp_path / "again", "--with-dates")
    assert (tmp_path / "again" / "QT-THU-02.md").read_text(encoding="utf-8") == moved


def test_the_same_file_twice_changes_nothing(app: Flask, one: Path) -> None:
    take(app, one)
    kept = rows()
    assert take(app, one).exit_code == 0
    assert rows() == kept


def test_an_edited_file_rewrites_the_draft_that_the_import_made(app: Flask, one: Path) -> None:
    take(app, one)
    one.write_text(ONE.replace("Thử.\n", "Thử lại.\n"), encoding="utf-8")
    take(app, one)
    assert [revision.body for revision in document().revisions] == ["# Mục đích\n\nThử lại."]


def test_an_edited_file_of_a_document_in_force_starts_a_revision(app: Flask, one: Path) -> None:
    take(app, one, "--effective", "2026-01-15", "--decision", "1")
    one.write_text(ONE.replace("Thử.\n", "Thử lại.\n"), encoding="utf-8")
    take(app, one)
    assert [(each.label, each.status) for each in document().revisions] == [
        ("01/00", State.EFFECTIVE),
        ("01/01", State.DRAFT),
    ]


def test_a_draft_that_somebody_writes_is_never_overwritten(app: Flask, one: Path) -> None:
    take(app, one)
    factory.write(document().latest, body="# Của tôi\n\nĐang viết.", author="minh")
    db.session.commit()
    one.write_text(ONE.replace("Thử.\n", "Thử lại.\n"), encoding="utf-8")
    result = take(app, one)
    assert result.exit_code == 1
    assert "Đang viết." in document().latest.body


def test_what_is_in_force_is_not_replaced_by_import(app: Flask, one: Path) -> None:
    take(app, one, "--effective", "2026-01-15", "--decision", "1")
    one.write_text(ONE.replace("Thử.\n", "Khác.\n"), encoding="utf-8")
    result = take(app, one, "--effective", "2026-02-15", "--decision", "2")
    assert result.exit_code == 1
    assert document().latest.body == "# Mục đích\n\nThử."


def test_a_changed_owner_unit_or_interval_is_taken_over_without_a_revision(app: Flask, one: Path) -> None:
    take(app, one, "--effective", "2026-01-15", "--decision", "1")
    one.write_text(ONE.replace("review_months: 24", "review_months: 6\nowner: lan"), encoding="utf-8")
    take(app, one)
    assert len(document().revisions) == 1
    assert (document().review_months, document().owner and document().owner.username) == (6, "lan")


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("unit: Phòng Quản lý công nghệ\nclauses", "unit: Phòng Lạ\nclauses", 6, "Phòng Lạ"),
        ("organization: Sở KH&CN", "organization: Sở Lạ", 5, "SKHCN"),
        ("type: procedure", "type: poem", 4, "procedure"),
        ("type: procedure", "type: form", 4, "Biểu mẫu"),
        ("review_months: 24", "owner: Không Ai", 9, "Không Ai"),
        ("title: Thử nghiệm", "title: Thử nghiệm\nsets: hai", 4, "999"),
    ],
)
def test_what_cannot_be_taken_is_told_at_its_line_and_nothing_is_kept(
    app: Flask, one: Path, old: str, new: str, line: int, words: str
) -> None:
    before = rows()
    one.write_text(ONE.replace(old, new, 1), encoding="utf-8")
    result = take(app, one)
    assert result.exit_code == 1
    assert f"one.md:{line}: " in result.stderr
    assert words in result.stderr
    assert rows() == before


def test_a_bad_file_among_good_ones_stops_none_of_them(app: Flask, one: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.md").write_text("nothing\n", encoding="utf-8")
    result = take(app, tmp_path)
    assert result.exit_code == 1
    assert document().latest.title == "Thử nghiệm"


def test_two_files_with_one_code_are_told(app: Flask, one: Path, tmp_path: Path) -> None:
    (tmp_path / "two.md").write_text(ONE.replace("Thử.", "Khác."), encoding="utf-8")
    result = take(app, tmp_path)
    assert "two.md:2: " in result.stderr
    assert document().latest.body.endswith("Thử.")


def test_a_code_may_be_used_in_two_organisations(app: Flask, one: Path) -> None:
    take(app, one)
    one.write_text(
        ONE.replace("Sở KH&CN", "CCTDC").replace("unit: Phòng Quản lý công nghệ\nclauses", "clauses"),
        encoding="utf-8",
    )
    assert take(app, one).exit_code == 0
    subdepartment = find_organization("CCTDC")
    assert subdepartment is not None
    with seeing([subdepartment.id]):
        assert document().latest.author.username == "chi"


def test_a_missing_unit_can_be_made(app: Flask, one: Path) -> None:
    one.write_text(
        ONE.replace("unit: Phòng Quản lý công nghệ\nclauses", "unit: Phòng Quản lý khoa học\nclauses"),
        encoding="utf-8",
    )
    assert take(app, one, "--add-units").exit_code == 0
    unit = document().unit
    assert unit is not None
    assert (unit.name, unit.code) == ("Phòng Quản lý khoa học", "PQLKH")


def test_a_file_that_cannot_be_read_is_told(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "gone.md").symlink_to(tmp_path / "nowhere")
    result = take(app, tmp_path)
    assert result.exit_code == 1
    assert "gone.md:1: " in result.stderr


def test_drafts_are_not_written_out(app: Flask, one: Path, tmp_path: Path) -> None:
    take(app, one)
    write_out(app, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_export_leaves_files_that_say_the_same_untouched(app: Flask, one: Path, tmp_path: Path) -> None:
    take(app, one, "--effective", "2026-01-15", "--decision", "1")
    write_out(app, tmp_path / "out")
    before = (tmp_path / "out" / "QT-THU-01.md").stat()
    write_out(app, tmp_path / "out")
    assert (tmp_path / "out" / "QT-THU-01.md").stat().st_mtime_ns == before.st_mtime_ns


def test_a_document_without_periodic_review_stays_so_there_and_back(
    app: Flask, one: Path, tmp_path: Path
) -> None:
    one.write_text(ONE.replace("review_months: 24", "review_months: 0"), encoding="utf-8")
    assert take(app, one, "--effective", "2026-01-05", "--decision", "12/QĐ").exit_code == 0
    document = queries.get_document("QT-THU-01")
    assert (document.review_months, document.next_review_on) == (0, None)
    write_out(app, tmp_path / "out")
    assert "review_months: 0" in next((tmp_path / "out").rglob("QT-THU-01.md")).read_text(encoding="utf-8")
