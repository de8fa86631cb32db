"""The home page."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from qms.foundation import outbox
from qms.foundation.tasks import tasks_of
from qms.home import queries
from qms.kernel import clock
from qms.web.guards import current_actor, signed_in
from qms.web.templating import can

blueprint = Blueprint("home", __name__)

TASKS_SHOWN = 10


@blueprint.get("/")
@signed_in
def show() -> ResponseReturnValue:
    actor, today = current_actor(), clock.today()
    tasks = tasks_of(actor, today)
    health = outbox.health() if can("upkeep.keep") else None
    return render_template(
        "home/show.html",
        late=[each for each in tasks if each.is_late],
        waiting=[each for each in tasks if not each.is_late][:TASKS_SHOWN],
        more=len([each for each in tasks if not each.is_late]) - TASKS_SHOWN,
        news=queries.what_is_new(actor, today),
        opened=queries.opened_last(actor),
        health=health,
        awake=health is None or health.is_awake(clock.now()),
    )
