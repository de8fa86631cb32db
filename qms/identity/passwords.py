"""Password hashing with argon2id; at most two at once, because each takes memory and time."""

from __future__ import annotations

import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from qms.kernel.text import composed

# RFC 9106's second choice is 64 MiB; 19 MiB, t=2, p=1 is OWASP's minimum and takes about 20 ms here.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_turns = threading.BoundedSemaphore(2)
_nobody = _hasher.hash("nobody has this password")

# Read off a sheet of paper without doubt: no 0 or o, no 1, l or i. Twelve of them are 59 bits.
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


def make_hash(password: str) -> str:
    """The text to keep instead of the password."""
    with _turns:
        return _hasher.hash(_composed(password))


def matches(kept: str | None, password: str) -> bool:
    """Whether the password is the one; takes the same time when there is no such account (``kept`` None)."""
    with _turns:
        try:
            return _hasher.verify(kept or _nobody, _composed(password)) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def make_first_password() -> str:
    """A password to hand over on paper or by telephone: three groups of four."""
    groups = ("".join(secrets.choice(_READABLE) for _sign in range(4)) for _group in range(3))
    return "-".join(groups)


def _composed(password: str) -> bytes:
    """The same password from every keyboard: input methods write "ề" as one code point, two, or three."""
    return composed(password).encode(errors="surrogatepass")
