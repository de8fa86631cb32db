"""The house is closed by default: a route that does not say who may stops the start."""

from __future__ import annotations

import pytest
from flask import Blueprint, Flask

from qms.foundation.house import House
from qms.web.guards import OPEN, refuse_unguarded, requires


@pytest.fixture
def small() -> Flask:
    return Flask("small", static_folder=None)


def test_a_bare_route_stops_the_start_and_is_named(small):
    small.add_url_rule("/back-door", "back_door", lambda: "in")
    with pytest.raises(RuntimeError, match="back_door"):
        refuse_unguarded(small)


def test_so_does_one_that_is_hidden_in_a_blueprint(small):
    blueprint = Blueprint("room", __name__)
    blueprint.add_url_rule("/x", "x", lambda: "in", methods=["POST"])
    small.register_blueprint(blueprint, url_prefix="/deep")
    with pytest.raises(RuntimeError, match=r"room\.x"):
        refuse_unguarded(small)


def test_a_guarded_route_is_let_in(small):
    small.add_url_rule("/door", "door", requires(OPEN)(lambda: "in"))
    refuse_unguarded(small)


def test_every_route_asks_for_a_right_of_the_house(session_app):
    house: House = session_app.extensions["qms"]
    for endpoint, view in session_app.view_functions.items():
        if endpoint != "static":
            assert view.guard.permission is house.permissions[view.guard.permission.name], endpoint


def test_what_is_open_to_everyone_is_a_short_list(session_app):
    """Whoever adds to it says here that strangers may."""
    opened = {
        endpoint
        for endpoint, view in session_app.view_functions.items()
        if endpoint != "static" and view.guard.permission is OPEN
    }
    assert opened == {
        "copies.check",  # the mark on paper: says whether it holds, and nothing else
        "identity.sign_in",
        "identity.begin_session",
        "identity.sign_in_again",
        "identity.keep_preferences",
        "help.index",
        "help.show",
    }
