"""The sheet of accounts: one password made on this machine, kept where only its owner can read it."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from qms.demo.people import OFFICES
from qms.foundation.access import Role
from qms.foundation.texts import in_language
from qms.identity import passwords

PASSWORD_LINE = "Password of all accounts: "  # noqa: S105 - the words before it, not a password
HEADS = ("User name", "Name", "Position", "Roles")


def sheet_of(data_folder: Path) -> Path:
    """Where the sheet lies."""
    return data_folder / "demo-accounts.txt"


def make_sheet(path: Path) -> str:
    """Write the sheet with a new password, or read the password of one that is there; returns the password."""
    if path.exists():
        lines = path.read_text(encoding="utf-8").splitlines()
        return next(line for line in lines if line.startswith(PASSWORD_LINE)).removeprefix(PASSWORD_LINE)
    password = passwords.make_first_password()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join([f"{PASSWORD_LINE}{password}", *_table()]) + "\n")
    return password


def _table() -> Iterator[str]:
    with in_language("vi"):
        rows = [
            (office, [(a.username, a.name, a.position, _roles(a.roles)) for a in office.people])
            for office in OFFICES
        ]
    widths = [max(_width(row[n]) for _office, part in rows for row in [HEADS, *part]) for n in range(4)]
    for office, part in rows:
        yield ""
        yield f"{office.name} ({office.code})"
        for row in [HEADS, *part]:
            yield "  " + "  ".join(map(_padded, row, widths)).rstrip()


def _roles(roles: tuple[Role, ...]) -> str:
    return ", ".join(str(role.label) for role in roles)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    """How many columns of a terminal the text takes: marks that stand over a letter take none."""
    return sum(not unicodedata.combining(char) for char in text)
