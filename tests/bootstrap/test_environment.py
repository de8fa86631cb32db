"""When the environment is taken as it is, and when it is made anew."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.bootstrap import RUN_LOCK, TEST_LOCK, Environment, Stop


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """A project with two locks and a Python in its environment, where nothing is installed yet."""
    for lock in (RUN_LOCK, TEST_LOCK):
        (tmp_path / lock).write_text(f"# {lock}\n", encoding="utf-8")
    made = Environment(tmp_path)
    made.python.parent.mkdir(parents=True)
    made.python.symlink_to(sys.executable)
    return made


def test_nothing_is_installed_at_first(environment: Environment) -> None:
    assert not environment.holds(RUN_LOCK)


def test_what_was_installed_is_not_installed_again(
    environment: Environment, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.write_stamp([RUN_LOCK])
    environment.ensure(RUN_LOCK)
    assert capsys.readouterr().out == ""


def test_a_changed_lock_is_not_installed(environment: Environment) -> None:
    environment.write_stamp([RUN_LOCK])
    (environment.root / RUN_LOCK).write_text("flask==99\n", encoding="utf-8")
    assert not environment.holds(RUN_LOCK)


def test_run_time_packages_are_not_the_tools(environment: Environment) -> None:
    environment.write_stamp([RUN_LOCK])
    assert not environment.holds(TEST_LOCK)


def test_a_moved_project_needs_a_new_environment(environment: Environment, tmp_path: Path) -> None:
    environment.write_stamp([RUN_LOCK])
    moved = Environment(environment.root.rename(tmp_path.with_name(f"{tmp_path.name}-moved")))
    assert not moved.holds(RUN_LOCK)
    assert not moved.is_sound()


def test_another_python_under_the_environment_needs_a_new_one(environment: Environment) -> None:
    environment.write_stamp([RUN_LOCK])
    environment.python.unlink()
    environment.python.symlink_to("/bin/sh")
    assert not environment.holds(RUN_LOCK)
    assert not environment.is_sound()


def test_a_python_that_is_gone_needs_a_new_environment(environment: Environment) -> None:
    environment.write_stamp([RUN_LOCK])
    environment.python.unlink()
    environment.python.symlink_to("/nowhere/python3")
    assert not environment.holds(RUN_LOCK)
    assert not environment.is_sound()


def test_an_environment_that_was_left_without_pip_needs_a_new_one(tmp_path: Path) -> None:
    environment = Environment(tmp_path)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment.folder)], check=True)
    assert not environment.is_sound()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"locks": 1}', '{"place": null, "locks": {}}'])
def test_a_damaged_stamp_counts_as_none(environment: Environment, text: str) -> None:
    environment.stamp.write_text(text, encoding="utf-8")
    assert not environment.holds(RUN_LOCK)


def test_an_installation_that_broke_off_leaves_no_stamp(environment: Environment) -> None:
    environment.write_stamp([RUN_LOCK])
    (environment.root / RUN_LOCK).write_text("no-hash==1\n", encoding="utf-8")
    with pytest.raises(Stop, match="pip could not install"):
        environment.install(RUN_LOCK)
    assert not environment.stamp.exists()


def test_the_stamp_names_only_places_and_hashes(environment: Environment) -> None:
    environment.write_stamp([RUN_LOCK])
    stamp = json.loads(environment.stamp.read_text(encoding="utf-8"))
    assert stamp == {"place": environment.place(), "locks": {RUN_LOCK: environment.digest(RUN_LOCK)}}
