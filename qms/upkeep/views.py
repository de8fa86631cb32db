"""The page of upkeep, for the administrators of the installation."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from qms.foundation import outbox, trail
from qms.foundation.house import house
from qms.foundation.outbox import Effect
from qms.foundation.texts import _
from qms.kernel import clock
from qms.upkeep import operations, queries
from qms.upkeep.policy import UPKEEP
from qms.web.guards import current_actor, requires

blueprint = Blueprint("upkeep", __name__)


@blueprint.get("/upkeep")
@requires(UPKEEP)
def show() -> ResponseReturnValue:
    health = outbox.health()
    return render_template(
        "upkeep/show.html",
        health=health,
        awake=health.is_awake(clock.now()),
        dead=outbox.list_dead(),
        effect_labels=house().effect_labels,
        duties=queries.list_duties(),
        database=queries.database_in_use(),
        config=house().config,
        seal=trail.head(),
    )


@blueprint.post("/upkeep/<int:effect_id>/again")
@requires(UPKEEP, on=queries.get_dead)
def try_again(effect: Effect) -> ResponseReturnValue:
    operations.try_again(effect, actor=current_actor())
    flash(_("It will be tried again in a moment."), "success")
    return redirect(url_for("upkeep.show"), 303)


@blueprint.post("/upkeep/<int:effect_id>/give-up")
@requires(UPKEEP, on=queries.get_dead)
def give_up(effect: Effect) -> ResponseReturnValue:
    operations.give_up(effect, actor=current_actor())
    flash(_("It was given up. The log keeps its last error."), "success")
    return redirect(url_for("upkeep.show"), 303)
