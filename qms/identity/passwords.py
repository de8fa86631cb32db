"""Password hashing with argon2id; at most two at once, because each takes memory and time."""

from __future__ import annotations

import secrets
import threading
from base64 import b64encode

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from qms.kernel.text import composed

# RFC 9106's second choice is 64 MiB; 19 MiB, t=2, p=1 is OWASP's minimum and takes about 20 ms here.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_turns = threading.BoundedSemaphore(2)

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
            return _hasher.verify(kept or _nobodys_hash(), _composed(password)) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def _nobodys_hash() -> str:
    """A hash at the present cost whose salt and sum are drawn by chance: no password has it."""
    cost = f"m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
    salt, total = (
        b64encode(secrets.token_bytes(length)).decode().rstrip("=")
        for length in (_hasher.salt_len, _hasher.hash_len)
    )
    return f"$argon2id$v=19${cost}${salt}${total}"


def make_first_password() -> str:
    """A password to hand over on paper or by telephone: three groups of four."""
    groups = ("".join(secrets.choice(_READABLE) for _sign in range(4)) for _group in range(3))
    return "-".join(groups)


def _composed(password: str) -> bytes:
    """The same password from every keyboard: input methods write "ề" as one code point, two, or three."""
    return composed(password).encode(errors="surrogatepass")
