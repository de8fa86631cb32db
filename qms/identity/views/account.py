"""A person's own page: profile, password, sessions."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from qms.foundation.texts import _, _n
from qms.identity import operations, queries, session
from qms.identity.forms import PasswordForm, ProfileForm
from qms.identity.models import SignIn
from qms.identity.views import blueprint
from qms.web.guards import current_actor, signed_in
from qms.web.redirects import own_path

# What somebody may still do whose password was given to them by another: choose their own, or leave.
OPEN_BEFORE_CHANGE = frozenset(
    {
        "identity.password",
        "identity.change_password",
        "identity.sign_out",
        "identity.keep_preferences",
        "static",
    }
)


@blueprint.before_app_request
def lead_to_new_password() -> ResponseReturnValue | None:
    """A password that somebody else knows opens one page: the one to choose another."""
    if not g.get("must_change_password") or request.endpoint in OPEN_BEFORE_CHANGE:
        return None
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("identity.password", next=target), 303)


@blueprint.get("/account")
@signed_in
def account() -> ResponseReturnValue:
    person = queries.get_person(current_actor().person_id or 0)
    return _account_page(ProfileForm(formdata=None, email=person.email, language=person.language))


@blueprint.post("/account")
@signed_in
def change_profile() -> ResponseReturnValue:
    form = ProfileForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.change_own_profile(
                current_actor(),
                email=form.email.data,
                language=form.language.data,
                password=form.password.data,
            )
            flash(_("Your profile is saved."), "success")
            return redirect(url_for("identity.account"), 303)
    return _account_page(form), 422


def _account_page(form: ProfileForm) -> str:
    person = queries.get_person(current_actor().person_id or 0)
    sessions = queries.list_sign_ins(person.id)
    return render_template(
        "identity/account.html", form=form, person=person, sessions=sessions, present=g.sign_in_id
    )


# --- Password -------------------------------------------------------------------------------------------


@blueprint.get("/account/password")
@signed_in
def password() -> ResponseReturnValue:
    return _password_page(PasswordForm(formdata=None, next=request.args.get("next", "")))


@blueprint.post("/account/password")
@signed_in
def change_password() -> ResponseReturnValue:
    form = PasswordForm()
    if form.validate_on_submit():
        with form.refusals():
            token = operations.change_password(
                current_actor(),
                old=form.old_password.data,
                new=form.new_password.data,
                device=request.user_agent.string,
            )
            session.begin(token)
            flash(_("Your password is changed. Everywhere else you are signed out."), "success")
            return redirect(own_path(form.next.data, url_for("identity.account")), 303)
    return _password_page(form), 422


def _password_page(form: PasswordForm) -> str:
    person = queries.get_person(current_actor().person_id or 0)
    return render_template(
        "identity/password.html",
        form=form,
        username=person.username,
        must_change_password=person.must_change_password,
    )


# --- Sessions -------------------------------------------------------------------------------------------


@blueprint.post("/account/sessions/<int:number>/end")
@signed_in
def end_session(number: int) -> ResponseReturnValue:
    actor = current_actor()
    operations.end_session(_own_session(number), actor=actor)
    flash(_("That session is ended."), "success")
    return redirect(url_for("identity.account"), 303)


def _own_session(number: int) -> SignIn:
    return queries.get_sign_in(number, person_id=current_actor().person_id or 0)


@blueprint.post("/account/sign-out-everywhere")
@signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    actor = current_actor()
    ended = operations.sign_out_everywhere(queries.get_person(actor.person_id or 0), actor=actor)
    session.end()
    flash(
        _n("One session is ended. Sign in again.", "%(num)s sessions are ended. Sign in again.", ended),
        "success",
    )
    return redirect(url_for("identity.sign_in"), 303)
