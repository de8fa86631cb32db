"""A small office in full swing: a document in every state, in two organisations, and everything else that an
address can name. What only few may see carries a word of its own that can be looked for in any answer.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import Any

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import func, select

from qms.audits.models import (
    AgendaEntry,
    Audit,
    AuditedUnit,
    AuditorRecord,
    Finding,
    Line,
    Programme,
    ProgrammeItem,
)
from qms.audits.operations.evidencing import give_to_finding
from qms.audits.operations.recording import add_files as add_files_to_line
from qms.audits.operations.recording import record
from qms.audits.queries.checklists import list_lines
from qms.audits.rules.lines import Result
from qms.documents import content, queries
from qms.documents.models import DocumentType, Revision
from qms.documents.operations import deciding, keeping, writing
from qms.documents.operations.announcing import KIND
from qms.documents.policy import READ as READ_REVISION
from qms.foundation import files, outbox
from qms.foundation.access import Role, can
from qms.foundation.db import db
from qms.foundation.files import Attachment
from qms.foundation.notifying import Notice
from qms.identity.models import Person, SignIn
from qms.identity.operations import add_person, deactivate, hash_of
from qms.identity.queries import find_organization
from qms.kernel import clock
from qms.nonconformities.models import Action, Nonconformity, Term
from qms.nonconformities.operations import doing
from qms.nonconformities.operations.reporting import add_files
from qms.nonconformities.policy import READ as READ_NONCONFORMITY
from qms.procedures.encoding import to_json
from qms.search.models import ShortForm
from qms.search.operations import own_the_list
from tests.factories import audits, nonconformities
from tests.factories.documents import approved, draft, next_draft, reviewed, submitted
from tests.factories.procedures import real
from tests.page import PageClient
from tests.people import actor, person

SESSION_SECRET = "the same in every visitor's session"

# Each state's document and revision: what the route argument pairs of the matrix stand for.
PLACES: dict[str, tuple[str, int]] = {
    "draft": ("QT-NHAP-01", 1),
    "in_review": ("QT-XEMXET-01", 1),
    "changes_requested": ("QT-TRALAI-01", 1),
    "awaiting_approval": ("QT-CHODUYET-01", 1),
    "approved": ("QT-DADUYET-01", 1),
    "effective": ("QT-HIEULUC-01", 2),
    "superseded": ("QT-HIEULUC-01", 1),
    "withdrawn": ("QT-BAIBO-01", 1),
    "next_draft": ("QT-SUADOI-01", 2),  # a draft whose forerunner is in force
}
ELSEWHERE = ("QT-CHICUC-01", 1)  # in force in the other organisation
ELSEWHERE_DRAFT = ("QT-CHICUC-02", 1)


def word_of(state: str) -> str:
    """The word that stands in title and text of this state's revision and nowhere else."""
    return f"từkhóa{state.replace('_', '')}"


def _draft(state: str, code: str = "", **more: Any) -> Revision:
    """A first draft whose title, text and first step carry the word of this state."""
    word = word_of(state)
    revision = draft(code or PLACES[state][0], title=f"Quy trình {word}", type_key="procedure", **more)
    return _write(revision, word, **more)


def _write(revision: Revision, word: str, *, author: str = "minh", **_more: Any) -> Revision:
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
    _settle_elsewhere()
    _settle_audits()
    _settle_nonconformities()
    _settle_upkeep()
    _let_somebody_leave()
    _sign_everybody_in()
    own_the_list(actor=actor("lan"))
    db.session.commit()
    outbox.work_once()  # brings the search in line


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


# Pages of audits that need another state than the one in progress.
AUDIT_STATES = {
    "planned": (
        "edit", "add_member", "overrule", "remove_member", "name_representative", "add_entry", "edit_entry",
        "drop_entry", "announce", "cancel",
    ),
    "announced": ("answer", "start"),
    "reporting": ("resume",),
}  # fmt: skip
_HAS = {state: Audit.findings.any(Finding.state == state) for state in ("draft", "sent", "accepted")}
OF_FINDINGS = {
    **dict.fromkeys(("edit_finding", "raise_nonconformity", "send_findings", "edit_report"), _HAS["draft"]),
    **dict.fromkeys(
        ("report", "print_report", "answer_finding", "decide_finding", "sign_report", "show_finding_file"),
        _HAS["sent"],
    ),
    **dict.fromkeys(("acknowledge", "close"), _HAS["accepted"]),
}
OF_LINES = {
    "write_finding",
    "take_batch",
    "walk_data",
    "checklist",
    "keep_template",
    "begin_walk",
    "walk",
    "drop_line",
    "move_line",
    "settle_line",
    "show_line_file",
    "add_line_files",
}
PROGRAMME_YEARS = {"approve_programme": 1, "return_programme": 1, "amend_programme": -1}  # from this year


