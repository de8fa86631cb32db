"""Passwords are compared as people mean them, at the same cost whatever is sent."""

from __future__ import annotations

import time

from argon2 import Type

from qms.identity import passwords
from tests.thrift import IN_SERVICE


def test_a_password_piled_with_marks_costs_no_more_than_another() -> None:
    began = time.perf_counter()
    assert not passwords.matches(None, "a" + "\u0301\u0323" * 100_000)
    assert time.perf_counter() - began < 5  # it took minutes


def test_a_password_is_the_same_from_every_keyboard() -> None:
    assert passwords.matches(passwords.make_hash("trời xanh"), "tr\u01a1\u0300i xanh")


def test_a_password_is_hashed_at_the_cost_that_owasp_asks_for() -> None:
    _open_sqlite, hasher = IN_SERVICE
    assert (hasher.type, hasher.parallelism) == (Type.ID, 1)
    assert hasher.time_cost >= 2
    assert hasher.memory_cost >= 19 * 1024
