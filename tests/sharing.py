"""What takes long to make is made by the first process of a run that needs it; the others copy it."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def of_all(factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The temporary folder that all processes of a run know."""
    own = factory.getbasetemp()
    return own if worker_id == "master" else own.parent


def own_copy(
    factory: pytest.TempPathFactory, worker_id: str, name: str, make: Callable[[Path], None]
) -> Path:
    """A folder of this process with what ``make`` puts into the one it is given, once a run."""
    mine = factory.mktemp(name)
    if worker_id == "master":  # alone: pytest-xdist has not divided the run
        make(mine)
        return mine
    made = of_all(factory, worker_id) / f"{name}-for-all"
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # until the file is closed
        if not made.exists():
            half = made.with_suffix(".half")
            shutil.rmtree(half, ignore_errors=True)  # of a process that was killed
            half.mkdir()
            make(half)
            half.rename(made)
    shutil.copytree(made, mine, dirs_exist_ok=True)
    return mine
