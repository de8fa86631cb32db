"""The editor of steps and facts, without scripts."""

from __future__ import annotations

import pytest

from qms.procedures.queries import get_draft
from tests.factories import documents, procedures

DRAFT = "/procedures/QT-ATBX-02/revisions/1"


@pytest.fixture
def minh(client_of):
    procedures.draft("QT-ATBX-02")
    return client_of("minh")


def steps():
    return get_draft("QT-ATBX-02", 1).procedure.steps


def test_a_step_is_added_behind_another_and_the_flow_goes_through_it(minh):
    before = steps()
    page = minh.page(f"{DRAFT}/steps")
    fields = page.fields(action=f"{DRAFT}/steps") | {"after": before[0].id, "name": "Kiểm tra"}
    minh.send(f"{DRAFT}/steps", fields)
    after = steps()
    assert [step.name for step in after[:3]] == [before[0].name, "Kiểm tra", before[1].name]
    assert after[0].exits[0].to == after[1].id


def test_a_step_moves_up_and_down(minh):
    first, second = steps()[:2]
    fields = minh.page(f"{DRAFT}/steps").fields(action=f"/{first.id}/move")
    minh.send(f"{DRAFT}/steps/{first.id}/move", fields)
    assert [step.id for step in steps()[:2]] == [second.id, first.id]


def test_removing_a_step_asks_first_and_closes_the_gap(minh):
    gone = steps()[1]
    minh.fill(f"{DRAFT}/steps/{gone.id}/remove")
    assert gone.id not in {step.id for step in steps()}
    assert all(exit_.to != gone.id for step in steps() for exit_ in step.exits)


def test_a_step_is_written_with_time_forms_and_ways_on(minh):
    step = steps()[1]
    minh.fill(
        f"{DRAFT}/steps/{step.id}",
        **{
            "name": "Thẩm định hồ sơ",
            "kind": "decision",
            "party": "Phòng Quản lý công nghệ",
            "duration-value": "0,5",
            "duration-unit": "working_day",
            "forms": "BM-01 | Phiếu thẩm định\nPhiếu bổ sung",
            "exits-0-to": steps()[2].id,
            "exits-0-condition": "Đạt",
            "exits-1-to": "end",
            "exits-1-condition": "Không đạt",
        },
    )
    saved = steps()[1]
    assert (saved.name, saved.kind, str(saved.duration.value)) == ("Thẩm định hồ sơ", "decision", "0.5")
    assert [(form.code, form.title) for form in saved.forms] == [
        ("BM-01", "Phiếu thẩm định"),
        ("", "Phiếu bổ sung"),
    ]
    assert [(exit_.to, exit_.condition) for exit_ in saved.exits] == [
        (steps()[2].id, "Đạt"),
        ("end", "Không đạt"),
    ]


def test_a_step_may_not_lead_to_a_step_that_is_not_there(minh):
    page = minh.fill(f"{DRAFT}/steps/{steps()[0].id}", status=422, **{"exits-0-to": "nowhere"})
    assert "nowhere" not in str(steps()[0].exits)
    assert page.errors()


def test_a_time_that_is_no_number_is_refused_at_its_field_and_kept(minh):
    page = minh.fill(f"{DRAFT}/steps/{steps()[0].id}", status=422, **{"duration-value": "vài ngày"})
    assert page.all("//input[@name='duration-value']/@value") == ["vài ngày"]


def test_the_second_to_save_a_step_is_told_and_sees_what_differs(minh, client_of):
    step = steps()[0]
    stale = minh.page(f"{DRAFT}/steps/{step.id}").fields()
    client_of("lan").fill(f"{DRAFT}/steps/{step.id}", name="Nộp hồ sơ tại một cửa")
    typed = stale | {"name": "Nộp hồ sơ trực tuyến", "exits-0-to": "end"}
    page = minh.send(f"{DRAFT}/steps/{step.id}", typed, status=409)
    assert [cell.text_content().strip() for cell in page.all("//main//tr[2]/td")] == ["Bước 2", "Kết thúc"]
    assert "Nguyễn Thị Lan" in page.text
    assert "Nộp hồ sơ tại một cửa" in page.text
    assert page.all("//input[@name='name']/@value") == ["Nộp hồ sơ trực tuyến"]
    minh.send(f"{DRAFT}/steps/{step.id}", page.fields() | {"name": "Nộp hồ sơ trực tuyến"})
    assert steps()[0].name == "Nộp hồ sơ trực tuyến"


def test_the_facts_come_back_as_they_were_when_nothing_is_changed(minh):
    before = get_draft("QT-ATBX-02", 1).procedure
    minh.fill(f"{DRAFT}/facts")
    assert get_draft("QT-ATBX-02", 1).procedure == before


