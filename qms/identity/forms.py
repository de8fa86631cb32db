"""Forms of signing in, of one's own account, and of keeping people, units and the organisation."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import DataRequired, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from qms.foundation.access import Role
from qms.foundation.texts import LANGUAGES, _, _l
from qms.identity import queries
from qms.identity.models import Person, Position, Unit
from qms.web.forms import (
    BaseForm,
    LineField,
    SecretField,
    SeenForm,
    TextField,
    number_or_none,
    options,
    required,
)

LONGEST_NAME = 120
LONGEST_TITLE = 200
LONGEST_CODE = 20
LONGEST_EMAIL = 254
LONGEST_REASON = 1000
DEEPER = "\u2003"  # an em space for each step down the tree of units; select boxes swallow plain ones


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


# --- One's own account ----------------------------------------------------------------------------------


class SignInForm(BaseForm):
    once = None  # sending it twice makes two sessions, and each answer has to carry its cookie

    username = LineField(_l("User name"), [required()], longest=200)
    password = SecretField(_l("Password"), [required()])
    next = HiddenField()


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


# --- People ---------------------------------------------------------------------------------------------


class PeopleFilterForm(BaseForm):
    """The filters of the list of people, over the address."""

    class Meta(BaseForm.Meta):
        csrf = False

    text = LineField(_l("Name or user name"), longest=LONGEST_NAME)
    unit = SelectField(_l("Unit"), coerce=number_or_none)
    role = SelectField(_l("Role"), default="")
    state = SelectField(
        _l("Account"),
        choices=options(
            ("active", _l("Those who work here")), ("left", _l("Those who left")), ("all", _l("Everybody"))
        ),
        default="active",
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.unit.choices = unit_choices(_("All units"), active_only=False)
        self.role.choices = options(("", _("All roles")), *((role.value, role.label) for role in Role))

    def wanted(self) -> dict[str, Any]:
        """The filters as list_people takes them; what makes no sense is as if it were not there."""
        self.validate()
        return {
            "text": "" if self.text.errors else self.text.data or "",
            "unit_id": None if self.unit.errors else self.unit.data,
            "role": "" if self.role.errors else self.role.data or "",
            "active": {"left": False, "all": None}.get(self.state.data, True),
        }

    def count_set(self) -> int:
        """How many filters narrow the list down."""
        wanted = self.wanted()
        return sum(bool(wanted[name]) for name in ("text", "unit_id", "role")) + (
            wanted["active"] is not True
        )


class RolesField(SelectMultipleField):
    """Roles to tick, each with what it is for."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(label, [DataRequired(_l("Choose at least one role."))], coerce=Role, **more)
        self.choices = options(*((role.value, f"{role.label}: {role.sentence}") for role in Role))


class PersonForm(SeenForm):
    """What an administrator keeps of a person."""

    name = LineField(_l("Full name"), [required()], longest=LONGEST_NAME)
    email = MailField(_l("Address for mail"))
    unit = SelectField(_l("Unit"), coerce=number_or_none)
    position = SelectField(_l("Position"), coerce=number_or_none)
    language = RadioField(_l("Language"), choices=options(*LANGUAGES.items()), default="vi")
    roles = RolesField(_l("Roles"))

    def __init__(self, *args: Any, person: Person | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.unit.choices = unit_choices(_("none"), keep=person.unit if person else None)
        self.position.choices = _position_choices(person.position if person else None)

    def chosen_unit(self) -> Unit | None:
        return queries.get_unit(self.unit.data) if self.unit.data else None

    def chosen_position(self) -> Position | None:
        return queries.get_position(self.position.data) if self.position.data else None


class NewPersonForm(PersonForm):
    username = LineField(
        _l("User name"),
        [required()],
        longest=60,
        description=_l("For signing in. It stays with this person for ever, also when they have left."),
    )


class LeavingForm(BaseForm):
    reason = TextField(
        _l("Reason"), longest=LONGEST_REASON, description=_l("For example: retired, moved to another agency.")
    )


def unit_choices(empty: str, *, keep: Unit | None = None, active_only: bool = True) -> list[Any]:
    """Units as a tree, below an empty choice; ``keep`` is offered even if it is closed."""
    shown = [
        (unit.id, DEEPER * depth + unit.name)
        for unit, depth in queries.list_unit_tree()
        if unit.is_active or not active_only or unit is keep
    ]
    return options(("", empty), *shown)


def _position_choices(keep: Position | None) -> list[Any]:
    positions = [each for each in queries.list_positions() if each.is_active or each is keep]
    return options(("", _("none")), *((each.id, each.name) for each in positions))


# --- Units, positions, organisation -----------------------------------------------------------------------


class UnitForm(SeenForm):
    code = LineField(
        _l("Code"),
        [required()],
        longest=LONGEST_CODE,
        description=_l("Short, as in document codes: VP, QLCN, CCTĐC."),
    )
    name = LineField(_l("Name"), [required()], longest=LONGEST_TITLE)
    parent = SelectField(_l("Under"), coerce=number_or_none)

    def __init__(self, *args: Any, unit: Unit | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.parent.choices = unit_choices(
            _("directly under the organisation"), keep=unit.parent if unit else None
        )

    def chosen_parent(self) -> Unit | None:
        return queries.get_unit(self.parent.data) if self.parent.data else None


class ChangeUnitForm(UnitForm):
    head = SelectField(_l("Head"), coerce=number_or_none)

    def __init__(self, *args: Any, unit: Unit, **more: Any) -> None:
        super().__init__(*args, unit=unit, **more)
        people = queries.list_people()
        self.head.choices = options(("", _("none")), *((each.id, each.name) for each in people))

    def chosen_head(self) -> Person | None:
        return queries.get_person(self.head.data) if self.head.data else None


class PositionForm(SeenForm):
    name = LineField(_l("Name"), [required()], longest=LONGEST_TITLE)


class ChangePositionForm(PositionForm):
    is_active = RadioField(
        _l("Still given to people"),
        choices=options(("yes", _l("yes")), ("no", _l("no, only those who have it keep it"))),
        default="yes",
    )


class OrganizationForm(SeenForm):
    name = LineField(_l("Name"), [required()], longest=LONGEST_TITLE)
    short_name = LineField(
        _l("Short name"),
        [required()],
        longest=60,
        description=_l("At the head of every page, for example Sở KH&CN."),
    )
    code = LineField(
        _l("Code"),
        [required()],
        longest=LONGEST_CODE,
        description=_l("As in the numbers of its documents, for example SKHCN."),
    )
