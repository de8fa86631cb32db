"""The rules of documents: the whole table of moves, four eyes, dates, numbers. No database."""

from __future__ import annotations

from datetime import date

import pytest

from qms.documents import rules
from qms.documents.rules import TRANSITIONS, State, Verb
from qms.foundation.versions import same_as_seen
from qms.kernel.errors import Refused, Stale

S, V = State, Verb

# Written down a second time, by hand: what the table must say, for every state and every verb.
ALLOWED = {
    S.DRAFT: {V.EDIT: S.DRAFT, V.SUBMIT: S.IN_REVIEW, V.ABANDON: S.WITHDRAWN},
    S.CHANGES_REQUESTED: {V.EDIT: S.CHANGES_REQUESTED, V.SUBMIT: S.IN_REVIEW, V.ABANDON: S.WITHDRAWN},
    S.IN_REVIEW: {V.REVIEW: S.AWAITING_APPROVAL, V.REQUEST_CHANGES: S.CHANGES_REQUESTED, V.RECALL: S.DRAFT},
    S.AWAITING_APPROVAL: {V.APPROVE: S.APPROVED, V.REQUEST_CHANGES: S.CHANGES_REQUESTED, V.RECALL: S.DRAFT},
    S.APPROVED: {V.TAKE_EFFECT: S.EFFECTIVE, V.REVOKE: S.CHANGES_REQUESTED},
    S.EFFECTIVE: {V.SUPERSEDE: S.SUPERSEDED, V.WITHDRAW: S.WITHDRAWN},
    S.SUPERSEDED: {},
    S.WITHDRAWN: {},
}


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("verb", list(Verb))
def test_every_state_times_every_verb(state, verb):
    expected = ALLOWED[state].get(verb)
    if expected is None:
        with pytest.raises(Refused, match="not possible"):
            rules.after(state, verb)
    else:
        assert rules.after(state, verb) is expected


def test_a_revision_is_approved_only_after_a_review():
    into = {state for (state, verb), target in TRANSITIONS.items() if target is State.APPROVED}
    assert into == {State.AWAITING_APPROVAL}
    assert {s for (s, v), t in TRANSITIONS.items() if t is State.AWAITING_APPROVAL} == {State.IN_REVIEW}


def test_only_an_approved_revision_takes_effect():
    assert {s for (s, v), t in TRANSITIONS.items() if t is State.EFFECTIVE} == {State.APPROVED}


def test_nothing_leads_out_of_what_is_closed():
    assert not {state for state, _verb in TRANSITIONS} & rules.CLOSED


def test_whoever_had_a_hand_in_the_text_cannot_decide_on_it():
    rules.four_eyes(3, others={1, 2})
    with pytest.raises(Refused):
        rules.four_eyes(2, others={1, 2})


def test_what_was_seen_must_be_what_is_there():
    same_as_seen(4, 4)
    with pytest.raises(Stale):
        same_as_seen(5, 4)


def test_the_hash_covers_each_part_of_what_is_signed():
    parts = {"code": "QT-01", "title": "T", "issue": 1, "amendment": 0, "body": "b", "structure": "{}"}
    changed = {"code": "QT-02", "title": "t", "issue": 2, "amendment": 1, "body": "B", "structure": ""}
    original = rules.content_hash(**parts)
    assert all(rules.content_hash(**parts | {name: value}) != original for name, value in changed.items())


@pytest.mark.parametrize(
    ("issue", "amendment", "new_issue", "expected"),
    [(1, 0, False, (1, 1)), (1, 4, False, (1, 5)), (1, 4, True, (2, 0))],
)
def test_an_amendment_counts_on_and_a_new_issue_starts_at_zero(issue, amendment, new_issue, expected):
    assert rules.next_numbers(issue, amendment, new_issue=new_issue) == expected


def test_an_effective_date_in_the_past_is_refused_at_its_field():
    rules.may_take_effect_on(date(2026, 11, 22), today=date(2026, 11, 22))
    with pytest.raises(Refused) as refused:
        rules.may_take_effect_on(date(2026, 11, 21), today=date(2026, 11, 22))
    assert refused.value.field == "effective_on"


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 11, 22), 12, date(2027, 11, 22)),
        (date(2026, 11, 22), 0, None),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_the_next_review_is_so_many_months_later_or_the_months_last_day(start, months, expected):
    assert rules.next_review(start, months) == expected


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 10, 1), []),
        (date(2026, 11, 1), ["30"]),
        (date(2026, 11, 25), ["30", "7"]),
        (date(2026, 12, 1), ["30", "7"]),
        (date(2026, 12, 2), ["30", "7", "late"]),
    ],
)
def test_reminders_are_due_from_their_day_on_not_on_it_alone(today, expected):
    assert rules.reminders_due(date(2026, 12, 1), today) == expected