def _year_for(endpoint: str) -> int:
    return clock.today().year + PROGRAMME_YEARS.get(endpoint.removeprefix("audits."), 0)


def _audit_for(endpoint: str, organization_id: int) -> object:
    name = endpoint.removeprefix("audits.")
    state = next((state for state, names in AUDIT_STATES.items() if name in names), "in_progress")
    ours = Audit.organization_id == organization_id
    if name in OF_FINDINGS:
        wanted = OF_FINDINGS[name]
        return _first(Audit.id, ours & wanted)
    if name in OF_LINES:
        return _first(Line.audit_id, Line.organization_id == organization_id)
    return _first(Audit.id, ours & (Audit.state == state)) or _first(Audit.id, ours)


SECRET_NONCONFORMITY = "từkhóasựkhôngphùhợp"  # in the title of the department's: for those with a part in it


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


PHOTO = b"\xff\xd8\xff\xe0 a photo \xff\xd9"
THEIR_NONCONFORMITY = "Sổ đo từkhóachicụcbáo"


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


# The office is the same before each test, so what was looked up once is known.


@cache
def _session_cookie(app: Flask, username: str | None) -> str:
    """What the browser of this person's open session, or of nobody's, brings along."""
    client = app.test_client()
    with client.session_transaction() as session:
        session["csrf_token"] = SESSION_SECRET
        if username:
            session["_user_id"] = token_of(username)
    found = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert found is not None
    return found.value


@cache
def _known(
    office: World, place: tuple[str, int], endpoint: str, wanted: frozenset[str], username: str
) -> dict[str, object]:
    return office._of(place, endpoint, wanted, username)


@cache
def _organization_of(place: tuple[str, int]) -> int:
    return queries.get_document(place[0]).organization_id


@cache
def _first_step() -> str:
    return real().procedure.steps[0].id


@dataclass(frozen=True)
class World:
    """The office: its application, and what an address can name."""

    app: Flask

    def visitor(self, username: str | None) -> PageClient:
        """A browser with this person's open session, or with none."""
        client = PageClient(self.app)
        client.set_cookie(self.app.config["SESSION_COOKIE_NAME"], _session_cookie(self.app, username))
        return client

    def csrf_token(self) -> str:
        """What a form of these visitors carries."""
        return str(URLSafeTimedSerializer(self.app.secret_key, salt="wtf-csrf-token").dumps(SESSION_SECRET))

    def arguments(
        self, endpoint: str, wanted: Collection[str], *, state: str = "effective", username: str = "lan"
    ) -> dict[str, object]:
        """A value for each argument of a route: a record of the department in this state, a thing of this person."""
        return dict(_known(self, PLACES[state], endpoint, frozenset(wanted), username))

    def arguments_elsewhere(self, endpoint: str, wanted: Collection[str]) -> dict[str, object]:
        """The same of the other organisation."""
        return dict(_known(self, ELSEWHERE, endpoint, frozenset(wanted), "chi"))

    def _of(
        self, place: tuple[str, int], endpoint: str, wanted: Collection[str], username: str
    ) -> dict[str, object]:
        organization_id = _organization_of(place)
        somebody = "khanh" if place == ELSEWHERE else "binh"
        makers: dict[str, Callable[[], object]] = {
            "code": lambda: place[0],
            "number": lambda: place[1],
            "kind": lambda: KIND,
            "name": lambda: "write",  # a page of the guide
            "record_id": lambda: queries.get_document(place[0]).id,
            "step_id": _first_step,
            "type_id": lambda: _first(DocumentType.id, DocumentType.organization_id == organization_id),
            "person_id": lambda: person(somebody).id,
            "unit_id": lambda: person(somebody).unit_id,
            "position_id": lambda: person(somebody).position_id,
            "notice_id": lambda: _first(Notice.id, Notice.person_id == person(username).id),
            "short_form_id": lambda: _first(ShortForm.id, ShortForm.organization_id == organization_id),
            "nonconformity_code": lambda: _first(
                Nonconformity.code,
                (Nonconformity.organization_id == organization_id) & Nonconformity.title.contains("từkhóa"),
            ),
            "action_number": lambda: _first(
                Action.number, (Action.organization_id == organization_id) & (Action.state == "open")
            ),
            "file_id": lambda: _first(Attachment.id, _file_for(endpoint, organization_id)),
            "tree": lambda: "cause",
            "term_id": lambda: _first(Term.id, Term.organization_id == organization_id),
            "effect_id": lambda: _first(outbox.Effect.id, outbox.Effect.key == "dead"),
        }
        if endpoint.startswith("audits."):
            audit_id = _audit_for(endpoint, organization_id)
            makers |= {
                "year": lambda: _year_for(endpoint),
                "item_id": lambda: _first(ProgrammeItem.id, _item_of(_year_for(endpoint), organization_id)),
                "proof_id": lambda: _first(
                    AuditorRecord.id, AuditorRecord.organization_id == organization_id
                ),
                "audit_id": lambda: audit_id,
                "unit_id": lambda: _first(AuditedUnit.unit_id, AuditedUnit.audit_id == audit_id),
                "line_id": lambda: _line_for(endpoint, audit_id),
                "finding_id": lambda: _first(Finding.id, Finding.audit_id == audit_id),
                "entry_id": lambda: _first(AgendaEntry.id, AgendaEntry.audit_id == audit_id),
            }
        makers |= {
            "audits.remove_member": {"person_id": lambda: person("an").id},
            "identity.end_session": {
                "number": lambda: _first(SignIn.id, SignIn.person_id == person(username).id)
            },
            "procedures.show_step": {"number": lambda: 1},
        }.get(endpoint, {})
        found = {name: makers[name]() for name in wanted}
        db.session.rollback()
        return {name: value for name, value in found.items() if value is not None}


