"""What this room offers to pages of procedures: which of the cited texts are known, and whether they still hold."""

from __future__ import annotations

from qms.documents.models import Revision
from qms.foundation.texts import _
from qms.kernel import clock
from qms.laws import queries
from qms.laws.addresses import text_address
from qms.laws.rules import standing_on
from qms.procedures.citing import CitedText


class LegalBasis:
    """Answers for qms/procedures/citing.py; one statement a page."""

    def cited_in(self, revision: Revision) -> tuple[CitedText, ...]:
        today = clock.today()
        found = []
        for written, text_id, begins, ends, replaced in queries.known_in(revision.id):
            standing = standing_on(today, in_force_from=begins, ended_on=ends, replaced_on=replaced)
            since = min((day for day in (ends, replaced) if day is not None), default=None)
            note = (
                _("no longer in force since %(day)s", day=since.strftime("%d/%m/%Y"))
                if standing.is_over and since
                else ""
            )
            found.append(CitedText(written, text_address(text_id), note))
        return tuple(sorted(found, key=lambda each: (-len(each.written), each.written)))

    def all_known(self) -> list[tuple[str, str]]:
        return queries.list_labels()
