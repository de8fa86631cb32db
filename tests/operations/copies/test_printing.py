"""The PDF of a revision: made by the worker, once, the same bytes for everybody."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from qms.copies import queries
from qms.copies.operations import printing
from qms.copies.rules import Stamp
from qms.foundation import files, outbox
from qms.foundation.db import db
from tests.factories import procedures


def text_of(path: Path) -> str:
    """What a reader of the PDF reads, without ends of lines."""
    told = subprocess.run(["pdftotext", path, "-"], check=True, capture_output=True, text=True).stdout
    return " ".join(told.split())


@pytest.mark.usefixtures("app")
def test_what_takes_effect_gets_its_pdf_from_the_worker_once() -> None:
    revision = procedures.in_force("QT-ATBX-02")
    outbox.work_once()
    printed = queries.find_printed(revision.id, Stamp.CONTROLLED)
    assert printed is not None
    path = files.path_of(printed.file)
    shown = text_of(path)
    for word in ("QT-ATBX-02", "TÀI LIỆU KIỂM SOÁT", "Trần Quang Minh", "Đã ký điện tử", "Lần ban hành"):
        assert word in shown, word
    printing.ask_for(revision.id, Stamp.CONTROLLED)
    db.session.commit()
    outbox.work_once()
    again = queries.find_printed(revision.id, Stamp.CONTROLLED)
    assert again == printed
