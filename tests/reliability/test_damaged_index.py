"""Whatever happens to the files of the search: it is told, documents stay readable, and the index comes back by itself."""

from __future__ import annotations

import os
import random
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from whoosh.fields import ID, Schema
from whoosh.index import create_in

from config import ROOT
from qms.foundation import outbox
from qms.foundation.db import db
from qms.foundation.house import house
from qms.foundation.searching.port import Question, SearchBusy, SearchUnavailable
from qms.foundation.searching.whoosh_engine import WhooshEngine, files
from qms.foundation.searching.whoosh_engine.files import IndexFolder, MappedFile
from qms.foundation.searching.whoosh_engine.segment import CARDS, POSTINGS, TERMS, Segment
from qms.search import operations
from tests.contracts.searching.ground import READER, RECORDS, ask, places
from tests.factories.searching import document
from tests.world import World, word_of

SWAPS = 8
FOUND = "/search?q=tiep nhan"  # words of many steps: every list of the index is read for them


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the sound index is kept for the next test."""
    return tmp_path_factory.mktemp("kept") / "index"


@pytest.fixture
def index(office: World, kept: Path) -> Iterator[Path]:
    """The folder of a sound index that has been asked before."""
    root = house().config.index_folder
    if not kept.exists():
        operations.rebuild()
        db.session.commit()
        shutil.copytree(root, kept)
    _lay_anew(root, kept)
    assert office.visitor("lan").get(FOUND).status_code == 200
    yield IndexFolder(root).current()
    _lay_anew(root, kept)


def _lay_anew(root: Path, kept: Path) -> None:
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(kept, root)
    house().search.forget()


def one(index: Path, ending: str) -> Path:
    return max(index.glob(f"*{ending}"), key=lambda path: path.stat().st_size)


def lose_a_file(index: Path, ending: str) -> None:
    one(index, ending).unlink()


def cut_in_half(index: Path, ending: str) -> None:
    path = one(index, ending)
    os.truncate(path, path.stat().st_size // 2)


def empty_a_file(index: Path, ending: str) -> None:
    os.truncate(one(index, ending), 0)


def fill_with_foreign_bytes(index: Path, ending: str) -> None:
    path = one(index, ending)
    path.write_bytes(random.Random(3).randbytes(path.stat().st_size))


TABLE_OF_CONTENTS = ".toc"
KINDS: dict[str, Callable[[Path], None]] = {
    f"{act.__name__} {ending}": lambda index, act=act, ending=ending: act(index, ending)
    for act in (lose_a_file, cut_in_half, empty_a_file, fill_with_foreign_bytes)
    for ending in (TABLE_OF_CONTENTS, TERMS, POSTINGS, CARDS)
}


def empty_the_folder(index: Path) -> None:
    for path in index.iterdir():
        path.unlink()


def take_another_version(index: Path) -> None:
    """What a newer or older program left there."""
    (index / "form").write_text("0")


def take_an_index_of_whoosh_itself(index: Path) -> None:
    empty_the_folder(index)
    create_in(str(index), Schema(code=ID(stored=True)), "qms").close()


def point_nowhere(index: Path) -> None:
    (index.parent / "current").write_text("../../etc")


def lose_everything(index: Path) -> None:
    shutil.rmtree(index.parent)


KINDS |= {
    each.__name__: each
    for each in (
        empty_the_folder,
        take_another_version,
        take_an_index_of_whoosh_itself,
        point_nowhere,
        lose_everything,
    )
}


def is_told_and_mended(office: World) -> None:
    """After the damage; as the people of the office see it."""
    visitor = office.visitor("lan")
    told = visitor.page(FOUND, status=503)
    assert told.answer.headers["Retry-After"]
    assert "chỉ mục" in told.text or "tìm kiếm" in told.text.lower()
    assert visitor.get("/search/suggest?q=tiep nhan").status_code == 503
    assert word_of("effective") in visitor.page("/documents/QT-HIEULUC-01").body
    outbox.work_once()
    assert word_of("effective") in visitor.page(f"/search?q={word_of('effective')}").body
    assert operations.faults() == []


@pytest.mark.any_database
@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_index_is_told_and_made_anew(office: World, index: Path, kind: str) -> None:
    KINDS[kind](index)
    house().search.forget()  # as in a process that starts now
    is_told_and_mended(office)


@pytest.mark.any_database
def test_without_the_sums_damage_is_told_but_never_mended(
    office: World, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    monkeypatch.setattr(Segment, "check", lambda _self: None)
    cut_in_half(index, POSTINGS)
    house().search.forget()
    with pytest.raises(AssertionError, match="503"):
        is_told_and_mended(office)


@pytest.mark.any_database
def test_an_index_that_may_not_be_read_is_made_anew_beside_it(
    office: World, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = MappedFile.__init__

    def refuse(self: MappedFile, path: Path) -> None:
        if path.parent == index:
            raise PermissionError(13, "Permission denied", str(path))  # root would be let in
        opened(self, path)

    monkeypatch.setattr(files.MappedFile, "__init__", refuse)
    house().search.forget()
    is_told_and_mended(office)


def test_a_lock_that_a_dead_process_left_holds_nobody_up(office: World, index: Path) -> None:
    (index.parent / "lock").write_text("4711")
    assert operations.rebuild() > 0
    db.session.commit()
    assert operations.faults() == []


# --- Several processes ----------------------------------------------------------------------------------------


@pytest.fixture
def engine(app: Any, tmp_path: Path) -> WhooshEngine:
    found = WhooshEngine(tmp_path / "index")
    found.rebuild(RECORDS)
    db.session.commit()
    return found


def another(tmp_path: Path) -> WhooshEngine:
    """The same folder as another process has it open."""
    return WhooshEngine(tmp_path / "index")


def test_readers_never_stumble_while_the_index_is_swapped(engine: WhooshEngine, tmp_path: Path) -> None:
    stop, wrong = threading.Event(), []

    def read() -> None:
        reader = another(tmp_path)._snapshots
        while not stop.is_set():
            try:
                reader.expire()
                if reader.latest().size != engine_size:
                    wrong.append("not all is there")
            except SearchUnavailable as error:
                wrong.append(str(error))

    engine_size = engine._evaluator().snapshot.size
    readers = [threading.Thread(target=read) for _ in range(2)]
    for thread in readers:
        thread.start()
    for _ in range(SWAPS):
        engine.rebuild(RECORDS)
        db.session.commit()
    stop.set()
    for thread in readers:
        thread.join()
    assert wrong == []


def test_two_writers_lose_nothing_of_each_other(engine: WhooshEngine, tmp_path: Path) -> None:
    writers = [engine, another(tmp_path)]
    for number in range(20):
        writers[number % 2].bring_in_line(
            f"document:{number + 10}", [document(number + 10, f"Biên bản thứ {number}")]
        )
        db.session.commit()
    for writer in writers:
        assert writer.health().is_sound
        assert writer.find(Question("bien ban", READER)).total == 20


def test_a_writer_that_has_to_wait_gives_the_database_free_again_soon(
    engine: WhooshEngine, tmp_path: Path
) -> None:
    """Making the index anew takes minutes; whoever waits for that inside a transaction would stop everybody's saves."""
    folder = IndexFolder(tmp_path / "index")
    patience: list[float] = []

    def wait(_self: IndexFolder, seconds: float) -> Any:
        patience.append(seconds)
        raise SearchBusy

    with folder.writing(0), pytest.MonkeyPatch.context() as patch:
        patch.setattr(IndexFolder, "writing", wait)
        with pytest.raises(SearchBusy):
            engine.bring_in_line("document:1", [])
    assert max(patience) <= 2


