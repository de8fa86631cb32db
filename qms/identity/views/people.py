"""People: the list, each person's page, and what an administrator does with an account."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from qms.foundation.feature import Task
from qms.foundation.house import house
from qms.foundation.texts import _, _n
from qms.identity import operations, queries
from qms.identity.forms import LeavingForm, NewPersonForm, PeopleFilterForm, PersonForm
from qms.identity.models import Person
from qms.identity.policy import PEOPLE_KEEP, PEOPLE_SEE
from qms.identity.views import blueprint
from qms.identity.views.overtaken import overtaken_page
from qms.identity.wording import roles_of
from qms.kernel import clock
from qms.kernel.errors import Refused, Stale
from qms.kernel.paging import page_number
from qms.web.forms import BaseForm
from qms.web.guards import current_actor, requires
from qms.web.sheets import excel_file


@blueprint.get("/people")
@requires(PEOPLE_SEE)
def people() -> ResponseReturnValue:
    form = PeopleFilterForm(request.args)
    page = queries.page_of_people(page_number(request.args.get("page")), **form.wanted())
    return render_template("identity/people.html", filter_form=form, page=page, chosen=form.count_set())


@blueprint.get("/people/list.xlsx")
@requires(PEOPLE_SEE)
def download_people() -> ResponseReturnValue:
    """The list as asked for."""
    heads = [_("Full name"), _("User name"), _("Unit"), _("Position"), _("Roles")]
    rows = (
        [
            each.name,
            each.username,
            each.unit.name if each.unit else "",
            each.position_name,
            ", ".join(str(role.label) for role in roles_of(each)),
        ]
        for each in queries.list_people(**PeopleFilterForm(request.args).wanted())
    )
    return excel_file(f"can-bo-{clock.today()}", heads, rows)


@blueprint.get("/people/<int:person_id>")
@requires(PEOPLE_SEE, on=queries.get_person)
def show_person(person: Person) -> ResponseReturnValue:
    until = queries.waits_until(person.username, clock.now())
    return render_template(
        "identity/show_person.html",
        person=person,
        locked_until=until if until and until > clock.now() else None,
        sessions=queries.list_sign_ins(person.id),
        last=queries.last_sign_in(person.id),
        heads=queries.list_units_headed_by(person),
        form=BaseForm(),
    )


# --- Adding and changing --------------------------------------------------------------------------------


@blueprint.get("/people/new")
@requires(PEOPLE_KEEP)
def new_person() -> ResponseReturnValue:
    form = NewPersonForm(formdata=None, roles=["staff"], unit=request.args.get("unit", type=int))
    return render_template("identity/new_person.html", form=form)


@blueprint.post("/people/new")
@requires(PEOPLE_KEEP)
def add_person() -> ResponseReturnValue:
    form = NewPersonForm()
    if form.validate_on_submit():
        with form.refusals():
            actor = current_actor()
            position = form.chosen_position()
            person, password = operations.add_person(
                organization=queries.get_organization(actor.organization_id or 0),
                username=form.username.data,
                name=form.name.data,
                email=form.email.data,
                unit=form.chosen_unit(),
                position=position.name if position else "",
                language=form.language.data,
                roles=form.roles.data,
                actor=actor,
            )
            return _first_password_page(person, password)
    return render_template("identity/new_person.html", form=form), 422


def _first_password_page(person: Person, password: str) -> ResponseReturnValue:
    """The password in this one answer, which no browser keeps and no cookie carries.

    The status names the person's page, so that the same form sent again leads there.
    """
    page = render_template("identity/first_password.html", person=person, password=password)
    return page, 201, {"Location": url_for("identity.show_person", person_id=person.id)}


@blueprint.get("/people/<int:person_id>/edit")
@requires(PEOPLE_KEEP, on=queries.get_person)
def edit_person(person: Person) -> ResponseReturnValue:
    form = PersonForm(formdata=None, person=person, seen=person.version, **_present(person))
    return render_template("identity/edit_person.html", form=form, person=person)


@blueprint.post("/people/<int:person_id>/edit")
@requires(PEOPLE_KEEP, on=queries.get_person)
def change_person(person: Person) -> ResponseReturnValue:
    form = PersonForm(person=person)
    if form.validate_on_submit():
        try:
            with form.refusals():
                operations.change_person(
                    person,
                    actor=current_actor(),
                    seen=form.version_seen,
                    name=form.name.data,
                    email=form.email.data,
                    unit=form.chosen_unit(),
                    position=form.chosen_position(),
                    language=form.language.data,
                    roles=form.roles.data,
                )
                flash(_("Saved."), "success")
                return redirect(url_for("identity.show_person", person_id=person.id), 303)
        except Stale:
            return overtaken_page(
                "identity/edit_person.html",
                form,
                subject=("person", person.id),
                present=_present(person),
                version=person.version,
                person=person,
            )
    return render_template("identity/edit_person.html", form=form, person=person), 422


def _present(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "email": person.email,
        "unit": person.unit_id,
        "position": person.position_id,
        "language": person.language,
        "roles": roles_of(person),
    }


# --- The account ----------------------------------------------------------------------------------------


@blueprint.post("/people/<int:person_id>/password")
@requires(PEOPLE_KEEP, on=queries.get_person)
def give_password(person: Person) -> ResponseReturnValue:
    try:
        password = operations.give_password(person, actor=current_actor())
    except Refused as refusal:
        return _told(person, refusal)
    return _first_password_page(person, password)


@blueprint.post("/people/<int:person_id>/unlock")
@requires(PEOPLE_KEEP, on=queries.get_person)
def unlock(person: Person) -> ResponseReturnValue:
    operations.unlock(person, actor=current_actor())
    flash(_("The account of %(name)s is unlocked.", name=person.name), "success")
    return redirect(url_for("identity.show_person", person_id=person.id), 303)


@blueprint.post("/people/<int:person_id>/sign-out")
@requires(PEOPLE_KEEP, on=queries.get_person)
def end_sessions_of_person(person: Person) -> ResponseReturnValue:
    ended = operations.sign_out_everywhere(person, actor=current_actor())
    flash(_n("One session is ended.", "%(num)s sessions are ended.", ended), "success")
    return redirect(url_for("identity.show_person", person_id=person.id), 303)


@blueprint.get("/people/<int:person_id>/deactivate")
@requires(PEOPLE_KEEP, on=queries.get_person)
def deactivate_person(person: Person) -> ResponseReturnValue:
    return _leaving_page(person, LeavingForm(formdata=None))


@blueprint.post("/people/<int:person_id>/deactivate")
@requires(PEOPLE_KEEP, on=queries.get_person)
def close_account(person: Person) -> ResponseReturnValue:
    form = LeavingForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.deactivate(person, actor=current_actor(), reason=form.reason.data)
            flash(
                _("%(name)s can no longer sign in. Everything they did stays.", name=person.name), "success"
            )
            return redirect(url_for("identity.show_person", person_id=person.id), 303)
    return _leaving_page(person, form), 422


def _leaving_page(person: Person, form: LeavingForm) -> str:
    return render_template(
        "identity/deactivate_person.html",
        form=form,
        person=person,
        tasks=_tasks_of(person),
        heads=queries.list_units_headed_by(person),
    )


def _tasks_of(person: Person) -> list[Task]:
    """What waits for this person in every room."""
    actor = operations.actor_of(person)
    rooms = [feature.tasks for feature in house().features if feature.tasks]
    return [task for tasks in rooms for task in tasks(actor)]


@blueprint.post("/people/<int:person_id>/reactivate")
@requires(PEOPLE_KEEP, on=queries.get_person)
def reactivate_person(person: Person) -> ResponseReturnValue:
    return _first_password_page(person, operations.reactivate(person, actor=current_actor()))


def _told(person: Person, refusal: Refused) -> ResponseReturnValue:
    """A button on the person's page was refused: told there."""
    flash(str(refusal), "warning")
    return redirect(url_for("identity.show_person", person_id=person.id), 303)
