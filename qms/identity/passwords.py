"""Password hashing with argon2id; at most two at once, because each takes memory and time."""

from __future__ import annotations

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# RFC 9106's second choice is 64 MiB; 19 MiB, t=2, p=1 is OWASP's minimum and takes about 20 ms here.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_turns = threading.BoundedSemaphore(2)
_nobody = _hasher.hash("nobody has this password")


def make_hash(password: str) -> str:
    """The text to keep instead of the password."""
    with _turns:
        return _hasher.hash(password)


def matches(kept: str | None, password: str) -> bool:
    """Whether the password is the one; takes the same time when there is no such account (``kept`` None)."""
    with _turns:
        try:
            return _hasher.verify(kept or _nobody, password) and kept is not None
        except (VerificationError, InvalidHashError):
            return False
