"""The virus scanner for the tests: Debian's clamd, with a list of signatures that the tests write themselves."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.bootstrap import Stop, install_system_packages, to_type

PACKAGE = "clamav-daemon"
PATIENCE = 20.0  # seconds; it stands after a tenth of one, with one signature to load
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SIGNATURE = "Trial.Eicar"


def find() -> str:
    """The program clamd; installs Debian's package when there is none. Raises Stop when it can't be had."""
    found = _present()
    if found is None and install_system_packages([PACKAGE]):
        found = _present()
    if found is None:
        raise Stop("The tests of the virus scanner need clamd. Please type:", to_type([PACKAGE]))
    return found


def _present() -> str | None:
    return shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")


@contextmanager
def scanner(folder: Path) -> Iterator[str]:
    """A clamd of our own that knows the EICAR test file and nothing else; the path of its socket."""
    signatures, place = folder / "signatures", folder / "clamd.ctl"
    signatures.mkdir()
    (signatures / "trial.ndb").write_text(f"{SIGNATURE}:0:*:{EICAR.hex()}\n")
    settings = folder / "clamd.conf"
    settings.write_text(
        f"LocalSocket {place}\nDatabaseDirectory {signatures}\nTemporaryDirectory {folder}\n"
        "Foreground yes\nStreamMaxLength 1M\n"
    )
    with (folder / "clamd.log").open("wb") as log:
        # The arguments are the program found above and a file that was just written.
        process = subprocess.Popen(  # noqa: S603
            [find(), f"--config-file={settings}"], stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    try:
        _wait_for(place, process, folder / "clamd.log")
        yield str(place)
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_for(place: Path, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while not place.exists():
        if process.poll() is not None or time.monotonic() > end:
            raise Stop(f"clamd did not start:\n{log.read_text(errors='replace')}", find())
        time.sleep(0.02)
