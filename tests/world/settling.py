"""Makes the office: a document in every state, in two organisations, and everything else that an address can name."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from qms.audits.models import (
    Audit,
)
from qms.audits.operations.evidencing import give_to_finding
from qms.audits.operations.recording import add_files as add_files_to_line
from qms.audits.operations.recording import record
from qms.audits.queries.checklists import list_lines
from qms.audits.rules.lines import Result
from qms.copies.operations.handing_out import hand_out
from qms.documents import content, queries
from qms.documents.models import Revision
from qms.documents.operations import deciding, decisions, keeping, writing
from qms.documents.operations.enclosing import add_files as add_file_to
from qms.foundation import files, outbox
from qms.foundation.access import Role
from qms.foundation.db import db
from qms.identity.models import Person, SignIn
from qms.identity.operations import add_person, deactivate, hash_of
from qms.identity.queries import find_organization
from qms.intake.operations import receiving
from qms.kernel import clock
from qms.laws.operations import answering, reviewing
from qms.laws.queries import list_open_tasks_of
from qms.laws.rules import month_of
from qms.nonconformities.operations import doing
from qms.nonconformities.operations.reporting import add_files
from qms.procedures.encoding import to_json
from qms.reading.operations import keeping as keeping_readers
from qms.reading.operations.confirming import confirm
from qms.reading.operations.keeping import Wanted
from qms.reading.queries.own import get_to_read
from qms.reading.rules import Question
from qms.search.operations import own_the_list
from tests.factories import audits, copies, laws, nonconformities
from tests.factories.documents import approved, draft, next_draft, reviewed, submitted
from tests.factories.procedures import real
from tests.factories.raw_word import p, raw_word
from tests.people import PASSWORD, actor, person
from tests.world.places import (
    ELSEWHERE,
    ELSEWHERE_DRAFT,
    PLACES,
    SECRET_NONCONFORMITY,
    THEIR_NONCONFORMITY,
    word_of,
)

FILE_NAME = "mau.txt"  # of each document's only file
PHOTO = b"\xff\xd8\xff\xe0 a photo \xff\xd9"


def _draft(state: str, code: str = "", **more: Any) -> Revision:
    """A first draft whose title, text and first step carry the word of this state."""
    word = word_of(state)
    revision = draft(code or PLACES[state][0], title=f"Quy trình {word}", type_key="procedure", **more)
    return _write(revision, word, **more)


def _write(revision: Revision, word: str, *, author: str = "minh", **_more: Any) -> Revision:
    content_of_file = io.BytesIO(f"Mẫu {word}\n".encode())
    add_file_to(revision, [files.keep(content_of_file, FILE_NAME)], actor=actor(author))
    procedure = real().procedure
    first = replace(procedure.steps[0], name=f"Tiếp nhận {word}", instructions=f"Làm theo {word}.")
    body = f"# Mục đích {word}\n\nLàm theo {word}.\n"
    structure = to_json(replace(procedure, steps=(first, *procedure.steps[1:])))
    writing.save_draft(
        revision,
        actor=actor(author),
        seen=None,
        title=f"Quy trình {word}",
        body=body,
        structure=structure,
        rendered=content.rendered_texts(revision.document, body, structure),
    )
    db.session.commit()
    return revision


def settle() -> None:
    """Make everything; organisations and people are there already."""
    for code in ("SKHCN", "CCTDC"):
        _give_types(code)
    _draft("draft")
    submitted(_draft("in_review"))
    _send_back(submitted(_draft("changes_requested")))
    reviewed(_draft("awaiting_approval"))
    approved(_draft("approved"), effective_on=clock.today() + timedelta(days=9))
    superseded = approved(_draft("superseded"))
    approved(_write(next_draft(superseded), word_of("effective")))
    _withdraw(approved(_draft("withdrawn")))
    _write(next_draft(approved(_draft("in_use", PLACES["next_draft"][0]))), word_of("next_draft"))
    _settle_decision()
    _settle_elsewhere()
    _settle_audits()
    _settle_nonconformities()
    _settle_laws()
    _settle_reading()
    _settle_intake()
    _settle_upkeep()
    _let_somebody_leave()
    _sign_everybody_in()
    own_the_list(actor=actor("lan"))
    db.session.commit()
    outbox.work_once()  # brings the search in line, makes the PDF files
    copies.signed(queries.get_revision(*PLACES["effective"]))
    hand_out(
        queries.get_document(PLACES["effective"][0]),
        holder="Bộ phận một cửa",
        place="Quầy 1",
        day=clock.today(),
        actor=actor("lan"),
    )
    copies.trusted(queries.get_revision(*PLACES["effective"]).organization_id)
    db.session.commit()


def _settle_decision() -> None:
    """A decision in preparation, with a revision that awaits approval in its set."""
    organization = find_organization("SKHCN")
    assert organization is not None
    facts = decisions.DecisionFacts("Ban hành tài liệu", clock.today() + timedelta(days=9), "9/QĐ-SKHCN")
    decision = decisions.make_decision(facts, organization=organization, actor=actor("lan"))
    waiting = reviewed(draft("HD-TRONGBO-01", title="Hướng dẫn lập hồ sơ"))
    decisions.add_revisions(decision, [waiting], actor=actor("lan"))
    in_use = queries.get_document(PLACES["effective"][0])
    decisions.add_withdrawal(decision, in_use, reason="Được thay thế", actor=actor("lan"))
    db.session.commit()


def _give_types(code: str) -> None:
    organization = find_organization(code)
    assert organization is not None
    if not [each for each in queries.list_types() if each.organization_id == organization.id]:
        keeping.make_first_types(organization, actor=actor("lan"))
    db.session.commit()


def _send_back(revision: Revision) -> None:
    deciding.request_changes(revision, actor=actor("hoa"), reason="Thiếu bước kiểm tra", seen=None)
    db.session.commit()


def _withdraw(revision: Revision) -> None:
    deciding.withdraw(
        revision, actor=actor("lan"), reason="Không còn dùng", decision_number="9/QĐ", seen=None
    )
    db.session.commit()


def _settle_intake() -> None:
    """A file that waits to be checked in each organisation."""
    for sender, name in (("lan", "QT-GIAY-01.docx"), ("chi", "QT-CHICUC-09.docx")):
        content = io.BytesIO(raw_word(p(f"Mã số: {name[:-5]}") + p("1. Mục đích")))
        receiving.receive([receiving.received(content, name)], actor=actor(sender))
        db.session.commit()


def _settle_elsewhere() -> None:
    """Chi cục: one document in force, one draft."""
    people = {"author": "khanh", "owner": "chi", "unit": None}
    in_force = _draft("elsewhere", ELSEWHERE[0], **people)
    approved(in_force, author="khanh", reviewer="chi", approver="hung")
    _draft("theirdraft", ELSEWHERE_DRAFT[0], **people)


def _settle_audits() -> None:
    """A programme and an audit in the states that addresses of audits need, and some of the other organisation."""
    year = clock.today().year
    audits.approved(audits.programme(year - 1))
    audits.programme(year)
    audits.submitted(audits.programme(year + 1))
    for make in (audits.ready, audits.announced, audits.started, audits.reporting):
        make()
    _disagree(audits.opened_by_two())
    audits.with_finding()
    _show(audits.sent())
    audits.reported()
    audits.programme(year, by="chi", units=("Phòng Tiêu chuẩn chất lượng",))
    theirs = audits.plan(title=f"Đánh giá {word_of('elsewhere')}", units=("Phòng Tiêu chuẩn chất lượng",))
    audits.planned(theirs, by="chi", lead=None)


def _disagree(audit: Audit) -> None:
    """Two auditors say different things of the first line; a photo is on the last one."""
    line, *_between, last = list_lines(audit)
    record(line, audits.written(Result.CONFORMING), actor=actor("an"))
    record(line, audits.written(Result.MINOR), actor=actor("lan"))
    photo = files.keep(io.BytesIO(PHOTO), "phiếu.jpg")
    add_files_to_line(last, [photo], actor=actor("an"), happened_on=clock.today())


def _show(audit: Audit) -> None:
    """A photo on the finding that was sent."""
    photo = files.keep(io.BytesIO(PHOTO), "phiếu.jpg")
    give_to_finding(audit.findings[0], actor=actor("an"), kept=[photo])
    db.session.commit()


def _settle_nonconformities() -> None:
    """The department's reopened one has everything (a photo, a verdict, an action asked for longer); the
    sub-department's was just reported."""
    nonconformities.reported("Biển chỉ dẫn mờ")  # so that numbers differ from the other organisation's
    found = nonconformities.reopened(title=f"Tem cân {SECRET_NONCONFORMITY}")
    add_files(found, [files.keep(io.BytesIO(PHOTO), "tem.jpg")], actor=actor("binh"))
    nonconformities.doing_it(found)
    doing.ask_for_time(
        found.open_actions[0],
        actor=actor("minh"),
        wanted_until=clock.today() + timedelta(days=30),
        reason="Chờ đoàn kiểm định",
        seen=None,
    )
    nonconformities.reported(THEIR_NONCONFORMITY, by="khanh")
    db.session.commit()


