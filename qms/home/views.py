"""The home page."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from qms.web.guards import signed_in

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@signed_in
def show() -> ResponseReturnValue:
    return render_template("home/home.html")
