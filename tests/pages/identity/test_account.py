"""A person's own page."""

from qms.foundation import trail
from tests import people

NEW = "nắng sớm mưa chiều"


def change_password(client, *, status=303, old=people.PASSWORD, new=NEW, again=None):
    return client.fill(
        "/account/password", status=status, old_password=old, new_password=new, repeated_password=again or new
    )


def test_it_shows_who_one_is_and_what_one_may_be(client_of):
    text = client_of("hoa").page("/account").text
    for shown in ("Lê Thị Hoa", "Phòng Quản lý công nghệ", "Trưởng phòng", "Người soát xét", "Chuyên viên"):
        assert shown in text


def test_the_language_changes_without_a_password(client_of):
    client = client_of("lan")
    client.fill("/account", action="/account", language="en")
    assert client.page("/account").title == "My account"


def test_the_address_for_mail_changes_with_the_password_only(client_of):
    client = client_of("lan")
    page = client.fill("/account", action="/account", email="moi@example.vn", status=422)
    assert len(page.errors()) == 1
    assert page.fields(action="/account")["email"] == "moi@example.vn"
    client.fill("/account", action="/account", email="moi@example.vn", password=people.PASSWORD)
    assert people.person("lan").email == "moi@example.vn"


def test_what_changed_is_in_the_trail(client_of):
    client_of("lan").fill("/account", action="/account", email="moi@example.vn", password=people.PASSWORD)
    entry = trail.entries_of("person", people.person("lan").id)[0]
    assert entry.action == "identity.profile_changed"
    assert entry.changes == {"person.email": ["lan@example.vn", "moi@example.vn"]}


def test_two_addresses_in_one_are_refused(client_of):
    for email in ("a@example.vn, b@example.vn", "a@b@example.vn", "no address", "a@host"):
        client_of("lan").fill(
            "/account", action="/account", email=email, password=people.PASSWORD, status=422
        )


def test_the_old_password_no_longer_opens_the_account(client_of, client):
    change_password(client_of("lan"))
    client.fill("/sign-in", username="lan", password=people.PASSWORD, status=422)
    client.fill("/sign-in", username="lan", password=NEW)


def test_a_wrong_present_password_changes_nothing(client_of, client):
    page = change_password(client_of("lan"), old="something else", status=422)
    assert page.errors() == ["Mật khẩu hiện tại: Đây không phải mật khẩu hiện tại của bạn."]
    client.fill("/sign-in", username="lan", password=people.PASSWORD)


def test_a_password_that_is_easy_to_guess_is_refused_with_the_reason(client_of):
    client = client_of("lan")
    reasons = {
        change_password(client, new=new, status=422).errors()[0]
        for new in ("ngắn quá", "x" * 129, "matkhau12345", "nguyen thi 2026", people.PASSWORD)
    }
    assert len(reasons) == 5


def test_the_new_password_is_typed_twice(client_of):
    page = change_password(client_of("lan"), again="nắng sớm mưa chiềuu", status=422)
    assert "không giống" in page.errors()[0]
