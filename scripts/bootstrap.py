#!/usr/bin/env python3
"""From a bare machine to a running QMS: `python3 scripts/bootstrap.py run|test|check|bench|setup`.

Needs nothing but Python's standard library: no make, no pip, no venv package. Even a Python that is too old
for QMS can start this file (3.8 is enough), because it looks for a better one itself.

The environment is `.venv` in the project's root. What is installed there is exactly a lock file
(requirements.txt or requirements-dev.txt), checked by hash, wheels only. Where packages come from is the
business of pip and apt as they are configured on the machine; no address stands here.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MINIMUM = (3, 11, 2)  # Debian 12's python3, the oldest that the locks are made for
ROOT = Path(__file__).resolve().parent.parent
RUN_LOCK = "requirements.txt"
TEST_LOCK = "requirements-dev.txt"  # holds every pin of RUN_LOCK too
SYSTEM_WHEELS = Path("/usr/share/python-wheels")  # where Debian's python3-pip-whl puts pip


class Stop(Exception):
    """Something is missing that can't be had without a person. Says why, and what to type."""

    def __init__(self, why: str, command: str) -> None:
        """The command stands on a line of its own, so that it can be copied."""
        super().__init__(f"{why}\n    {command}")


# --- Telling and running ---------------------------------------------------------------------------------


def say(sentence: str) -> None:
    """Prints one line at once, so that it stands before the output of what is started next."""
    print(sentence, flush=True)


