"""How people and their devices read on pages: offered to every template."""

from __future__ import annotations

from qms.foundation.access import Role
from qms.foundation.texts import _
from qms.identity.models import Person

# The first sign that is found decides: browsers name those they descend from as well.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("coc_coc_browser", "Cốc Cốc"),
    ("CriOS", "Chrome"),
    ("FxiOS", "Firefox"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def device_name(told: str) -> str:
    """What a browser says about itself, in two words that a person recognises."""
    browser = next((name for sign, name in BROWSERS if sign in told), "")
    system = next((name for sign, name in SYSTEMS if sign in told), "")
    if browser and system:
        return _("%(browser)s on %(system)s", browser=browser, system=system)
    return browser or system or _("Unknown device")


def roles_of(person: Person) -> list[Role]:
    """A person's roles, the widest first."""
    return [role for role in Role if role in person.roles]
