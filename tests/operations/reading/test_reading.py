"""Who is asked to read what, and what their confirmation leaves behind, as people, documents and units change."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from qms.documents.models import Revision
from qms.documents.operations import deciding
from qms.documents.rules import Change
from qms.foundation import trail
from qms.foundation.db import db
from qms.foundation.notifying import list_notices
from qms.foundation.outbox import keys_of
from qms.identity import operations as identity
from qms.identity import queries as people
from qms.kernel import clock
from qms.kernel.errors import Refused, Stale
from qms.reading.models import Confirmation, ReadingDuty
from qms.reading.operations import keeping
from qms.reading.operations.checking import confirmations_of_other_texts, tallies_at_odds
from qms.reading.operations.confirming import confirm
from qms.reading.operations.keeping import Wanted
from qms.reading.operations.reminding import remind
from qms.reading.queries import coverage, own
from qms.reading.queries.audiences import find_audience
from qms.reading.rules import Count, Question, Standing
from tests.factories.documents import in_force, next_draft, reviewed
from tests.people import actor, person

CODE = "HD-KT-01"
TECHNOLOGY = "Phòng Quản lý công nghệ"  # Minh and Hoa
COUNTER = "Bộ phận tiếp nhận và trả kết quả"  # Bình


@pytest.fixture
def revision(app) -> Revision:
    """In force, and the technology unit is asked to read it."""
    made = in_force(CODE)
    concern(made, TECHNOLOGY)
    return made


def concern(revision: Revision, *units: str, **more: object) -> int:
    wanted = Wanted(units=[people.find_unit_named(name) for name in units], **more)
    asked = keeping.set_audience(revision.document, wanted, actor=actor("lan"), seen=None)
    db.session.commit()
    return asked


def read(username: str, answers: tuple[int | None, ...] = ()) -> object:
    to_read = own.get_to_read(CODE, person(username).id)
    marking = confirm(to_read, actor=actor(username), seen=to_read.revision.number, answers=answers)
    db.session.commit()
    return marking


def release(revision: Revision, *, significant: bool) -> Revision:
    new = reviewed(next_draft(revision))
    deciding.approve(
        new,
        actor=actor("dung"),
        password="trời xanh mây trắng",
        effective_on=clock.today(),
        is_significant=significant,
        change=Change("mục 2", "Thêm một câu", "Theo kế hoạch"),
        decision_number="13/QĐ",
        seen=new.version,
    )
    db.session.commit()
    return new


def standings() -> dict[str, Standing]:
    document = people_document()
    return {line.name.split()[-1]: line.standing for line in coverage.of_document(document, clock.today())}


def people_document() -> int:
    return own.get_to_read(CODE, None).document.id


def figure() -> Count:
    """Of the document on the page of coverage; what was counted must agree with what is there."""
    assert tallies_at_odds() == []
    return next(each.count for each in coverage.by_document(clock.today()) if each.code == CODE)


def actions_of(revision: Revision) -> list[str]:
    entries = trail.entries_of("document", revision.document_id)
    return [each.action for each in entries if each.action.startswith("reading.")]


def move(username: str, unit: str | None) -> None:
    who = person(username)
    identity.change_person(
        who, actor=actor("quan"), seen=who.version, name=who.name, email=who.email,
        unit=people.find_unit_named(unit) if unit else None, position=who.position, language=who.language, roles=who.roles,
    )  # fmt: skip
    db.session.commit()


def test_those_concerned_are_asked_and_one_who_confirms_leaves_a_record(revision):
    assert standings() == {"Minh": Standing.OPEN, "Hoa": Standing.OPEN}
    read("minh")
    assert standings() == {"Hoa": Standing.OPEN, "Minh": Standing.CONFIRMED}
    assert figure() == Count(asked=2, open=1)
    [kept] = db.session.scalars(select(Confirmation)).all()
    assert (kept.name, kept.unit_name, kept.content_hash) == (
        "Trần Quang Minh",
        TECHNOLOGY,
        revision.content_hash,
    )
    assert actions_of(revision) == ["reading.confirmed", "reading.audience_set"]
    assert confirmations_of_other_texts() == []


def test_nobody_confirms_twice_or_unasked_or_what_they_did_not_see(revision):
    read("minh")
    with pytest.raises(Refused, match="đã xác nhận rồi"):
        read("minh")
    with pytest.raises(Refused, match="không được yêu cầu"):
        read("binh")
    with pytest.raises(Stale):
        confirm(own.get_to_read(CODE, person("hoa").id), actor=actor("hoa"), seen=revision.number + 1)


def test_a_significant_change_asks_everybody_again_another_one_nobody(revision):
    read("minh")
    second = release(revision, significant=False)
    assert standings() == {"Hoa": Standing.OPEN, "Minh": Standing.CONFIRMED}
    open_duty = own.find_duty(second.document_id, person("hoa").id)
    assert open_duty is not None
    assert open_duty.revision_id == second.id
    release(second, significant=True)
    assert standings() == {"Minh": Standing.OPEN, "Hoa": Standing.OPEN}
    assert figure() == Count(asked=2, open=2)


def test_a_procedure_concerns_those_responsible_for_its_steps(app):
    from tests.factories import procedures  # noqa: PLC0415 - the one test that wants a real procedure

    made = procedures.in_force()
    audience = find_audience(made.document_id)
    assert audience is not None
    assert [part.name for part in audience.named(from_steps=True)] != []
    asked = coverage.of_document(made.document_id, clock.today())
    assert actions_of(made) == (["reading.asked"] if asked else [])


def test_whoever_joins_is_asked_and_whoever_leaves_drops_out_of_the_figure_alone(revision):
    read("minh")
    organization = person("minh").organization
    newcomer, _password = identity.add_person(
        organization=organization, username="moi", name="Lê Văn Mới", roles=[], actor=actor("quan"),
        unit=people.find_unit_named(TECHNOLOGY),
    )  # fmt: skip
    identity.deactivate(person("minh"), actor=actor("quan"), reason="Nghỉ hưu")
    db.session.commit()
    assert standings() == {"Hoa": Standing.OPEN, "Mới": Standing.OPEN}
    assert [each.name for each in coverage.confirmations_of(revision.id)] == ["Trần Quang Minh"]
    told = trail.entries_of("person", newcomer.id)
    assert [each.action for each in told] == ["reading.asked_on_joining", "identity.person_added"]
    assert figure().asked == 2


def test_one_who_comes_back_need_not_confirm_again(revision):
    read("minh")
    move("minh", COUNTER)
    assert standings() == {"Hoa": Standing.OPEN}
    move("minh", TECHNOLOGY)
    assert standings() == {"Hoa": Standing.OPEN, "Minh": Standing.CONFIRMED}
    assert figure() == Count(asked=2, open=1)


def test_a_unit_below_is_concerned_as_soon_as_it_stands_there(revision):
    counter = people.find_unit_named(COUNTER)
    identity.change_unit(
        counter, actor=actor("quan"), seen=counter.version, code=counter.code, name=counter.name,
        parent=people.find_unit_named(TECHNOLOGY), head=None,
    )  # fmt: skip
    assert "Bình" in standings()


def test_who_is_taken_out_of_the_audience_is_let_go(revision):
    assert concern(revision, COUNTER, people=[person("tu")]) == 2
    assert standings() == {"Bình": Standing.OPEN, "Tú": Standing.OPEN}
    assert concern(revision, everybody=True) == 6
    assert figure() == Count(asked=8, open=8)


def test_a_withdrawn_document_is_read_by_nobody(revision):
    deciding.withdraw(
        revision, actor=actor("lan"), reason="Không còn dùng", decision_number="9/QĐ", seen=None
    )
    db.session.commit()
    assert own.count_open(person("minh").id) == 0
    assert tallies_at_odds() == []


def test_below_the_pass_mark_nothing_is_confirmed_and_every_try_is_kept(revision):
    questions = [Question("Ai ký?", ("Giám đốc", "Người nhận"), 1), Question("Mấy ngày?", ("1", "2"), 0)]
    keeping.set_questions(revision.document, questions, pass_mark=100, actor=actor("lan"), seen=None)
    assert not read("minh", (0, 0)).passed
    assert standings()["Minh"] is Standing.OPEN
    assert read("minh", (1, 0)).passed
    assert standings()["Minh"] is Standing.CONFIRMED
    assert actions_of(revision)[:3] == ["reading.confirmed", "reading.answered", "reading.answered"]


def test_each_is_told_once_and_the_head_hears_of_those_who_are_late(revision):
    unit = people.find_unit_named(TECHNOLOGY)
    identity.change_unit(
        unit, actor=actor("quan"), seen=unit.version, code=unit.code, name=unit.name, parent=None, head=person("hoa"),
    )  # fmt: skip
    for days, kinds in ((0, ["asked"]), (8, ["due_soon"]), (30, ["late"])):
        for duty in db.session.scalars(select(ReadingDuty)):
            duty.due_on = clock.today() + timedelta(days=10 - days)
        db.session.commit()
        for _again in range(2):
            remind(clock.now())
            db.session.commit()
        newest = [each.kind for each in list_notices(person("minh").id) if each.kind.startswith("reading")]
        assert newest[:1] == [f"reading.{kinds[0]}"]
    kinds_of = {who: [n.kind for n in list_notices(person(who).id)] for who in ("minh", "hoa")}
    assert kinds_of["minh"].count("reading.late") == 1
    assert kinds_of["hoa"].count("reading.unit_late") == 1
    assert any(key.startswith("notice:") for key in keys_of("mail"))
    assert own.late_in_units_of(person("hoa").id, clock.today()) == [(unit.id, TECHNOLOGY, 2)]


def test_another_text_than_the_confirmed_one_is_found_by_the_check(revision):
    duty = own.find_duty(revision.document_id, person("minh").id)
    assert duty is not None
    db.session.add(
        Confirmation(
            organization_id=revision.organization_id, document_id=revision.document_id, revision_id=revision.id,
            person_id=duty.person_id, name="Trần Quang Minh", position="", unit_name="", content_hash="0" * 64,
            asked_on=duty.asked_on, due_on=duty.due_on, confirmed_at=clock.now(),
        )
    )  # fmt: skip
    [told] = confirmations_of_other_texts()
    assert "Trần Quang Minh" in told
