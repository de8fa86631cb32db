"""Units as a tree, positions, and the organisation."""

import pytest

from qms.foundation import trail
from qms.foundation.db import db
from qms.identity import operations, queries
from tests import people


def unit(code: str):
    found = queries.find_unit_named(code)
    assert found is not None
    return found


def change(client, code: str, *, status=303, **values):
    address = f"/units/{unit(code).id}"
    return client.fill(address, action=address, status=status, **values)


def rows(page) -> list[str]:
    return [" ".join(row.text_content().split()) for row in page.all("//tbody/tr")]


# --- Units ----------------------------------------------------------------------------------------------


def test_a_unit_is_added_under_another_one(client_of):
    client = client_of("quan")
    client.fill("/units/new", code="TCHC", name="Tổ Hành chính", parent=str(unit("VP").id))
    listed = rows(client.page("/units"))
    at = next(place for place, row in enumerate(listed) if row.startswith("Tổ Hành chính"))
    assert listed[at - 1].startswith("Văn phòng Sở")


def test_each_unit_says_how_many_people_it_has(client_of):
    [row] = [row for row in rows(client_of("lan").page("/units")) if row.startswith("Văn phòng Sở")]
    assert row.endswith("3")


@pytest.mark.parametrize("code", ["", "VP", "x" * 21])
def test_a_code_that_is_missing_taken_or_too_long_is_refused_at_its_place(client_of, code):
    page = client_of("quan").fill("/units/new", code=code, name="Văn phòng hai", status=422)
    assert page.errors()[0].startswith("Mã:")
    assert page.fields()["name"] == "Văn phòng hai"


def test_two_organisations_may_have_units_of_the_same_code(client_of):
    client_of("chi").fill("/units/new", code="VP", name="Văn phòng Chi cục")


def test_a_unit_is_renamed_moved_and_given_a_head(client_of):
    head = people.person("lan")
    change(client_of("quan"), "MC", name="Bộ phận Một cửa", parent=str(unit("VP").id), head=str(head.id))
    [entry] = [e for e in trail.entries_of("unit", unit("MC").id) if e.action == "identity.unit_changed"]
    assert entry.changes == {
        "unit.name": ["Bộ phận tiếp nhận và trả kết quả", "Bộ phận Một cửa"],
        "unit.parent": ["", "Văn phòng Sở"],
        "unit.head": ["", "Nguyễn Thị Lan"],
    }


def test_a_unit_cannot_stand_under_itself_or_its_own(client_of):
    client = client_of("quan")
    change(client, "MC", parent=str(unit("VP").id))
    for below in ("VP", "MC"):
        page = change(client, "VP", parent=str(unit(below).id), status=422)
        assert page.errors()[0].startswith("Trực thuộc:")


def test_the_second_of_two_editors_sees_both_values(client_of):
    client = client_of("quan")
    address = f"/units/{unit('MC').id}"
    late = client.page(address).fields(action=address)
    change(client, "MC", name="Một cửa")
    page = client.send(address, late | {"name": "Bộ phận một cửa"}, status=409)
    assert "Một cửa" in page.text
    assert page.fields(action=address)["name"] == "Bộ phận một cửa"


def test_a_unit_with_people_in_it_is_not_closed(client_of):
    client = client_of("quan")
    address = f"/units/{unit('VP').id}"
    client.send(address + "/close", client.page(address).fields(action="/close"))
    assert "Đơn vị còn 3 người" in client.page(address).text
    assert unit("VP").is_active


def test_an_empty_unit_is_closed_and_opened_again(client_of):
    client = client_of("quan")
    client.fill("/units/new", code="CU", name="Phòng cũ")
    address = f"/units/{unit('CU').id}"
    client.send(address + "/close", client.page(address).fields(action="/close"))
    assert "Phòng cũ đã đóng" in client.page("/units").text
    assert "Phòng cũ" not in client.page("/people/new").text
    client.send(address + "/reopen", client.page(address).fields(action="/reopen"))
    assert "Phòng cũ" in client.page("/people/new").text


def test_a_unit_of_another_organisation_is_out_of_reach(client_of):
    client = client_of("quan")
    other = unit("TDC")
    client.page(f"/units/{other.id}", status=404)
    page = client.fill("/units/new", code="X", name="X", parent=str(other.id), status=422)
    assert page.errors()[0].startswith("Trực thuộc:")


# --- Positions --------------------------------------------------------------------------------------------


def test_a_position_is_added_renamed_and_no_longer_given(client_of):
    client = client_of("quan")
    client.fill("/positions", action="/positions", name="Chánh Văn phòng")
    position = queries.find_position("Chánh Văn phòng", organization_id=people.person("quan").organization_id)
    address = f"/positions/{position.id}"
    client.fill(address, action=address, name="Chánh văn phòng Sở", is_active="no")
    assert "Chánh văn phòng Sở không còn sử dụng" in client.page("/positions").text
    assert "Chánh văn phòng Sở" not in client.page("/people/new").text


def test_two_positions_of_one_name_are_refused(client_of):
    page = client_of("quan").fill("/positions", action="/positions", name="Giám đốc", status=422)
    assert page.errors() == ["Tên: Đã có chức vụ tên Giám đốc."]


def test_somebody_elses_change_of_a_position_is_not_overwritten(client_of):
    client = client_of("quan")
    position = people.person("lan").position
    address = f"/positions/{position.id}"
    late = client.page(address).fields()
    client.fill(address, name="Thư ký ISO của Sở")
    client.send(address, late | {"name": "Thư ký"}, status=409)


# --- The organisation -------------------------------------------------------------------------------------


def test_the_organisation_is_renamed_everywhere_at_once(client_of):
    client_of("quan").fill("/organization", action="/organization", short_name="Sở KHCN tỉnh")
    assert "Sở KHCN tỉnh" in client_of("minh").page("/").body
    assert "Sở KHCN tỉnh" not in client_of("khanh").page("/").body


def test_a_code_of_another_organisation_is_refused(client_of):
    page = client_of("quan").fill("/organization", action="/organization", code="CCTDC", status=422)
    assert page.errors() == ["Mã: Mã CCTDC đã thuộc về cơ quan khác."]


def test_the_history_of_a_person_and_of_a_unit_reads_as_sentences(client_of):
    operations.deactivate(people.person("minh"), actor=people.actor("quan"), reason="Nghỉ hưu")
    db.session.commit()
    client = client_of("quan")
    history = client.page(f"/history/person/{people.person('minh').id}").text
    assert "Đỗ Văn Quân đã ngừng tài khoản của Trần Quang Minh do không còn làm việc." in history
    assert "đã thêm Trần Quang Minh với vai trò: Chuyên viên." in history
    client.page(f"/history/unit/{unit('VP').id}")
    client_of("minh" if people.person("minh").is_active else "lan").page(
        f"/history/person/{people.person('minh').id}", status=403
    )
