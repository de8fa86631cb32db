"""The pages of help; open to everybody, as signing in is explained there too."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from qms.documents.rules import State
from qms.foundation.texts import _, language
from qms.help import diagram, guide
from qms.web.guards import public

blueprint = Blueprint("help", __name__)

LIFE = "life-of-a-document"
FOR_ROLES = ("find-a-step", "write", "review-and-approve", "coordinate", "administer", "audit")


@blueprint.get("/help")
@public
def index() -> ResponseReturnValue:
    pages = guide.pages(language())
    return render_template(
        "help/index.html",
        for_roles=[pages[name] for name in FOR_ROLES],
        on_subjects=[page for name, page in pages.items() if name not in FOR_ROLES],
    )


@blueprint.get("/help/<name>")
@public
def show(name: str) -> ResponseReturnValue:
    page = guide.get_page(name, language())
    rendered = page.rendered()
    return render_template(
        "help/show.html",
        page_of_guide=page,
        html=Markup(rendered.html),  # noqa: S704 - our own text, cleaned besides
        contents=[
            {"label": each.title, "href": url_for("help.show", name=each.name), "active": each.name == name}
            for each in guide.pages(language()).values()
        ],
        life=_life() if name == LIFE else None,
    )


def _life() -> dict[str, Any]:
    """The picture and lists of a document's life, from the rules."""
    return {
        "picture": diagram.draw(
            _("The life of a document"), _("States below each other, moves between them as numbered lines.")
        ),
        "states": diagram.ORDER,
        "moves": diagram.moves(),
        "stays": diagram.stays(),
        "first": State.DRAFT,
    }
