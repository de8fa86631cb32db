"""Reviewing, approving, sending back, withdrawing: four eyes, signatures, one winner."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from qms.documents.models import Signature
from qms.documents.operations import deciding, writing
from qms.documents.rules import Meaning, State
from qms.foundation import trail
from qms.foundation.db import WrittenOnce, db
from qms.identity.operations import WrongPassword
from qms.kernel import clock
from qms.kernel.errors import Forbidden, Refused, Stale
from tests.factories import documents
from tests.people import PASSWORD, actor, person

pytestmark = pytest.mark.usefixtures("app")


def test_three_people_sign_and_each_signature_names_who_as_what_when_and_what():
    revision = documents.in_force()
    signed = [(each.what, each.name, each.position) for each in revision.signatures]
    assert signed == [
        (Meaning.WROTE, "Trần Quang Minh", "Chuyên viên"),
        (Meaning.REVIEWED, "Lê Thị Hoa", "Trưởng phòng"),
        (Meaning.APPROVED, "Phạm Tiến Dũng", "Giám đốc"),
    ]
    assert {each.content_hash for each in revision.signatures} == {revision.computed_hash()}


def test_a_wrong_password_signs_nothing_and_counts_as_a_failed_try():
    revision = documents.submitted()
    with pytest.raises(WrongPassword) as refused:
        deciding.review(revision, actor=actor("hoa"), password="wrong", note="", seen=None)
    assert refused.value.field == "password"
    assert revision.state == State.IN_REVIEW
    assert (
        db.session.scalar(
            db.select(db.func.count(trail.Entry.sequence)).where(
                trail.Entry.action == "identity.sign_in_failed"
            )
        )
        == 1
    )


@pytest.mark.parametrize(("reviewer", "approver"), [("minh", "dung"), ("hoa", "minh"), ("dung", "dung")])
def test_author_reviewer_and_approver_are_three_people(reviewer, approver):
    revision = documents.draft()
    with pytest.raises(Refused):
        writing.submit(
            revision,
            actor=actor("minh"),
            reviewer=person(reviewer),
            approver=person(approver),
            password=PASSWORD,
            seen=None,
        )


def test_whoever_edited_the_draft_cannot_review_it_even_when_another_is_its_author():
    revision = documents.draft()
    documents.write(revision, body="Sửa bởi người khác.", author="lan")
    db.session.commit()
    with pytest.raises(Refused) as refused:
        documents.submitted(revision, reviewer="lan")
    assert refused.value.field == "reviewer"


def test_only_the_people_named_decide():
    revision = documents.submitted()
    with pytest.raises(Forbidden):
        deciding.review(revision, actor=actor("lan"), password=PASSWORD, note="", seen=None)
    revision = documents.reviewed(revision) if revision.state == State.DRAFT else revision
    with pytest.raises(Refused):
        documents.approve(revision)


def test_the_second_of_two_decisions_on_what_was_seen_is_stale():
    revision = documents.reviewed()
    seen = revision.version
    documents.approve(revision, effective_on=clock.today() + timedelta(days=3))
    with pytest.raises(Stale):
        documents.approve(revision, seen=seen)
    assert len([each for each in revision.signatures if each.what is Meaning.APPROVED]) == 1


def test_what_is_sent_back_names_the_reason_and_its_signatures_count_no_more():
    revision = documents.reviewed()
    deciding.request_changes(revision, actor=actor("dung"), reason="Thiếu biểu mẫu", seen=revision.version)
    assert (revision.state, revision.return_reason) == (State.CHANGES_REQUESTED, "Thiếu biểu mẫu")
    assert not any(each.fits for each in revision.signatures)


def test_sending_back_without_a_reason_is_refused_at_the_field():
    revision = documents.submitted()
    with pytest.raises(Refused) as refused:
        deciding.request_changes(revision, actor=actor("hoa"), reason="  ", seen=None)
    assert refused.value.field == "reason"


def test_the_approval_of_a_later_date_can_be_revoked_before_it():
    revision = documents.approved(effective_on=clock.today() + timedelta(days=5))
    assert revision.state == State.APPROVED
    deciding.revoke(revision, actor=actor("dung"), reason="Sai ngày", seen=revision.version)
    assert (revision.state, revision.effective_on) == (State.CHANGES_REQUESTED, None)


def test_a_withdrawal_needs_reason_and_decision_and_keeps_the_text():
    revision = documents.in_force()
    with pytest.raises(Refused):
        deciding.withdraw(revision, actor=actor("dung"), reason="Lỗi thời", decision_number="", seen=None)
    deciding.withdraw(revision, actor=actor("dung"), reason="Lỗi thời", decision_number="7/QĐ", seen=None)
    db.session.commit()
    assert revision.state == State.WITHDRAWN
    assert revision.body == documents.TEXT
    assert revision.document.next_review_on is None


def test_nothing_is_withdrawn_while_a_later_revision_could_bring_it_back():
    revision = documents.in_force()
    author = revision.author
    writing.start_revision(revision.document, actor=actor(author.username), author=author)
    with pytest.raises(Refused, match="Đang có bản"):
        deciding.withdraw(revision, actor=actor("dung"), reason="Lỗi thời", decision_number="7/QĐ", seen=None)
    assert revision.state == State.EFFECTIVE


def test_a_signature_is_never_changed():
    revision = documents.in_force()
    revision.signatures[0].name = "Người khác"
    with pytest.raises(WrittenOnce):
        db.session.flush()
    db.session.rollback()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE signatures SET name = 'x'",
        "DELETE FROM signatures",
        "DELETE FROM revisions",
        "DELETE FROM documents",
        "UPDATE revisions SET body = 'x'",
        "UPDATE revisions SET title = 'x'",
        "UPDATE revisions SET content_hash = 'x'",
        "UPDATE documents SET code = 'x'",
        "DELETE FROM trail_entries",
        "UPDATE trail_entries SET actor_name = 'x'",
    ],
)
def test_the_database_itself_refuses_to_change_what_was_signed(statement):
    documents.in_force()
    with pytest.raises(DBAPIError, match="never"):
        db.session.execute(db.text(statement))
    db.session.rollback()
    assert db.session.scalar(db.select(db.func.count(Signature.id))) == 3


def test_a_periodic_review_is_answered_with_a_signature_and_sets_the_next():
    revision = documents.in_force()
    due = revision.document.next_review_on
    deciding.confirm_still_valid(revision.document, actor=actor("lan"), password=PASSWORD, note="Vẫn đúng")
    assert revision.signatures[-1].what is Meaning.STILL_VALID
    assert revision.document.next_review_on == due
