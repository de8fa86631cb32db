"""The same form sent twice: one act, and both times the same words at the same place."""

from __future__ import annotations

from sqlalchemy import func, select

from qms.foundation.db import db
from qms.identity.models import Unit


def said(client, address: str) -> list[str]:
    return [" ".join(each.text_content().split()) for each in client.page(address).all("//*[@role='status']")]


def test_who_sends_a_form_again_reads_the_sentence_of_the_first_time(client_of):
    quan = client_of("quan")
    fields = quan.page("/units/new").fields() | {"code": "HT", "name": "Phòng Hợp tác"}
    first = quan.send("/units/new", fields).location
    told = said(quan, first)
    assert len(told) == 1
    assert said(quan, first) == [], "it was read"
    assert quan.send("/units/new", fields).location == first
    assert said(quan, first) == told
    assert db.session.scalar(select(func.count(Unit.id)).where(Unit.code == "HT")) == 1


def test_a_sentence_that_nobody_has_read_yet_is_said_once(client_of):
    quan = client_of("quan")
    fields = quan.page("/units/new").fields() | {"code": "HT", "name": "Phòng Hợp tác"}
    first = quan.send("/units/new", fields).location
    quan.send("/units/new", fields)
    (told,) = said(quan, first)
    assert told.count("Phòng Hợp tác") == 1
