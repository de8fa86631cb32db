"""Pages of programmes and plans, as people go through them."""

from __future__ import annotations

from qms.kernel import clock
from tests.factories import audits
from tests.factories.audits import unit
from tests.people import PASSWORD, person

DAY = clock.today().strftime("%d/%m/%Y")


def test_a_programme_is_begun_filled_signed_and_approved(client_of):
    lan, year = client_of("lan"), clock.today().year
    assert lan.fill("/audits/programme").location == f"/audits/programme/{year}"
    lan.fill(f"/audits/programme/{year}/lines/new", unit=unit().id, clauses="8.2.1, 7.5", month=5)
    lan.fill(f"/audits/programme/{year}/submit", approver=person("dung").id, password=PASSWORD)
    dung = client_of("dung")
    assert "Phê duyệt chương trình đánh giá" in dung.page("/").text
    dung.fill(f"/audits/programme/{year}/approve", password=PASSWORD)
    page = client_of("binh").page(f"/audits/programme/{year}")
    assert "7.5, 8.2.1" in page.text
    assert "Phạm Tiến Dũng" in page.text


def test_an_audit_is_planned_from_a_line_announced_and_accepted(client_of):
    audits.competent("an")
    item = audits.approved(audits.programme()).items[0]
    lan = client_of("lan")
    home = lan.fill(f"/audits/new?item={item.id}", objective="Xem xét", starts_on=DAY, ends_on=DAY).location
    lan.fill(f"{home}/team/new", person=person("an").id, part="lead")
    lan.fill(f"{home}/units/{unit().id}", representative=person("binh").id)
    lan.fill(f"{home}/agenda/new", kind="opening", begins="8h00", ends="08:30")
    client_of("an").fill(f"{home}/announce")
    binh = client_of("binh")
    assert "ĐG-" in binh.page("/").text
    binh.fill(f"{home}/units/{unit().id}/answer", choice="accept")
    page = client_of("an").page(home)
    assert "Đồng ý" in page.text
    assert "08:00–08:30" in page.text


def test_what_is_refused_stands_at_its_field(client_of):
    audit = audits.planned(audits.plan(units=("Thanh tra Sở",)), lead=None)
    audits.competent("an")
    page = client_of("lan").fill(
        f"/audits/{audit.id}/team/new", status=422, person=person("an").id, part="lead"
    )
    assert "Thanh tra Sở" in page.errors()[0]


def test_a_page_of_an_act_that_is_not_possible_leads_away_and_says_why(client_of):
    audit = audits.started()
    lan = client_of("lan")
    assert lan.page(f"/audits/{audit.id}/plan", status=302).location == f"/audits/{audit.id}"
    assert "Không thể" in lan.page(f"/audits/{audit.id}").text


def test_a_plan_that_was_not_sent_is_the_team_s_own(client_of):
    audit = audits.ready()
    binh = client_of("binh")
    binh.page(f"/audits/{audit.id}", status=403)
    assert audit.title not in binh.page("/audits").text
    assert audit.title in client_of("an").page("/audits").text


def test_plan_and_programme_go_on_paper(client_of):
    audit, programme = audits.announced(), audits.programme()
    assert "08:00" in client_of("binh").page(f"/audits/{audit.id}/print").text
    assert "7.5" in client_of("lan").page(f"/audits/programme/{programme.year}/print").text


def test_the_question_bank_and_the_auditors_are_there_for_everybody(client_of):
    audits.competent("an")
    tu = client_of("tu")
    assert "7.5.3.2" in tu.page("/audits/questions?chapter=7").text
    assert "Vũ Hoài An" in tu.page("/audits/auditors").text
