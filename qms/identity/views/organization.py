"""The organisation's own names, and who may do what in it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from qms.foundation.access import Role
from qms.foundation.house import house
from qms.foundation.texts import _
from qms.identity import operations, queries
from qms.identity.forms import OrganizationForm
from qms.identity.models import Organization
from qms.identity.permission_table import rooms_of
from qms.identity.policy import ORGANIZATION_KEEP, POLICY_SEE
from qms.identity.views import blueprint
from qms.identity.views.overtaken import overtaken_page
from qms.kernel.errors import Stale
from qms.web.guards import OPEN, SIGNED_IN, current_actor, requires


def own_organization() -> Organization:
    """The organisation of who makes the request."""
    return queries.get_organization(current_actor().organization_id or 0)


@blueprint.get("/organization")
@requires(ORGANIZATION_KEEP, on=own_organization)
def edit_organization(organization: Organization) -> ResponseReturnValue:
    form = OrganizationForm(formdata=None, seen=organization.version, **_present(organization))
    return render_template("identity/edit_organization.html", form=form)


@blueprint.post("/organization")
@requires(ORGANIZATION_KEEP, on=own_organization)
def change_organization(organization: Organization) -> ResponseReturnValue:
    form = OrganizationForm()
    if form.validate_on_submit():
        try:
            with form.refusals():
                operations.change_organization(
                    organization,
                    actor=current_actor(),
                    seen=form.version_seen,
                    code=form.code.data,
                    name=form.name.data,
                    short_name=form.short_name.data,
                )
                flash(_("Saved."), "success")
                return redirect(url_for("identity.edit_organization"), 303)
        except Stale:
            return overtaken_page(
                "identity/edit_organization.html",
                form,
                subject=("organization", organization.id),
                present=_present(organization),
                version=organization.version,
            )
    return render_template("identity/edit_organization.html", form=form), 422


def _present(organization: Organization) -> dict[str, Any]:
    return {"name": organization.name, "short_name": organization.short_name, "code": organization.code}


@blueprint.get("/permissions")
@requires(POLICY_SEE)
def permissions() -> ResponseReturnValue:
    """Who may do what, from the very table that the code asks."""
    rooms = rooms_of(house().features, (OPEN, SIGNED_IN))
    return render_template("identity/permissions.html", rooms=rooms, roles=list(Role))
