"""Forms of signing in, of one's own account, and of keeping people and units."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, RadioField
from wtforms.validators import ValidationError

from qms.foundation.texts import LANGUAGES, _, _l
from qms.web.forms import BaseForm, LineField, SecretField, options, required

LONGEST_NAME = 100
LONGEST_CODE = 20
LONGEST_EMAIL = 254


class SignInForm(BaseForm):
    once = None  # sending it twice makes two sessions, and each answer has to carry its cookie

    username = LineField(_l("User name"), [required()], longest=200)
    password = SecretField(_l("Password"), [required()])
    next = HiddenField()


class MailField(LineField):
    """One address, or none. A comma or a second @ would make two receivers of one."""

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(label, [_is_one_address], longest=LONGEST_EMAIL, **more)


def _is_one_address(_form: Any, field: Any) -> None:
    if not field.data:
        return
    name, _at, host = field.data.partition("@")
    signs_that_divide = set(' ,;:<>()[]"\\@')
    if not name or "." not in host.strip(".") or signs_that_divide & set(name + host):
        raise ValidationError(_("Write one address, for example name@agency.gov.vn."))


class ProfileForm(BaseForm):
    email = MailField(_l("Address for mail"))
    language = RadioField(_l("Language"), choices=options(*LANGUAGES.items()))
    password = SecretField(
        _l("Present password"), description=_l("Only needed to change the address for mail.")
    )


class PasswordForm(BaseForm):
    once = None  # the answer carries the cookie of the new session, so a repeated sending can't be answered

    old_password = SecretField(_l("Present password"), [required()])
    new_password = SecretField(
        _l("New password"),
        [required()],
        description=_l(
            "At least 10 characters. A few words in a row are easy to remember and hard to guess."
        ),
    )
    repeated_password = SecretField(_l("New password again"), [required()])
    next = HiddenField()

    def validate_repeated_password(self, field: Any) -> None:
        if field.data != self.new_password.data:
            raise ValidationError(_("This is not the same as the new password."))
