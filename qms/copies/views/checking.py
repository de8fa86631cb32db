"""What a scanned mark answers: the one page of documents that is open to everybody."""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from qms.copies import queries
from qms.copies.operations.counting import may_try, note_miss
from qms.copies.standing import standing_of
from qms.copies.views import blueprint
from qms.foundation.db import seeing_all
from qms.foundation.texts import _
from qms.kernel.errors import NotFound
from qms.web.guards import public
from qms.web.transaction import after_response

LONGEST_TOKEN = 64


@blueprint.get("/c/<token>")
@public
def check(token: str) -> ResponseReturnValue:
    """Whether the paper with this mark still holds, and nothing else: no code, no title, no text."""
    address = request.remote_addr or ""
    if not may_try(address):
        abort(429)
    with seeing_all():
        revision = queries.find_marked(token[:LONGEST_TOKEN])
        standing = standing_of(revision) if revision else None
    if standing is None:
        after_response(lambda: note_miss(address))
        raise NotFound(
            _("No paper of this system carries this mark. Scan it again, or ask who handed it out.")
        )
    return render_template("copies/check.html", standing=standing)
