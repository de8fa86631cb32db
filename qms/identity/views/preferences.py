"""How pages look to a reader: small forms at the head of every page, which work without signing in."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from qms.foundation.house import house
from qms.foundation.texts import LANGUAGES
from qms.identity import operations, queries
from qms.identity.views import blueprint
from qms.web.guards import current_actor, public
from qms.web.redirects import own_path
from qms.web.templating import SIZES, THEMES

CHOICES = {"theme": THEMES, "size": SIZES, "lang": tuple(LANGUAGES)}
ONE_YEAR = 365 * 24 * 60 * 60


@blueprint.post("/preferences")
@public
def keep_preferences() -> ResponseReturnValue:
    """Keep what was chosen in cookies, and the language with the person; lead back to the page it came from.

    Anything that can't be chosen is passed over, because nothing depends on it.
    """
    response = redirect(_page_before(), 303)
    for name, choices in CHOICES.items():
        chosen = request.form.get(name, "")
        if chosen in choices:
            response.set_cookie(name, chosen, **_cookie())
            if name == "lang":
                _keep_with_person(chosen)
    return response


def _keep_with_person(language: str) -> None:
    """So that pages in every browser and mails speak it too."""
    person_id = current_actor().person_id
    if person_id is not None:
        operations.choose_language(queries.get_person(person_id), language)


def _cookie() -> dict[str, Any]:
    return {
        "max_age": ONE_YEAR,
        "path": request.script_root or "/",
        "secure": house().config.is_https,
        "httponly": True,
        "samesite": "Lax",
    }


def _page_before() -> str:
    """The page that the form stood on, when it can be opened again; some are the answer to a form."""
    home = url_for("home.show")
    back = own_path(request.form.get("back"), home)
    path = back.partition("?")[0].removeprefix(request.script_root) or "/"
    try:
        current_app.url_map.bind("").match(path, method="GET")
    except HTTPException:
        return home
    return back
