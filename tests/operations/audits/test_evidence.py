"""Photos on lines: hung once, carried over to the finding and on to the nonconformity, covered by the signature."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest

from qms.audits.models import Audit, Finding, Line
from qms.audits.operations import arranging, checking, finding, recording
from qms.audits.operations.finding import Wording
from qms.audits.queries.checklists import list_lines
from qms.audits.queries.evidence import files_of_finding, files_of_line
from qms.audits.queries.signed import report_content
from qms.audits.rules.lines import Result
from qms.foundation import files
from qms.foundation.db import db
from qms.foundation.files import Attachment, Kept
from qms.kernel import clock
from qms.kernel.errors import Forbidden, Refused
from tests.factories import audits
from tests.people import actor, person

WORDING = Wording(Result.MINOR, "Phiếu phải có ngày", "Phiếu 03 không có ngày", "Thiếu ngày trên phiếu")


def photo(name: str = "phiếu.jpg", content: bytes = b"one") -> Kept:
    return files.keep(io.BytesIO(b"\xff\xd8\xff\xe0 " + content + b" \xff\xd9"), name)


def names(rows: list[Attachment]) -> list[str]:
    return [each.name for each in rows]


@pytest.fixture
def line(app) -> Line:
    return list_lines(audits.opened_by_two())[0]


def found(line: Line, **more: object) -> Finding:
    made = finding.write(line, WORDING, actor=actor("an"), **more)  # type: ignore[arg-type]  # given by name
    db.session.commit()
    return made


def test_a_photo_tells_the_day_it_shows_and_when_it_was_added(line):
    yesterday = clock.today() - timedelta(days=1)
    recording.add_files(line, [photo()], actor=actor("an"), happened_on=yesterday)
    (row,) = files_of_line(line)
    assert (row.happened_on, row.added_by) == (yesterday, "Vũ Hoài An")
    assert clock.now() - row.added_at < timedelta(minutes=5)


def test_the_same_photo_sent_twice_hangs_there_once_and_on_another_line_again(line):
    other = list_lines(line.audit)[1]
    for each in (line, line, other):
        recording.add_files(each, [photo(), photo("again.jpg")], actor=actor("an"))
    assert names(files_of_line(line)) == names(files_of_line(other)) == ["again.jpg"]


def test_who_is_not_of_the_team_adds_no_photo_and_after_the_audit_nobody_does(line):
    with pytest.raises(Forbidden):
        recording.add_files(line, [photo()], actor=actor("dung"))
    arranging.finish(line.audit, actor=actor("an"), seen=line.audit.version)
    with pytest.raises(Refused):
        recording.add_files(line, [photo()], actor=actor("an"))


def test_a_line_with_a_photo_is_not_taken_out_and_a_photo_brings_one_back(line):
    other = list_lines(line.audit)[1]
    recording.add_files(line, [photo()], actor=actor("an"))
    with pytest.raises(Refused):
        checking.drop_line(line, actor=actor("an"))
    checking.drop_line(other, actor=actor("an"))
    recording.add_files(other, [photo()], actor=actor("an"))
    assert not other.is_dropped


def test_a_finding_takes_the_photos_that_were_chosen_and_the_nonconformity_has_them_too(line):
    recording.add_files(line, [photo("một.jpg"), photo("hai.jpg", b"two")], actor=actor("an"))
    first, _second = files_of_line(line)
    made = found(line, of_line=[first.id], kept=[photo("ba.jpg", b"three")])
    assert names(files_of_finding(made)) == ["một.jpg", "ba.jpg"]
    raised = finding.raise_nonconformity(made, reporter=person("an"), actor=actor("an"))
    assert names(files.list_attachments("nonconformity", raised.id)) == ["một.jpg", "ba.jpg"]
    (copied, _more) = files.list_attachments("nonconformity", raised.id)
    assert (copied.added_by, copied.added_at) == (first.added_by, first.added_at)


def test_a_photo_of_another_line_is_not_taken_and_none_is_taken_twice(line):
    other = list_lines(line.audit)[1]
    recording.add_files(other, [photo()], actor=actor("an"))
    recording.add_files(line, [photo()], actor=actor("an"))
    every = [each.id for each in (*files_of_line(line), *files_of_line(other))]
    made = found(line, of_line=every)
    finding.change(made, WORDING, actor=actor("an"), seen=made.version, of_line=every)
    assert names(files_of_finding(made)) == ["phiếu.jpg"]


def test_the_signature_on_the_report_covers_the_photos_of_findings(line):
    audit: Audit = line.audit
    made = found(line)
    finding.change(made, WORDING, actor=actor("an"), seen=made.version, kept=[photo()])
    assert files_of_finding(made)[0].file.hash in report_content(audit)
