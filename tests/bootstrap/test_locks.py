"""The two lock files: complete, hashed, and free of any address."""

from __future__ import annotations

import re

import pytest

from scripts.bootstrap import ROOT, RUN_LOCK, TEST_LOCK


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
