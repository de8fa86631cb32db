"""The virus scanner: a real clamd that knows one signature; what it finds or cannot answer is not taken."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from config import BadSetting, Config
from qms.foundation import files
from qms.foundation.scanning import ScannerFailed, scan
from qms.kernel.errors import Refused
from scripts.clamav import EICAR, SIGNATURE, scanner


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with scanner(tmp_path_factory.mktemp("clamd")) as address:
        yield address


def test_what_the_scanner_knows_is_named_and_all_else_passes(clamd: str):
    assert scan(io.BytesIO(EICAR), clamd) == f"{SIGNATURE}.UNOFFICIAL"
    harmless = io.BytesIO(b"Phi" * 300_000)  # in several pieces
    assert scan(harmless, clamd) == ""
    assert harmless.tell() == 0


def test_what_the_scanner_cannot_look_at_is_no_yes(clamd: str):
    with pytest.raises(ScannerFailed, match="size limit"):
        scan(io.BytesIO(b"0" * 3_000_000), clamd)


def test_a_file_is_taken_only_after_the_scanner_has_passed_it(
    app: Flask, clamd: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    built = app.extensions["qms"]
    monkeypatch.setattr(built, "config", replace(built.config, data_folder=tmp_path, clamd=clamd))
    assert files.keep(io.BytesIO(b"ten;so"), "mau.csv").size == 6
    with pytest.raises(Refused) as found:
        files.keep(io.BytesIO(EICAR), "phieu.txt")
    assert SIGNATURE in str(found.value.message)
    nobody = str(tmp_path / "nobody-listens")
    monkeypatch.setattr(built, "config", replace(built.config, clamd=nobody))
    with caplog.at_level(logging.CRITICAL), pytest.raises(Refused):
        files.keep(io.BytesIO(b"ten;so,2"), "mau.csv")
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(kept) == 1, "of what was refused nothing lies on the disk"


@pytest.mark.parametrize("address", ["clamd", "127.0.0.1", "127.0.0.1:clamd"])
def test_an_address_that_makes_no_sense_stops_the_start(address: str, tmp_path: Path):
    with pytest.raises(BadSetting, match="QMS_CLAMD"):
        Config.from_environment({"QMS_DATA": str(tmp_path), "QMS_CLAMD": address})
