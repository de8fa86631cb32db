"""Pages of acts are shown while the act is possible; otherwise the record's own page says why it is not.

A decision on what has changed meanwhile comes back with what was typed, to be looked at again.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from qms.documents import rules
from qms.documents.models import Revision
from qms.documents.rules import Verb
from qms.foundation.access import Permission, require
from qms.foundation.db import db
from qms.foundation.texts import _
from qms.kernel.errors import Refused, Stale
from qms.web.forms import SeenForm
from qms.web.guards import current_actor

Page = Callable[[Revision], ResponseReturnValue]


def while_possible(verb: Verb) -> Callable[[Page], Page]:
    """For a page on which a person does ``verb``: nobody fills in a form that can only be refused.

    What is sent goes on to the operation, which refuses it with the same sentence.
    """

    def decorate(view: Page) -> Page:
        @functools.wraps(view)
        def page(revision: Revision) -> ResponseReturnValue:
            try:
                rules.after(revision.status, verb)
            except Refused as refusal:
                if request.method == "GET":
                    return led_away(refusal.message, "show_revision", revision)
            return view(revision)

        return page

    return decorate


@contextmanager
def decided(form: SeenForm, revision: Revision, verb: Verb, permission: Permission) -> Iterator[None]:
    """Inside, an act on what the form has seen; a refusal, or that it was overtaken, is shown in the form.

    Raises:
        Stale: it was overtaken, and the act is not possible any more.
        Forbidden: nor for this person.
    """
    try:
        with form.refusals():
            yield
    except Stale:
        db.session.rollback()
        require(current_actor(), permission, revision)
        if not _is_possible(revision, verb):
            raise
        form.seen.data = str(revision.version)
        form.is_overtaken = True
        form.form_errors.append(
            _(
                "This has changed since you opened it. Below is how it stands now; what you typed is kept. "
                "Look again, then decide."
            )
        )


def status_of(form: SeenForm) -> int:
    """Of a page with this form: 200 when it is opened, 409 when it was overtaken, 422 when it is refused."""
    if request.method == "GET":
        return 200
    return 409 if form.is_overtaken else 422


def _is_possible(revision: Revision, verb: Verb) -> bool:
    try:
        rules.after(revision.status, verb)
    except Refused:
        return False
    return True


def led_away(why: Any, page: str, revision: Revision) -> ResponseReturnValue:
    """To a page of the document that can be read, with the sentence why."""
    flash(str(why), "warning")
    number = revision.number if page == "show_revision" else None
    return redirect(url_for(f"documents.{page}", code=revision.document.code, number=number))
