"""One transaction a request: a safe request can only read, an unsafe one commits when it succeeds.

A form carries a key of its own (``once``). When the same form arrives again (double click, retry after a
lost answer) it gets the answer of the first time and nothing is done twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from flask import Flask, Response, current_app, g, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.exceptions import HTTPException

from qms.foundation.db import Model, UtcDateTime, db, read_only, see, writing
from qms.kernel import clock

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LONGEST_KEY = 64


class AnsweredForm(Model):
    """A form that was carried out, and where its sender was led."""

    __tablename__ = "answered_forms"

    key: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int | None]
    location: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


def init_app(app: Flask) -> None:
    app.before_request(_open)
    app.after_request(_close)
    app.teardown_request(_forget)


def after_response(act: Callable[[], None]) -> None:
    """Do this after the request's own transaction has ended, in a transaction of its own."""
    g.setdefault("acts_apart", []).append(act)


def release() -> None:
    """End the present transaction before slow work (rendering, hashing), so that no lock is held meanwhile.

    Call it before anything is changed; records that were loaded are read anew when they are next touched.
    """
    db.session.rollback()


@contextmanager
def one_transaction() -> Iterator[None]:
    """For the command line: what is done inside is kept when it succeeds and forgotten when it does not."""
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


def answer_of_sent_form() -> ResponseReturnValue | None:
    """The answer this very form got before, if it was carried out already for the same person."""
    key = _form_key()
    if not key:
        return None
    answered = db.session.get(AnsweredForm, key)
    if answered is None or answered.person_id != g.actor.person_id:
        return None
    return redirect(answered.location, 303)


def _open() -> None:
    read_only(request.method in SAFE_METHODS)
    see(())


def _close(response: Response) -> Response:
    if request.method in SAFE_METHODS:
        db.session.rollback()
    else:
        response = _keep_or_forget(response)
    for act in g.pop("acts_apart", []):
        with writing():
            act()
            db.session.commit()
    return response


def _keep_or_forget(response: Response) -> Response:
    if response.status_code >= 400:
        db.session.rollback()
        return _first_answer(response)
    try:
        _remember_answer(response)
        db.session.commit()
    except SQLAlchemyError as error:
        db.session.rollback()
        if isinstance(error, IntegrityError) and _form_key():
            return _first_answer(response)
        # Flask asks the error handlers only about faults in views, and this page must not say "done".
        return current_app.make_response(current_app.handle_user_exception(error))
    return response


def _remember_answer(response: Response) -> None:
    key = _form_key()
    if key and response.location:
        answered = AnsweredForm(
            key=key, person_id=g.actor.person_id, location=response.location, at=clock.now()
        )
        db.session.add(answered)


def _first_answer(response: Response) -> Response:
    """For a second sending that lost the race: what the first one was told, if it succeeded."""
    if "actor" not in g:
        return response
    found = answer_of_sent_form()
    db.session.rollback()
    return response if found is None else Response(status=303, headers={"Location": found.location})  # type: ignore[union-attr]


def _form_key() -> str:
    if request.method in SAFE_METHODS or request.mimetype not in (
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    ):
        return ""
    try:
        return request.form.get("once", "")[:LONGEST_KEY]
    except HTTPException:  # too large or damaged: whoever asked for the form first has said so
        return ""


def _forget(_error: BaseException | None) -> Any:
    see(None)
    read_only(False)
