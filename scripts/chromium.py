"""A Chromium that starts, for the browser tests: the system's, Debian's package, or Playwright's download."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from scripts.bootstrap import Stop, answers, install_system_packages, privilege, run, say, to_type

if TYPE_CHECKING:
    from collections.abc import Iterator

CHOSEN_BY_HAND = "QMS_TEST_CHROMIUM"  # the variable by which a person names one, and the tests are told of it
PLAYWRIGHTS_OWN = ""
PLAYWRIGHT = (sys.executable, "-m", "playwright")
LIBRARY_OF_DRIVER = "libatomic1"  # Playwright's driver needs it, and a minimal Debian comes without it
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
WORDS_TO_SHOW = 12  # lines of what a browser says that does not start
PATIENCE = 60  # seconds that a first start may take on a busy machine

START = """
import sys
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    playwright.chromium.launch(executable_path=sys.argv[1] or None).close()
"""


def starts(path: str) -> bool:
    """Whether Playwright can start this one. Being there is not enough: Ubuntu's is a stub for a snap.

    Tells the reason when one that is there does not.
    """
    command = [sys.executable, "-c", START, path]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        say(f"{path or 'Chromium'} did not start within {PATIENCE} seconds")
        return False
    if done.returncode != 0 and path != PLAYWRIGHTS_OWN:
        say(f"{path} is there, but does not start:\n" + "\n".join(done.stderr.splitlines()[-WORDS_TO_SHOW:]))
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
    return run([*PLAYWRIGHT, "install", *with_libraries, "chromium"])


def find() -> str:
    """Path of a Chromium that starts, installing one if need be; empty for Playwright's own.

    Raises Stop when there is none to be had: a browser test is never skipped.
    """
    by_hand = os.environ.get(CHOSEN_BY_HAND)
    if by_hand:
        if starts(by_hand):
            return by_hand
        raise Stop(f"{by_hand} does not start. To use the system's instead:", f"unset {CHOSEN_BY_HAND}")
    found = first_that_starts()
    if found is None:
        packages = missing_packages()
        if packages and install_system_packages(packages):
            found = first_that_starts()
    if found is None and download():
        found = first_that_starts()
    if found is None:
        raise Stop(
            "The browser tests need a Chromium that starts, and none is here. Please type:", to_get_one()
        )
    return found


def first_that_starts() -> str | None:
    """Of those that are installed."""
    return next((path for path in on_this_machine() if starts(path)), None)


def missing_packages() -> list[str]:
    """Debian's packages without which there is no browser here."""
    library = [] if answers([*PLAYWRIGHT, "--version"]) else [LIBRARY_OF_DRIVER]
    return library if is_ubuntu() else [*library, "chromium"]


def to_get_one() -> str:
    """What a person types to get one."""
    packages = missing_packages()
    steps = [to_type(packages)] if packages else []
    if is_ubuntu():
        steps.append(" ".join([*PLAYWRIGHT, "install", "--with-deps", "chromium"]))
    return " && ".join(steps)