# --- What is known to be wrong in Whoosh ----------------------------------------------------------------------


def test_a_reader_that_stays_open_never_shows_what_was_replaced(engine: WhooshEngine, tmp_path: Path) -> None:
    """Searcher.refresh() of whoosh-reloaded 2.7.5 does: twelve changes, and what was replaced is still found."""
    reader = another(tmp_path)
    assert places(ask(reader, "bien ban")) == []
    for number in range(12):
        engine.bring_in_line("document:9", [document(9, f"Biên bản thứ {number}")])
        db.session.commit()
        reader._snapshots.expire()
        assert places(ask(reader, "bien ban")) == ["document:9"]
        assert reader._evaluator().snapshot.size == engine.health().entries


def test_nothing_of_whoosh_is_used_that_loses_or_keeps_too_much() -> None:
    """Its searchers and its writers: refresh() keeps what was replaced, AsyncWriter and BufferedWriter lose what they took."""
    banned = (
        "whoosh.searching",
        "whoosh.writing",
        ".refresh(",
        "AsyncWriter",
        "BufferedWriter",
        ".searcher(",
    )
    sources = (ROOT / "qms" / "foundation" / "searching").rglob("*.py")
    code = "\n".join(line for path in sources for line in path.read_text().splitlines() if "``" not in line)
    assert [name for name in banned if name in code] == []
