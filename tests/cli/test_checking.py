"""``flask qms check`` and ``verify-trail``."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from qms.foundation import trail
from qms.foundation.db import db
from qms.foundation.feature import Feature
from qms.foundation.house import house
from tests.factories import documents


def run(app, *arguments: str):
    return app.test_cli_runner().invoke(args=["qms", *arguments])


def test_a_sound_installation_passes_every_check(app):
    documents.in_force("HD-KT-01")
    run(app, "reindex")
    result = run(app, "check")
    assert result.exit_code == 0, result.output
    assert "The trail is whole" in result.output
    assert "documents.states: right" in result.output
    assert "documents.trail: right" in result.output


def test_a_text_that_is_not_what_was_signed_is_found(app):
    """Somebody changed a released text past the application and its triggers."""
    revision = documents.in_force("HD-KT-01")
    name = "HD-KT-01 (01/00)"
    for trigger in triggers_of("revisions"):
        db.session.execute(text(trigger))
    db.session.execute(text("UPDATE revisions SET body = 'x' WHERE id = :id"), {"id": revision.id})
    db.session.commit()
    result = run(app, "check")
    assert result.exit_code == 1
    assert f"{name}: the text is not what was signed" in result.output


def test_a_state_that_no_act_led_to_and_nobody_signed_is_found(app):
    revision = documents.draft("HD-KT-01")
    for trigger in triggers_of("revisions"):
        db.session.execute(text(trigger))
    moved = text("UPDATE revisions SET state = 'effective', effective_at = created_at WHERE id = :id")
    db.session.execute(moved, {"id": revision.id})
    db.session.commit()
    result = run(app, "check")
    assert result.exit_code == 1
    assert "HD-KT-01 (01/00): effective without an approver's signature or a decision" in result.output
    assert "HD-KT-01 (01/00): is effective, and the trail says draft" in result.output


def triggers_of(table: str) -> list[str]:
    """Statements that take a table's triggers away."""
    if db.engine.dialect.name == "postgresql":
        return [f"ALTER TABLE {table} DISABLE TRIGGER ALL"]
    query = text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
    return [f"DROP TRIGGER {name}" for name in db.session.scalars(query, {"table": table})]


def test_what_a_room_finds_wrong_is_listed(app, monkeypatch):
    trial = Feature(name="trial", checks={"books": lambda: ["page 7 is missing"]})
    monkeypatch.setattr(house(), "features", (*house().features, trial))
    result = run(app, "check")
    assert result.exit_code == 1
    assert "trial.books: 1 wrong\n  page 7 is missing" in result.output


def test_a_trail_that_does_not_fit_the_kept_seal_fails(app):
    run(app, "reindex")
    sequence, digest = trail.head()
    assert run(app, "check", "--anchor", f"{sequence}:{digest}").exit_code == 0
    result = run(app, "check", "--anchor", f"{sequence}:{'0' * 64}")
    assert (result.exit_code, f"broken at entry {sequence}" in result.output) == (1, True)


@pytest.mark.parametrize("anchor", ["x", "1", "1:abc", "-1:" + "0" * 64, ":" + "0" * 64, "²:" + "0" * 64])
def test_a_seal_written_wrongly_is_said_in_a_sentence(app, anchor):
    result = run(app, "verify-trail", f"--anchor={anchor}")
    assert result.exit_code == 2
    assert "write it as NUMBER:HASH" in result.output


def test_the_seal_that_the_administrator_got_fits_the_command(app):
    sequence, digest = trail.head()
    result = run(app, "verify-trail", "--anchor", f"{sequence}:{digest}")
    assert (result.exit_code, f"head {sequence}:{digest}" in result.output) == (0, True)
