"""Every page that shows a controlled text leaves a line in the trail: who saw which revision, or printed it."""

from __future__ import annotations

import pytest

from qms.foundation import trail
from tests.factories import documents


@pytest.mark.parametrize(
    ("username", "place", "seen"),
    [
        ("lan", "", ["viewed"]),
        ("lan", "/revisions/2", ["viewed"]),
        ("lan", "/revisions/1/print", ["printed"]),
        ("lan", "/revisions/1/signed.json", ["viewed"]),
        ("lan", "/compare?old=1&new=2", ["viewed", "viewed"]),
        ("hoa", "/revisions/2/review", ["viewed"]),
    ],
)
def test_whoever_reads_a_text_stands_in_the_trail(client_of, username, place, seen):
    first = documents.in_force("HD-KT-01")
    documents.submitted(documents.next_draft(first))
    client_of(username).page(f"/documents/HD-KT-01{place}")
    entries = trail.entries_of("document", first.document_id)[: len(seen)]
    assert [entry.action for entry in entries] == [f"documents.{act}" for act in seen]
