"""Units as a tree, and positions."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from qms.foundation.texts import _
from qms.identity import operations, queries
from qms.identity.forms import ChangePositionForm, ChangeUnitForm, PositionForm, UnitForm
from qms.identity.models import Position, Unit
from qms.identity.policy import PEOPLE_KEEP, PEOPLE_SEE
from qms.identity.views import blueprint
from qms.identity.views.overtaken import overtaken_page
from qms.kernel.errors import Refused, Stale
from qms.web.guards import current_actor, requires

# --- Units ----------------------------------------------------------------------------------------------


@blueprint.get("/units")
@requires(PEOPLE_SEE)
def units() -> ResponseReturnValue:
    return render_template(
        "identity/units.html", tree=queries.list_unit_tree(), counts=queries.count_people_by_unit()
    )


@blueprint.get("/units/new")
@requires(PEOPLE_KEEP)
def new_unit() -> ResponseReturnValue:
    form = UnitForm(formdata=None, parent=request.args.get("under", type=int))
    return render_template("identity/new_unit.html", form=form)


@blueprint.post("/units/new")
@requires(PEOPLE_KEEP)
def add_unit() -> ResponseReturnValue:
    form = UnitForm()
    if form.validate_on_submit():
        with form.refusals():
            actor = current_actor()
            unit = operations.add_unit(
                organization=queries.get_organization(actor.organization_id or 0),
                code=form.code.data,
                name=form.name.data,
                parent=form.chosen_parent(),
                actor=actor,
            )
            flash(_("The unit %(name)s is added.", name=unit.name), "success")
            return redirect(url_for("identity.units"), 303)
    return render_template("identity/new_unit.html", form=form), 422


@blueprint.get("/units/<int:unit_id>")
@requires(PEOPLE_KEEP, on=queries.get_unit)
def edit_unit(unit: Unit) -> ResponseReturnValue:
    form = ChangeUnitForm(formdata=None, unit=unit, seen=unit.version, **_present_unit(unit))
    return _unit_page(unit, form)


@blueprint.post("/units/<int:unit_id>")
@requires(PEOPLE_KEEP, on=queries.get_unit)
def change_unit(unit: Unit) -> ResponseReturnValue:
    form = ChangeUnitForm(unit=unit)
    if form.validate_on_submit():
        try:
            with form.refusals():
                operations.change_unit(
                    unit,
                    actor=current_actor(),
                    seen=form.version_seen,
                    code=form.code.data,
                    name=form.name.data,
                    parent=form.chosen_parent(),
                    head=form.chosen_head(),
                )
                flash(_("Saved."), "success")
                return redirect(url_for("identity.units"), 303)
        except Stale:
            return overtaken_page(
                "identity/edit_unit.html",
                form,
                subject=("unit", unit.id),
                present=_present_unit(unit),
                version=unit.version,
                unit=unit,
            )
    return _unit_page(unit, form), 422


def _unit_page(unit: Unit, form: ChangeUnitForm) -> str:
    return render_template("identity/edit_unit.html", form=form, unit=unit)


def _present_unit(unit: Unit) -> dict[str, Any]:
    return {"code": unit.code, "name": unit.name, "parent": unit.parent_id, "head": unit.head_id}


@blueprint.post("/units/<int:unit_id>/close")
@requires(PEOPLE_KEEP, on=queries.get_unit)
def close_unit(unit: Unit) -> ResponseReturnValue:
    return _told(unit, operations.close_unit, _("The unit %(name)s is closed.", name=unit.name))


@blueprint.post("/units/<int:unit_id>/reopen")
@requires(PEOPLE_KEEP, on=queries.get_unit)
def reopen_unit(unit: Unit) -> ResponseReturnValue:
    return _told(unit, operations.reopen_unit, _("The unit %(name)s is open again.", name=unit.name))


def _told(unit: Unit, act: Any, done: str) -> ResponseReturnValue:
    """Do what a button asks, and say on the unit's page what came of it."""
    try:
        act(unit, actor=current_actor())
        flash(done, "success")
    except Refused as refusal:
        flash(str(refusal), "warning")
    return redirect(url_for("identity.edit_unit", unit_id=unit.id), 303)


# --- Positions ------------------------------------------------------------------------------------------


@blueprint.get("/positions")
@requires(PEOPLE_SEE)
def positions() -> ResponseReturnValue:
    return _positions_page(PositionForm(formdata=None))


@blueprint.post("/positions")
@requires(PEOPLE_KEEP)
def add_position() -> ResponseReturnValue:
    form = PositionForm()
    if form.validate_on_submit():
        with form.refusals():
            actor = current_actor()
            organization = queries.get_organization(actor.organization_id or 0)
            operations.add_position(organization=organization, name=form.name.data, actor=actor)
            flash(_("The position %(name)s is added.", name=form.name.data), "success")
            return redirect(url_for("identity.positions"), 303)
    return _positions_page(form), 422


def _positions_page(form: PositionForm) -> str:
    return render_template(
        "identity/positions.html",
        form=form,
        positions=queries.list_positions(),
        counts=queries.count_people_by_position(),
    )


@blueprint.get("/positions/<int:position_id>")
@requires(PEOPLE_KEEP, on=queries.get_position)
def edit_position(position: Position) -> ResponseReturnValue:
    form = ChangePositionForm(formdata=None, seen=position.version, **_present_position(position))
    return render_template("identity/edit_position.html", form=form, position=position)


@blueprint.post("/positions/<int:position_id>")
@requires(PEOPLE_KEEP, on=queries.get_position)
def change_position(position: Position) -> ResponseReturnValue:
    form = ChangePositionForm()
    if form.validate_on_submit():
        try:
            with form.refusals():
                operations.change_position(
                    position,
                    actor=current_actor(),
                    seen=form.version_seen,
                    name=form.name.data,
                    is_active=form.is_active.data == "yes",
                )
                flash(_("Saved."), "success")
                return redirect(url_for("identity.positions"), 303)
        except Stale:
            return overtaken_page(
                "identity/edit_position.html",
                form,
                subject=("position", position.id),
                present=_present_position(position),
                version=position.version,
                position=position,
            )
    return render_template("identity/edit_position.html", form=form, position=position), 422


def _present_position(position: Position) -> dict[str, Any]:
    return {"name": position.name, "is_active": "yes" if position.is_active else "no"}
