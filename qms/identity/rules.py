"""Rules about people: sessions, tries to sign in, passwords, user names, and how units hang together.

Figures follow OWASP ASVS 5.0 chapters 6 and 7 (length 8 to 128 without composition rules, no forced change,
re-authentication before signing) and the house's goals: 5 failures → growing delay, 20 → locked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from qms.kernel.text import clean_line, fold

IDLE_LIMIT = timedelta(minutes=30)
ABSOLUTE_LIMIT = timedelta(hours=12)
FREE_TRIES = 5
TRIES_UNTIL_LOCKED = 20
LONGEST_DELAY = timedelta(minutes=15)
LOCK = timedelta(hours=24)
COUNTED_FOR = timedelta(hours=24)
# An office behind one address is many people, so an address is held back by a flood only, and not for long.
TRIES_PER_ADDRESS = 100
ADDRESS_WINDOW = timedelta(minutes=15)

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 128
FIRST_PASSWORD_LIVES = timedelta(days=14)

LONGEST_USERNAME = 60
_USERNAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?")
RESERVED_USERNAMES = frozenset({"qms", "system", "root", "nobody", "anonymous", "everyone"})


class Weakness(StrEnum):
    """Why a password is not good enough."""

    SHORT = "short"
    LONG = "long"
    COMMON = "common"
    PERSONAL = "personal"


# --- Sessions and tries ---------------------------------------------------------------------------------


def session_is_alive(started_at: datetime, last_seen_at: datetime, now: datetime) -> bool:
    """Whether a session may go on: neither idle nor old for too long."""
    return now - last_seen_at < IDLE_LIMIT and now - started_at < ABSOLUTE_LIMIT


def wait_after(failures: int, last_failure: datetime | None) -> datetime | None:
    """The moment from which the next try is heard; None when it is heard at once.

    The first five failures are free; then the delay doubles from one second up to 15 minutes; from the
    twentieth on the account is locked for a day, or until an administrator unlocks it.
    """
    if last_failure is None or failures < FREE_TRIES:
        return None
    if failures >= TRIES_UNTIL_LOCKED:
        return last_failure + LOCK
    return last_failure + min(timedelta(seconds=2 ** (failures - FREE_TRIES)), LONGEST_DELAY)


# --- User names and passwords ---------------------------------------------------------------------------


def plain_username(text: str) -> str:
    """A user name as it is kept and looked up: lower case, without spaces around it."""
    return clean_line(text).lower()[:200]


def is_username(text: str) -> bool:
    """Whether a plain user name can be given: short, of a-z, 0-9 and . _ - inside, and no word of ours."""
    return (
        len(text) <= LONGEST_USERNAME and bool(_USERNAME.fullmatch(text)) and text not in RESERVED_USERNAMES
    )


def first_password_is_over(given_at: datetime | None, now: datetime) -> bool:
    """Whether a first password has waited too long for its person."""
    return given_at is not None and now - given_at >= FIRST_PASSWORD_LIVES


def weakness(password: str, *, forbidden_words: list[str]) -> Weakness | None:
    """Why a password is not good enough; None when it is. Words are found with marks and without."""
    if len(password) < SHORTEST_PASSWORD:
        return Weakness.SHORT
    if len(password) > LONGEST_PASSWORD:
        return Weakness.LONG
    folded = fold(clean_line(password))
    if folded in COMMON or len(set(folded)) < 4 or _is_pattern(folded):
        return Weakness.COMMON
    words = [fold(clean_line(word)) for word in forbidden_words]
    return Weakness.PERSONAL if any(word in folded for word in words if len(word) > 3) else None


def _is_pattern(folded: str) -> bool:
    """A telephone number or a date, one piece again and again, or signs in their order."""
    pieces = range(1, len(folded) // 2 + 1)
    return (
        (folded.isdigit() and len(folded) < 16)
        or any(folded == (folded[:n] * len(folded))[: len(folded)] for n in pieces)
        or len({ord(b) - ord(a) for a, b in zip(folded, folded[1:], strict=False)}) == 1
    )


_GUESSED_FIRST = """
    qwertyuiop qwertyuiop123 1q2w3e4r5t 1qaz2wsx3edc qwerty12345 qwerty123456 password123 password1234
    password12345 passw0rd123 iloveyou123 letmein1234 welcome1234 administrator administrator1 admin12345
    admin123456 matkhau123 matkhau1234 matkhau12345 matkhau@123 vietnam123 vietnam1234 vietnam@123
    iso9001:2015 tcvniso9001 iso90012015 abc1234567 abcd123456 abc@123456 a123456789 asdfghjkl123
    sokhcn12345 khoahoccongnghe emyeuanh123 anhyeuem123 anhyeuem1234"""
COMMON = frozenset(_GUESSED_FIRST.split())


# --- Units ----------------------------------------------------------------------------------------------


def would_circle(unit_id: int, parent_id: int | None, parents: Mapping[int, int | None]) -> bool:
    """Whether a unit under that parent would stand under itself; ``parents`` maps each unit to its own."""
    passed: set[int] = set()
    above = parent_id
    while above is not None and above not in passed:
        if above == unit_id:
            return True
        passed.add(above)
        above = parents.get(above)
    return False
