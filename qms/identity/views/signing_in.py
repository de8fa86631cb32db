"""Signing in and out, and coming back to a form after the session has ended."""

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

KEPT = "kept:"  # before the name of each field that is carried along while its sender signs in again
# Never written into a page, and nothing that was typed: tokens of the old session, versions, keys.
SECRET_WORD = "password"  # noqa: S105  # part of the names of fields, not a password
MACHINERY = ("csrf_token", "once", "seen", "was", "base", "back", "next")


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    target = own_path(request.args.get("next"), url_for("home.show"))
    if current_actor().is_signed_in:
        return redirect(target)
    return render_template("identity/sign_in.html", form=SignInForm(formdata=None, next=target))


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
    flash(_("You have signed out."), "success")
    response = redirect(url_for("identity.sign_in"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


# --- A form that arrives after its session has ended ------------------------------------------------------


def ask_again(request: Request) -> ResponseReturnValue:
    """What to do with a form whose sender is not signed in, or whose token is of an earlier session.

    What was typed is kept in the page, and nowhere else: the sender signs in, if need be, looks, and sends.
    """
    if request.endpoint in ("identity.begin_session", "identity.sign_out"):
        return _start_anew()
    if request.endpoint == "identity.sign_in_again":
        return _sign_in_again_page(SignInForm(formdata=None), _kept_before(), _target_before(), 400)
    kept = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name != "csrf_token" and SECRET_WORD not in name
    ]
    target = request.full_path.rstrip("?")
    if current_actor().is_signed_in:
        return _send_again_page(kept, target), 400
    return _sign_in_again_page(SignInForm(formdata=None), kept, target, 401)


def _start_anew() -> ResponseReturnValue:
    flash(_("This page had been open for too long. Please sign in now."), "warning")
    return redirect(url_for("identity.sign_in"), 303)


@blueprint.post("/sign-in/again")
@public
def sign_in_again() -> ResponseReturnValue:
    """Sign in and get the form back, ready to be sent."""
    form = SignInForm()
    kept, target = _kept_before(), _target_before()
    if form.validate_on_submit():
        with form.refusals(), seeing_all():
            _begin(form)
            return _send_again_page(kept, target)
    return _sign_in_again_page(form, kept, target, 422)


def _kept_before() -> list[tuple[str, str]]:
    kept = request.form.items(multi=True)
    return [(name.removeprefix(KEPT), value) for name, value in kept if name.startswith(KEPT)]


def _target_before() -> str:
    return own_path(request.form.get("kept_target"), url_for("home.show"))


def _sign_in_again_page(
    form: SignInForm, kept: list[tuple[str, str]], target: str, status: int
) -> ResponseReturnValue:
    page = render_template(
        "identity/sign_in_again.html", form=form, kept=kept, typed=_typed(kept), target=target
    )
    return page, status


def _send_again_page(kept: list[tuple[str, str]], target: str) -> str:
    return render_template("identity/send_again.html", kept=kept, typed=_typed(kept), target=target)


def _typed(kept: list[tuple[str, str]]) -> list[str]:
    """What a person would recognise of a form: its texts, without choices, numbers and machinery."""
    texts = [value.strip() for name, value in kept if name not in MACHINERY]
    return [text for text in texts if len(text) > 3 and any(sign.isalpha() for sign in text)]
