"""The frame of a mail as plain text: its parts stand apart from each other."""

from __future__ import annotations

from flask import Flask

from qms.foundation.texts import in_language

FACTS = {
    "subject": "Review QT-05",
    "body": "Please review it.",
    "address": "http://office/x",
    "organization_name": "Sở",
}


def mail(app: Flask, **changed: str) -> list[str]:
    with in_language("en"):
        text = app.jinja_env.get_template("inbox/_mail/notice.txt").render(FACTS | changed)
    return text.split("\n\n")


def test_text_address_and_foot_are_paragraphs_of_their_own(app: Flask) -> None:
    subject, body, address, foot = mail(app)
    assert (subject, body, address) == (
        "Review QT-05",
        "Please review it.",
        "Open in the system: http://office/x",
    )
    assert foot.startswith("--\nSở\n")


def test_a_mail_that_leads_nowhere_has_no_line_for_it(app: Flask) -> None:
    assert [part.splitlines()[0] for part in mail(app, address="")] == [
        "Review QT-05",
        "Please review it.",
        "--",
    ]
