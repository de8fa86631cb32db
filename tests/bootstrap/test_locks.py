"""The two lock files: complete, hashed, and free of any address."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from scripts.bootstrap import ROOT, RUN_LOCK, TEST_LOCK


def imported(file: Path) -> set[str]:
    """The top-level modules that a file imports."""
    nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    named = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    return {name.partition(".")[0] for name in plain | named}


def pins(lock: str) -> dict[str, str]:
    """Name → version and hashes, as they stand in a lock."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==((?:.*\\\n)*.*)$", text, re.MULTILINE))


def test_the_tools_lock_holds_every_pin_of_the_run_time_lock() -> None:
    run_time, tools = pins(RUN_LOCK), pins(TEST_LOCK)
    assert run_time
    assert {name: tools.get(name) for name in run_time} == run_time


@pytest.mark.parametrize("lock", [RUN_LOCK, TEST_LOCK])
def test_every_pin_has_a_hash(lock: str) -> None:
    assert [name for name, pin in pins(lock).items() if "--hash=sha256:" not in pin] == []


@pytest.mark.parametrize("lock", [RUN_LOCK, TEST_LOCK, "requirements.in", "requirements-dev.in"])
def test_no_address_stands_in_a_lock(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert re.findall(r"://|--index|--extra-index|--find-links|--trusted-host", text) == []


def test_notice_names_every_package_of_the_run_time_lock() -> None:
    listed = re.findall(r"^  ([a-z0-9-]+) ", (ROOT / "NOTICE").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(pins(RUN_LOCK))


def test_the_application_imports_only_what_the_run_time_lock_installs() -> None:
    files = [
        *(ROOT / "qms").rglob("*.py"),
        ROOT / "config.py",
        ROOT / "wsgi.py",
        ROOT / "scripts" / "backup.py",
    ]
    own = sys.stdlib_module_names | {"qms", "config"}
    modules = set().union(*map(imported, files)) - own
    packages = {
        name: packages_distributions().get(name, ["?"])[0].lower().replace("_", "-") for name in modules
    }
    assert {name: package for name, package in packages.items() if package not in pins(RUN_LOCK)} == {}


def test_the_set_up_imports_only_the_standard_library() -> None:
    files = [ROOT / "scripts" / f"{name}.py" for name in ("bootstrap", "checks", "chromium", "postgres")]
    assert set().union(*map(imported, files)) - sys.stdlib_module_names - {"scripts"} == set()
