"""Writing: a new document, a new revision, saving a draft, sending it for review, taking it back."""

from __future__ import annotations

from dataclasses import astuple
from datetime import timedelta
from typing import Any

from qms.documents import queries, rules
from qms.documents.models import Document, DocumentType, Revision, Signature
from qms.documents.operations.announcing import reindex, tell, trace
from qms.documents.operations.enclosing import hang_same_files
from qms.documents.rules import Change, Meaning, Problem, State, Verb
from qms.documents.structures import kind_of
from qms.foundation.access import Actor
from qms.foundation.db import db, hold
from qms.foundation.house import house
from qms.foundation.texts import _l
from qms.foundation.versions import same_as_seen
from qms.identity import operations as identity
from qms.identity.models import Person, Unit
from qms.identity.signing import signature_facts
from qms.kernel import clock
from qms.kernel.codes import in_address, is_code, next_code
from qms.kernel.errors import Refused

ONE_EDIT = timedelta(hours=1)  # saves of one person within it are one line of the trail


def next_free_code(type: DocumentType, *, field: str = "", unit: Unit | None = None) -> str:
    """The next code of the type's pattern; nobody else in the organisation is given one until this ends."""
    identity.hold_organization(type.organization_id)
    return next_code(
        type.code_pattern, field=field, unit=unit.code if unit else "", used=queries.used_codes()
    )


def make_document(
    *,
    type: DocumentType,
    code: str,
    title: str,
    actor: Actor,
    author: Person,
    unit: Unit | None = None,
    owner: Person | None = None,
    field: str = "",
    clauses: list[str] | None = None,
    review_months: int | None = None,
) -> Revision:
    """Make a document with its first draft; the code is given now, for ever.

    Raises:
        Refused: at ``code``, when it is no code or was given before (also to a withdrawn document).
    """
    identity.hold_organization(type.organization_id)
    _refuse_bad_code(code)
    now = clock.now()
    document = Document(
        organization_id=type.organization_id,
        code=code,
        title=title,
        type=type,
        unit=unit,
        owner=owner,
        field=field,
        clauses=type.clauses if clauses is None else clauses,
        review_months=type.review_months if review_months is None else review_months,
        created_at=now,
    )
    revision = Revision(
        organization_id=type.organization_id,
        document=document,
        number=1,
        issue=1,
        amendment=0,
        title=title,
        author=author,
        editor_ids=[author.id],
        edited_at=now,
        state_since=now,
        created_at=now,
    )
    db.session.add_all([document, revision])
    kind = kind_of(document)
    revision.structure = kind.blank() if kind else ""
    db.session.flush()  # the trail refers to its number
    trace("made", revision, actor=actor, code=code, title=title)
    reindex(document)
    return revision


def _refuse_bad_code(code: str) -> None:
    if not is_code(code):
        message = _l(
            "A code has letters, digits and . - / & only, up to 60 characters, for example QT-KHCN-01."
        )
        raise Refused(message, field="code")
    if in_address(code).casefold() in house().words_beside_codes:
        message = _l(
            "“%(code)s” cannot be a code: it is the address of a page. Add a number, for example %(code)s-01.",
            code=code,
        )
        raise Refused(message, field="code")
    if code.casefold() in {used.casefold() for used in queries.used_codes()}:
        raise Refused(
            _l("The code %(code)s was given already; codes are never used twice.", code=code), field="code"
        )


def start_revision(document: Document, *, actor: Actor, author: Person, new_issue: bool = False) -> Revision:
    """Begin the next revision as a copy of the one in force (or of the newest, after a withdrawal).

    Raises:
        Refused: another revision is under way.
    """
    under_way = document.open_revision
    if under_way is not None:
        raise Refused(under_way_sentence(under_way))
    base = document.latest
    issue, amendment = rules.next_numbers(base.issue, base.amendment, new_issue=new_issue)
    now = clock.now()
    revision = Revision(
        organization_id=document.organization_id,
        document=document,
        number=document.revisions[-1].number + 1,
        issue=issue,
        amendment=amendment,
        title=base.title,
        body=base.body,
        structure=base.structure,
        rendered=base.rendered,
        files_text=base.files_text,
        author=author,
        editor_ids=[author.id],
        edited_at=now,
        state_since=now,
        created_at=now,
    )
    db.session.add(revision)
    db.session.flush()  # the trail refers to it
    hang_same_files(base, revision)
    trace("revision_started", revision, actor=actor, base=base.label)
    return revision


def under_way_sentence(revision: Revision) -> Any:
    """Why no other revision can be started beside this one."""
    return _l(
        "Revision %(label)s is under way already (%(state)s). Finish or abandon it first.",
        label=revision.label,
        state=revision.status.label,
    )


def save_draft(
    revision: Revision,
    *,
    actor: Actor,
    seen: int | None,
    rendered: dict[str, Any],
    title: str | None = None,
    body: str | None = None,
    structure: str | None = None,
    form: str = "",
) -> None:
    """Keep a draft's new text; what is not given stays. ``rendered`` belongs to the new text.

    ``form`` is the key of the page in which the person writes: what that page itself saved meanwhile (a draft
    that saves itself while Save is pressed) is no one else's text, whatever version it has seen.

    Raises:
        Stale: somebody else saved since the person opened it.
        Refused: the revision cannot be changed any more.
    """
    hold(revision)  # nobody else saves until this ends
    rules.after(revision.status, Verb.EDIT)
    if not form or form != revision.last_form:
        same_as_seen(revision.version, seen)
    now = clock.now()
    continues = revision.last_editor_id == actor.person_id and now - revision.edited_at < ONE_EDIT
    for name, value in (("title", title), ("body", body), ("structure", structure)):
        if value is not None:
            setattr(revision, name, value)
    revision.rendered = rendered
    revision.last_editor_id, revision.last_form = actor.person_id, form
    revision.edited_at = now
    revision.editor_ids = sorted({*revision.editor_ids, actor.person_id or revision.author_id})
    if title and revision.document.effective is None:
        revision.document.title = title
    if not continues:
        trace("edited", revision, actor=actor)
    reindex(revision.document)


