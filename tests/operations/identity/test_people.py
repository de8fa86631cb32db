"""Keeping people: what an act changes, traces and refuses."""

from __future__ import annotations

import threading

import pytest

from qms.foundation import trail
from qms.foundation.access import SYSTEM, Role
from qms.foundation.db import db, see
from qms.identity import operations, queries
from qms.identity.models import Person
from qms.kernel.errors import Refused, Stale
from tests import people


def change(person: Person, by: str = "quan", **changed) -> None:
    facts = {
        "seen": person.version,
        "name": person.name,
        "email": person.email,
        "unit": person.unit,
        "position": person.position,
        "language": person.language,
        "roles": person.roles,
    }
    operations.change_person(person, actor=people.actor(by), **facts | changed)


def make_administrator(username: str) -> None:
    person = people.person(username)
    change(person, roles=person.roles | {Role.ADMINISTRATOR})
    db.session.commit()


def last_of(username: str) -> trail.Entry:
    return trail.entries_of("person", people.person(username).id)[0]


def test_roles_are_part_of_what_a_version_stands_for(app):
    person = people.person("minh")
    seen = person.version
    change(person, roles={Role.STAFF, Role.READER})
    db.session.commit()
    with pytest.raises(Stale):
        change(person, seen=seen, name="Minh")


def test_the_last_administrator_stays_one(app):
    make_administrator("lan")
    change(people.person("quan"), by="lan", roles={Role.STAFF})
    db.session.commit()
    with pytest.raises(Refused):
        change(people.person("lan"), by="quan", roles={Role.COORDINATOR})
    with pytest.raises(Refused):
        operations.deactivate(people.person("lan"), actor=people.actor("quan"), reason="")


def test_an_administrator_who_left_does_not_count(app):
    make_administrator("lan")
    operations.deactivate(people.person("lan"), actor=people.actor("quan"), reason="")
    db.session.commit()
    with pytest.raises(Refused):
        operations.deactivate(people.person("quan"), actor=SYSTEM, reason="")


def test_an_administrator_of_another_organisation_does_not_count(app):
    """chi is administrator of the sub-department; the department would have none."""
    with pytest.raises(Refused):
        change(people.person("quan"), by="chi", roles={Role.STAFF})


@pytest.mark.slow
def test_two_administrators_who_take_each_others_role_at_once_leave_one(app):
    make_administrator("lan")
    begin, refused = threading.Barrier(2), []

    def take(mine: str, theirs: str) -> None:
        with app.app_context():
            see(None)
            seen = people.person(theirs).version
            db.session.rollback()
            begin.wait()
            try:
                change(people.person(theirs), by=mine, seen=seen, roles={Role.STAFF})
                db.session.commit()
            except (Refused, Stale) as refusal:
                db.session.rollback()
                refused.append(refusal)

    db.session.remove()
    threads = [threading.Thread(target=take, args=pair) for pair in (("quan", "lan"), ("lan", "quan"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    organization_id = people.person("quan").organization_id
    assert len(queries.list_with_role(Role.ADMINISTRATOR, organization_id=organization_id)) == 1


def test_who_leaves_heads_no_unit_any_more(app):
    unit, head = queries.find_unit_named("MC"), people.person("binh")
    operations.change_unit(
        unit, actor=SYSTEM, seen=unit.version, code=unit.code, name=unit.name, parent=None, head=head
    )
    operations.deactivate(head, actor=people.actor("quan"), reason="Chuyển công tác")
    db.session.commit()
    assert unit.head is None
    assert last_of("binh").facts == {"sessions": 0, "headed": ["Bộ phận tiếp nhận và trả kết quả"]}


def test_leaving_twice_is_traced_once(app):
    for _number in range(2):
        operations.deactivate(people.person("minh"), actor=people.actor("quan"), reason="")
    actions = [entry.action for entry in trail.entries_of("person", people.person("minh").id)]
    assert actions.count("identity.person_left") == 1


def test_who_left_cannot_be_put_at_the_head_of_a_unit(app):
    operations.deactivate(people.person("minh"), actor=people.actor("quan"), reason="")
    unit = queries.find_unit_named("MC")
    with pytest.raises(Refused) as refusal:
        operations.change_unit(
            unit, actor=SYSTEM, seen=unit.version, code="MC", name="Một cửa", parent=None,
            head=people.person("minh"),
        )  # fmt: skip
    assert refusal.value.field == "head"


def test_a_first_password_is_easy_to_read_off_and_hard_to_guess(app):
    given = {operations.give_password(people.person("minh"), actor=people.actor("quan")) for _ in range(3)}
    assert len(given) == 3
    for password in given:
        assert len(password) == 14
        assert set(password) <= set("abcdefghjkmnpqrstuvwxyz23456789-")


def test_no_password_is_kept_as_it_is_typed(app):
    password = operations.give_password(people.person("minh"), actor=people.actor("quan"))
    rows = db.session.execute(db.text("SELECT * FROM persons")).all()
    entries = db.session.execute(db.text("SELECT * FROM trail_entries")).all()
    assert password not in repr(rows) + repr(entries)


def test_a_user_name_is_never_given_twice_whatever_the_organisation_and_case(app):
    organization = queries.find_organization("CCTDC")
    for username in ("lan", " LAN "):
        with pytest.raises(Refused) as refusal:
            operations.add_person(
                organization=organization, username=username, name="Khác", roles=[Role.STAFF], actor=SYSTEM
            )
        assert refusal.value.field == "username"


def test_a_user_name_that_somebody_takes_in_the_same_moment_is_refused_at_its_place(app, monkeypatch):
    """The look before can come too early; the database has the last word."""
    monkeypatch.setattr(queries, "find_by_username", lambda _username: None)
    with pytest.raises(Refused) as refusal:
        operations.add_person(
            organization=queries.find_organization("CCTDC"),
            username="lan",
            name="Khác",
            roles=[Role.STAFF],
            actor=SYSTEM,
        )
    assert refusal.value.field == "username"
