"""Rules of audits: the bank of questions, every state × verb, independence, competence, dates."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest

from qms.audits.bank import bank_on, banks, in_order
from qms.audits.rules import auditing, programmes
from qms.audits.rules.auditing import Bias, Conflict, Standing, State, Verb
from qms.audits.rules.programmes import ProgrammeState, ProgrammeVerb, Progress, progress_of
from qms.foundation.texts import LANGUAGES
from qms.kernel.errors import Refused

TODAY = date(2026, 11, 22)


# --- The question bank ------------------------------------------------------------------------------------------


def test_every_clause_of_the_standard_has_two_to_five_questions_in_both_languages():
    bank = bank_on(TODAY)
    assert len(bank.clauses) == 91
    wrong = [
        clause.number
        for clause in bank.clauses
        if not 2 <= len(clause.questions) <= 5
        or any(not question.text(code).strip() for question in clause.questions for code in LANGUAGES)
    ]
    assert wrong == []


def test_questions_and_their_names_are_each_other_s_only():
    questions = [question for clause in bank_on(TODAY).clauses for question in clause.questions]
    assert len({question.key for question in questions}) == len(questions)
    for code in LANGUAGES:
        assert len({question.text(code) for question in questions}) == len(questions)


def test_a_clause_without_a_title_of_its_own_has_that_of_the_one_above():
    bank = bank_on(TODAY)
    assert bank.clause("7.5.3.1").titles == bank.clause("7.5.3").titles


def test_the_bank_of_a_day_before_all_of_them_is_the_first():
    assert bank_on(date(1999, 1, 1)) is banks()[0]


def test_clauses_are_ordered_as_numbers():
    assert sorted(["8.10", "8.9", "10", "8"], key=in_order) == ["8", "8.9", "8.10", "10"]


# --- Moves ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "after", "states", "verbs"),
    [
        (auditing.TRANSITIONS, auditing.after, State, Verb),
        (programmes.TRANSITIONS, programmes.after, ProgrammeState, ProgrammeVerb),
    ],
    ids=["audit", "programme"],
)
def test_every_verb_in_every_state_is_as_the_table_says(table, after, states, verbs):
    for state, verb in itertools.product(states, verbs):
        if (state, verb) in table:
            assert after(state, verb) is table[state, verb]
        else:
            with pytest.raises(Refused):
                after(state, verb)


def test_nothing_leads_out_of_an_audit_that_has_ended():
    assert not [pair for pair in auditing.TRANSITIONS if pair[0] in (State.CLOSED, State.CANCELLED)]


def test_every_state_of_an_audit_can_be_reached():
    assert set(auditing.TRANSITIONS.values()) | {State.PLANNED} == set(State)


# --- Independence and competence --------------------------------------------------------------------------------

OWN = Bias(Conflict.OWN_UNIT, 1, "Văn phòng")
WROTE = Bias(Conflict.WROTE, 7, "QT-01")


@pytest.mark.parametrize(
    ("biases", "units", "documents", "nothing_left"),
    [
        ([], {1}, [], False),
        ([OWN], {1}, [], True),
        ([OWN], {1, 2}, [], False),
        ([WROTE], {2}, [7], True),
        ([WROTE], {2}, [7, 8], False),
        ([OWN, WROTE], {1, 2}, [7, 8], False),
    ],
)
def test_who_has_nothing_left_to_audit(biases, units, documents, nothing_left):
    assert auditing.nothing_left_to_audit(biases, units=units, documents=documents) is nothing_left


def test_a_conflict_is_about_its_own_unit_or_document_only():
    assert OWN.is_about(unit_id=1, document_id=None)
    assert not OWN.is_about(unit_id=2, document_id=1)
    assert WROTE.is_about(unit_id=1, document_id=7)


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "standing"),
    [
        (TODAY - timedelta(1), None, Standing.VALID),
        (TODAY + timedelta(1), None, Standing.NOT_YET),
        (TODAY - timedelta(9), TODAY, Standing.ENDS_SOON),
        (TODAY - timedelta(9), TODAY - timedelta(1), Standing.OVER),
        (TODAY, TODAY + timedelta(60), Standing.VALID),
        (TODAY, TODAY + timedelta(59), Standing.ENDS_SOON),
    ],
)
def test_how_a_proof_of_competence_stands(valid_from, valid_until, standing):
    assert auditing.standing_on(TODAY, valid_from=valid_from, valid_until=valid_until) is standing


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [(-1, 0, "starts_on"), (1, 0, "ends_on"), (0, 61, "ends_on")],
)
def test_days_that_no_audit_can_have_are_refused_at_their_field(first, last, field):
    with pytest.raises(Refused) as refusal:
        auditing.dates_fit(TODAY + timedelta(first), TODAY + timedelta(last), today=TODAY)
    assert refusal.value.field == field


# --- How far a programme has come -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("audit", "month", "progress"),
    [
        (None, 12, Progress.TO_COME),
        (None, 11, Progress.TO_COME),  # its month is not over
        (None, 10, Progress.LATE),
        (State.CANCELLED, 10, Progress.LATE),
        (State.ANNOUNCED, 10, Progress.LATE),
        (State.IN_PROGRESS, 10, Progress.UNDER_WAY),
        (State.REPORTING, 10, Progress.UNDER_WAY),
        (State.CLOSED, 12, Progress.DONE),
    ],
)
def test_a_line_is_late_when_its_month_is_over_and_nothing_has_begun(audit, month, progress):
    assert progress_of(audit, year=TODAY.year, month=month, today=TODAY) is progress
