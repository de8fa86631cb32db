"""The judging client: every page it fetches is checked, so every test of a page is a test of its quality."""

from __future__ import annotations

import re
from contextvars import Context
from typing import Any

from flask import has_app_context
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from qms.foundation.db import db


class Page:
    """A fetched page: its answer and its parsed content."""

    def __init__(self, answer: TestResponse) -> None:
        self.answer = answer
        self.status = answer.status_code
        self.location = answer.headers.get("Location", "")
        self.body = answer.get_data().decode(errors="replace")  # a file is no text
        self.tree = html.document_fromstring(self.body) if self.is_html else None

    @property
    def is_html(self) -> bool:
        return self.answer.mimetype == "text/html" and bool(self.body.strip()) and "<html" in self.body

    @property
    def text(self) -> str:
        """What a person reads in the main part, in one line."""
        main = self.tree.xpath("//main")
        return " ".join((main[0] if main else self.tree).text_content().split())

    @property
    def title(self) -> str:
        return " ".join(self.tree.xpath("string(//h1)").split())

    def all(self, path: str) -> list[Any]:
        """What an XPath expression finds."""
        return list(self.tree.xpath(path))

    def one(self, path: str) -> Any:
        """The one thing that an XPath expression finds."""
        found = self.all(path)
        assert len(found) == 1, f"{len(found)} × {path}"
        return found[0]

    def link(self, text: str) -> str:
        """The address behind the link with this text."""
        links = [a for a in self.all("//a[@href]") if text in " ".join(a.text_content().split())]
        assert links, f"no link {text!r} in: {self.text[:500]}"
        return str(links[0].get("href"))

    def errors(self) -> list[str]:
        """The sentences of the error summary."""
        return [
            " ".join(li.text_content().split())
            for li in self.all("//*[contains(@class,'error-summary')]//li")
        ]

    def fields(self, index: int | None = None, *, action: str = "") -> dict[str, Any]:
        """What a browser would send for a form of this page: the one with this action, or of this index."""
        forms = [f for f in self.tree.forms if (f.get("method") or "get").lower() == "post"]
        if action:
            forms = [f for f in forms if action in (f.get("action") or "")]
        elif index is None:
            forms = [f for f in forms if f.xpath("ancestor::main")]
        form = forms[index or 0]
        sent: dict[str, Any] = {}
        for name, value in form.form_values():
            sent.setdefault(name, []).append(value)
        return {name: values[0] if len(values) == 1 else values for name, values in sent.items()}


class PageClient(FlaskClient):
    """Fetches pages as a browser would and judges each of them."""

    def __init__(self, app: Any) -> None:
        super().__init__(app, use_cookies=True)

    def open(self, *args: Any, **more: Any) -> TestResponse:
        """One request in a context of its own, as on a server; what the test prepared is committed before."""
        if has_app_context():
            db.session.commit()
        more.setdefault(
            "buffered", True
        )  # read whole and closed: a file that is handed out stays open otherwise
        return Context().run(super().open, *args, **more)

    def page(self, address: str, *, status: int = 200, **more: Any) -> Page:
        """GET a page."""
        return self._judged(self.get(address, **more), status)

    def send(self, address: str, data: dict[str, Any] | bytes, *, status: int = 303, **more: Any) -> Page:
        """POST a form; fields as ``Page.fields`` gives them, changed as the test wants."""
        return self._judged(self.post(address, data=data, **more), status)

    def fill(self, address: str, *, status: int = 303, action: str = "", **values: Any) -> Page:
        """Open a page, fill in its form and send it where the form says."""
        page = self.page(address)
        fields = page.fields(action=action) | values
        forms = page.all("//main//form[@method='post']")
        target = next((f.get("action") for f in forms if action in (f.get("action") or "")), None)
        return self.send(target or address, fields, status=status)

    def _judged(self, answer: TestResponse, status: int) -> Page:
        page = Page(answer)
        assert page.status == status, f"{page.status} instead of {status}: {page.location or _brief(page)}"
        if page.is_html:
            judge(page)
        return page


def _brief(page: Page) -> str:
    return page.text[:600] if page.is_html else page.body[:600]


def judge(page: Page) -> None:
    """What must be true of every page."""
    tree = page.tree
    assert len(tree.xpath("//h1")) == 1, "a page has one h1"
    title = " ".join(tree.xpath("string(//title)").split())
    assert page.title, "the h1 says something"
    assert title.startswith(page.title), f"title {title!r} begins with the heading {page.title!r}"
    assert tree.get("lang") in ("vi", "en"), "the language is said"
    assert not tree.xpath("//script[not(@src)] | //style | //*[@style]"), "nothing inline"
    assert not [a for e in tree.iter() if isinstance(e.tag, str) for a in e.attrib if a.startswith("on")], (
        "no handlers"
    )
    ids = tree.xpath("//@id")
    twice = {each for each in ids if ids.count(each) > 1}
    assert not twice, f"ids are unique: {twice}"
    _judge_fields(tree, set(ids))
    nowhere = {a for a in tree.xpath("//a/@href") if a.startswith("#") and a[1:] not in ids}
    assert not nowhere, f"links within the page lead somewhere: {nowhere}"
    for form in tree.xpath("//form"):
        method = (form.get("method") or "get").lower()
        assert method != "post" or form.xpath(".//input[@name='csrf_token']"), (
            "a form that changes has its token"
        )
    assert not re.search(r"%\(\w+\)s", page.text), "every text is filled in"


def _judge_fields(tree: Any, ids: set[str]) -> None:
    for field in tree.xpath(
        "//*[self::input[not(@type='hidden') and not(@type='submit')] or self::select or self::textarea]"
    ):
        labelled = (
            tree.xpath("//label[@for=$id]", id=field.get("id") or "")
            or field.xpath("ancestor::label")
            or field.get("aria-label")
            or set((field.get("aria-labelledby") or "-").split()) <= ids
        )
        assert labelled, f"the field {field.get('name')} has a label"
        for reference in (field.get("aria-describedby") or "").split():
            assert reference in ids, f"{reference} is there to describe {field.get('name')}"
    for error in tree.xpath("//*[contains(@class,'field__error')]"):
        said = "".join(error.xpath(".//text()[not(ancestor::*[@class='sr-only'])]"))
        assert said.strip(), f"the error at {error.get('id')} says what is wrong"
