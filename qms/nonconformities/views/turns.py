"""What the pages of acts have in common: they are shown while the act is possible, and end on the record's page."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TypeVar

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from qms.kernel.errors import Refused
from qms.nonconformities import rules
from qms.nonconformities.models import Action, Nonconformity
from qms.nonconformities.rules import Verb

Record = TypeVar("Record", bound=Nonconformity | Action)


def while_possible(
    *verbs: Verb,
) -> Callable[[Callable[[Record], ResponseReturnValue]], Callable[[Record], ResponseReturnValue]]:
    """For a page on which a person does one of ``verbs``: nobody fills in a form that can only be refused.

    What is sent goes on to the operation, which refuses it with the same sentence.
    """

    def decorate(view: Callable[[Record], ResponseReturnValue]) -> Callable[[Record], ResponseReturnValue]:
        @functools.wraps(view)
        def page(record: Record) -> ResponseReturnValue:
            found = record.nonconformity if isinstance(record, Action) else record
            if request.method == "GET" and not any(rules.allows(found.status, verb) for verb in verbs):
                try:
                    rules.after(found.status, verbs[0])
                except Refused as refusal:
                    flash(str(refusal.message), "warning")
                return redirect(shown(found))
            return view(record)

        return page

    return decorate


def shown(nonconformity: Nonconformity, part: str | None = None) -> str:
    """The address of its page, or of a part of the page."""
    return url_for("nonconformities.show", nonconformity_code=nonconformity.code, _anchor=part)


def done(nonconformity: Nonconformity, sentence: str, part: str | None = None) -> ResponseReturnValue:
    """The act was carried out: say so, and lead back."""
    flash(sentence, "success")
    return redirect(shown(nonconformity, part), 303)
