"""Texts that are looked up late: on a page, what fills them is text and not HTML."""

from __future__ import annotations

from flask import Flask, render_template_string
from markupsafe import Markup

from qms.foundation.texts import _l, in_language

NAME = '<b>"Phòng"</b>'
ESCAPED = "&lt;b&gt;&#34;Phòng&#34;&lt;/b&gt;"


def shown(app: Flask, value: object) -> str:
    with app.test_request_context(), in_language("en"):
        return render_template_string("{{ value }}", value=value)


def test_what_fills_a_late_text_is_escaped_on_a_page(app: Flask) -> None:
    assert shown(app, _l("Deactivate the account of %(name)s", name=NAME)) == (
        f"Deactivate the account of {ESCAPED}"
    )


def test_also_when_it_fills_another(app: Flask) -> None:
    inner = _l("due %(day)s", day=NAME)
    assert shown(app, _l("Deactivate the account of %(name)s", name=inner)) == (
        f"Deactivate the account of due {ESCAPED}"
    )


def test_what_is_html_already_stays(app: Flask) -> None:
    assert shown(app, _l("due %(day)s", day=Markup("<b>1</b>"))) == "due <b>1</b>"


def test_outside_a_page_nothing_is_escaped(app: Flask) -> None:
    with in_language("en"):
        assert str(_l("due %(day)s", day=NAME)) == f"due {NAME}"


def test_a_text_without_places_may_have_a_percent_sign(app: Flask) -> None:
    assert shown(app, _l("100 % of them")) == "100 % of them"