def _settle_laws() -> None:
    """In both organisations a decree that is amended from tomorrow on, with answers that are awaited, and one that was
    given; and the record of a month."""
    for keeper in ("lan", "chi"):
        old = laws.text(by=keeper)
        new = laws.text("309/2026/NĐ-CP", "Sửa đổi quy định về công việc bức xạ", by=keeper)
        laws.related(new, old, on=clock.today() + timedelta(days=1), by=keeper)
        reviewing.record_review(
            month_of(clock.today()),
            actor=actor(keeper),
            sources="Công báo",
            found="Không có",
            text_ids=[old.id],
        )
    (task, *_others) = list_open_tasks_of(person("lan").id)
    answering.no_change_needed(
        task, actor=actor("lan"), reason="Điều đã sửa không liên quan", password=PASSWORD, seen=None
    )
    db.session.commit()


def _settle_reading() -> None:
    """Bình is asked to read what is in force, answered the question and confirmed."""
    document = queries.get_document(PLACES["effective"][0])
    keeping_readers.set_audience(document, Wanted(people=[person("binh")]), actor=actor("lan"), seen=None)
    question = Question("Ai ký giấy hẹn?", ("Người nhận", "Giám đốc"), 0)
    keeping_readers.set_questions(document, [question], pass_mark=100, actor=actor("lan"), seen=None)
    reader = actor("binh")
    to_read = get_to_read(document.code, reader.person_id)
    confirm(to_read, actor=reader, seen=to_read.revision.number, answers=(0,))
    db.session.commit()


