"""People: the list, each person's page, and what an administrator does with an account."""

import pytest
import time_machine

from qms.foundation import trail
from qms.foundation.access import Role
from qms.foundation.db import db
from qms.foundation.feature import Feature, Task
from qms.foundation.house import house
from qms.identity import operations, rules
from qms.kernel import clock
from tests import people


def names(page) -> list[str]:
    return [" ".join(cell.text_content().split()) for cell in page.all("//tbody/tr/th")]


def page_of(username: str) -> str:
    return f"/people/{people.person(username).id}"


def lock(client, username: str = "minh") -> None:
    for number in range(rules.TRIES_UNTIL_LOCKED):
        with time_machine.travel(clock.now() + number * rules.LONGEST_DELAY, tick=False):
            client.fill("/sign-in", username=username, password="guessed", status=422)


# --- The list -------------------------------------------------------------------------------------------


def test_people_stand_in_the_order_of_their_given_names(client_of):
    listed = names(client_of("lan").page("/people"))
    assert [name.split()[-1] for name in listed] == ["An", "Bình", "Dũng", "Hoa", "Lan", "Minh", "Quân", "Tú"]


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("?text=nguyen+lan", ["Nguyễn Thị Lan"]),
        ("?text=Nguyễn", ["Nguyễn Thị Lan"]),
        ("?text=minh", ["Trần Quang Minh"]),
        ("?role=reviewer", ["Lê Thị Hoa"]),
        ("?text=lan&role=reviewer", []),
        ("?unit=x&role=pope&page=-3", None),
    ],
)
def test_filters_live_in_the_address(client_of, address, found):
    listed = names(client_of("lan").page("/people" + address))
    assert listed == found if found is not None else len(listed) == 8


def test_a_unit_can_be_asked_for(client_of):
    unit = people.person("minh").unit_id
    assert names(client_of("lan").page(f"/people?unit={unit}")) == ["Lê Thị Hoa", "Trần Quang Minh"]


def test_those_who_left_are_found_when_asked_for(client_of):
    operations.deactivate(people.person("minh"), actor=people.actor("quan"), reason="")
    client = client_of("lan")
    assert "Trần Quang Minh" not in names(client.page("/people"))
    assert names(client.page("/people?state=left")) == ["Trần Quang Minh đã nghỉ"]


def test_nobody_of_another_organisation_is_listed_or_opened(client_of):
    client = client_of("quan")
    assert "Đặng Kim Chi" not in client.page("/people?state=all").text
    client.page(page_of("chi"), status=404)
    client.page(page_of("chi") + "/edit", status=404)


def test_staff_see_people_but_keep_nothing(client_of):
    client = client_of("minh")
    assert "Tài khoản" not in client.page(page_of("lan")).text
    for address in ("/people/new", page_of("lan") + "/edit", page_of("lan") + "/deactivate", "/organization"):
        client.page(address, status=403)


# --- Adding ---------------------------------------------------------------------------------------------


def add(client, *, status=201, **values):
    typed = {"name": "Lý Thu Thảo", "username": "thao", "roles": ["staff", "reader"]}
    return client.fill("/people/new", action="/people/new", status=status, **typed | values)


def test_a_new_person_gets_a_first_password_that_is_shown_once(client_of, client):
    page = add(client_of("quan"), email="thao@example.vn")
    password = page.one("//code[@class='first-password']").text
    assert page.answer.headers["Cache-Control"] == "no-store"
    assert password not in page.answer.headers.get("Set-Cookie", "")
    assert client.fill("/sign-in", username="thao", password=password).location == "/"


def test_who_was_added_and_with_which_roles_is_in_the_trail(client_of):
    add(client_of("quan"))
    [entry] = trail.entries_of("person", people.person("thao").id)
    assert (entry.action, entry.actor_name) == ("identity.person_added", "Đỗ Văn Quân")
    assert entry.facts == {"username": "thao", "roles": ["staff", "reader"]}


def test_the_same_form_twice_adds_one_person_and_leads_to_their_page(client_of):
    client = client_of("quan")
    fields = client.page("/people/new").fields() | {"name": "Lý Thu Thảo", "username": "thao"}
    client.send("/people/new", fields, status=201)
    assert client.send("/people/new", fields).location == page_of("thao")


@pytest.mark.parametrize("username", ["", "lan", "CHI", "hồng", "a b", "-x", "qms", "x" * 61])
def test_a_user_name_that_is_taken_or_cannot_be_one_is_refused_at_its_place(client_of, username):
    page = add(client_of("quan"), username=username, status=422)
    assert page.errors()[0].startswith("Tên đăng nhập")
    assert page.fields()["name"] == "Lý Thu Thảo"


def test_a_person_needs_a_role(client_of):
    page = add(client_of("quan"), roles=[], status=422)
    assert page.errors() == ["Vai trò: Hãy chọn ít nhất một vai trò."]


def test_a_role_that_does_not_exist_cannot_be_given(client_of):
    add(client_of("quan"), roles=["staff", "emperor"], status=422)


def test_fields_that_are_not_in_the_form_change_nothing(client_of):
    add(client_of("quan"), organization_id="2", is_active="", must_change_password="", password_hash="x")
    person = people.person("thao")
    assert (person.organization.code, person.is_active, person.must_change_password) == ("SKHCN", True, True)


# --- Changing -------------------------------------------------------------------------------------------


def edit(client, username: str, *, status=303, **values):
    address = page_of(username) + "/edit"
    return client.fill(address, action="/edit", status=status, **values)


