"""The inbox."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from qms.foundation.tasks import tasks_of
from qms.foundation.texts import _
from qms.inbox import operations, queries
from qms.kernel import clock
from qms.kernel.paging import page_number
from qms.web.guards import current_actor, signed_in

blueprint = Blueprint("inbox", __name__)


@blueprint.get("/inbox")
@signed_in
def show() -> ResponseReturnValue:
    actor = current_actor()
    page = queries.list_messages(actor, page_number(request.args.get("page")))
    waiting = tasks_of(actor, clock.today())
    return render_template("inbox/show.html", waiting=waiting, page_of=page)


@blueprint.post("/inbox/read")
@signed_in
def mark_all_read() -> ResponseReturnValue:
    operations.mark_all_read(actor=current_actor())
    flash(_("All notices are marked as read."), "success")
    return redirect(url_for("inbox.show"), 303)


@blueprint.post("/inbox/<int:notice_id>/read")
@signed_in
def mark_read(notice_id: int) -> ResponseReturnValue:
    actor = current_actor()
    assert actor.person_id is not None
    operations.mark_read(queries.get_notice(notice_id, actor.person_id), actor=actor)
    return redirect(url_for("inbox.show"), 303)
