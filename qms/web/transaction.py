"""One transaction a request: a safe request can only read, an unsafe one commits when it succeeds.

A form carries a key of its own (``once``). When the same form arrives again with the same content (double
click, retry after a lost answer) it gets the answer of the first time, words included, and nothing is done twice. With other
content (its sender went back, or the answer was lost, and typed on) it is a form like any other.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Response, current_app, g, redirect, request, session
from flask.typing import ResponseReturnValue
from sqlalchemy import Text, delete
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.exceptions import HTTPException

from qms.foundation.db import Model, UtcDateTime, db, read_only, see, writing
from qms.kernel import clock

ANSWERS_KEPT = timedelta(days=7)
"""So long the same form sent again gets its first answer; a tab may stay open over a weekend."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LONGEST_KEY = 64
UNREAD = "_flashes"  # where Flask keeps what was flashed until a page shows it
log = logging.getLogger(__name__)
# Fields that are no part of what a form says; of a password not even a hash is kept.
NOT_CONTENT = frozenset({"csrf_token", "once"})
SECRET_WORD = "password"  # noqa: S105  # part of the names of fields, not a password


class AnsweredForm(Model):
    """A form that was carried out, what it said (a hash), where its sender was led and what they were told there.

    ``said`` is JSON: pairs of tone and sentence, as they were flashed.
    """

    __tablename__ = "answered_forms"

    key: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int | None]
    content: Mapped[str] = mapped_column(default="")
    location: Mapped[str]
    said: Mapped[str] = mapped_column(Text, default="[]")
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
    answered = _answered()
    if answered is None or answered.content != _content_sent():
        return None
    _say_again(json.loads(answered.said))
    return redirect(answered.location, 303)


def _say_again(sentences: list[list[str]]) -> None:
    """What the first answer said; not twice to somebody who has not read it yet."""
    unread = _unread()
    session[UNREAD] = [*unread, *((tone, text) for tone, text in sentences if (tone, text) not in unread)]


def _unread() -> list[tuple[str, str]]:
    """What was flashed for this person's next page."""
    return [(tone, text) for tone, text in session.get(UNREAD, ())]


def form_was_sent() -> bool:
    """Whether this form was carried out already, whatever it said: what its page sends by itself comes too late."""
    return _answered() is not None


def form_key() -> str:
    """The key of the form that this request brings; empty when it brings none."""
    if request.method in SAFE_METHODS or request.mimetype not in (
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    ):
        return ""
    try:
        return request.form.get("once", "")[:LONGEST_KEY]
    except HTTPException:  # too large or damaged: whoever asked for the form first has said so
        return ""


def _answered() -> AnsweredForm | None:
    key = form_key()
    answered = db.session.get(AnsweredForm, key, populate_existing=True) if key else None
    return answered if answered and answered.person_id == g.actor.person_id else None


def _content_sent() -> str:
    """A hash of where the form was sent and what it says."""
    fields = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in NOT_CONTENT and SECRET_WORD not in name
    ]
    return hashlib.sha256(json.dumps([request.path, sorted(fields)]).encode()).hexdigest()


def forget_answers(now: datetime) -> None:
    """Duty: forms that were answered longer ago than ``ANSWERS_KEPT`` are forgotten."""
    db.session.execute(delete(AnsweredForm).where(AnsweredForm.at < now - ANSWERS_KEPT))


def _open() -> None:
    read_only(request.method in SAFE_METHODS)
    see(())
    if request.method not in SAFE_METHODS:
        g.unread_before = _unread()


def _close(response: Response) -> Response:
    if request.method in SAFE_METHODS:
        db.session.rollback()
    else:
        response = _keep_or_forget(response)
    for act in g.pop("acts_apart", []):
        _carry_out_apart(act)
    return response


def _carry_out_apart(act: Callable[[], None]) -> None:
    """What the database cannot take now (a full disk) is told in the log; the page that was made is shown."""
    try:
        with writing():
            act()
            if db.session().in_transaction():  # the trail's own lines are kept already
                db.session.commit()
    except OperationalError:
        db.session.rollback()
        actor = g.get("actor")
        log.exception(
            "not in the trail: %s %s by person %s", request.method, request.path, actor and actor.person_id
        )


def _keep_or_forget(response: Response) -> Response:
    if response.status_code >= 400:
        db.session.rollback()
        return _first_answer() or response
    try:
        _remember_answer(response)
        db.session.commit()
    except SQLAlchemyError as error:
        db.session.rollback()
        first = _first_answer() if isinstance(error, IntegrityError) else None
        # Flask asks the error handlers only about faults in views, and this page must not say "done".
        return first or current_app.make_response(current_app.handle_user_exception(error))
    return response


def _remember_answer(response: Response) -> None:
    key = form_key()
    if not key or not response.location:
        return
    answered = _answered()
    if answered is None:
        answered = AnsweredForm(key=key, person_id=g.actor.person_id)
        db.session.add(answered)
    answered.content, answered.location, answered.at = _content_sent(), response.location, clock.now()
    answered.said = json.dumps([sentence for sentence in _unread() if sentence not in g.unread_before])


def _first_answer() -> Response | None:
    """For a second sending that lost the race: what the first one was told, if it succeeded."""
    if "actor" not in g:
        return None
    found = answer_of_sent_form()
    db.session.rollback()
    return None if found is None else Response(status=303, headers={"Location": found.location})  # type: ignore[union-attr]


def _forget(_error: BaseException | None) -> Any:
    see(None)
    read_only(False)
