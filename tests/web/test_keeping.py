"""Pieces of pages that are kept say of each reader what is so."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string

from qms.foundation.texts import in_language

PIECE = """{% keep name %}{{ _("Help") }} {{ name }} {{ made() }}{% endkeep %}"""


def shown(app: Flask, name: str, *, language: str = "vi", root: str = "") -> str:
    """The piece as one reader gets it; ``made`` counts how often it is really made."""
    made = app.extensions.setdefault("pieces_made", [])
    with app.test_request_context(environ_overrides={"SCRIPT_NAME": root}), in_language(language):
        return render_template_string(PIECE, name=name, made=lambda: made.append(1) or len(made))


def test_a_piece_is_made_once_for_the_same_names(app: Flask) -> None:
    assert shown(app, "Lan") == shown(app, "Lan")


@pytest.mark.parametrize("other", [{"name": "Hoa"}, {"language": "en"}, {"root": "/qms"}])
def test_it_is_made_anew_for_another_reader(app: Flask, other: dict[str, str]) -> None:
    assert shown(app, "Lan") != shown(app, **{"name": "Lan", **other})


def test_what_fills_a_piece_is_escaped(app: Flask) -> None:
    assert "<b>" not in shown(app, "<b>")
