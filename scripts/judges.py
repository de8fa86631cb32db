"""Independent judges of PDF files and a device for keys, for the tests: Poppler's programs and SoftHSM2."""

from __future__ import annotations

import shutil
from pathlib import Path

from scripts.bootstrap import Stop, install_system_packages, to_type

PACKAGES = ("poppler-utils", "softhsm2")
PROGRAMS = ("pdfsig", "pdftotext", "pdffonts", "softhsm2-util")
DEVICE = Path("/usr/lib/softhsm/libsofthsm2.so")


def find() -> None:
    """See that they are there; installs Debian's packages when not. Raises Stop when they can't be had."""
    if not _present() and not (install_system_packages(list(PACKAGES)) and _present()):
        raise Stop("The tests of PDF files and signatures need these. Please type:", to_type(list(PACKAGES)))


def _present() -> bool:
    return DEVICE.is_file() and all(shutil.which(each) for each in PROGRAMS)
