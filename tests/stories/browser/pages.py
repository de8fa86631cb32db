"""Every page of the application: who opens it, and in which state of its document."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import Rule

from tests.security.surface import Door
from tests.world import World

AUTHOR, REVIEWER, LEADER, COORDINATOR, ADMINISTRATOR, STAFF = "minh", "hoa", "dung", "lan", "quan", "binh"


@dataclass(frozen=True)
class Visit:
    """Somebody opens a page. ``more`` stands behind the question mark."""

    endpoint: str
    username: str | None = COORDINATOR
    state: str = "effective"
    more: str = ""

    def __str__(self) -> str:
        return "-".join(filter(None, (self.endpoint, self.username or "nobody", self.state, self.more)))

    def address(self, office: World) -> str:
        door = Door("GET", self.endpoint, rule_of(office.app, self.endpoint))
        known = office.arguments(
            self.endpoint, door.rule.arguments, state=self.state, username=self.username or COORDINATOR
        )
        return door.address(office.app, **known) + (f"?{self.more}" if self.more else "")


def rule_of(app: Flask, endpoint: str) -> Rule:
    """The route of this endpoint that answers GET."""
    return next(each for each in app.url_map.iter_rules(endpoint) if "GET" in (each.methods or ()))


VISITS = [
    Visit("documents.abandon", AUTHOR, "draft"),
    Visit("documents.answer_review"),
    Visit("documents.approve", LEADER, "awaiting_approval"),
    Visit("documents.change_facts"),
    Visit("documents.change_type"),
    Visit("documents.compare"),
    Visit("documents.compare", STAFF, "next_draft"),
    Visit("documents.edit", AUTHOR, "draft"),
    Visit("documents.edit", AUTHOR, "changes_requested"),
    Visit("documents.index"),
    Visit("documents.index", STAFF, more="q=nothing+of+that+name"),
    Visit("documents.new"),
    Visit("documents.print_revision"),
    Visit("documents.print_revision", COORDINATOR, "superseded"),
    Visit("documents.print_revision", COORDINATOR, "withdrawn"),
    Visit("documents.recall", AUTHOR, "in_review"),
    Visit("documents.request_changes", REVIEWER, "in_review"),
    Visit("documents.review", REVIEWER, "in_review"),
    Visit("documents.revise"),
    Visit("documents.revoke", LEADER, "approved"),
    Visit("documents.send", AUTHOR, "draft"),
    *(
        Visit("documents.show", COORDINATOR, state)
        for state in ("draft", "changes_requested", "approved", "withdrawn")
    ),
    Visit("documents.show", STAFF),
    Visit("documents.show_revision", COORDINATOR, "superseded"),
    Visit("documents.types"),
    Visit("documents.withdraw", LEADER),
    Visit("help.index", STAFF),
    Visit("help.show", STAFF),
    Visit("history.show"),
    Visit("history.show_log", ADMINISTRATOR),
    Visit("home.show", COORDINATOR),
    Visit("home.show", STAFF),
    Visit("home.show", ADMINISTRATOR),
    Visit("identity.account"),
    Visit("identity.deactivate_person", ADMINISTRATOR),
    Visit("identity.edit_organization", ADMINISTRATOR),
    Visit("identity.edit_person", ADMINISTRATOR),
    Visit("identity.edit_position", ADMINISTRATOR),
    Visit("identity.edit_unit", ADMINISTRATOR),
    Visit("identity.new_person", ADMINISTRATOR),
    Visit("identity.new_unit", ADMINISTRATOR),
    Visit("identity.password"),
    Visit("identity.people", ADMINISTRATOR),
    Visit("identity.permissions"),
    Visit("identity.positions", ADMINISTRATOR),
    Visit("identity.show_person", ADMINISTRATOR),
    Visit("identity.sign_in", None),
    Visit("identity.units", ADMINISTRATOR),
    Visit("inbox.show", LEADER),
    Visit("inbox.show", STAFF),
    Visit("procedures.edit_facts", AUTHOR, "draft"),
    Visit("procedures.edit_step", AUTHOR, "draft"),
    Visit("procedures.edit_steps", AUTHOR, "draft"),
    Visit("procedures.index", STAFF),
    Visit("procedures.remove_step", AUTHOR, "draft"),
    Visit("procedures.show", STAFF),
    Visit("procedures.show_flowchart", STAFF),
    Visit("procedures.show_step", STAFF),
    Visit("search.add_short_form"),
    Visit("search.change_short_form"),
    Visit("search.results", STAFF),
    Visit("search.results", STAFF, more="q=giay+phep+x+quang"),
    Visit("search.results", STAFF, more="q=zzzzzz+qqqqqq"),
    Visit("search.short_forms", COORDINATOR),
    Visit("search.short_forms", STAFF),
    Visit("upkeep.show", ADMINISTRATOR),
]

# What a GET answers with something else than a page.
FILES = {
    Visit("documents.download"): "text/csv",
    Visit("documents.signed_content"): "application/json",
    Visit("history.export_log", ADMINISTRATOR): "text/csv",
    Visit("search.suggest", STAFF, more="q=giay+phep"): "application/json",
}
