"""Every route says who may: ``@requires(permission)``, ``@signed_in`` or ``@public``. Closed by default."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from qms.foundation.access import NOBODY, Actor, Permission, is_anyone, is_signed_in, permission, require
from qms.foundation.house import house
from qms.foundation.texts import _l
from qms.web.transaction import SAFE_METHODS, answer_of_sent_form

View = TypeVar("View", bound=Callable[..., Any])

OPEN = permission("web.open", _l("See the sign-in page, help and errors"), [is_anyone])
SIGNED_IN = permission(
    "web.signed_in", _l("Use one's own pages: home, inbox, search, password"), [is_signed_in]
)


class NotSignedIn(Exception):
    """The page needs somebody who has signed in."""


@dataclass(frozen=True)
class Guard:
    """What a route asks: the permission, and the record it is asked on (made by ``on`` from the address)."""

    permission: Permission
    on: Callable[..., Any] | None


def requires(wanted: Permission, *, on: Callable[..., Any] | None = None) -> Callable[[View], View]:
    """Ask for ``wanted`` before the view runs.

    With ``on``, the record is loaded from the route's arguments (NotFound when there is none in sight),
    the permission is asked on it, and the view gets the record instead of the arguments.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(**arguments: Any) -> Any:
            actor = current_actor()
            if not actor.is_signed_in and wanted is not OPEN:
                raise NotSignedIn
            if on is None:
                require(actor, wanted)
                return answer_of_sent_form() or view(**arguments)
            record = on(**arguments)
            answered = answer_of_sent_form()  # before the right is asked: the first sending may have ended it
            if answered is not None:
                return answered
            require(actor, wanted, record)
            return view(record)

        guarded.guard = Guard(wanted, on)  # type: ignore[attr-defined]  # read by init_app and the tests
        return guarded  # type: ignore[return-value]  # same call, seen through functools.wraps

    return decorate


def public(view: View) -> View:
    """Open to everyone, without signing in."""
    return requires(OPEN)(view)


def signed_in(view: View) -> View:
    """Open to everyone who has signed in."""
    return requires(SIGNED_IN)(view)


def current_actor() -> Actor:
    """Who makes this request."""
    return g.actor  # type: ignore[no-any-return]  # set for every request below


def init_app(app: Flask) -> None:
    app.before_request(_find_actor)
    app.register_error_handler(NotSignedIn, _ask_to_sign_in)


def refuse_unguarded(app: Flask) -> None:
    """Stop the start when a route states no permission.

    Raises:
        RuntimeError: naming the routes.
    """
    bare = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not hasattr(_view_of(app, rule.endpoint), "guard")
    ]
    bare = [endpoint for endpoint in bare if endpoint != "static"]
    if bare:
        raise RuntimeError(f"these routes state no permission: {', '.join(sorted(bare))}")


def _view_of(app: Flask, endpoint: str) -> Any:
    return app.view_functions[endpoint]


def _find_actor() -> None:
    g.actor = NOBODY if request.endpoint == "static" else house().load_actor(request)


def _ask_to_sign_in(_error: NotSignedIn) -> ResponseReturnValue:
    if request.method in SAFE_METHODS:
        return redirect(url_for("identity.sign_in", next=request.full_path.rstrip("?")))
    answer: ResponseReturnValue = house().ask_again(request)  # keeps what was typed while they sign in again
    return answer
