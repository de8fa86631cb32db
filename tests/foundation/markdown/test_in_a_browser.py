"""The corpus in a real Chromium, without any Content-Security-Policy: no script runs, nothing is fetched.

Every link is clicked, every element hovered and focused, in frames of their own.
"""

from __future__ import annotations

import json

import markdown as python_markdown
import pytest
from playwright.sync_api import Browser, Route

from tests.foundation.markdown.corpus import corpus
from tests.foundation.markdown.test_hostile import EXTENSIONS, rendered

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HOST = """<!doctype html><title>host</title><body><script>
window.hits = new Set();
window.show = async function (first, texts) {
  const frames = texts.map(function (text, offset) {
    const frame = document.createElement("iframe"), number = first + offset;
    const tell = "window.hit = function () { window.top.hits.add(" + number + "); };";
    frame.srcdoc = "<!doctype html><script>" + tell + "<\\/script>" + text;
    return frame;
  });
  await Promise.all(frames.map(function (frame) {
    return new Promise(function (done) {
      frame.onload = done;
      setTimeout(done, 700);
      document.body.append(frame);
    });
  }));
  for (const frame of frames) {
    let inside = [];
    try { inside = frame.contentDocument.querySelectorAll("*"); } catch (left) { continue; }
    for (const element of inside) {
      for (const name of ["mouseover", "mouseenter", "pointerenter", "focus"]) {
        element.dispatchEvent(new Event(name, {bubbles: true}));
      }
      try { element.dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true})); }
      catch (left) { break; }
    }
  }
  await new Promise(function (done) { setTimeout(done, 80); });
  frames.forEach(function (frame) { frame.remove(); });
};
</script>"""
BATCH = 40  # frames at a time


def shown(chrome: Browser, pages: list[str]) -> tuple[set[int], set[str]]:
    """The numbers of the pages of which a script ran, and the remote addresses that were asked for."""
    remote: set[str] = set()

    def answer(route: Route) -> None:
        if route.request.url == "http://127.0.0.1:9/":
            route.fulfill(content_type="text/html; charset=utf-8", body=HOST)
        else:
            remote.add(route.request.url)
            route.abort()

    tab = chrome.new_page()
    tab.on("dialog", lambda dialog: dialog.dismiss())
    tab.route("**/*", answer)
    tab.goto("http://127.0.0.1:9/")
    for first in range(0, len(pages), BATCH):
        tab.evaluate(f"window.show({first}, {json.dumps(pages[first : first + BATCH])})")
    hits = set(tab.evaluate("[...window.hits]"))
    tab.close()
    return hits, {url for url in remote if "evil.example" in url}


def test_no_script_runs_and_nothing_remote_is_fetched(chrome: Browser) -> None:
    """Twenty texts share a frame: what the cleaner gives is balanced, so that none hides another."""
    pages = rendered()
    groups = ["\n".join(pages[first : first + 20]) for first in range(0, len(pages), 20)]
    assert shown(chrome, groups) == (set(), set())


def test_the_same_browser_runs_what_markdown_alone_lets_through(chrome: Browser) -> None:
    """The control: a harness that finds nothing here would prove nothing above."""
    raw = [python_markdown.markdown(text, extensions=EXTENSIONS) for text in corpus()[::5]]
    hits, remote = shown(chrome, raw)
    assert len(hits) > 30
    assert remote
