"""One table: what went wrong → status and page. No page shows a stack trace; every one says what to do."""

from __future__ import annotations

import logging
import secrets

from flask import Flask, Response, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from qms.foundation import trail
from qms.foundation.db import db
from qms.foundation.house import house
from qms.foundation.texts import _, language
from qms.kernel.errors import Forbidden, NotFound, Refusal, Refused, Stale
from qms.web.guards import current_actor
from qms.web.origin import comes_from_us
from qms.web.transaction import SECRET_WORD, after_response, form_key

STATUS = {NotFound: 404, Forbidden: 403, Stale: 409, Refused: 422}
PAGES = {400, 403, 404, 405, 409, 413, 422, 429, 500, 503}
log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    app.register_error_handler(Refusal, _refusal)
    app.register_error_handler(CSRFError, _form_too_old)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database_out_of_reach)
    app.register_error_handler(DataError, _not_storable)
    app.register_error_handler(OverflowError, _not_storable)
    app.register_error_handler(StaleDataError, _overtaken)
    app.register_error_handler(IntegrityError, _not_kept)
    app.register_error_handler(Exception, _fault)


def error_page(status: int, message: str = "") -> tuple[str, int]:
    """The page of a status, with a sentence that says more than the page's own when there is one."""
    page = status if status in PAGES else (400 if status < 500 else 500)
    if status >= 500:
        return _plain_page(page, message), status
    return render_template(f"_errors/{page}.html", message=message), status


def _plain_page(page: int, message: str) -> str:
    """The page of a failure of the system, made without asking the database, which may be what failed."""
    template = current_app.jinja_env.get_template(f"_errors/{page}.html")
    return template.render(
        message=message,
        request=request,
        language=language(),
        reference=g.get("fault_reference", ""),
        kept=_typed_in_vain(),
    )


def _typed_in_vain() -> list[tuple[str, str]]:
    """The fields of a form of ours that could not be carried out, but for passwords: to be sent once more."""
    if not form_key() or not comes_from_us():
        return []
    return [(name, value) for name, value in request.form.items(multi=True) if SECRET_WORD not in name]


def _log_fault(what: str, error: BaseException, *, trace: bool) -> None:
    """One line (and its trace) in the log, under a number that the page shows to the person."""
    g.fault_reference = secrets.token_hex(4)
    log.error(
        "%s at %s %s [%s]: %s",
        what,
        request.method,
        request.path,
        g.fault_reference,
        error,
        exc_info=error if trace else None,
    )


def _refusal(refusal: Refusal) -> ResponseReturnValue:
    db.session.rollback()
    status = next(code for kind, code in STATUS.items() if isinstance(refusal, kind))
    if isinstance(refusal, Forbidden):
        _trace_refusal(refusal)
    return error_page(status, str(refusal.message))


def _trace_refusal(refusal: Forbidden) -> None:
    actor = current_actor()
    wanted = refusal.details.get("permission")
    subject = trail.Subject("page", None, request.path[:200], actor.organization_id)
    facts = {"permission": wanted.name if wanted else "", "method": request.method}
    after_response(lambda: trail.record_apart("access.refused", subject, actor=actor, facts=facts))


def _form_too_old(_error: CSRFError) -> ResponseReturnValue:
    """A form of an earlier session comes back to its sender, to be looked at and sent again.

    Only when the browser says that it came from a page of ours: nobody else may fill in a form here.
    """
    if request.form and comes_from_us():
        answer: ResponseReturnValue = house().ask_again(request)
        return answer
    return error_page(400, _("This form is too old. Go back, reload the page and send it again."))


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error.get_response()
    body, status = error_page(error.code)
    headers = [(name, value) for name, value in error.get_headers() if name in ("Allow", "Retry-After")]
    return Response(body, status, headers)


def _database_out_of_reach(error: OperationalError) -> ResponseReturnValue:
    db.session.rollback()
    _log_fault("database", error, trace=False)
    if "full" in str(error.orig):
        return error_page(
            503,
            _(
                "The disk is full, so nothing can be saved now. "
                "Nothing saved before is lost. Tell the administrator."
            ),
        )
    return error_page(
        503, _("The database is busy or out of reach. Nothing was saved; try again in a moment.")
    )


def _not_storable(_error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    return error_page(404)


def _not_kept(error: IntegrityError) -> ResponseReturnValue:
    """Two made the same thing at once: the database let one through. Any other breach is a fault of ours."""
    if "unique" not in str(error.orig).lower():
        return _fault(error)
    db.session.rollback()
    _log_fault("made twice", error, trace=True)
    return error_page(409, _("Somebody else was quicker. Reload the page and look again before you decide."))


def _overtaken(_error: StaleDataError) -> ResponseReturnValue:
    db.session.rollback()
    return error_page(409, _("Somebody else was quicker. Reload the page and look again before you decide."))


def _fault(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    _log_fault("fault", error, trace=True)
    return error_page(500)
