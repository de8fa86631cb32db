"""Files that prove something: kept once under their hash, refused with a sentence, served without running."""

from __future__ import annotations

import io
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from qms.foundation import files
from qms.foundation.db import db
from qms.foundation.house import house
from qms.kernel import clock
from qms.kernel.errors import Refused
from tests.people import actor, person

PHOTO = b"\xff\xd8\xff\xe0 a photo \xff\xd9"

pytestmark = pytest.mark.usefixtures("app")


def keep(content: bytes = PHOTO, name: str = "a.jpg") -> files.Kept:
    return files.keep(io.BytesIO(content), name)


def hang(*kept: files.Kept) -> list[files.Attachment]:
    made = files.attach(
        kept,
        subject_kind="trial",
        subject_id=1,
        organization_id=person("lan").organization_id,
        actor=actor("lan"),
    )
    db.session.commit()
    return made


def lying() -> list[Path]:
    return [path for path in house().config.files_folder.rglob("*") if path.is_file()]


@pytest.fixture(autouse=True)
def own_folder(app: Flask, tmp_path: Path):
    """The files of each test lie apart, and are few and small."""
    built = app.extensions["qms"]
    before = built.config
    built.config = replace(before, data_folder=tmp_path, largest_file=1000)
    yield
    built.config = before


def test_the_same_content_twice_lies_there_once_under_both_names():
    one, other = hang(keep(name="cân.jpg"), keep(name="tem.jpg"))
    assert one.file_id == other.file_id
    assert [each.name for each in files.list_attachments("trial", 1)] == ["cân.jpg", "tem.jpg"]
    assert [path.read_bytes() for path in lying()] == [PHOTO]


def test_only_we_may_read_it():
    keep()
    (path,) = lying()
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"x" * 1001, "lớn.jpg", "lớn.jpg"),
        (b"", "rỗng.txt", "rỗng.txt"),
        (b"\x00\x00\x00\x18ftypheic....", "IMG_1.HEIC", "HEIC"),
        (b"MZ\x90\x00 a program", "ảnh.jpg", "JPEG"),
        (b"%PDF-1.7 ...", "ảnh.jpg", "ảnh.jpg"),
    ],
)
def test_a_refusal_names_the_file_and_leaves_nothing(content, name, says):
    with pytest.raises(Refused) as refused:
        keep(content, name)
    assert says in str(refused.value)
    assert lying() == []


def test_a_disk_that_fails_leaves_no_half_file(monkeypatch):
    def fail(_descriptor: int) -> None:
        raise OSError("no space")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="no space"):
        keep()
    assert lying() == []


def test_what_no_row_names_is_swept_after_a_day_and_what_one_names_stays():
    hang(keep())
    keep(b"%PDF-1.7 forgotten", "quên.pdf")
    files.sweep(clock.now())
    assert len(lying()) == 2
    files.sweep(clock.now() + timedelta(days=2))
    assert [path.read_bytes() for path in lying()] == [PHOTO]


def test_the_check_finds_what_was_changed_and_what_is_gone():
    hang(keep(), keep(b"%PDF-1.7 ...", "b.pdf"))
    assert files.damaged() == []
    one, other = lying()
    one.write_bytes(b"another")
    other.unlink()
    assert sorted(fault.split(": ")[1] for fault in files.damaged()) == ["missing", "the content was changed"]
