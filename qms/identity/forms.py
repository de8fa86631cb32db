"""Forms of signing in."""

from __future__ import annotations

from wtforms import HiddenField

from qms.foundation.texts import _l
from qms.web.forms import BaseForm, LineField, SecretField, required


class SignInForm(BaseForm):
    once = None  # sending it twice makes two sessions, and each answer has to carry its cookie

    username = LineField(_l("User name"), [required()], longest=200)
    password = SecretField(_l("Password"), [required()])
    next = HiddenField()