def test_the_times_of_another_case_keep_their_notes_and_are_shown(minh):
    count = len(get_draft("QT-ATBX-02", 1).procedure.variants)
    row = f"variants-{count}"
    minh.fill(f"{DRAFT}/facts", **{f"{row}-name": "Có hội đồng", f"{row}-statutory-value": "40",
              f"{row}-statutory-note": "kể cả thẩm định", f"{row}-committed-value": "35"})  # fmt: skip
    minh.fill(f"{DRAFT}/facts")
    variant = get_draft("QT-ATBX-02", 1).procedure.variants[count]
    assert (variant.statutory.note, str(variant.committed.value)) == ("kể cả thẩm định", "35")
    text = minh.page("/documents/QT-ATBX-02/revisions/1").text
    assert "35 ngày làm việc · theo quy định: 40 ngày làm việc (kể cả thẩm định)" in text


@pytest.mark.parametrize(
    ("place", "row", "written", "first"),
    [
        ("facts", "fees-{n}", "amount", "name"),
        ("facts", "components-{n}", "condition", "name"),
        ("facts", "variants-{n}", "committed-value", "name"),
        ("facts", "committed", "note", "value"),
        ("steps/{step}", "exits-{n}", "condition", "to"),
    ],
)
def test_a_row_without_its_name_is_told_and_kept_not_dropped(minh, place, row, written, first):
    before = get_draft("QT-ATBX-02", 1).procedure
    address = f"{DRAFT}/{place.format(step=steps()[0].id)}"
    names = minh.page(address).fields()
    row = next(found for n in range(30, -1, -1) if f"{(found := row.format(n=n))}-{first}" in names)
    page = minh.fill(address, status=422, **{f"{row}-{first}": "", f"{row}-{written}": "7"})
    assert page.one(f"//*[@name='{row}-{first}']").get("aria-invalid") == "true"
    assert page.one(f"//*[@name='{row}-{written}']").get("value") == "7"
    assert get_draft("QT-ATBX-02", 1).procedure == before


def test_a_paper_is_added_in_an_empty_row(minh):
    count = len(get_draft("QT-ATBX-02", 1).procedure.components)
    minh.fill(f"{DRAFT}/facts", **{f"components-{count}-name": "Bản vẽ", f"components-{count}-copies": "2"})
    assert get_draft("QT-ATBX-02", 1).procedure.components[count].copies == 2


def test_what_is_in_force_cannot_be_edited(client_of):
    procedures.in_force("QT-ATBX-02")
    page = client_of("minh").page(f"{DRAFT}/steps", status=302)
    assert page.location.endswith("/documents/QT-ATBX-02/revisions/1")


def test_only_the_author_and_the_coordinator_edit(minh, client_of):
    client_of("binh").page(f"{DRAFT}/steps", status=403)
    client_of("lan").page(f"{DRAFT}/steps")


def test_the_checks_say_what_must_be_mended_with_the_way_to_it(minh):
    step = steps()[1]
    minh.fill(f"{DRAFT}/steps/{step.id}", **{"party": "", "exits-0-to": ""})
    page = minh.page("/documents/QT-ATBX-02/revisions/1/submit")
    assert page.all(f"//main//a[@href='{DRAFT}/steps/{step.id}']")


def test_comparing_two_revisions_shows_the_steps_that_changed(client_of):
    revision = procedures.in_force("QT-ATBX-02")
    documents.next_draft(revision)
    minh = client_of("minh")
    minh.fill(f"/procedures/QT-ATBX-02/revisions/2/steps/{steps()[0].id}", name="Nộp hồ sơ trực tuyến")
    page = minh.page("/documents/QT-ATBX-02/compare?old=1&new=2")
    assert page.all("//ins[contains(., 'trực tuyến')]")


def test_two_people_write_different_steps_of_one_draft_without_a_conflict(minh, client_of):
    first, second = steps()[:2]
    opened = minh.page(f"{DRAFT}/steps/{first.id}").fields()
    client_of("lan").fill(f"{DRAFT}/steps/{second.id}", name="Kiểm tra giấy tờ")
    minh.send(f"{DRAFT}/steps/{first.id}", opened | {"name": "Nộp hồ sơ trực tuyến"})
    assert [step.name for step in steps()[:2]] == ["Nộp hồ sơ trực tuyến", "Kiểm tra giấy tờ"]


def test_one_writes_the_text_and_another_the_steps_without_a_conflict(minh, client_of):
    edit = "/documents/QT-ATBX-02/revisions/1/edit"
    opened = minh.page(edit).fields()
    client_of("lan").fill(f"{DRAFT}/steps/{steps()[0].id}", name="Nộp hồ sơ tại một cửa")
    minh.send(edit, opened | {"body": "# Mục đích\n\nMới."})
    draft = get_draft("QT-ATBX-02", 1)
    assert (draft.revision.body, draft.procedure.steps[0].name) == (
        "# Mục đích\n\nMới.",
        "Nộp hồ sơ tại một cửa",
    )


def test_facts_and_steps_are_written_at_once_without_a_conflict(minh, client_of):
    opened = minh.page(f"{DRAFT}/facts").fields()
    client_of("lan").fill(f"{DRAFT}/steps/{steps()[0].id}", name="Nộp hồ sơ tại một cửa")
    minh.send(f"{DRAFT}/facts", opened | {"result": "Giấy phép mới"})
    procedure = get_draft("QT-ATBX-02", 1).procedure
    assert (procedure.result, procedure.steps[0].name) == ("Giấy phép mới", "Nộp hồ sơ tại một cửa")
