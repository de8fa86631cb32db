"""How pages look to this reader: theme, text size, language; in cookies, so also before signing in."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from qms.foundation.house import house
from qms.foundation.texts import LANGUAGES
from qms.identity import operations, queries
from qms.identity.views import blueprint
from qms.web.guards import current_actor, public
from qms.web.redirects import own_path
from qms.web.templating import SIZES, THEMES

CHOICES: dict[str, tuple[str, ...]] = {"theme": THEMES, "size": SIZES, "lang": tuple(LANGUAGES)}
A_YEAR = 365 * 24 * 3600


@blueprint.post("/preferences")
@public
def keep_preferences() -> ResponseReturnValue:
    response = redirect(own_path(request.form.get("back"), url_for("home.show")), 303)
    for name, choices in CHOICES.items():
        chosen = request.form.get(name, "")
        if chosen in choices:
            _keep(response, name, chosen)
    return response


def _keep(response: Response, name: str, chosen: str) -> None:
    person_id = current_actor().person_id
    if name == "lang" and person_id is not None:
        operations.choose_language(queries.get_person(person_id), chosen)
    response.set_cookie(
        name, chosen, max_age=A_YEAR, samesite="Lax", httponly=True, secure=house().config.is_https
    )