def _line_for(endpoint: str, audit_id: object) -> object:
    """The line with the photo, the one that auditors disagree on, or for other acts one without notes."""
    if endpoint == "audits.show_line_file":
        return db.session.scalar(select(func.max(Line.id)).where(Line.audit_id == audit_id))
    disputed = endpoint in ("audits.settle_line", "audits.walk")
    return _first(Line.id, (Line.audit_id == audit_id) & (Line.is_disputed == disputed))


def _item_of(year: int, organization_id: int) -> Any:
    """The lines of a year's programme."""
    of_year = select(Programme.id).where(Programme.year == year, Programme.organization_id == organization_id)
    return ProgrammeItem.programme_id.in_(of_year)


def _file_for(endpoint: str, organization_id: int) -> Any:
    parts = {"audits.show_line_file": "line-", "audits.show_finding_file": "finding-"}
    of_kind = Attachment.subject_kind == ("audit" if endpoint in parts else "nonconformity")
    of_part = Attachment.part.startswith(parts.get(endpoint, ""))
    return of_kind & of_part & (Attachment.organization_id == organization_id)


def _first(column: Any, condition: Any) -> object:
    return db.session.scalar(select(column).where(condition).order_by(column).limit(1))


# What the other organisation must never see of the department, and the other way round.
SECRETS = {
    "SKHCN": [
        *(word_of(state) for state in PLACES),
        "QT-HIEULUC-01",
        "Trần Quang Minh",
        "Lê Thị Hoa",
        "Hoàng Thanh Bình",
        SECRET_NONCONFORMITY,
    ],
    "CCTDC": [
        word_of("elsewhere"),
        word_of("theirdraft"),
        "QT-CHICUC-01",
        "Đặng Kim Chi",
        "Mai Gia Khánh",
        THEIR_NONCONFORMITY.rsplit(maxsplit=1)[-1],
    ],
}


@cache
def hidden_from(username: str | None) -> frozenset[str]:
    """Words that stand in what this visitor may not read, and nowhere else; None is nobody."""
    if username == "chi":
        return frozenset(SECRETS["SKHCN"])
    words = {SECRET_NONCONFORMITY, *(word_of(state) for state in PLACES)}
    if username in (None, "thanh"):
        return frozenset(words)
    reader = actor(username)
    readable = {
        word_of(state)
        for state, place in PLACES.items()
        if can(reader, READ_REVISION, queries.get_revision(*place))
    }
    found = db.session.scalars(
        select(Nonconformity).where(Nonconformity.title.contains(SECRET_NONCONFORMITY))
    ).one()
    if can(reader, READ_NONCONFORMITY, found):
        readable.add(SECRET_NONCONFORMITY)
    return frozenset(words - readable)
