"""The monthly review of legal texts: its records, one month, on paper; how long a change of law leaves."""

from __future__ import annotations

from datetime import date
from typing import cast

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from qms.foundation.texts import _, _l
from qms.kernel import clock
from qms.kernel.errors import NotFound
from qms.laws import queries
from qms.laws.forms import LimitForm, ReviewForm
from qms.laws.operations import reviewing
from qms.laws.policy import READ, READ_REVIEWS, REVIEW, SET_LIMIT
from qms.laws.rules import Month, month_of
from qms.laws.views import blueprint
from qms.web.forms import options, status
from qms.web.guards import current_actor, requires


@blueprint.get("/reviews")
@requires(READ_REVIEWS)
def reviews() -> ResponseReturnValue:
    return render_template("laws/reviews.html", reviews=queries.list_reviews(), missing=_missing())


@blueprint.get("/reviews/print")
@requires(READ_REVIEWS)
def print_reviews() -> ResponseReturnValue:
    return render_template(
        "laws/print_reviews.html", reviews=queries.list_reviews(), missing=_missing(), today=clock.today()
    )


def _missing() -> list[Month]:
    return queries.months_without_review(clock.today(), organization_id=current_actor().organization_id)


def get_month(year: int, month: int) -> Month:
    """A month that has begun.

    Raises:
        NotFound: it is none, or lies ahead.
    """
    if not (1 <= month <= 12 and year >= 2000) or Month(year, month) > month_of(clock.today()):
        raise NotFound(_l("This month has not come yet."))
    return Month(year, month)


@blueprint.route("/reviews/<int:year>/<int:month>", methods=["GET", "POST"])
@requires(REVIEW, on=get_month)
def review(month: Month) -> ResponseReturnValue:
    form, actor = ReviewForm(), current_actor()
    known = queries.list_texts_entered_in(month)
    form.texts.choices = options(*((each.id, f"{each.number} {each.title}") for each in known))
    if form.validate_on_submit():
        with form.refusals():
            reviewing.record_review(
                month,
                actor=actor,
                sources=form.sources.data,
                found=form.found.data,
                text_ids=[each for each in form.texts.data or [] if each is not None],
            )
            flash(_("The review of %(month)s is recorded.", month=month.name), "success")
            return redirect(url_for("laws.reviews"), 303)
    elif queries.find_review(month, organization_id=actor.organization_id):
        flash(_("The review of this month is recorded already."), "info")
        return redirect(url_for("laws.reviews"))
    return render_template("laws/review.html", month=month, form=form), status()


@blueprint.get("/limits")
@requires(READ)
def limits() -> ResponseReturnValue:
    return render_template("laws/limits.html", limits=queries.list_limits())


@blueprint.route("/limits/new", methods=["GET", "POST"])
@requires(SET_LIMIT)
def set_limit() -> ResponseReturnValue:
    form, actor = LimitForm(), current_actor()
    if form.validate_on_submit():
        with form.refusals():
            reviewing.set_limit(
                organization_id=cast("int", actor.organization_id),
                months=form.months.data or 0,
                valid_from=form.valid_from.data or date.max,
                basis=form.basis.data,
                actor=actor,
            )
            flash(_("Saved."), "success")
            return redirect(url_for("laws.limits"), 303)
    return render_template("laws/set_limit.html", form=form), status()
