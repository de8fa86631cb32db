"""Which Python becomes the one of the environment."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from scripts import bootstrap
from scripts.bootstrap import Interpreter, Stop, choose, present, probe
from tests.bootstrap.conftest import Program

OLD = Interpreter("/old/python3", (3, 9, 2), has_ensurepip=True)
BARE = Interpreter("/bare/python3", (3, 11, 2), has_ensurepip=False)
WHOLE = Interpreter("/whole/python3", (3, 12, 3), has_ensurepip=True)


def test_takes_the_first_that_is_new_enough() -> None:
    newer = WHOLE._replace(version=(3, 13, 0))
    assert choose([OLD, WHOLE, newer]) == WHOLE


def test_prefers_one_that_brings_pip_over_one_that_does_not() -> None:
    assert choose([BARE, WHOLE]) == WHOLE


def test_takes_one_without_pip_when_there_is_no_other() -> None:
    assert choose([OLD, BARE]) == BARE


def test_the_micro_version_counts() -> None:
    with pytest.raises(Stop):
        choose([WHOLE._replace(version=(3, 11, 1))])


def test_refusal_names_what_is_needed_what_was_found_and_what_to_type() -> None:
    with pytest.raises(Stop) as refused:
        choose([OLD])
    sentence, command = str(refused.value).splitlines()
    assert sentence.startswith("QMS needs Python 3.11.2 or newer. Found 3.9.2 at /old/python3.")
    assert command.strip() == "sudo apt-get update && sudo apt-get install -y python3 python3-venv"


def test_a_running_python_tells_its_version() -> None:
    found = probe(sys.executable)
    assert found is not None
    assert found.version == sys.version_info[:3]


@pytest.mark.parametrize("body", ["exit 127", "echo command not found", "exit 0", "echo 3 x 2 with"])
def test_a_program_that_does_not_answer_as_a_python_is_none(program: Program, body: str) -> None:
    assert probe(str(program("python3", body))) is None


def test_each_program_is_asked_once_and_missing_ones_are_passed_over(program: Program) -> None:
    path = str(program("python3", "echo 3 12 3 without"))
    assert list(present([path, "", "/nowhere/python3", path])) == [
        Interpreter(path, (3, 12, 3), has_ensurepip=False)
    ]


def test_the_environments_own_python_is_no_candidate(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = program("python3", "echo 3 12 3 with")
    (tmp_path / ".venv").symlink_to(own.parent)
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    assert list(present([str(tmp_path / ".venv" / "python3")])) == []
