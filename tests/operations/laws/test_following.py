"""From a change of law to the answer: what is asked of whom, and what ends it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from qms.documents.operations import keeping
from qms.foundation import outbox
from qms.foundation.db import db
from qms.foundation.feature import Task
from qms.foundation.notifying import list_notices
from qms.foundation.tasks import tasks_of
from qms.identity.operations import deactivate
from qms.kernel import clock
from qms.kernel.errors import Refused
from qms.laws import queries
from qms.laws.models import Change, Limit
from qms.laws.operations import answering, entering, indexing_citations, reviewing
from qms.laws.operations.entering import facts_of
from qms.laws.rules import Happening, Month, TaskState, months_after
from tests.factories import documents, laws, procedures
from tests.people import PASSWORD, actor, person


def lines_of(username: str) -> list[Task]:
    return [
        each.task for each in tasks_of(actor(username), clock.today()) if each.task.kind.startswith("laws.a")
    ]


@pytest.fixture
def changed(app: Flask) -> Change:
    """A decree that the procedure in force (owned by lan) cites is amended from tomorrow on."""
    procedures.in_force()
    laws.related(laws.text("309/2026/NĐ-CP", "Sửa đổi"), laws.text(), on=clock.today() + timedelta(days=1))
    (change,) = queries.list_changes()
    return change


def test_an_amendment_asks_the_owner_of_what_cites_it_once_by_the_time_the_law_leaves(changed):
    assert changed.what is Happening.AMENDED
    assert changed.due_on == months_after(changed.takes_effect_on, 3)
    (line,) = lines_of("lan")
    assert line.due_on == changed.due_on
    assert [each.kind for each in list_notices(person("lan").id)].count("laws.look_at") == 1


def test_a_revision_that_cites_it_no_more_answers_by_itself(changed):
    (task,) = changed.tasks
    revision = documents.next_draft(task.revision, body="# Nội dung\n\nKhông dẫn gì.\n")
    documents.write(revision, body=revision.body, structure="{}")
    db.session.commit()
    documents.approved(revision)
    assert task.status is TaskState.REVISED
    assert task.closing_revision == revision
    assert lines_of("lan") == []


def test_a_revision_before_the_change_that_still_cites_it_answers_nothing(changed):
    (task,) = changed.tasks
    documents.approved(documents.next_draft(task.revision))
    assert task.status is TaskState.OPEN


def test_no_change_needed_is_signed_with_its_reason_and_only_once(changed):
    (task,) = changed.tasks
    answering.no_change_needed(
        task, actor=actor("lan"), reason="Điều 5 không đổi", password=PASSWORD, seen=task.version
    )
    db.session.commit()
    (answer,) = task.answers
    assert (answer.name, answer.note) == ("Nguyễn Thị Lan", "Điều 5 không đổi")
    assert answer.content_hash == answering.what_is_signed(task, "Điều 5 không đổi")
    with pytest.raises(Refused):
        answering.no_change_needed(task, actor=actor("lan"), reason="Lại", password=PASSWORD, seen=None)


def test_what_was_entered_by_mistake_asks_nothing_any_more(changed):
    (relation,) = changed.text.suffers
    entering.unrelate(relation, actor=actor("lan"), reason="Nhầm số")
    db.session.commit()
    assert changed.tasks[0].status is TaskState.VOID
    assert queries.list_changes() == []


def test_where_the_owner_has_left_the_coordinator_is_asked(app):
    revision = procedures.in_force()
    keeping.change_facts(
        revision.document, actor=actor("lan"), seen=None, unit=None, owner=person("minh"), field="", clauses=[],
        review_months=12,
    )  # fmt: skip
    deactivate(person("minh"), actor=actor("quan"), reason="Chuyển công tác")
    laws.related(laws.text("1/2026/NĐ-CP", "Sửa"), laws.text(), on=clock.today() + timedelta(days=1))
    assert [each.kind for each in tasks_left("lan")] == ["laws.left_behind"]


def tasks_left(username: str) -> list[Task]:
    return [
        each.task for each in tasks_of(actor(username), clock.today()) if each.task.kind == "laws.left_behind"
    ]


def test_an_end_is_noticed_when_its_day_has_come(app):
    procedures.in_force()
    text = laws.text()
    entering.change_text(
        text, replaced(text, ended_on=clock.today() + timedelta(days=1)), actor=actor("lan"), seen=None
    )
    assert queries.list_changes() == []
    entering.change_text(text, replaced(text, ended_on=clock.today()), actor=actor("lan"), seen=None)
    assert [each.what for each in queries.list_changes()] == [Happening.EXPIRED]


def replaced(text, **facts):
    return entering.TextFacts(**{**vars(facts_of(text)), **facts})


def test_late_answers_are_reminded_of_once_and_the_coordinator_hears(app):
    revision = procedures.in_force()
    keeping.change_facts(
        revision.document, actor=actor("lan"), seen=None, unit=None, owner=person("minh"), field="", clauses=[],
        review_months=12,
    )  # fmt: skip
    laws.related(laws.text("1/2026/NĐ-CP", "Sửa"), laws.text(), on=clock.today() + timedelta(days=1))
    (change,) = queries.list_changes()
    change.due_on = clock.today() - timedelta(days=1)
    for _again in range(2):
        answering.remind(clock.now())
        db.session.commit()
    late = [
        [n.kind for n in list_notices(person(who).id)].count("laws.answer_late") for who in ("minh", "lan")
    ]
    assert late == [1, 1]


def test_a_change_keeps_the_limit_that_held_on_its_day(app):
    reviewing.set_limit(
        organization_id=person("lan").organization_id,
        months=1,
        valid_from=date(2030, 1, 1),
        basis="Quyết định mới",
        actor=actor("lan"),
    )
    db.session.commit()
    organization = person("lan").organization_id
    limits = [
        queries.limit_on(day, organization_id=organization) for day in (date(2029, 12, 31), date(2030, 1, 1))
    ]
    assert [limit.months for limit in limits if isinstance(limit, Limit)] == [3, 1]


def test_the_index_of_citations_follows_drafts_after_the_commit_and_agrees_with_a_rebuild(app):
    draft = documents.draft(body="# Nội dung\n\nTheo 142/2020/NĐ-CP.\n")
    outbox.work_once()
    assert [each.key for each in queries.citations_of(draft.document_id)] == ["142/2020/nd-cp"]
    documents.write(draft, body="# Nội dung\n\nTheo 1/2020/NĐ-CP.\n")
    db.session.commit()
    assert len(indexing_citations.faults()) == 1
    outbox.work_once()
    assert indexing_citations.faults() == []


def test_a_month_has_one_record(app):
    laws.text()
    month = Month(2026, 1)
    reviewing.record_review(month, actor=actor("lan"), sources="Công báo", found="Không", text_ids=[])
    with pytest.raises(Refused):
        reviewing.record_review(month, actor=actor("lan"), sources="Công báo", found="Có", text_ids=[])


def test_one_number_is_entered_once_however_it_is_written(app):
    laws.text("118/2025/NĐ-CP")
    with pytest.raises(Refused) as refused:
        laws.text("0118/2025/nđ – cp")
    assert refused.value.field == "number"
