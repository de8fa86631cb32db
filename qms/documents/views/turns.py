"""Pages of acts are shown while the act is possible; otherwise the record's own page says why it is not."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from qms.documents import rules
from qms.documents.models import Revision
from qms.documents.rules import Verb
from qms.kernel.errors import Refused

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


def led_away(why: Any, page: str, revision: Revision) -> ResponseReturnValue:
    """To a page of the document that can be read, with the sentence why."""
    flash(str(why), "warning")
    number = revision.number if page == "show_revision" else None
    return redirect(url_for(f"documents.{page}", code=revision.document.code, number=number))