def test_what_changed_is_in_the_trail_with_both_values(client_of):
    edit(client_of("quan"), "minh", name="Trần Quang Minh Anh", roles=["staff", "reviewer"])
    roles, name, *_ = trail.entries_of("person", people.person("minh").id)
    assert name.changes == {"person.name": ["Trần Quang Minh", "Trần Quang Minh Anh"]}
    assert roles.changes == {"person.roles": [["staff"], ["reviewer", "staff"]]}


def test_saving_without_a_change_leaves_no_trace(client_of):
    before = len(trail.entries_of("person", people.person("minh").id))
    edit(client_of("quan"), "minh")
    assert len(trail.entries_of("person", people.person("minh").id)) == before


def test_a_new_right_counts_from_the_next_page_on(client_of):
    client = client_of("minh")
    client.page("/people/new", status=403)
    edit(client_of("quan"), "minh", roles=["staff", "administrator"])
    client.page("/people/new")


def test_the_second_of_two_editors_sees_both_values_and_loses_nothing(client_of):
    first, second = client_of("quan"), client_of("quan")
    late = second.page(page_of("minh") + "/edit").fields()
    edit(first, "minh", name="Trần Minh", roles=["staff", "reviewer"])
    page = second.send(page_of("minh") + "/edit", late | {"name": "Trần Quang Minh B"}, status=409)
    assert "Đỗ Văn Quân" in page.text
    [name, roles] = [row.text_content().split("\n") for row in page.all("//main//table//tbody/tr")]
    assert "Trần Minh" in "".join(name)
    assert "Người soát xét" in "".join(roles)
    assert page.fields()["name"] == "Trần Quang Minh B"
    assert people.person("minh").name == "Trần Minh"
    second.send(page_of("minh") + "/edit", page.fields())
    assert people.person("minh").name == "Trần Quang Minh B"


def test_a_form_without_the_version_seen_is_not_trusted(client_of):
    edit(client_of("quan"), "minh", seen="", name="X", status=409)


def test_an_administrator_cannot_take_the_role_from_themselves(client_of):
    page = edit(client_of("quan"), "quan", roles=["staff"], status=422)
    assert page.errors() == [
        "Vai trò: Bạn không thể tự bỏ vai trò quản trị của mình. Hãy nhờ người quản trị khác."
    ]


# --- The account ----------------------------------------------------------------------------------------


def press(client, username: str, what: str, *, status=303):
    page = client.page(page_of(username))
    return client.send(f"{page_of(username)}/{what}", page.fields(action=f"/{what}"), status=status)


def test_a_new_first_password_opens_the_account_and_the_old_one_no_longer_does(client_of, client):
    page = press(client_of("quan"), "minh", "password", status=201)
    client.fill("/sign-in", username="minh", password=people.PASSWORD, status=422)
    client.fill("/sign-in", username="minh", password=page.one("//code").text)


def test_nobody_gives_themselves_a_first_password(client_of):
    client = client_of("quan")
    fields = client.page("/account").fields(action="/account")
    client.send(page_of("quan") + "/password", {"csrf_token": fields["csrf_token"]})
    assert not people.person("quan").must_change_password


def test_a_locked_account_says_so_and_can_be_unlocked(client_of, client):
    lock(client)
    with time_machine.travel(clock.now() + rules.TRIES_UNTIL_LOCKED * rules.LONGEST_DELAY, tick=False):
        administrator = client_of("quan")
        assert "bị khóa đến" in administrator.page(page_of("minh")).text
        press(administrator, "minh", "unlock")
        client.fill("/sign-in", username="minh", password=people.PASSWORD)


def test_administrators_are_told_of_a_lock(client_of, client):
    lock(client)
    assert "Tài khoản của Trần Quang Minh đã bị khóa" in client_of("quan").page("/inbox").text


def test_who_left_cannot_sign_in_and_is_still_there(client_of, client):
    client_of("quan").fill(page_of("minh") + "/deactivate", action="/deactivate", reason="Nghỉ hưu")
    entry = trail.entries_of("person", people.person("minh").id)[0]
    assert (entry.action, entry.reason) == ("identity.person_left", "Nghỉ hưu")
    client.fill("/sign-in", username="minh", password=people.PASSWORD, status=422)
    assert "đã nghỉ từ ngày" in client_of("lan").page(page_of("minh")).text


def test_what_waits_for_a_person_is_told_before_they_are_deactivated(client_of, monkeypatch):
    def tasks(actor):
        return [Task("Soát xét QT-05", "/documents/QT-05", "review")] if "Minh" in actor.name else []

    monkeypatch.setattr(house(), "features", (*house().features, Feature("trial", tasks=tasks)))
    assert "Soát xét QT-05" in client_of("quan").page(page_of("minh") + "/deactivate").text


def test_who_comes_back_gets_a_new_first_password(client_of, client):
    administrator = client_of("quan")
    operations.deactivate(people.person("minh"), actor=people.actor("quan"), reason="")
    db.session.commit()
    page = press(administrator, "minh", "reactivate", status=201)
    client.fill("/sign-in", username="minh", password=page.one("//code").text)


def test_the_last_administrator_cannot_be_deactivated_not_even_by_the_system(client_of):
    page = client_of("quan").fill(page_of("quan") + "/deactivate", action="/deactivate", status=422)
    assert "Hãy nhờ người quản trị khác" in page.errors()[0]
    assert Role.ADMINISTRATOR in people.person("quan").roles
