"""The log's filters, which live in the address."""

from __future__ import annotations

from typing import Any

from wtforms import SelectField

from qms.foundation import wording
from qms.foundation.house import house
from qms.foundation.texts import _, _l
from qms.history.queries import GROUPS, SIGNING_IN, LogFilter
from qms.identity import queries as people
from qms.web.forms import BaseForm, DayField

ANYBODY = ""


class LogFilterForm(BaseForm):
    """Filters of the log. What makes no sense is as if it were not there."""

    class Meta(BaseForm.Meta):
        csrf = False

    person = SelectField(_l("Person"), default=ANYBODY)
    action = SelectField(_l("What happened"), default=SIGNING_IN)
    since = DayField(_l("From day"))
    until = DayField(_l("Until day"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        everybody = people.list_people(active=None)
        self.person.choices = [
            (ANYBODY, _("Anybody")),
            *((str(person.id), person.name) for person in everybody),
        ]
        self.action.choices = [
            *GROUPS.items(),
            *sorted(((name, wording.left_open(text)) for name, text in house().sentences.items()), key=_text),
        ]

    def wanted(self) -> LogFilter:
        """The filter that the address asks for."""
        self.validate()
        person = "" if self.person.errors else self.person.data or ""
        return LogFilter(
            person_id=int(person) if person else None,
            action=SIGNING_IN if self.action.errors or not self.action.data else self.action.data,
            since=self.since.data,
            until=self.until.data,
        )

    def for_address(self) -> dict[str, str]:
        """The filters that are set, as arguments of an address."""
        return {field.name: field.raw_data[0] for field in self if field.raw_data and field.name != "once"}


def _text(choice: tuple[str, str]) -> str:
    return choice[1]
