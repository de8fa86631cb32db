"""Pages of acts are shown while the act is possible; otherwise the record's own page says why it is not."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from qms.audits.addresses import audit_address, programme_address
from qms.audits.models import Audit, Finding, Programme
from qms.audits.rules import auditing, findings, programmes
from qms.kernel.errors import Refused

Page = Callable[[Any], ResponseReturnValue]
AnyVerb = auditing.Verb | programmes.ProgrammeVerb | findings.FindingVerb


def while_possible(verb: AnyVerb) -> Callable[[Page], Page]:
    """For a page on which a person does ``verb``: nobody fills in a form that can only be refused.

    What is sent goes on to the operation, which refuses it with the same sentence.
    """

    def decorate(view: Page) -> Page:
        @functools.wraps(view)
        def page(record: Any) -> ResponseReturnValue:
            whole = record if isinstance(record, Audit | Programme) else _whole(record)
            try:
                _ask(record, whole, verb)
            except Refused as refusal:
                if request.method == "GET":
                    return led_away(refusal.message, whole)
            return view(record)

        return page

    return decorate


def _whole(part: Any) -> Audit | Programme:
    found = getattr(part, "audit", None) or getattr(part, "programme", None)
    assert isinstance(found, Audit | Programme)
    return found


def _ask(record: Any, whole: Audit | Programme, verb: AnyVerb) -> None:
    if isinstance(verb, findings.FindingVerb):
        assert isinstance(record, Finding)
        findings.not_too_late(record.status)
        findings.after(record.status, verb)
    elif isinstance(verb, programmes.ProgrammeVerb):
        assert isinstance(whole, Programme)
        programmes.after(whole.status, verb)
    else:
        assert isinstance(whole, Audit)
        auditing.after(whole.status, verb)


def led_away(why: Any, record: Audit | Programme) -> ResponseReturnValue:
    """To the record's own page, with the sentence why."""
    flash(str(why), "warning")
    return redirect(request.script_root + address_of(record))


def address_of(record: Audit | Programme) -> str:
    return programme_address(record) if isinstance(record, Programme) else audit_address(record)