def renumber(revision: Revision, *, actor: Actor, new_issue: bool) -> None:
    """Make the draft a new issue, or an amendment of the present issue.

    Raises:
        Refused: it cannot be changed any more, or it is the document's first.
    """
    rules.after(revision.status, Verb.EDIT)
    before = [each for each in revision.document.revisions if each.number < revision.number]
    if not before:
        raise Refused(_l("The first revision of a document is always issue 1, amendment 0."))
    base = next((each for each in reversed(before) if each.effective_at), before[-1])
    revision.issue, revision.amendment = rules.next_numbers(base.issue, base.amendment, new_issue=new_issue)
    trace("renumbered", revision, actor=actor, label=revision.label)


def problems_of(revision: Revision) -> list[Problem]:
    """What stands in the way of signing this text, and advice; the blocking ones first."""
    found = []
    if not revision.body.strip() and not revision.files:
        found.append(Problem(_l("The text is empty."), Verb.SUBMIT, "body"))
    if revision.document.type.key == "form" and not revision.files:
        found.append(
            Problem(_l("The form has no file that people could download and fill in."), None, "files")
        )
    kind = kind_of(revision.document)
    found += kind.problems(revision) if kind else []
    order = {Verb.SUBMIT: 0, Verb.APPROVE: 1, None: 2}
    return sorted(found, key=lambda problem: order.get(problem.blocks, 2))


def refuse_problems(revision: Revision, *verbs: Verb) -> None:
    """Go on only if no problem stands in the way of these verbs.

    Raises:
        Refused: with the first problem's sentence and how many there are.
    """
    blocking = [problem for problem in problems_of(revision) if problem.blocks in verbs]
    if blocking:
        message = _l(
            "%(count)s things must be mended first. The first: %(first)s",
            count=len(blocking),
            first=str(blocking[0].sentence),
        )
        raise Refused(message)


def submit(
    revision: Revision,
    *,
    actor: Actor,
    reviewer: Person,
    approver: Person,
    password: str,
    seen: int | None,
    change: Change | None = None,
) -> None:
    """Send a draft for review: its author signs that they wrote it; the text is frozen from now on.

    ``change`` is the author's proposal for the row of the amendment table; without it, what was there stays.

    Raises:
        Stale, Refused: the state, the version, an unmended problem, or people who are not different.
        WrongPassword: at ``password``.
    """
    signer = identity.confirm_password(actor, password)
    same_as_seen(revision.version, seen)
    target = rules.after(revision.status, Verb.SUBMIT)
    refuse_problems(revision, Verb.SUBMIT)
    _refuse_same_people(revision, reviewer, approver)
    revision.reviewer, revision.approver = reviewer, approver
    if change is not None:
        revision.change_place, revision.change_what, revision.change_why = astuple(change)
    revision.return_reason = ""
    revision.content_hash = revision.computed_hash()
    move(revision, target)
    sign(revision, signer, Meaning.WROTE)
    trace(
        "submitted",
        revision,
        actor=actor,
        reviewer=reviewer.name,
        approver=approver.name,
        hash=revision.content_hash,
    )
    tell("please_review", revision, reviewer.id, actor=actor)
    reindex(revision.document)


def _refuse_same_people(revision: Revision, reviewer: Person, approver: Person) -> None:
    if reviewer.id in revision.hands:
        raise Refused(
            _l("The reviewer must be somebody who did not write or edit the text."), field="reviewer"
        )
    if approver.id in revision.hands:
        raise Refused(
            _l("The approver must be somebody who did not write or edit the text."), field="approver"
        )
    if approver.id == reviewer.id:
        raise Refused(_l("Reviewer and approver must be two different people."), field="approver")


def recall(revision: Revision, *, actor: Actor, reason: str, seen: int | None) -> None:
    """Take a revision back before it is approved; it is a draft again, and its signatures count no more."""
    same_as_seen(revision.version, seen)
    waiting_for = {State.IN_REVIEW: revision.reviewer_id, State.AWAITING_APPROVAL: revision.approver_id}
    told = waiting_for.get(revision.status)
    move(revision, rules.after(revision.status, Verb.RECALL))
    revision.content_hash = ""
    trace("recalled", revision, actor=actor, reason=reason)
    tell("recalled", revision, told, actor=actor, reason=reason)
    reindex(revision.document)


def abandon(revision: Revision, *, actor: Actor, reason: str, seen: int | None) -> None:
    """Give a draft up; it stays as a record that nobody works by."""
    same_as_seen(revision.version, seen)
    move(revision, rules.after(revision.status, Verb.ABANDON))
    revision.ended_on = clock.today()
    revision.withdrawal_reason = reason
    revision.decision = None  # it leaves its set, if it is in one
    trace("abandoned", revision, actor=actor, reason=reason)
    reindex(revision.document)


def move(revision: Revision, target: State) -> None:
    """Put the revision into a state that the table led to."""
    revision.state = target.value
    revision.state_since = clock.now()


def sign(revision: Revision, signer: Person, meaning: Meaning, note: str = "") -> None:
    """Put a person's electronic signature on exactly what the revision says."""
    facts = signature_facts(signer, meaning=meaning.value, content_hash=revision.content_hash, note=note)
    db.session.add(Signature(revision=revision, **facts))
