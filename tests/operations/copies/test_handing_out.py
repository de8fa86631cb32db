"""Numbered copies: handed out, called back by a new revision, late after the organisation's days, ended."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qms.copies import queries
from qms.copies.operations.handing_out import end, hand_out
from qms.copies.rules import RECALL_DAYS, Ending, Stamp
from qms.copies.tasks import tasks
from qms.foundation import files, outbox
from qms.foundation.db import db
from qms.kernel import clock
from qms.kernel.errors import Refused
from tests.factories import documents
from tests.operations.copies.test_printing import text_of
from tests.people import actor


@pytest.mark.usefixtures("app")
def test_a_copy_is_numbered_called_back_and_ended() -> None:
    revision = documents.in_force()
    lan = actor("lan")
    for holder in ("Văn phòng Sở", "Bộ phận một cửa"):
        copy = hand_out(revision.document, holder=holder, place="Tủ 2", day=clock.today(), actor=lan)
    db.session.commit()
    outbox.work_once()
    printed = queries.find_printed(revision.id, Stamp.CONTROLLED, copy.id)
    assert printed is not None
    assert "Bản kiểm soát số 02 – cấp cho Bộ phận một cửa (Tủ 2)" in text_of(files.path_of(printed.file))
    assert not list(tasks(lan))
    documents.approved(documents.next_draft(revision))
    assert [task.due_on for task in tasks(lan)] == [clock.today() + timedelta(days=RECALL_DAYS)] * 2
    end(copy, Ending.RETURNED, day=clock.today(), note="", actor=lan, seen=None)
    db.session.commit()
    assert [each.holder for each in queries.list_called_back()] == ["Văn phòng Sở"]
    with pytest.raises(Refused):
        end(copy, Ending.LOST, day=clock.today(), note="", actor=lan, seen=None)
