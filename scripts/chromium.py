"""A Chromium that starts, for the browser tests: the system's, Debian's package, or Playwright's download."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from scripts.bootstrap import Stop, install_system_packages, privilege, say, to_type

if TYPE_CHECKING:
    from collections.abc import Iterator

CHOSEN_BY_HAND = "QMS_TEST_CHROMIUM"  # the variable by which a person names one, and the tests are told of it
PLAYWRIGHTS_OWN = ""
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PATIENCE = 60  # seconds that a first start may take on a busy machine

START = """
import sys
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    playwright.chromium.launch(executable_path=sys.argv[1] or None).close()
"""


def starts(path: str) -> bool:
    """Whether Playwright can start this one. Being there is not enough: Ubuntu's is a stub for a snap."""
    try:
        command = [sys.executable, "-c", START, path]
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def on_this_machine() -> Iterator[str]:
    """Those that are installed, the system's first."""
    for name in NAMES:
        path = shutil.which(name)
        if path is not None:
            yield path
    yield PLAYWRIGHTS_OWN


def is_ubuntu() -> bool:
    """Whether this is Ubuntu, whose package chromium only fetches a snap, which not every machine can run."""
    try:
        return platform.freedesktop_os_release().get("ID") == "ubuntu"
    except OSError:
        return False


def download() -> bool:
    """Playwright's own download, with the libraries it needs if they can be installed without a question."""
    say("Downloading Playwright's Chromium")
    with_libraries = ["--with-deps"] if privilege() is not None else []
    command = [sys.executable, "-m", "playwright", "install", *with_libraries, "chromium"]
    return subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode == 0


def find() -> str:
    """Path of a Chromium that starts, installing one if need be; empty for Playwright's own.

    Raises Stop when there is none to be had: a browser test is never skipped.
    """
    by_hand = os.environ.get(CHOSEN_BY_HAND)
    if by_hand:
        if starts(by_hand):
            return by_hand
        raise Stop(f"{by_hand} does not start. To use the system's instead:", f"unset {CHOSEN_BY_HAND}")
    for path in on_this_machine():
        if starts(path):
            return path
    installed = (
        shutil.which("chromium") if not is_ubuntu() and install_system_packages(["chromium"]) else None
    )
    if installed is not None and starts(installed):
        return installed
    if download() and starts(PLAYWRIGHTS_OWN):
        return PLAYWRIGHTS_OWN
    raise Stop("The browser tests need a Chromium that starts, and none is here. Please type:", to_get_one())


def to_get_one() -> str:
    """What a person types to get one."""
    if is_ubuntu():
        return f"{sys.executable} -m playwright install --with-deps chromium"
    return to_type(["chromium"])
