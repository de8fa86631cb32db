"""Static files: addresses that change with their content, joined style sheets, nothing but what is there."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qms.web.assets import Assets, asset_url

STATIC = Path(__file__).parents[2] / "static"


@pytest.fixture
def sheet(app: Flask) -> str:
    with app.test_request_context():
        return asset_url("css/site.css")


def test_the_version_changes_with_any_file(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a")
    before = Assets(tmp_path).version
    (tmp_path / "a.css").write_text("b")
    assert Assets(tmp_path).version != before


def test_the_style_sheet_is_one_file(plain_client: FlaskClient, sheet: str) -> None:
    text = plain_client.get(sheet).text
    assert "@import" not in text
    assert ":root" in text
    assert ".button--primary" in text


def test_every_component_style_sheet_is_imported() -> None:
    imported = set(re.findall(r'@import url\("(components/[^"]+)"\);', (STATIC / "css/site.css").read_text()))
    present = {f"components/{path.name}" for path in (STATIC / "css/components").iterdir()}
    assert imported == present


def test_an_imported_style_sheet_names_no_other_file() -> None:
    """Its addresses would be taken relatively to the sheet that it is joined into."""
    naming = [path.name for path in (STATIC / "css/components").iterdir() if "url(" in path.read_text()]
    assert naming == []


def test_the_present_version_is_kept_for_a_year(plain_client: FlaskClient, sheet: str) -> None:
    assert "immutable" in plain_client.get(sheet).headers["Cache-Control"]


def test_another_version_is_answered_but_not_kept(plain_client: FlaskClient) -> None:
    answer = plain_client.get("/static/000000000000/css/site.css")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")


def test_texts_are_packed_for_browsers_that_take_it(plain_client: FlaskClient, sheet: str) -> None:
    plain = plain_client.get(sheet)
    packed = plain_client.get(sheet, headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 3


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("js/site.js", "text/javascript; charset=utf-8"),
        ("img/favicon.svg", "image/svg+xml"),
        ("site.webmanifest", "application/manifest+json"),
        ("vendor/be-vietnam-pro-5.3.0/be-vietnam-pro-latin-400-normal.woff2", "font/woff2"),
    ],
)
def test_files_say_what_they_are(app: Flask, plain_client: FlaskClient, name: str, kind: str) -> None:
    with app.test_request_context():
        address = asset_url(name)
    assert plain_client.get(address).headers["Content-Type"] == kind


@pytest.mark.parametrize("name", ["../config.py", "..%2Fconfig.py", "css/../../config.py", "css", "none.css"])
def test_nothing_but_the_files_of_the_folder_is_served(plain_client: FlaskClient, name: str) -> None:
    assert plain_client.get(f"/static/000000000000/{name}").status_code == 404


def test_a_misspelt_name_is_noticed_while_the_page_is_made(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(KeyError):
        asset_url("css/none.css")
