"""A coordinator sends a Word file, corrects what was read of it beside the original, and has a draft."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from qms.documents.queries import find_document, get_revision
from qms.foundation import outbox
from qms.foundation.db import db
from qms.procedures.queries import procedure_in
from tests.factories.procedures import real
from tests.factories.word import Layout, word_file
from tests.stories.browser.conftest import Browsers

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CODE = "QT-TĐC-02"


@pytest.mark.usefixtures("office")
def test_sent_compared_corrected_and_confirmed(browsers: Browsers):
    tab = browsers.of("lan").new_page()
    tab.goto("/intake/send")
    content = word_file(real(CODE), Layout(merged=True))
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    tab.set_input_files("[name=files]", {"name": f"{CODE}.docx", "mimeType": kind, "buffer": content})
    tab.locator("main form button[type=submit]").click()
    tab.wait_for_url("**/intake/")
    outbox.work_once()
    db.session.commit()
    tab.goto("/intake/")
    tab.get_by_role("link", name=f"{CODE}.docx").click()
    tab.locator(".read-step .original-link").nth(1).click()
    expect(tab.locator(".original :target")).to_contain_text(real(CODE).procedure.steps[1].name)
    assert find_document(CODE) is None
    db.session.rollback()
    tab.fill("[name=steps-0-party]", "Văn thư Sở")
    tab.check("[name=compared]")
    tab.locator(".beside__understood form button[type=submit]").click()
    tab.wait_for_url("**/revisions/1")
    steps = procedure_in(get_revision(CODE, 1)).steps
    assert steps[0].responsible is not None
    assert (len(steps), steps[0].responsible.name) == (len(real(CODE).procedure.steps), "Văn thư Sở")
