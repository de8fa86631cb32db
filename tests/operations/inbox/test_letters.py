"""The mail of a notice, through the outbox to a real mail server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from config import ROOT
from qms.foundation import notifying, outbox, trail
from qms.foundation.db import db
from qms.foundation.feature import NoticeText
from qms.foundation.house import house
from qms.foundation.mail.null import NoMailer
from qms.foundation.mail.smtp import SmtpMailer
from qms.foundation.notifying import Notice
from qms.foundation.outbox import Effect
from qms.kernel import clock
from tests import people
from tests.factories import documents
from tests.postbox import Postbox

KIND = "trial.told"


@pytest.fixture
def postbox(app, monkeypatch) -> Iterator[Postbox]:
    box = Postbox().open()
    config = replace(house().config, mail_url=box.url, mail_from="qms@skhcn.example.vn")
    monkeypatch.setattr(house(), "config", config)
    monkeypatch.setattr(house(), "mailer", SmtpMailer(config.mail_url, config.mail_from))
    monkeypatch.setitem(
        house().notices, KIND, NoticeText("Đến lượt bạn: %(title)s", "Hạn trả lời %(due)s.\nXin cảm ơn.")
    )
    yield box
    box.close()


def tell(username: str = "lan", title: str = "QT-05 Đo lường", **more: str) -> Notice:
    person = people.person(username)
    notice = notifying.send(
        KIND,
        person_id=person.id,
        organization_id=person.organization_id,
        url="/documents/QT-05",
        facts={"title": title, "due": "2026-12-01", **more},
    )
    db.session.commit()
    assert notice is not None
    return notice


def part(letter, kind: str) -> str:
    return letter.get_body((kind,)).get_content()


def test_a_letter_carries_its_vietnamese_words_and_names_unharmed(postbox):
    tell()
    outbox.work_once()
    (letter,) = postbox.letters
    assert letter["Subject"] == "Đến lượt bạn: QT-05 Đo lường"
    assert letter["To"].addresses[0].display_name == "Nguyễn Thị Lan"
    assert "Hạn trả lời 01/12/2026." in part(letter, "plain")
    assert "http://127.0.0.1:8000/documents/QT-05" in part(letter, "plain")
    assert "Hạn trả lời 01/12/2026." in part(letter, "html")
    assert letter["Message-ID"].endswith("@skhcn.example.vn>")


def test_a_letter_is_written_in_the_language_of_who_gets_it(postbox):
    people.person("lan").language = "en"
    tell()
    tell("hoa")
    outbox.work_once()
    texts = {letter["To"].addresses[0].username: part(letter, "plain") for letter in postbox.letters}
    assert "Please do not answer it." in texts["lan"]
    assert "Please do not answer it." not in texts["hoa"]


def test_a_title_with_markup_stays_text_in_the_html_part(postbox):
    tell(title="<b>đậm</b> & <script>")
    outbox.work_once()
    assert "&lt;b&gt;đậm&lt;/b&gt; &amp; &lt;script&gt;" in part(postbox.letters[0], "html")


def test_a_sent_notice_is_marked_and_its_effect_is_gone(postbox):
    notice = tell()
    outbox.work_once()
    db.session.refresh(notice)
    assert notice.mailed_at is not None
    assert outbox.health().letters == 0


@pytest.mark.parametrize("breaks", ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x00"])
def test_a_line_break_in_a_title_begins_no_header(postbox, breaks):
    tell(title=f"QT-05{breaks}Bcc: thief@example.org{breaks}{breaks}<p>body</p>")
    outbox.work_once()
    (letter,) = postbox.letters
    assert letter["Bcc"] is None
    assert postbox.recipients == [["lan@example.vn"]]


def test_an_address_that_names_two_people_reaches_nobody(postbox):
    people.person("lan").email = "lan@example.vn, thief@example.org"
    tell()
    outbox.work_once()
    assert postbox.letters == []


def test_who_has_left_gets_no_letter(postbox):
    tell()
    people.person("lan").is_active = False
    db.session.commit()
    outbox.work_once()
    assert postbox.letters == []
    assert outbox.health().letters == 0


def test_who_has_no_address_reads_it_in_the_inbox_alone(postbox):
    people.person("lan").email = ""
    tell()
    outbox.work_once()
    assert (postbox.letters, outbox.health().letters) == ([], 0)


def test_a_letter_waits_for_a_server_that_is_down_and_arrives_when_it_is_up(postbox):
    start = datetime(2026, 11, 20, 8, tzinfo=UTC)
    postbox.close()
    with time_machine.travel(start, tick=False):
        tell()
        outbox.work_once()
    assert outbox.health().letters == 1
    postbox.open()
    with time_machine.travel(start + timedelta(minutes=2), tick=False):
        outbox.work_once()
    assert len(postbox.letters) == 1
    assert outbox.health().letters == 0


def test_a_letter_refused_for_now_is_tried_again(postbox):
    start = datetime(2026, 11, 20, 8, tzinfo=UTC)
    answers = iter(["451 Try again later", "250 Message accepted"])
    postbox.answer = lambda: next(answers)
    with time_machine.travel(start, tick=False):
        tell()
        outbox.work_once()
    assert postbox.letters == []
    with time_machine.travel(start + timedelta(minutes=2), tick=False):
        outbox.work_once()
    assert len(postbox.letters) == 1


def test_without_a_mail_server_letters_wait_and_use_up_no_tries(postbox, monkeypatch):
    monkeypatch.setattr(house(), "mailer", NoMailer())
    tell()
    outbox.work_once()
    effect = db.session.scalars(select(Effect).where(Effect.kind == "mail")).one()
    assert (effect.state, effect.tries) == ("waiting", 0)


def test_a_server_that_is_set_up_late_sends_no_old_news(postbox):
    with time_machine.travel(clock.now() - timedelta(days=31)):
        tell()
    outbox.work_once()
    assert (postbox.letters, outbox.health().letters) == ([], 0)


def test_a_worker_that_is_killed_while_sending_sends_the_same_letter_again(app, postbox):
    tell()
    worker: list[subprocess.Popen[bytes]] = []

    def kill_the_worker() -> str:
        worker[0].send_signal(signal.SIGKILL)
        worker[0].wait()
        postbox.answer = lambda: "250 Message accepted"
        return "250 Message accepted"

    postbox.answer = kill_the_worker
    worker.append(_worker_apart(app, postbox))
    assert worker[0].wait(timeout=60) == -signal.SIGKILL
    with time_machine.travel(clock.now() + outbox.LEASE + timedelta(seconds=5)):
        outbox.work_once()
    first, second = postbox.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert outbox.health().letters == 0


def _worker_apart(app, postbox: Postbox) -> subprocess.Popen[bytes]:
    environment = os.environ | {
        "QMS_DATA": str(house().config.data_folder),
        "QMS_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "QMS_MAIL_URL": postbox.url,
        "QMS_MAIL_FROM": "qms@skhcn.example.vn",
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "qms", "work", "--once"]
    return subprocess.Popen(command, cwd=ROOT, env=environment)


def test_a_reviewer_who_was_replaced_gets_no_letter_about_the_draft_and_the_trail_says_so(postbox):
    revision = documents.submitted(reviewer="hoa")
    revision.reviewer = people.person("lan")
    db.session.commit()
    outbox.work_once()
    assert not [letter for letter in postbox.letters if letter["To"].addresses[0].username == "hoa"]
    withheld = db.session.scalars(select(trail.Entry).where(trail.Entry.action == "inbox.withheld")).one()
    assert (withheld.subject_label, withheld.facts["kind"]) == ("Lê Thị Hoa", "documents.please_review")
    assert not db.session.scalars(select(Effect).where(Effect.kind == "mail")).all()


def test_a_reviewer_who_still_reviews_gets_the_letter(postbox):
    documents.submitted(reviewer="hoa")
    outbox.work_once()
    assert [letter["To"].addresses[0].username for letter in postbox.letters] == ["hoa"]
