"""Signing in and out."""

from __future__ import annotations

from flask import Request, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from qms.foundation.db import see, seeing_all
from qms.foundation.texts import _
from qms.identity import operations, session
from qms.identity.forms import SignInForm
from qms.identity.views import blueprint
from qms.web.guards import current_actor, public, signed_in
from qms.web.redirects import own_path


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    form = SignInForm(formdata=None, next=request.args.get("next", ""))
    return render_template("identity/sign_in.html", form=form)


@blueprint.post("/sign-in")
@public
def begin_session() -> ResponseReturnValue:
    form = SignInForm()
    if form.validate_on_submit():
        with form.refusals(), seeing_all():
            _begin(form)
            return redirect(own_path(form.next.data, url_for("home.show")), 303)
    return render_template("identity/sign_in.html", form=form), 422


def _begin(form: SignInForm) -> None:
    address = request.remote_addr or ""
    person = operations.check_password(form.username.data, form.password.data, address=address)
    token = operations.sign_in(person, address=address, device=request.user_agent.string)
    session.begin(token)


@blueprint.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    present = session.current_sign_in()
    if present:
        operations.sign_out(present, actor=current_actor())
    session.end()
    see(())
    flash(_("You have signed out."))
    response = redirect(url_for("identity.sign_in"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def ask_again(request: Request) -> ResponseReturnValue:
    """A form arrived from somebody whose session has ended: sign in here, with what was typed kept."""
    kept = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in ("csrf_token", "password")
    ]
    form = SignInForm(formdata=None)
    return render_template("identity/sign_in_again.html", form=form, kept=kept, target=request.full_path), 401


@blueprint.post("/sign-in/again")
@public
def sign_in_again() -> ResponseReturnValue:
    """Sign in and get the form back, ready to be sent."""
    form = SignInForm()
    target = own_path(request.form.get("kept_target"), url_for("home.show"))
    kept = [(name[5:], value) for name, value in request.form.items(multi=True) if name.startswith("kept:")]
    if form.validate_on_submit():
        with form.refusals(), seeing_all():
            _begin(form)
            return render_template("identity/send_again.html", kept=kept, target=target)
    return render_template("identity/sign_in_again.html", form=form, kept=kept, target=target), 422
