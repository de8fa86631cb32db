"""A backup made while the application writes can be put back whole."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from config import Config
from scripts import backup, postgres


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """An installation with a row, a file, a key and an index."""
    data = tmp_path / "data"
    (data / "index").mkdir(parents=True)
    (data / "index" / "segment").write_text("made anew", encoding="utf-8")
    (data / "files" / "ab").mkdir(parents=True)
    (data / "files" / "ab" / "abcd").write_bytes(b"evidence")
    (data / "secret_key").write_text("k" * 40, encoding="utf-8")
    settings = Config(data, f"sqlite:///{data / 'qms.sqlite'}", "k" * 40)
    with sqlite3.connect(data / "qms.sqlite") as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE document (title)")
        connection.execute("INSERT INTO document VALUES ('Quy trình')")
    connection.close()
    return settings


def test_holds_the_records_and_files_but_not_the_index(config: Config, tmp_path: Path) -> None:
    made = backup.back_up(config, tmp_path / "backups")
    kept = sorted(str(path.relative_to(made)) for path in made.rglob("*") if path.is_file())
    assert kept == ["SHA256SUMS", "data/files/ab/abcd", "data/qms.sqlite", "data/secret_key"]


def test_what_is_no_file_is_left_out(config: Config, tmp_path: Path) -> None:
    os.mkfifo(config.data_folder / "pipe")
    made = backup.back_up(config, tmp_path / "backups")
    assert not (made / "data" / "pipe").exists()
    assert (made / "data" / "secret_key").exists()


def test_a_temporary_file_that_goes_meanwhile_does_no_harm(tmp_path: Path) -> None:
    backup.copy_unless_gone(str(tmp_path / "gone"), str(tmp_path / "copy"))
    assert not (tmp_path / "copy").exists()


def test_the_copy_of_an_open_database_is_whole_and_holds_what_was_committed(
    config: Config, tmp_path: Path
) -> None:
    busy = sqlite3.connect(config.data_folder / "qms.sqlite")
    busy.execute("INSERT INTO document VALUES ('Committed')")
    busy.commit()
    busy.execute("INSERT INTO document VALUES ('Not yet')")
    made = backup.back_up(config, tmp_path / "backups")
    busy.close()
    copy = sqlite3.connect(made / "data" / "qms.sqlite")
    assert [title for (title,) in copy.execute("SELECT title FROM document")] == ["Quy trình", "Committed"]
    copy.close()


def test_the_sums_fit(config: Config, tmp_path: Path) -> None:
    made = backup.back_up(config, tmp_path / "backups")
    for line in (made / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ", 1)
        assert hashlib.sha256((made / name).read_bytes()).hexdigest() == digest


def test_only_the_owner_can_read_it(config: Config, tmp_path: Path) -> None:
    made = backup.back_up(config, tmp_path / "backups")
    assert made.stat().st_mode & 0o077 == 0


def test_a_damaged_database_is_told_and_leaves_no_backup(config: Config, tmp_path: Path) -> None:
    file = config.data_folder / "qms.sqlite"
    file.write_bytes(b"SQLite format 3\0" + b"\xff" * 8000)
    with pytest.raises(Exception, match="database|disk image"):
        backup.back_up(config, tmp_path / "backups")
    assert list((tmp_path / "backups").iterdir()) == []


def test_no_database_is_told(config: Config, tmp_path: Path) -> None:
    (config.data_folder / "qms.sqlite").unlink()
    with pytest.raises(backup.NoBackup, match="There is no database at"):
        backup.back_up(config, tmp_path / "backups")


def test_a_failed_dump_is_told_with_pg_dumps_words(config: Config, tmp_path: Path) -> None:
    away = Config(config.data_folder, f"postgresql+psycopg://qms@/qms?host={tmp_path}", "k" * 40)
    with pytest.raises(backup.NoBackup, match="pg_dump"):
        backup.back_up(away, tmp_path / "backups")
    assert list((tmp_path / "backups").iterdir()) == []


def test_records_in_postgresql_come_back_from_the_dump(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = postgres.find_programs()
    monkeypatch.setenv("PATH", str(programs), prepend=":")
    with postgres.server(programs) as address:
        engine = create_engine(address, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("CREATE TABLE document (title text)"))
            connection.execute(text("INSERT INTO document VALUES ('Quy trình')"))
            made = backup.back_up(Config(config.data_folder, address, "k" * 40), tmp_path / "backups")
            connection.execute(text("DROP TABLE document"))
            host = f"--host={engine.url.query['host']}"
            restore = [str(programs / "pg_restore"), host, "--username=qms", f"--dbname={postgres.DATABASE}"]
            postgres.call([*restore, str(made / "database.dump")], tmp_path, postgres.Account())
            assert connection.execute(text("SELECT title FROM document")).scalar_one() == "Quy trình"
        engine.dispose()


def test_only_the_newest_are_kept_and_nothing_else_is_touched(tmp_path: Path) -> None:
    for name in (
        "qms-20260101T000000Z",
        "qms-20260102T000000Z",
        "qms-20260103T000000Z",
        "qms-notes",
        "other",
    ):
        (tmp_path / name).mkdir()
    backup.remove_old(tmp_path, keep=2)
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == ["other", "qms-20260102T000000Z", "qms-20260103T000000Z", "qms-notes"]


def test_a_copy_put_back_is_a_data_folder(config: Config, tmp_path: Path) -> None:
    made = backup.back_up(config, tmp_path / "backups")
    shutil.rmtree(config.data_folder)
    shutil.copytree(made / "data", config.data_folder)
    again = sqlite3.connect(config.data_folder / "qms.sqlite")
    assert again.execute("SELECT title FROM document").fetchall() == [("Quy trình",)]
    again.close()
    assert (config.data_folder / "files" / "ab" / "abcd").read_bytes() == b"evidence"
