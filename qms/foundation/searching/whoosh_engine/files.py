"""The folder of the index: memory-mapped files, which index is current, and one writer at a time.

    root/current        the name of the folder that answers
    root/index-<name>/  one index; a rebuild makes another beside it and then changes "current"
    root/lock           held while writing, by any process

Whoosh's files are pickles: the folder belongs to the application alone and is never restored from outside,
but rebuilt.
"""

from __future__ import annotations

import mmap
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.util.filelock import FileLock, try_for

from qms.foundation.searching.port import SearchBusy, SearchUnavailable


class MappedFile(StructFile):
    """A file of the index, read through a memory map: only what is asked for is ever copied.

    Whoosh's own way copies every file whole each time a searcher opens, hundreds of megabytes at 50,000
    documents. ``get`` moves no file position, so that threads can share one reader.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            # An empty file can't be mapped.
            content: Any = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else BytesIO()
        super().__init__(content, name=path.name)
        self.content = content if size else b""

    def get(self, position: int, length: int) -> bytes:
        found: bytes = self.content[position : position + length]
        if len(found) != length:
            raise EOFError(f"{self._name} ends early")
        return found


class MappedStorage(FileStorage):
    """The folder of one index, its files opened as maps."""

    def open_file(self, name: str, **_options: Any) -> MappedFile:
        return MappedFile(Path(self.folder) / name)


class IndexFolder:
    """The root folder: finds, locks and changes what is current."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def current(self) -> Path:
        """The folder of the index that answers. Raises SearchUnavailable when there is none."""
        try:
            name = (self.root / "current").read_text().strip()
        except OSError as error:
            raise SearchUnavailable("there is no index yet") from error
        folder = self.root / name
        if not name.startswith("index-") or "/" in name or not folder.is_dir():
            raise SearchUnavailable(f"the index folder {name!r} is missing")
        return folder

    def start_another(self) -> Path:
        """An empty folder beside the current one."""
        folder = self.root / f"index-{secrets.token_hex(8)}"
        folder.mkdir(parents=True, mode=0o700)
        return folder

    def make_current(self, folder: Path) -> None:
        """From now on this folder answers; the others are removed."""
        pointer = self.root / f"current-{folder.name}"
        with pointer.open("w") as file:
            file.write(folder.name)
            file.flush()
            os.fsync(file.fileno())
        pointer.replace(self.root / "current")
        self._sweep(folder)

    def _sweep(self, keep: Path) -> None:
        for old in self.root.glob("index-*"):
            if old != keep:
                shutil.rmtree(old, ignore_errors=True)  # on some systems a reader still holds it: next time

    @contextmanager
    def writing(self, patience: float) -> Iterator[None]:
        """Hold the lock. Raises SearchBusy when another writer keeps it longer than ``patience`` seconds."""
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = FileLock(str(self.root / "lock"))
        if not try_for(lock.acquire, timeout=patience, delay=0.05):
            raise SearchBusy("another process is writing the index")
        try:
            yield
        finally:
            lock.release()
