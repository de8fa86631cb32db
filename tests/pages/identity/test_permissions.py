"""Who may do what: the page says what the code asks."""

from qms.foundation.access import Role, has_role, is_signed_in, permission, predicate
from qms.foundation.house import house
from qms.identity.permission_table import Answer, answer, line_of


@predicate("its author")
def is_author(_actor, _record):
    return False


def test_every_permission_of_the_house_stands_in_the_table(client_of):
    page = client_of("an").page("/permissions")
    listed = page.all("//table[contains(@class,'matrix')]//tbody/tr")
    assert len(listed) == len(house().permissions)
    text = page.text
    assert all(str(each.sentence) in text for each in house().permissions.values())


def test_it_speaks_both_languages(client_of):
    client = client_of("an")
    vietnamese = client.page("/permissions").text
    client.send("/preferences", client.page("/").fields(action="/preferences") | {"lang": "en"})
    english = client.page("/permissions").text
    assert "Thư ký ISO" in vietnamese
    assert "ISO coordinator" in english
    assert "Thêm người dùng" not in english


def test_a_role_alone_may_when_a_clause_asks_for_nothing_else():
    wanted = permission("x.y", "Do", [has_role(Role.LEADER)], [is_author, has_role(Role.STAFF)])
    assert answer(wanted, Role.LEADER) == Answer.YES
    assert answer(wanted, Role.STAFF) == Answer.SOMETIMES
    assert answer(wanted, Role.READER) == Answer.NO


def test_what_everybody_signed_in_may_every_role_may():
    assert answer(permission("x.y", "Do", [is_signed_in]), Role.READER) == Answer.YES


def test_clauses_read_as_their_predicates_do(app):
    with app.test_request_context():
        wanted = permission("x.y", "Do", [has_role(Role.LEADER), is_author], [is_signed_in])
        assert line_of(wanted).clauses == ["Lãnh đạo và its author", "mọi người đã đăng nhập"]


def test_the_answers_are_those_that_the_guard_gives_to_people_of_one_role(app):
    """The table is not a second truth: for each permission without conditions it agrees with ``granted``."""
    from qms.foundation.access import Actor

    for wanted in house().permissions.values():
        for role in Role:
            somebody = Actor(person_id=1, organization_id=1, roles=frozenset({role}))
            told = answer(wanted, role)
            if told != Answer.SOMETIMES:
                assert wanted.granted(somebody) == (told == Answer.YES), (wanted.name, role)
