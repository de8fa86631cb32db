"""Programs of the system that may be there: tesseract reads scans, LibreOffice turns .doc into .docx.

Both work on files from outside, so each runs with limits on processor time and memory, with nothing of our
environment, in a folder of its own that goes afterwards.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

MEMORY = 2 * 2**30
RECOGNISING_SECONDS = 120  # of the processor, for one page; an honest one takes some fifteen
CONVERTING_SECONDS = 60
_LANGUAGES = "vie"
# Sets the limits, then becomes the program: arguments are seconds, bytes, program, its arguments.
_LIMITED = (
    "import os, resource, sys; s, m = map(int, sys.argv[1:3]); "
    "resource.setrlimit(resource.RLIMIT_CPU, (s, s)); resource.setrlimit(resource.RLIMIT_AS, (m, m)); "
    "resource.setrlimit(resource.RLIMIT_CORE, (0, 0)); resource.setrlimit(resource.RLIMIT_FSIZE, (2**28, 2**28)); "
    "os.execv(sys.argv[3], sys.argv[3:])"
)


def recogniser() -> str | None:
    """Where the program is that reads scans in Vietnamese; None when it, or its Vietnamese, is not there."""
    found = shutil.which("tesseract")
    if found is None:
        return None
    listed = _run([found, "--list-langs"], b"", 10, Path("/"))
    return found if listed is not None and _LANGUAGES in listed.decode(errors="replace").split() else None


def recognised(picture: bytes) -> list[str] | None:
    """The lines that can be read on the picture of a page; None when the program failed."""
    program = recogniser()
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        told = _run(
            [program, "stdin", "stdout", "-l", _LANGUAGES], picture, RECOGNISING_SECONDS, Path(folder)
        )
    return (
        None
        if told is None
        else [line for line in told.decode(errors="replace").splitlines() if line.strip()]
    )


def converter() -> str | None:
    """Where LibreOffice is; None when it is not there."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def converted_to_docx(path: Path) -> bytes | None:
    """The old Word file at ``path`` as a new one; None when the program failed."""
    program = converter()
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        given = folder / "old.doc"
        shutil.copyfile(path, given)
        command = [program, "--headless", "--norestore", f"-env:UserInstallation=file://{folder}/profile"]
        _run(
            [*command, "--convert-to", "docx", "--outdir", name, str(given)], b"", CONVERTING_SECONDS, folder
        )
        made = folder / "old.docx"
        return made.read_bytes() if made.is_file() else None


def _run(command: list[str], given: bytes, seconds: int, folder: Path) -> bytes | None:
    """What a program writes; None when it failed or was over a limit."""
    environment = {
        "PATH": os.defpath,
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "OMP_THREAD_LIMIT": "1",  # the pages of the office come first
    }
    limited = [sys.executable, "-I", "-S", "-c", _LIMITED, str(seconds), str(MEMORY), *command]
    process = subprocess.Popen(  # noqa: S603 - the program is found in PATH, its arguments are ours
        limited,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd=folder,
        start_new_session=True,
    )
    try:
        told, _nothing = process.communicate(given, timeout=seconds * 2)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return None
    return told if process.returncode == 0 else None
