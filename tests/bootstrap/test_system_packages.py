"""What is installed without a question, and what is said when that can't be done."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import bootstrap, chromium, judges, postgres
from scripts.bootstrap import Interpreter, Stop, find_pip_wheel, install_system_packages, privilege
from tests.bootstrap.conftest import Program

BARE = Interpreter("/usr/bin/python3", (3, 11, 2), has_ensurepip=False)


def test_root_needs_nothing_before_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert privilege() == []


@pytest.mark.usefixtures("ordinary_user")
def test_sudo_is_used_only_when_it_asks_nothing(program: Program) -> None:
    assert privilege() is None
    program("sudo", "exit 1")
    assert privilege() is None
    program("sudo", 'test "$1" = -n')
    assert privilege() == ["sudo", "-n"]


@pytest.mark.usefixtures("ordinary_user")
def test_without_privilege_apt_is_not_started(program: Program, tmp_path: Path) -> None:
    program("apt-get", f": > {tmp_path}/started")
    assert not install_system_packages(["chromium"])
    assert not (tmp_path / "started").exists()


@pytest.mark.usefixtures("ordinary_user")
def test_with_sudo_the_lists_are_renewed_and_the_package_installed(program: Program, tmp_path: Path) -> None:
    program("sudo", '[ "$2" = true ] || { shift; PATH=$PATH:/usr/bin:/bin exec "$@"; }')
    program("apt-get", f'echo "$DEBIAN_FRONTEND $*" >> {tmp_path}/calls')
    assert install_system_packages(["chromium"])
    update, install = (tmp_path / "calls").read_text(encoding="utf-8").splitlines()
    assert update.startswith("noninteractive")
    assert update.endswith("update")
    assert install.endswith("install -y --no-install-recommends chromium")


@pytest.mark.usefixtures("ordinary_user")
def test_a_package_that_cannot_be_installed_is_told_with_apts_words(
    program: Program, capsys: pytest.CaptureFixture[str]
) -> None:
    program("sudo", '[ "$2" = true ] || { shift; PATH=$PATH:/usr/bin:/bin exec "$@"; }')
    program("apt-get", "echo E: Unable to locate package; exit 100")
    assert not install_system_packages(["chromium"])
    assert "E: Unable to locate package" in capsys.readouterr().out


@pytest.mark.usefixtures("ordinary_user")
def test_no_pip_at_all_is_refused_with_the_command_and_leaves_no_half_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "SYSTEM_WHEELS", tmp_path / "none")
    environment = tmp_path / ".venv"
    environment.mkdir()
    with pytest.raises(Stop) as refused:
        find_pip_wheel(environment, BARE)
    assert (
        str(refused.value).splitlines()[-1].strip()
        == "sudo apt-get update && sudo apt-get install -y python3-venv"
    )
    assert not environment.exists()


def test_a_wheel_of_pip_on_the_machine_is_used_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "SYSTEM_WHEELS", tmp_path)
    (tmp_path / "pip-23.0.1-py3-none-any.whl").touch()
    environment = tmp_path / ".venv"
    environment.mkdir()
    find_pip_wheel(environment, BARE)
    assert bootstrap.pip(environment)[1] == f"{environment}/pip-23.0.1-py3-none-any.whl/pip"


def test_a_chromium_named_by_hand_must_start(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    stub = program("chromium", "echo install the snap; exit 1")
    monkeypatch.setenv(chromium.CHOSEN_BY_HAND, str(stub))
    with pytest.raises(Stop, match="does not start"):
        chromium.find()


@pytest.mark.usefixtures("ordinary_user")
def test_no_chromium_is_an_error_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(chromium.CHOSEN_BY_HAND, raising=False)
    monkeypatch.setattr(chromium, "starts", lambda path: False)
    monkeypatch.setattr(chromium, "download", lambda: False)
    with pytest.raises(Stop, match="need a Chromium that starts"):
        chromium.find()


@pytest.mark.usefixtures("ordinary_user")
def test_no_postgresql_is_an_error_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "wheel_programs", lambda: None)
    monkeypatch.setattr(postgres, "system_programs", lambda: None)
    with pytest.raises(Stop, match="sudo apt-get install -y postgresql"):
        postgres.find_programs()


def test_no_judge_of_signatures_is_an_error_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judges, "_present", lambda: False)
    monkeypatch.setattr(judges, "install_system_packages", lambda packages: False)
    with pytest.raises(Stop, match="poppler-utils softhsm2"):
        judges.find()
