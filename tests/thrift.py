"""What tests do without, because only its price would be tried a thousand times: SQLite waits for no disk, a password
is hashed at the least cost, and a template is compiled by the first process that needs it. Programs that tests start
(kill -9, the command line) know nothing of this.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from jinja2 import FileSystemBytecodeCache

from qms.foundation import db
from qms.identity import passwords
from qms.web.templating import TemplateEnvironment

IN_SERVICE = (db._open_sqlite, passwords._hasher)
"""What people get instead: its promises are kept in test_settings.py and test_passwords.py."""


def spare_disk_and_hashing() -> None:
    """From now on, in this process."""
    db._open_sqlite = _open_without_waiting
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def compile_templates_once(folder: Path) -> None:
    """From now on, for every application of this process; ``folder`` is that of all processes of this run."""
    make = TemplateEnvironment.__init__

    def make_with_cache(self: TemplateEnvironment, *arguments: Any, **options: Any) -> None:
        make(self, *arguments, **options)
        self.bytecode_cache = FileSystemBytecodeCache(str(folder))

    TemplateEnvironment.__init__ = make_with_cache  # type: ignore[method-assign]


def _open_without_waiting(connection: Any, record: Any) -> None:
    open_sqlite, _hasher = IN_SERVICE
    open_sqlite(connection, record)
    connection.execute("PRAGMA synchronous=OFF")