def _settle_upkeep() -> None:
    """An effect that nobody could carry out."""
    now = clock.now()
    db.session.add(
        outbox.Effect(
            kind="mail", key="dead", payload={}, state=outbox.EffectState.DEAD, created_at=now, run_at=now, tries=9,
            last_error="ConnectionRefusedError",
        )
    )  # fmt: skip


def _let_somebody_leave() -> None:
    """A coordinator who left the office."""
    organization = find_organization("SKHCN")
    assert organization is not None
    person_left, _password = add_person(
        organization=organization,
        username="thanh",
        name="Cao Xuân Thành",
        roles={Role.COORDINATOR},
        actor=actor("quan"),
    )
    deactivate(person_left, actor=actor("quan"), reason="Nghỉ hưu")


def _sign_everybody_in() -> None:
    """Open sessions, so that a test with many visitors need not sign in each of them, last seen a little ahead, so
    that no visit has to note it."""
    now = clock.now()
    for someone in db.session.scalars(select(Person)):
        db.session.add(
            SignIn(
                person_id=someone.id, token_hash=hash_of(token_of(someone.username)), started_at=now,
                last_seen_at=now + timedelta(hours=1), address="127.0.0.1", device="test",
            )
        )  # fmt: skip


def token_of(username: str) -> str:
    """The token of this person's open session."""
    return f"token of {username}"
