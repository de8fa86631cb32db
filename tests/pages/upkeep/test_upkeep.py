"""The page of upkeep, for the administrators of the organisation at the top."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from qms.foundation import outbox, trail
from qms.foundation.db import db
from qms.foundation.house import house
from qms.foundation.outbox import Effect, EffectState
from qms.foundation.texts import _l
from qms.kernel import clock


@pytest.fixture
def dead(app) -> Effect:
    """An effect that failed too often."""
    effect = Effect(
        kind="trial",
        key="document:7",
        payload={},
        state=EffectState.DEAD,
        created_at=clock.now(),
        run_at=clock.now(),
        tries=8,
        last_error="OSError: <out of reach>",
    )
    db.session.add(effect)
    db.session.commit()
    return effect


def last_action() -> str:
    return db.session.scalars(select(trail.Entry).order_by(trail.Entry.sequence.desc())).first().action


def test_a_worker_that_never_ran_or_fell_silent_is_said_loudly(client_of):
    client = client_of("quan")
    silent = "Tiến trình nền không hoạt động"
    assert silent in client.page("/upkeep").text
    outbox.work_once()
    assert silent not in client.page("/upkeep").text
    with time_machine.travel(clock.now() + timedelta(minutes=6)):
        assert silent in client.page("/upkeep").text


def test_a_dead_effect_shows_its_error_and_can_be_tried_again(client_of, dead, monkeypatch):
    done = []
    monkeypatch.setitem(house().effects, "trial", done.append)
    monkeypatch.setitem(house().effect_labels, "trial", _l("Mail"))
    client = client_of("quan")
    page = client.page("/upkeep")
    assert "OSError: <out of reach>" in page.text
    client.send(f"/upkeep/{dead.id}/again", page.fields(action="/again"))
    outbox.work_once()
    assert done == [{}]
    assert last_action() == "upkeep.tried_again"
    assert "trial" not in client.page("/log?action=upkeep.tried_again").text, "told in words"


def test_what_was_asked_for_again_meanwhile_is_not_done_twice(client_of, dead):
    twin = Effect(kind=dead.kind, key=dead.key, payload={}, created_at=clock.now(), run_at=clock.now())
    db.session.add(twin)
    db.session.commit()
    client = client_of("quan")
    client.send(f"/upkeep/{dead.id}/again", client.page("/upkeep").fields(action="/again"))
    db.session.expire_all()
    (left,) = db.session.scalars(select(Effect).where(Effect.kind == "trial"))
    assert (left.id, left.state) == (twin.id, EffectState.WAITING)


def test_what_will_never_work_can_be_given_up_and_the_trail_keeps_its_error(client_of, dead):
    client = client_of("quan")
    client.send(f"/upkeep/{dead.id}/give-up", client.page("/upkeep").fields(action="/give-up"))
    assert outbox.list_dead() == []
    assert last_action() == "upkeep.gave_up"
    assert "OSError: <out of reach>" in client.page("/log?action=upkeep.gave_up").text


def test_what_is_not_dead_can_be_neither_tried_again_nor_given_up(client_of, dead):
    dead.state = EffectState.RUNNING
    db.session.commit()
    client = client_of("quan")
    token = client.page("/upkeep").fields(action="/sign-out")
    client.send(f"/upkeep/{dead.id}/again", token, status=404)
    client.send(f"/upkeep/{dead.id}/give-up", token, status=404)


def test_only_administrators_of_the_organisation_at_the_top_see_it(client_of, dead):
    for username in ("chi", "lan", "dung", "tu"):
        client = client_of(username)
        client.page("/upkeep", status=403)
        client.send(f"/upkeep/{dead.id}/again", client.page("/").fields(action="/sign-out"), status=403)


def test_without_a_mail_server_the_page_says_that_letters_wait(client_of):
    assert "chưa khai báo máy chủ thư" in client_of("quan").page("/upkeep").text


def test_the_seal_of_the_trail_stands_on_the_page(client_of):
    client = client_of("quan")
    assert trail.head()[1] in client.page("/upkeep").text


def test_duties_and_what_failed_are_named_in_words(client_of, dead):
    dead.kind = "mail"
    page = client_of("quan").page("/upkeep")
    assert "Thư điện tử document:7" in page.text
    assert page.all(
        "//th[.='Nhắc người phụ trách khi tài liệu đến kỳ xem xét']/following-sibling::td[contains(., '1 giờ')]"
    )
    named = {str(duty.label) for duty in house().duties}
    assert len(named) == len(house().duties)
    assert not [duty.name for duty in house().duties if duty.name in page.text]
    assert house().effects.keys() == house().effect_labels.keys()


def test_letters_without_a_mail_server_are_not_counted_as_work_to_do(client_of):
    db.session.add(Effect(kind="mail", key="7", payload={}, created_at=clock.now(), run_at=clock.now()))
    db.session.commit()
    outbox.work_once()
    page = client_of("quan").page("/upkeep")
    figures = [
        " ".join(each.text_content().split()) for each in page.all("//*[contains(@class,'stat__value')]")
    ]
    assert (figures[0], figures[2]) == ("0", "1")
