"""Visitors of the office, and what the addresses of its pages name."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
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
from qms.copies.models import PaperCopy, SignedFile, TrustedCertificate
from qms.copies.rules import stamp_for
from qms.documents import queries
from qms.documents.models import Decision, DocumentType
from qms.documents.operations.announcing import KIND
from qms.foundation import outbox
from qms.foundation.db import db
from qms.foundation.files import Attachment
from qms.foundation.notifying import Notice
from qms.identity.models import SignIn
from qms.intake.models import IncomingFile
from qms.kernel import clock
from qms.laws.models import Change, ChangeTask, LegalText, Relation
from qms.nonconformities.models import Action, Nonconformity, Term
from qms.search.models import ShortForm
from tests.factories.procedures import real
from tests.page import PageClient
from tests.people import person
from tests.world.places import ELSEWHERE, PLACES
from tests.world.settling import FILE_NAME, token_of

SESSION_SECRET = "the same in every visitor's session"


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
    **dict.fromkeys(("acknowledge", "close", "signed_report"), _HAS["accepted"]),
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
            "file_name": lambda: FILE_NAME,
            "decision_id": lambda: _first(Decision.id, Decision.title != ""),
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
            "copy_id": lambda: _first(PaperCopy.id, PaperCopy.organization_id == organization_id),
            "signed_id": lambda: _first(SignedFile.id, SignedFile.organization_id == organization_id),
            "certificate_id": lambda: _first(
                TrustedCertificate.id, TrustedCertificate.organization_id == organization_id
            ),
            "effect_id": lambda: _first(outbox.Effect.id, outbox.Effect.key == "dead"),
        }
        if endpoint.startswith("laws."):
            makers |= {
                "text_id": lambda: _first(LegalText.id, LegalText.organization_id == organization_id),
                "relation_id": lambda: _first(Relation.id, Relation.organization_id == organization_id),
                "change_id": lambda: _first(Change.id, Change.organization_id == organization_id),
                "task_id": lambda: _first(
                    ChangeTask.id,
                    (ChangeTask.organization_id == organization_id) & (ChangeTask.state == "open"),
                ),
                "year": lambda: clock.today().year - 1,
                "month": lambda: 6,
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
        if endpoint.startswith("intake."):
            ours = IncomingFile.organization_id == organization_id
            makers["file_id"] = lambda: _first(IncomingFile.id, ours)
        makers |= {
            "audits.remove_member": {"person_id": lambda: person("an").id},
            "identity.end_session": {
                "number": lambda: _first(SignIn.id, SignIn.person_id == person(username).id)
            },
            "procedures.show_step": {"number": lambda: 1},
            "copies.check": {"token": lambda: queries.get_revision(*place).check_token},
            "copies.download": {"stamp": lambda: stamp_for(queries.get_revision(*place).status).value},
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
