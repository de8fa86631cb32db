"""What tests do without, because only its price would be tried a thousand times: SQLite waits for no disk, and a
password is hashed at the least cost. Programs that tests start (kill -9, the command line) know nothing of this.
"""

from __future__ import annotations

from typing import Any

from argon2 import PasswordHasher

from qms.foundation import db
from qms.identity import passwords

IN_SERVICE = (db._open_sqlite, passwords._hasher)
"""What people get instead: its promises are kept in test_settings.py and test_passwords.py."""


def spare_disk_and_hashing() -> None:
    """From now on, in this process."""
    db._open_sqlite = _open_without_waiting
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def _open_without_waiting(connection: Any, record: Any) -> None:
    open_sqlite, _hasher = IN_SERVICE
    open_sqlite(connection, record)
    connection.execute("PRAGMA synchronous=OFF")
