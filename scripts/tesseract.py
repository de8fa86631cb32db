"""The program that reads scans, with Vietnamese, for the tests. A server without it says so instead of reading scans."""

from __future__ import annotations

import shutil
import subprocess

from scripts.bootstrap import Stop, install_system_packages, to_type

PACKAGES = ("tesseract-ocr", "tesseract-ocr-vie")
LANGUAGE = "vie"


def find() -> str:
    """The program; installs Debian's packages when it is not there. Raises Stop when it can't be had."""
    found = _present()
    if found is None and install_system_packages(list(PACKAGES)):
        found = _present()
    if found is None:
        raise Stop("The tests of scans need tesseract with Vietnamese. Please type:", to_type(list(PACKAGES)))
    return found


def _present() -> str | None:
    """The program if it knows Vietnamese."""
    path = shutil.which("tesseract")
    if path is None:
        return None
    listed = subprocess.run(
        [path, "--list-langs"], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    return path if LANGUAGE in listed.stdout.split() else None
