"""Copies everything of an installation while it runs: `.venv/bin/python -m scripts.backup FOLDER [--keep N]`.

Makes FOLDER/qms-<moment>/ with
  data/            what lies in QMS_DATA, with a consistent copy of the SQLite database in it
  database.dump    instead of that, the dump of PostgreSQL (pg_restore reads it)
  SHA256SUMS       one line a file, for `sha256sum --check`

It reads the same QMS_… variables as the application. The database is copied before the files: files are only
ever added, and before the row that names them, so every row in the copy finds its file. The search index is
left out; `flask qms reindex` makes it anew. How to put a copy back: deploy/README.md.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import make_url

from config import BadSetting, Config
from qms.kernel import clock

try:
    import pysqlite3.dbapi2 as sqlite
except ImportError:  # no wheel for this machine: Python's own SQLite, as in the application
    import sqlite3 as sqlite

if TYPE_CHECKING:
    from collections.abc import Sequence

NAME = "qms-%Y%m%dT%H%M%SZ"
NAMES = re.compile(r"qms-\d{8}T\d{6}Z")


class NoBackup(Exception):
    """Nothing was kept; the message says why."""


def back_up(config: Config, folder: Path) -> Path:
    """Makes one copy below folder and gives its path. Half a copy is never left behind under its name.

    Raises NoBackup when the database can't be copied whole, OSError when the disk refuses.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = clock.now().strftime(NAME)
    part = folder / f"{name}.part"
    part.mkdir(mode=0o700)
    try:
        copy_database(config, part)
        copy_files(config, part / "data")
        write_sums(part)
        return part.rename(folder / name)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def sqlite_file(config: Config) -> Path | None:
    """The file of the SQLite database; None when the records are in PostgreSQL."""
    url = make_url(config.database_url)
    return Path(url.database) if url.drivername == "sqlite" and url.database else None


def copy_database(config: Config, part: Path) -> None:
    """Copies the records as they are at one moment, while others write."""
    file = sqlite_file(config)
    if file is None:
        dump_postgresql(config.database_url, part / "database.dump")
    elif not file.exists():
        raise NoBackup(f"There is no database at {file}")
    else:
        copy_sqlite(file, part / "data" / file.name)


def copy_sqlite(file: Path, copy: Path) -> None:
    """SQLite's online backup, and its check of the copy. Raises NoBackup when the copy is not whole.

    With the application's own library: another one on the same file may have the WAL-reset fault.
    """
    copy.parent.mkdir(mode=0o700)
    with (
        contextlib.closing(sqlite.connect(f"file:{file}?mode=ro", uri=True, timeout=60)) as source,
        contextlib.closing(sqlite.connect(str(copy))) as target,
    ):
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        (verdict,) = target.execute("PRAGMA integrity_check").fetchone()
    if verdict != "ok":
        raise NoBackup(f"The copy of {file} is not whole: {verdict}")


def dump_postgresql(address: str, copy: Path) -> None:
    """pg_dump in its own format. Raises NoBackup with its words when it fails."""
    url = make_url(address)
    plain = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    secret = (
        {"PGPASSWORD": str(url.password)} if url.password else {}
    )  # not among the arguments, which all see
    try:
        subprocess.run(
            ["pg_dump", "--format=custom", f"--file={copy}", f"--dbname={plain}"],
            env={**os.environ, **secret},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
        )
    except FileNotFoundError:
        raise NoBackup("pg_dump is not here; Debian's package is postgresql-client") from None
    except subprocess.CalledProcessError as failed:
        raise NoBackup(f"pg_dump failed: {failed.stderr.strip()}") from failed


def copy_files(config: Config, data: Path) -> None:
    """Copies what else lies in the data folder: the key that signs cookies, the files. Not the index."""
    database = sqlite_file(config)

    def left_out(folder: str, names: list[str]) -> set[str]:
        here = Path(folder)
        return {
            name
            for name in names
            if here / name == config.index_folder
            or (database is not None and here == database.parent and name.startswith(database.name))
            or not ((here / name).is_file() or (here / name).is_dir())  # a server's socket
        }

    shutil.copytree(
        config.data_folder, data, ignore=left_out, copy_function=copy_unless_gone, dirs_exist_ok=True
    )


def copy_unless_gone(source: str, target: str) -> None:
    """Copies a file, unless it was a temporary one that has gone since the folder was read."""
    with contextlib.suppress(FileNotFoundError):
        shutil.copy2(source, target)


def write_sums(part: Path) -> None:
    """Writes SHA256SUMS over all files of the copy."""
    files = sorted(path for path in part.rglob("*") if path.is_file())
    lines = [f"{sha256(path)}  {path.relative_to(part)}\n" for path in files]
    (part / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def sha256(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def remove_old(folder: Path, keep: int) -> None:
    """Removes all but the newest copies; other things in the folder are not touched."""
    copies = sorted(path for path in folder.iterdir() if NAMES.fullmatch(path.name))
    for path in copies[:-keep]:
        shutil.rmtree(path)


def main(arguments: Sequence[str]) -> int:
    """Makes one copy, then removes those that are too many. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="backup", description="Copies everything of an installation.")
    parser.add_argument(
        "folder", type=Path, help="where the copies lie: another disk, better another machine"
    )
    parser.add_argument("--keep", type=int, default=0, metavar="N", help="keep the newest N; without it, all")
    asked = parser.parse_args(arguments)
    try:
        made = back_up(Config.from_environment(), asked.folder)
    except (NoBackup, BadSetting, OSError) as reason:
        print(f"No backup was made. {reason}", file=sys.stderr)
        return 1
    if asked.keep > 0:
        remove_old(asked.folder, asked.keep)
    print(f"Backup made: {made}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
