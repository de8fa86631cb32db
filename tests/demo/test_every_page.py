"""Every page of the application as the people of the demonstration see it, in a real browser.

WCAG 2.2 AA by axe in both themes, nothing wider than a small phone, nothing in the console, no other host.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from qms.foundation.db import db
from qms.identity.operations import sign_in
from qms.identity.queries import find_by_username
from tests.browsing import Site, Watch, open_window
from tests.judging import judge

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Endpoint -> who looks at it, and where. Numbers are of the demonstration, which is always made alike.
PAGES = {
    "audits.acknowledge": ("giamdoc", "/audits/5/units/1/acknowledge"),
    "audits.add_entry": ("danhgia", "/audits/3/agenda/new"),
    "audits.add_item": ("thuky", "/audits/programme/{next_year}/lines/new"),
    "audits.add_line": ("danhgia", "/audits/1/checklist/new"),
    "audits.add_member": ("thuky", "/audits/3/team/new"),
    "audits.add_record": ("thuky", "/audits/auditors/8/new"),
    "audits.amend_programme": ("thuky", "/audits/programme/{year}/amend"),
    "audits.announce": ("danhgia", "/audits/3/announce"),
    "audits.answer_finding": ("thuky", "/audits/4/findings/{sent}/answer"),
    "audits.close": ("danhgia", "/audits/5/close"),
    "audits.decide_finding": ("danhgia", "/audits/4/findings/{sent}/decide"),
    "audits.edit_finding": ("danhgia", "/audits/1/findings/{written}"),
    "audits.edit_report": ("danhgia", "/audits/1/report/edit"),
    "audits.print_report": ("giamdoc", "/audits/5/report/print"),
    "audits.report": ("danhgia", "/audits/4/report"),
    "audits.sign_report": ("danhgia", "/audits/4/report/sign"),
    "audits.write_finding": ("danhgia", "/audits/1/lines/{disputed}/finding"),
    "audits.answer": ("khoahoc", "/audits/2/units/4/answer"),
    "audits.approve_programme": ("chicuctruong", "/audits/programme/{year}/approve"),
    "audits.auditors": ("thuky", "/audits/auditors"),
    "audits.begin_walk": ("danhgia", "/audits/1/walk"),
    "audits.build_checklist": ("danhgia", "/audits/1/checklist/build"),
    "audits.cancel": ("thuky", "/audits/3/cancel"),
    "audits.checklist": ("danhgia", "/audits/1/checklist"),
    "audits.edit": ("danhgia", "/audits/3/plan"),
    "audits.edit_aims": ("thuky", "/audits/programme/{next_year}/aims"),
    "audits.edit_entry": ("danhgia", "/audits/3/agenda/7"),
    "audits.edit_item": ("thuky", "/audits/programme/{next_year}/lines/8"),
    "audits.finish": ("danhgia", "/audits/1/finish"),
    "audits.from_paper": ("thuky", "/audits/from-paper"),
    "audits.index": ("thuky", "/audits?show=all"),
    "audits.keep_template": ("danhgia", "/audits/1/checklist/template"),
    "audits.name_representative": ("danhgia", "/audits/3/units/3"),
    "audits.new": ("thuky", "/audits/new?item=5"),
    "audits.on_site": ("danhgia", "/audits/on-site"),
    "audits.overrule": ("giamdoc", "/audits/3/team/overrule"),
    "audits.print_plan": ("motcua", "/audits/1/print"),
    "audits.print_programme": ("congtac", "/audits/programme/{year}/print"),
    "audits.programme": ("thuky", "/audits/programme/{year}"),
    "audits.programme_years": ("thuky", "/audits/programme"),
    "audits.questions": ("congtac", "/audits/questions?chapter=8"),
    "audits.resume": ("danhgia", "/audits/4/resume"),
    "audits.return_programme": ("chicuctruong", "/audits/programme/{year}/return"),
    "audits.set_limits": ("thuky", "/audits/limits"),
    "audits.settle_line": ("danhgia", "/audits/1/lines/{disputed}/settle"),
    "audits.show": ("danhgia", "/audits/1"),
    "audits.show_coverage": ("thuky", "/audits/coverage?depth=all"),
    "audits.start": ("danhgia", "/audits/2/start"),
    "audits.submit_programme": ("thuky", "/audits/programme/{next_year}/submit"),
    "audits.walk": ("danhgia", "/audits/1/walk/{disputed}"),
    "audits.withdraw_record": ("thuky", "/audits/auditors/records/1/withdraw"),
    "dashboard.show": ("thuky", "/dashboard"),
    "documents.abandon": ("thuky", "/documents/BM-VP-02/revisions/1/abandon"),
    "documents.answer_review": ("thuky", "/documents/CSCL-01/still-valid"),
    "documents.approve": ("giamdoc", "/documents/QT-ATBX-01/revisions/2/approve"),
    "documents.change_facts": ("thuky", "/documents/CSCL-01/facts"),
    "documents.change_type": ("thuky", "/documents/types/1"),
    "documents.compare": ("thuky", "/documents/QT-ATBX-01/compare"),
    "documents.edit": ("thuky", "/documents/BM-VP-02/revisions/1/edit"),
    "documents.index": ("thuky", "/documents?show=all"),
    "documents.new": ("thuky", "/documents/new"),
    "documents.new_type": ("thuky", "/documents/types/new"),
    "documents.print_revision": ("congtac", "/documents/BM-HTQL-07/revisions/1/print"),
    "documents.recall": ("thuky", "/documents/MHHT-01/revisions/1/recall"),
    "documents.request_changes": ("giamdoc", "/documents/QT-ATBX-01/revisions/2/return"),
    "documents.review": ("phogiamdoc", "/documents/MHHT-01/revisions/1/review"),
    "documents.revise": ("thuky", "/documents/CSCL-01/revise"),
    "documents.revoke": ("giamdoc", "/documents/HD-MC-01/revisions/1/revoke"),
    "documents.send": ("thuky", "/documents/BM-VP-02/revisions/1/submit"),
    "documents.show": ("congtac", "/documents/BM-HTQL-07"),
    "documents.show_revision": ("giamdoc", "/documents/QT-ATBX-01/revisions/2"),
    "documents.types": ("thuky", "/documents/types"),
    "documents.withdraw": ("giamdoc", "/documents/CSCL-01/withdraw"),
    "help.index": ("congtac", "/help"),
    "help.show": ("congtac", "/help/life-of-a-document"),
    "history.show": ("thuky", "/history/document/1?reads=yes"),
    "history.show_log": ("quantri", "/log?action=all"),
    "home.show": ("thuky", "/"),
    "identity.account": ("congtac", "/account"),
    "identity.deactivate_person": ("quantri", "/people/6/deactivate"),
    "identity.edit_organization": ("quantri", "/organization"),
    "identity.edit_person": ("quantri", "/people/6/edit"),
    "identity.edit_position": ("quantri", "/positions/1"),
    "identity.edit_unit": ("quantri", "/units/1"),
    "identity.new_person": ("quantri", "/people/new"),
    "identity.new_unit": ("quantri", "/units/new"),
    "identity.password": ("congtac", "/account/password"),
    "identity.people": ("quantri", "/people"),
    "identity.permissions": ("danhgia", "/permissions"),
    "identity.positions": ("quantri", "/positions"),
    "identity.show_person": ("quantri", "/people/6"),
    "identity.sign_in": ("", "/sign-in"),
    "identity.units": ("quantri", "/units"),
    "inbox.show": ("giamdoc", "/inbox"),
    "laws.add": ("thuky", "/laws/new"),
    "laws.answer": ("truongphong", "/laws/tasks/3/answer"),
    "laws.change": ("thuky", "/laws/32/edit"),
    "laws.changes": ("truongphong", "/laws/changes"),
    "laws.index": ("motcua", "/laws"),
    "laws.limits": ("motcua", "/laws/limits"),
    "laws.print_change": ("truongphong", "/laws/changes/27/print"),
    "laws.print_reviews": ("danhgia", "/laws/reviews/print"),
    "laws.relate": ("thuky", "/laws/32/relate"),
    "laws.review": ("thuky", "/laws/reviews/2020/1"),
    "laws.reviews": ("danhgia", "/laws/reviews"),
    "laws.set_limit": ("thuky", "/laws/limits/new"),
    "laws.show": ("motcua", "/laws/32"),
    "laws.show_change": ("truongphong", "/laws/changes/27"),
    "laws.show_missing": ("thuky", "/laws/missing"),
    "laws.take_sheet": ("thuky", "/laws/import"),
    "laws.unrelate": ("thuky", "/laws/relations/1/remove"),
    "nonconformities.accept": ("thuky", "/nonconformities/{reported}/accept"),
    "nonconformities.add_files": ("thuky", "/nonconformities/{doing}/files"),
    "nonconformities.add_term": ("thuky", "/nonconformities/terms/new/severity"),
    "nonconformities.change_term": ("thuky", "/nonconformities/terms/1"),
    "nonconformities.plan_common": ("thuky", "/nonconformities/common-action?codes={plan},{doing}"),
    "nonconformities.show_causes": ("thuky", "/nonconformities/causes"),
    "nonconformities.show_repeats": ("thuky", "/nonconformities/repeats"),
    "nonconformities.show_terms": ("congtac", "/nonconformities/terms"),
    "nonconformities.answer_wish": ("giamdoc", "/nonconformities/{doing}/actions/2/answer"),
    "nonconformities.ask_for_time": ("chuyenvien", "/nonconformities/{doing}/actions/1/more-time"),
    "nonconformities.contain": ("truongphong", "/nonconformities/{accepted}/contain"),
    "nonconformities.change_action": ("truongphong", "/nonconformities/{plan}/actions/1/change"),
    "nonconformities.drop_action": ("truongphong", "/nonconformities/{doing}/actions/1/drop"),
    "nonconformities.finish_action": ("chuyenvien", "/nonconformities/{doing}/actions/1/finish"),
    "nonconformities.keep_fishbone": ("truongphong", "/nonconformities/{containment}/fishbone"),
    "nonconformities.keep_whys": ("truongphong", "/nonconformities/{containment}/whys"),
    "nonconformities.name_cause": ("truongphong", "/nonconformities/{containment}/cause"),
    "nonconformities.plan_action": ("truongphong", "/nonconformities/{cause}/actions/new"),
    "nonconformities.set_check": ("truongphong", "/nonconformities/{plan}/check-plan"),
    "nonconformities.start": ("truongphong", "/nonconformities/{plan}/start"),
    "nonconformities.verify": ("danhgia", "/nonconformities/{verifying}/verify"),
    "nonconformities.declare_void": ("thuky", "/nonconformities/{reported}/void"),
    "nonconformities.decline": ("thuky", "/nonconformities/{reported}/decline"),
    "nonconformities.hand_over": ("thuky", "/nonconformities/{doing}/hand-over"),
    "nonconformities.index": ("thuky", "/nonconformities?show=all"),
    "nonconformities.print_form": ("danhgia", "/nonconformities/{reopened}/print"),
    "nonconformities.reopen": ("thuky", "/nonconformities/{closed}/reopen"),
    "nonconformities.report": ("congtac", "/nonconformities/report?page=/procedures/QT-ATBX-02/steps/2"),
    "nonconformities.show": ("danhgia", "/nonconformities/{reopened}"),
    "procedures.edit_facts": ("khoahoc", "/procedures/QT-KHCN-02/revisions/2/facts"),
    "procedures.edit_step": ("khoahoc", "/procedures/QT-KHCN-02/revisions/2/steps/{step}"),
    "procedures.edit_steps": ("khoahoc", "/procedures/QT-KHCN-02/revisions/2/steps"),
    "procedures.index": ("motcua", "/procedures"),
    "procedures.read_bpmn": ("khoahoc", "/procedures/QT-KHCN-02/revisions/2/bpmn"),
    "procedures.remove_step": ("khoahoc", "/procedures/QT-KHCN-02/revisions/2/steps/{step}/remove"),
    "procedures.show": ("motcua", "/procedures/QT-ATBX-02"),
    "procedures.show_flowchart": ("motcua", "/procedures/QT-ATBX-02/flowchart"),
    "procedures.show_step": ("motcua", "/procedures/QT-ATBX-02/steps/2"),
    "search.add_short_form": ("thuky", "/search/abbreviations/new"),
    "search.change_short_form": ("thuky", "/search/abbreviations/{short_form}"),
    "search.results": ("motcua", "/search?q=cap+giay+phep+x+quang"),
    "search.short_forms": ("thuky", "/search/abbreviations"),
    "upkeep.show": ("quantri", "/upkeep"),
    "copies.add_signed": ("thuky", "/documents/QT-ATBX-02/revisions/1/signed"),
    "copies.certificates": ("quantri", "/paper/certificates"),
    "copies.check": ("", "/c/{check_token}"),
    "copies.end_copy": ("thuky", "/paper/copies/1/end"),
    "copies.hand_out": ("thuky", "/documents/QT-ATBX-02/copies/new"),
    "copies.register": ("thuky", "/paper/copies"),
    "copies.set_layout": ("thuky", "/paper/layout"),
    "copies.show": ("motcua", "/documents/QT-ATBX-02/revisions/1/paper"),
    "documents.add_revisions": ("thuky", "/documents/decisions/2/add"),
    "documents.add_withdrawal": ("thuky", "/documents/decisions/2/withdraw"),
    "documents.approve_set": ("giamdoc", "/documents/decisions/2/approve"),
    "documents.decisions": ("motcua", "/documents/decisions"),
    "documents.drop_decision": ("thuky", "/documents/decisions/2/drop"),
    "documents.edit_decision": ("thuky", "/documents/decisions/2/edit"),
    "documents.edit_files": ("thuky", "/documents/BM-VP-02/revisions/1/files"),
    "documents.new_decision": ("thuky", "/documents/decisions/new"),
    "documents.show_decision": ("thuky", "/documents/decisions/2"),
    "intake.index": ("thuky", "/intake/"),
    "intake.send": ("thuky", "/intake/send"),
    "reading.edit_audience": ("thuky", "/reading/documents/CSCL-01/audience"),
    "reading.edit_questions": ("thuky", "/reading/documents/CSCL-01/questions"),
    "reading.index": ("motcua", "/reading"),
    "reading.print_record": ("danhgia", "/reading/documents/CSCL-01/record"),
    "reading.read": ("chuyenvien", "/reading/documents/CSCL-01"),
    "reading.set_terms": ("thuky", "/reading/terms"),
    "reading.show_coverage": ("thuky", "/reading/coverage"),
    "reading.show_person": ("thuky", "/reading/people/9"),
    "reading.show_readers": ("thuky", "/reading/documents/CSCL-01/readers"),
    "reading.show_unit": ("thuky", "/reading/units/6"),
    "reading.show_units": ("thuky", "/reading/units"),
}

NOT_PAGES = {
    "audits.download_excel",
    "audits.signed_report",
    "copies.download",
    "copies.download_copy",
    "copies.download_register",
    "copies.download_signed",
    "copies.download_word",
    "copies.show_logo",
    "documents.download_excel",
    "documents.show_file",
    "documents.show_revision_file",
    "history.export_log_as_excel",
    "identity.download_people",
    "intake.show_original",
    "procedures.download_excel",
    "reading.download_coverage_csv",
    "reading.download_coverage_excel",
    "reading.download_readers_csv",
    "reading.download_readers_excel",
    "reading.download_units_csv",
    "reading.download_units_excel",
    "audits.show_finding_file",
    "audits.show_line_file",
    "audits.walk_data",
    "audits.worker",
    "static",
    "documents.download",
    "documents.signed_content",
    "history.export_log",
    "laws.download_csv",
    "laws.download_excel",
    "nonconformities.download_csv",
    "nonconformities.download_excel",
    "nonconformities.show_file",
    "procedures.download_bpmn",
    "search.suggest",
    "intake.confirm",  # of a file that came in, of which the demonstration has none: tests/pages/intake
    "intake.show",
}
OTHER_VIEWS = {
    "documents.show of a draft sent back": ("chuyenvien", "/documents/HD-ATBX-01/revisions/1"),
    "documents.index of a reader": ("congtac", "/documents"),
    "search.results of nothing": ("motcua", "/search?q=zzzzzz"),
    "home.show of an administrator": ("quantri", "/"),
    "home.show of a reader": ("congtac", "/"),
    "inbox.show of a reader": ("congtac", "/inbox"),
    "404": ("congtac", "/documents/NO-SUCH"),
    "403": ("congtac", "/upkeep"),
}


def test_every_page_is_among_them(demo: Flask) -> None:
    pages = {rule.endpoint for rule in demo.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert pages - NOT_PAGES == set(PAGES)


@pytest.fixture(scope="module")
def site(demonstration: Flask) -> Iterator[Site]:
    with Site(demonstration).running() as site:
        yield site


class Desk:
    """One browser tab in the dark at which one person after another sits down: what one of them has loaded, the next
    one need not load again."""

    def __init__(self, chrome: Browser, site: Site) -> None:
        self.site = site
        self.window = open_window(chrome, site.address)
        self.window.add_cookies([site.cookie("theme", "dark")])
        self.watch = Watch(site.address)
        self.tab = self.watch.over(self.window).new_page()
        self._tokens: dict[str, str] = {}

    def show(self, username: str, path: str) -> Page:
        """A page as this person sees it; as somebody who has not signed in for an empty name."""
        self.window.add_cookies([self.site.session_cookie(self._token_of(username))])
        self.tab.goto(path)
        return self.tab

    def _token_of(self, username: str) -> str:
        if username and username not in self._tokens:
            person = find_by_username(username)
            assert person is not None
            self._tokens[username] = sign_in(person, address="127.0.0.1", device="test")
            db.session.commit()
        db.session.rollback()  # the site waits for nobody
        return self._tokens.get(username, "")


@pytest.fixture(scope="module")
def desk(chrome: Browser, site: Site) -> Iterator[Desk]:
    desk = Desk(chrome, site)
    yield desk
    desk.window.close()
    assert desk.watch.told() == []


@pytest.mark.parametrize("view", [*PAGES, *OTHER_VIEWS])
def test_a_page_is_for_everybody_and_every_screen(
    demo: Flask, desk: Desk, places: dict[str, object], view: str
) -> None:
    username, path = {**PAGES, **OTHER_VIEWS}[view]
    judge(desk.show(username, path.format(**places)))
    assert desk.watch.told() == []
