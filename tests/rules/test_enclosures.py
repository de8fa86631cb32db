"""The files of a revision as values: what is signed of them, what replaces what, what differs."""

from __future__ import annotations

import pytest

from qms.documents import enclosures, rules
from qms.documents.enclosures import MOST_FILES, Enclosure
from qms.kernel.errors import Refused

FORM = Enclosure("BM-01.docx", "a" * 64, 10, "application/octet-stream")
SHEET = Enclosure("BM-02.xlsx", "b" * 64, 20, "application/octet-stream")
NEWER = Enclosure("BM-01.docx", "c" * 64, 11, "application/octet-stream")
PARTS = {"code": "BM-01", "title": "Phiếu", "issue": 1, "amendment": 0, "body": "", "structure": ""}


def test_what_is_written_down_reads_the_same():
    assert enclosures.read(enclosures.written([FORM, SHEET])) == (FORM, SHEET)
    assert enclosures.written([]) == ""


def test_a_file_of_the_same_name_takes_the_place_of_the_former():
    assert enclosures.with_added([FORM, SHEET], [NEWER]) == (NEWER, SHEET)


def test_there_is_a_limit_to_files():
    many = [Enclosure(f"{n}.txt", "d" * 64, 1, "text/plain") for n in range(MOST_FILES)]
    with pytest.raises(Refused) as refused:
        enclosures.with_added(many, [FORM])
    assert refused.value.field == "files"


def test_what_differs_is_named_with_both_sides():
    found = enclosures.differences([FORM, SHEET], [NEWER])
    assert [(each.name, each.old, each.new) for each in found] == [
        ("BM-01.docx", FORM, NEWER),
        ("BM-02.xlsx", SHEET, None),
    ]
    assert enclosures.differences([FORM], [FORM]) == []


def test_a_text_without_files_keeps_the_hash_it_was_signed_with():
    """Computed before revisions had files."""
    signed = '{"amendment":0,"body":"","code":"BM-01","issue":1,"structure":"","title":"Phiếu"}'
    assert rules.signed_content(**PARTS) == rules.signed_content(**PARTS, files=[]) == signed


def test_name_and_content_of_each_file_are_signed():
    hashes = {rules.content_hash(**PARTS, files=[each.signed]) for each in (FORM, SHEET, NEWER)}
    assert len(hashes | {rules.content_hash(**PARTS)}) == 4
