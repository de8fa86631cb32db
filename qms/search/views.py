"""The search page, suggestions while typing, and the list of abbreviations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from qms.foundation.searching.port import Answer, Kind, SearchUnavailable
from qms.foundation.texts import _
from qms.kernel.paging import page_number
from qms.kernel.text import clean_line
from qms.search import operations, queries
from qms.search.forms import ShortFormForm, filter_form
from qms.search.models import ShortForm
from qms.search.policy import KEEP_SHORT_FORMS
from qms.search.queries import FACETS, Asked, Choice
from qms.search.rules import KIND_LABELS, Standing
from qms.search.wording import STATUS_WORDS, hit_facts
from qms.web.forms import status
from qms.web.guards import current_actor, requires, signed_in
from qms.web.transaction import after_response, release

blueprint = Blueprint("search", __name__, url_prefix="/search")

LONGEST_QUESTION = 300
LONGEST_VALUE = 200
RETRY_SECONDS = 10


@blueprint.get("")
@signed_in
def results() -> ResponseReturnValue:
    asked = _asked()
    try:
        answer = queries.find(asked, actor=current_actor()) if asked.text else Answer()
    except SearchUnavailable:
        return _being_rebuilt(asked)
    offered = queries.choices(answer.counts, asked.facets or {})
    return _page(asked, answer, offered)


def _page(
    asked: Asked, answer: Answer, offered: Mapping[str, Sequence[Choice]], *, is_available: bool = True
) -> str:
    return render_template(
        "search/results.html",
        asked=asked,
        answer=answer,
        filter_form=filter_form(asked, offered),
        is_available=is_available,
        status_words=STATUS_WORDS,
        hit_facts=hit_facts,
    )


def _being_rebuilt(asked: Asked) -> ResponseReturnValue:
    """Search pauses, all else goes on; whoever met it has the index made anew."""
    release()  # PostgreSQL gives up a transaction in which it was asked for numbers that a damaged index made up
    after_response(operations.ask_for_rebuild)
    page = _page(asked, Answer(), queries.choices({}, asked.facets or {}), is_available=False)
    return Response(page, 503, {"Retry-After": str(RETRY_SECONDS)})


def _asked() -> Asked:
    """What the address asks for; what makes no sense is left out."""
    given = request.args
    standing = given.get("status", "")
    record = given.get("in", "")
    return Asked(
        text=clean_line(given.get("q", ""))[:LONGEST_QUESTION],
        kind=given.get("kind", "") if given.get("kind") in {*KIND_LABELS} else "",
        facets={name: clean_line(given.get(name, ""))[:LONGEST_VALUE] for name in FACETS},
        standing=Standing(standing) if standing in {*Standing} else Standing.IN_FORCE,
        record=record if _names_a_record(record) else "",
        page=page_number(given.get("page")),
    )


def _names_a_record(text: str) -> bool:
    kind, _colon, number = text.partition(":")
    return kind.isascii() and kind.isalpha() and number.isascii() and number.isdigit() and len(number) < 10


@blueprint.get("/suggest")
@signed_in
def suggest() -> ResponseReturnValue:
    typed = clean_line(request.args.get("q", ""))[:LONGEST_QUESTION]
    try:
        found = queries.suggest(typed, actor=current_actor())
    except SearchUnavailable:
        after_response(operations.ask_for_rebuild)
        return jsonify(suggestions=[]), 503
    return jsonify(
        suggestions=[
            {
                "code": each.code,
                "title": each.title,
                "heading": each.heading,
                "step": each.number if each.kind == Kind.STEP else None,
                "url": request.script_root + each.url,
            }
            for each in found
        ]
    )


# --- Abbreviations ------------------------------------------------------------------------------------------


@blueprint.get("/abbreviations")
@signed_in
def short_forms() -> ResponseReturnValue:
    organization_id = current_actor().organization_id
    own = queries.list_short_forms(organization_id) if organization_id else []
    return render_template("search/short_forms.html", own=own, default=queries.default_short_forms())


@blueprint.route("/abbreviations/new", methods=["GET", "POST"])
@requires(KEEP_SHORT_FORMS)
def add_short_form() -> ResponseReturnValue:
    form = ShortFormForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.add_short_form(
                short=form.short.data or "", full=form.full.data or "", actor=current_actor()
            )
            flash(_("Saved. The search knows it from now on."), "success")
            return redirect(url_for("search.short_forms"), 303)
    return render_template("search/add_short_form.html", form=form), status()


@blueprint.post("/abbreviations/own")
@requires(KEEP_SHORT_FORMS)
def own_short_forms() -> ResponseReturnValue:
    operations.own_the_list(actor=current_actor())
    flash(_("The list is yours now: every line can be changed."), "success")
    return redirect(url_for("search.short_forms"), 303)


@blueprint.route("/abbreviations/<int:short_form_id>", methods=["GET", "POST"])
@requires(KEEP_SHORT_FORMS, on=queries.get_short_form)
def change_short_form(short_form: ShortForm) -> ResponseReturnValue:
    form = ShortFormForm(short=short_form.short, full=short_form.full, seen=short_form.version)
    if form.validate_on_submit():
        with form.refusals():
            operations.change_short_form(
                short_form,
                short=form.short.data or "",
                full=form.full.data or "",
                seen=form.version_seen,
                actor=current_actor(),
            )
            flash(_("Saved. The search knows it from now on."), "success")
            return redirect(url_for("search.short_forms"), 303)
    return render_template("search/change_short_form.html", form=form, short_form=short_form), status()


@blueprint.post("/abbreviations/<int:short_form_id>/remove")
@requires(KEEP_SHORT_FORMS, on=queries.get_short_form)
def remove_short_form(short_form: ShortForm) -> ResponseReturnValue:
    operations.remove_short_form(short_form, actor=current_actor())
    flash(_("Removed."), "success")
    return redirect(url_for("search.short_forms"), 303)
