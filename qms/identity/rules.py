"""Rules of signing in: how long a session lives, how tries are slowed down, what a password must be.

Figures follow OWASP ASVS 5.0 chapters 6 and 7 (length 8 to 128 without composition rules, no forced change,
re-authentication before signing) and the house's goals: 5 failures → growing delay, 20 → locked.
"""

from __future__ import annotations

from datetime import datetime, timedelta

IDLE_LIMIT = timedelta(minutes=60)
ABSOLUTE_LIMIT = timedelta(hours=12)
FREE_TRIES = 5
TRIES_UNTIL_LOCKED = 20
LONGEST_DELAY = timedelta(minutes=15)
LOCK = timedelta(hours=24)
COUNTED_FOR = timedelta(hours=24)
TRIES_PER_ADDRESS = 100  # an office behind one address is many people

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 128


def session_is_alive(started_at: datetime, last_seen_at: datetime, now: datetime) -> bool:
    """Whether a session may go on: neither idle nor old for too long."""
    return now - last_seen_at < IDLE_LIMIT and now - started_at < ABSOLUTE_LIMIT


def wait_after(failures: int, last_failure: datetime | None) -> datetime | None:
    """The moment from which the next try is heard; None when it is heard at once.

    The first five failures are free; then the delay doubles from one second up to 15 minutes; from the
    twentieth on the account is locked for a day, or until an administrator opens it.
    """
    if last_failure is None or failures < FREE_TRIES:
        return None
    if failures >= TRIES_UNTIL_LOCKED:
        return last_failure + LOCK
    return last_failure + min(timedelta(seconds=2 ** (failures - FREE_TRIES)), LONGEST_DELAY)


def weakness(password: str, *, forbidden_words: list[str]) -> str | None:
    """Why a password is not good enough ("short", "long", "common", "personal"); None when it is."""
    if len(password) < SHORTEST_PASSWORD:
        return "short"
    if len(password) > LONGEST_PASSWORD:
        return "long"
    folded = password.casefold()
    if folded in COMMON or len(set(folded)) < 4:
        return "common"
    return "personal" if any(word.casefold() in folded for word in forbidden_words if len(word) > 3) else None


_GUESSED_FIRST = """
    1234567890 0123456789 0987654321 qwertyuiop 1q2w3e4r5t qwerty12345 password123 password1234
    iloveyou123 administrator matkhau123 matkhau1234 matkhau12345 vietnam123 vietnam1234 iso9001:2015
    tcvniso9001 iso90012015 abc1234567 abcd123456 a123456789 12345678910 1122334455 11223344556
    sokhcn12345 khoahoccongnghe"""
COMMON = frozenset(_GUESSED_FIRST.split())
