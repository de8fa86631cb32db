"""Rules about people: sessions, tries, passwords, user names, the tree of units."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.identity import rules
from qms.identity.rules import Weakness
from qms.kernel.text import by_given_name

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


# --- Sessions and tries -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("age", "idle", "alive"),
    [
        (timedelta(0), timedelta(0), True),
        (timedelta(hours=11, minutes=59), timedelta(minutes=29), True),
        (timedelta(hours=1), rules.IDLE_LIMIT, False),
        (rules.ABSOLUTE_LIMIT, timedelta(0), False),
    ],
)
def test_a_session_lives_while_it_is_used_and_not_too_old(age, idle, alive):
    assert rules.session_is_alive(NOW - age, NOW - idle, NOW) is alive


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 0), (4, 0), (5, 1), (6, 2), (7, 4), (14, 512), (15, 900), (19, 900), (20, 86_400), (900, 86_400)],
)
def test_the_delay_doubles_after_five_failures_and_the_twentieth_locks(failures, seconds):
    until = rules.wait_after(failures, NOW)
    assert (until - NOW).total_seconds() == seconds if seconds else until is None


def test_the_delay_never_shrinks_with_another_failure():
    delays = [rules.wait_after(number, NOW) or NOW for number in range(40)]
    assert delays == sorted(delays)


# --- Passwords ----------------------------------------------------------------------------------------------

WORDS = ["lan", "Nguyễn", "Thị", "Lan", "SKHCN", "Sở KH&CN"]


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("chín chữ!", Weakness.SHORT),
        ("x" * 129, Weakness.LONG),
        ("Matkhau12345", Weakness.COMMON),
        ("mật khẩu 12345", None),
        ("aaaaaaaaaaaa", Weakness.COMMON),
        ("abcdabcdabcd", Weakness.COMMON),
        ("abcdefghijkl", Weakness.COMMON),
        ("0912345678", Weakness.COMMON),
        ("19041975190", Weakness.COMMON),
        ("toi la nguyen thi lan", Weakness.PERSONAL),
        ("Tôi là NGUYỄN thị Lan", Weakness.PERSONAL),
        ("skhcn-mat-khau", Weakness.PERSONAL),
        ("trời xanh mây trắng", None),
        ("con mèo trèo cây cau", None),
        ("k7#mQ2!zVp", None),
    ],
)
def test_a_password_is_judged_by_how_soon_it_would_be_guessed(password, why):
    assert rules.weakness(password, forbidden_words=WORDS) == why


@given(st.text(max_size=200))
def test_any_text_can_be_judged(password):
    assert rules.weakness(password, forbidden_words=WORDS) in {None, *Weakness}


@pytest.mark.parametrize("name", ["lan", "nguyen.lan", "lan-2", "a1", "9lan", "l_n"])
def test_user_names_are_plain(name):
    assert rules.is_username(name)


@pytest.mark.parametrize("name", ["", "Lan", "lân", "a b", ".lan", "lan.", "qms", "root", "x" * 61, "lan\n"])
def test_other_user_names_are_not_given(name):
    assert not rules.is_username(name)


def test_a_user_name_is_found_however_it_is_typed():
    assert rules.plain_username("  LAN\u200b ") == "lan"


def test_a_first_password_waits_two_weeks_and_one_of_ones_own_for_ever():
    assert not rules.first_password_is_over(NOW, NOW + timedelta(days=13, hours=23))
    assert rules.first_password_is_over(NOW, NOW + timedelta(days=14))
    assert not rules.first_password_is_over(None, NOW)


# --- Units --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "parent", "circle"),
    [(1, None, False), (1, 1, True), (1, 2, True), (1, 3, True), (3, 1, False), (2, 4, False)],
)
def test_a_unit_may_not_stand_below_itself(unit, parent, circle):
    parents = {1: None, 2: 1, 3: 2, 4: None}
    assert rules.would_circle(unit, parent, parents) is circle


@given(
    st.dictionaries(st.integers(1, 8), st.one_of(st.none(), st.integers(1, 8))),
    st.integers(1, 8),
    st.integers(1, 8),
)
def test_a_tree_that_is_damaged_already_is_walked_to_an_end(parents, unit, parent):
    assert rules.would_circle(unit, parent, parents) in (True, False)


# --- Order of names -----------------------------------------------------------------------------------------


def test_people_are_sorted_by_given_name_with_letters_before_tones():
    names = [
        "Trần Văn An", "Lê Thị Ân", "Đỗ Bá", "Vũ Thị Dung", "Phạm Tiến Dũng", "Ngô Đạt",
        "Bùi Hòa", "Lê Thị Hoa", "Nguyễn Văn Hoa", "Đặng Quân", "Y Ưng", "Uyên",
    ]  # fmt: skip
    assert [name.split()[-1] for name in sorted(names, key=by_given_name)] == [
        "An", "Ân", "Bá", "Dung", "Dũng", "Đạt", "Hoa", "Hoa", "Hòa", "Quân", "Uyên", "Ưng",
    ]  # fmt: skip


def test_of_the_same_given_name_the_family_name_decides():
    assert sorted(["Nguyễn Văn Hoa", "Đỗ Thị Hoa", "Lê Hoa"], key=by_given_name) == [
        "Đỗ Thị Hoa",
        "Lê Hoa",
        "Nguyễn Văn Hoa",
    ]