def run(command: Sequence[str], **environment: str) -> bool:
    """Runs quietly; on failure prints what the command wrote and returns False."""
    done = subprocess.run(
        command,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        say(f"This failed: {' '.join(command)}\n{done.stdout.rstrip()}")
    return done.returncode == 0


def answers(command: Sequence[str]) -> bool:
    """Whether the command runs and ends well; it is only asked, so nothing is printed."""
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode == 0


def replace_process(command: Sequence[str]) -> None:
    """Becomes the command, in the project's root: signals and the exit status are then its own."""
    os.chdir(ROOT)
    sys.stdout.flush()
    os.execv(command[0], list(command))  # noqa: S606 - becoming the program, without a shell, is the purpose


# --- System packages -------------------------------------------------------------------------------------


def privilege() -> list[str] | None:
    """What to put before a command to run it as root without a question; None if that can't be done."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    return ["sudo", "-n"] if answers(["sudo", "-n", "true"]) else None


def to_type(packages: Sequence[str]) -> str:
    """The command by which a person installs these Debian packages."""
    return f"sudo apt-get update && sudo apt-get install -y {' '.join(packages)}"


def install_system_packages(packages: Sequence[str]) -> bool:
    """Installs Debian packages when that is possible without asking anybody. Returns whether it was done."""
    prefix = privilege()
    if prefix is None or shutil.which("apt-get") is None:
        return False
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]
    say(f"Installing from the system's packages: {' '.join(packages)}")
    # A fresh machine has no package lists and one that was off for long has stale ones; both look the same.
    # An update that fails in part (a dead third-party source) may still serve, so the install decides.
    run([*apt, "update"])
    return run([*apt, "install", "-y", "--no-install-recommends", *packages])


# --- Choosing a Python -----------------------------------------------------------------------------------


class Interpreter(NamedTuple):
    """A Python that was started and answered."""

    path: str
    version: tuple[int, int, int]
    has_ensurepip: bool


PROBE = """
import sys
try:
    import venv, ensurepip
except ImportError:
    print(*sys.version_info[:3], "without")
else:
    print(*sys.version_info[:3], "with")
"""


def probe(path: str) -> Interpreter | None:
    """Asks the program at path which Python it is; None if it doesn't answer as one (a shim, a stub)."""
    try:
        answer = subprocess.run(
            [path, "-I", "-c", PROBE],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
        ).stdout.split()
        major, minor, micro = (int(number) for number in answer[:3])
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return Interpreter(path, (major, minor, micro), answer[3] == "with")


def candidates() -> Iterator[str]:
    """Paths that may be Pythons, best first: the one that runs this file, then by name on the PATH."""
    yield os.environ.get("PYTHON", "")
    yield sys.executable
    for name in ("python3", "python3.13", "python3.12", "python3.11", "python3.14", "python"):
        for folder in [*os.get_exec_path(), "/usr/local/bin", "/usr/bin"]:
            yield os.path.join(folder, name)


def present(paths: Iterable[str]) -> Iterator[Interpreter]:
    """The Pythons among the paths, each program once; not the environment's own, which may be about to go."""
    seen = set()
    for path in paths:
        ours = path.startswith(str(ROOT / ".venv"))
        if path and path not in seen and not ours and os.access(path, os.X_OK):
            seen.add(path)
            found = probe(path)
            if found is not None:
                yield found


def choose(interpreters: Iterable[Interpreter]) -> Interpreter:
    """The first one that is new enough and can make an environment with pip; else the first new enough.

    Raises Stop when none is new enough.
    """
    too_old = None
    without_pip = None
    for found in interpreters:
        if found.version < MINIMUM:
            too_old = too_old or found
        elif found.has_ensurepip:
            return found
        else:
            without_pip = without_pip or found
    if without_pip is not None:
        return without_pip
    instead = f" Found {dotted(too_old.version)} at {too_old.path}." if too_old else ""
    raise Stop(
        f"QMS needs Python {dotted(MINIMUM)} or newer.{instead} Debian 12 and Ubuntu 24.04 have it:",
        to_type(["python3", "python3-venv"]),
    )


def dotted(version: tuple[int, int, int]) -> str:
    """(3, 11, 2) as people write it."""
    return ".".join(str(number) for number in version)


# --- The environment -------------------------------------------------------------------------------------


class Environment:
    """The folder `.venv` of a project, and the stamp in it that says which locks are installed there."""

    def __init__(self, root: Path) -> None:
        """Nothing is looked at or made yet."""
        self.root = root
        self.folder = root / ".venv"
        self.python = self.folder / "bin" / "python"
        self.stamp = self.folder / "installed.json"

    def program(self, name: str) -> str:
        """Path of a program that is installed in the environment."""
        return str(self.folder / "bin" / name)

    def place(self) -> dict[str, str]:
        """What an environment is tied to: programs in it name their folder, and its packages one Python."""
        return {"folder": str(self.folder), "python": os.path.realpath(self.python)}

    def digest(self, lock: str) -> str:
        """SHA-256 of a lock file, in hexadecimal."""
        return hashlib.sha256((self.root / lock).read_bytes()).hexdigest()

    def read_stamp(self) -> dict[str, object]:
        """The stamp; empty when there is none, or none that can be read."""
        try:
            stamp = json.loads(self.stamp.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return stamp if isinstance(stamp, dict) else {}

    def holds(self, lock: str) -> bool:
        """Whether the lock, as it reads now, is installed in the environment, as it stands here now."""
        stamp = self.read_stamp()
        locks = stamp.get("locks")
        return (
            self.python.exists()
            and stamp.get("place") == self.place()
            and isinstance(locks, dict)
            and locks.get(lock) == self.digest(lock)
        )

    def write_stamp(self, locks: Iterable[str]) -> None:
        """Notes that exactly these locks are installed."""
        stamp = {"place": self.place(), "locks": {lock: self.digest(lock) for lock in locks}}
        fresh = self.stamp.with_suffix(".new")
        fresh.write_text(json.dumps(stamp, indent=2), encoding="utf-8")
        fresh.replace(self.stamp)

    def is_sound(self) -> bool:
        """Whether packages can be installed into what is there: a new enough Python, in its first place, a pip.

        Making an environment may have been broken off in the middle.
        """
        moved = self.read_stamp().get("place", self.place()) != self.place()
        found = probe(str(self.python))
        return (
            not moved
            and found is not None
            and found.version >= MINIMUM
            and answers([*pip(self.folder), "--version"])
        )

    def ensure(self, lock: str) -> None:
        """Installs the lock unless it is there. Raises Stop when that can't be done."""
        if self.holds(lock):
            return
        with one_at_a_time(self.root):
            if self.holds(lock):  # the other one that was running has just done it
                return
            if not self.is_sound():
                make_environment(self.folder)
            self.install(lock)

    def install(self, lock: str) -> None:
        """Installs exactly what the lock says, by hash, from wheels. Raises Stop when pip fails."""
        say(f"Installing the packages of {lock} into {self.folder.name} (half a minute to two, once)")
        self.stamp.unlink(missing_ok=True)
        options = ["--disable-pip-version-check", "--no-input", "--quiet", "--no-warn-script-location"]
        pinned = ["--require-hashes", "--only-binary", ":all:", "-r", str(self.root / lock)]
        if not run([*pip(self.folder), "install", *options, *pinned]):
            raise Stop(
                "pip could not install the packages; its words stand above. To see where it looks for them:",
                " ".join([*pip(self.folder), "config", "list"]),
            )
        self.write_stamp([RUN_LOCK, TEST_LOCK] if lock == TEST_LOCK else [lock])


@contextlib.contextmanager
def one_at_a_time(root: Path) -> Iterator[None]:
    """Two commands started together must not install into one environment at the same time."""
    handle = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def make_environment(folder: Path) -> None:
    """Makes the environment anew, with pip or a wheel of pip in it. Raises Stop when neither can be had."""
    chosen = choose(present(candidates()))
    if not chosen.has_ensurepip and install_system_packages([venv_package(chosen)]):
        chosen = probe(chosen.path) or chosen
    say(f"Making {folder.name} with Python {dotted(chosen.version)} ({chosen.path})")
    shutil.rmtree(folder, ignore_errors=True)
    without = [] if chosen.has_ensurepip else ["--without-pip"]
    if not run([chosen.path, "-m", "venv", *without, str(folder)]):
        raise Stop(
            "The environment could not be made. If a package is missing:", to_type([venv_package(chosen)])
        )
    if not chosen.has_ensurepip:
        find_pip_wheel(folder, chosen)


def venv_package(interpreter: Interpreter) -> str:
    """The Debian package that gives this Python its ensurepip."""
    of_the_system = probe("/usr/bin/python3")
    if of_the_system is None or of_the_system.version[:2] == interpreter.version[:2]:
        return "python3-venv"
    return f"python3.{interpreter.version[1]}-venv"


def pip(folder: Path) -> list[str]:
    """How to call pip for the environment: its own, or a wheel of pip, which Python can run as it is."""
    python = str(folder / "bin" / "python")
    wheel = newest_wheel(folder)
    return [python, f"{wheel}/pip"] if wheel else [python, "-m", "pip"]


def newest_wheel(folder: Path) -> Path | None:
    """The pip wheel that find_pip_wheel has left in the environment."""
    return max(folder.glob("pip-*.whl"), default=None)


def find_pip_wheel(folder: Path, interpreter: Interpreter) -> None:
    """Puts a wheel of pip into an environment that has none. Raises Stop, removing it, when none can be had.

    Debian's and Ubuntu's package python3-pip-whl is that wheel. It may lie on the machine already; if not,
    apt-get can fetch a package without being root, and dpkg-deb can open it anywhere.
    """
    with tempfile.TemporaryDirectory() as opened:
        wheels = list(SYSTEM_WHEELS.glob("pip-*.whl")) or fetch_pip_wheel(Path(opened))
        if not wheels:
            shutil.rmtree(folder)
            raise Stop(
                f"{interpreter.path} comes without ensurepip, and installing it needs root. Please type:",
                to_type([venv_package(interpreter)]),
            )
        shutil.copy(max(wheels), folder)


def fetch_pip_wheel(folder: Path) -> list[Path]:
    """Fetches python3-pip-whl with apt-get as an ordinary user and opens it in the folder."""
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        return []
    say("Looking for pip in the system's packages (python3-pip-whl)")
    fetch = ["apt-get", "-q", "download", "python3-pip-whl"]
    got = subprocess.run(fetch, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    packages = list(folder.glob("*.deb"))
    if got.returncode != 0 or not packages or not run(["dpkg-deb", "-x", str(packages[0]), str(folder)]):
        return []
    return list(folder.rglob("pip-*.whl"))


# --- Commands --------------------------------------------------------------------------------------------


def command_setup(environment: Environment, arguments: Sequence[str]) -> None:
    """Installs the run-time packages, or with --dev the tools for development too."""
    environment.ensure(TEST_LOCK if "--dev" in arguments else RUN_LOCK)
    say(f"Ready. For example: {environment.folder.name}/bin/flask qms --help")


def command_run(environment: Environment, arguments: Sequence[str]) -> None:
    """Serves QMS with the demonstration data; what stands behind the command goes to `flask qms serve`."""
    environment.ensure(RUN_LOCK)
    flask = [environment.program("flask"), "--app", "wsgi", "qms"]
    prepared = subprocess.run([*flask, "demo"], cwd=ROOT, stdin=subprocess.DEVNULL, check=False)
    if prepared.returncode != 0:
        raise Stop(
            "The data could not be made ready; the reason stands above. To try that step alone:",
            " ".join([*flask, "demo"]),
        )
    replace_process([*flask, "serve", *arguments])


def command_test(environment: Environment, arguments: Sequence[str]) -> None:
    """Every check, or only the named ones: see scripts/checks.py."""
    environment.ensure(TEST_LOCK)
    replace_process([str(environment.python), "-m", "scripts.checks", *arguments])


def command_check(environment: Environment, arguments: Sequence[str]) -> None:
    """The checks that take seconds: format, lint, types, templates."""
    command_test(environment, [*arguments, "format", "lint", "types", "templates"])


def command_bench(environment: Environment, arguments: Sequence[str]) -> None:
    """The benchmarks; what stands behind the command goes to them."""
    environment.ensure(TEST_LOCK)
    replace_process([str(environment.python), "-m", "benchmarks", *arguments])


COMMANDS = {
    "run": command_run,
    "test": command_test,
    "check": command_check,
    "bench": command_bench,
    "setup": command_setup,
}


def main(arguments: Sequence[str]) -> int:
    """Carries out one command. Returns the exit status: 1 for a stop with a sentence."""
    width = max(map(len, COMMANDS))
    listing = "\n".join(f"  {name:{width}}  {does.__doc__}" for name, does in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="bootstrap.py",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=f"commands:\n{listing}",
    )
    parser.add_argument("command", choices=COMMANDS, metavar="command")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="handed on to what the command starts")
    chosen = parser.parse_args(arguments)
    try:
        COMMANDS[chosen.command](Environment(ROOT), chosen.arguments)
    except Stop as stop:
        print(f"\n{stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
