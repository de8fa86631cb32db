"""What every page must be in a real browser: without a fault that axe finds, in both themes, and no wider than the
screen of a phone. What happens behind its back is watched by browsing.Watch.
"""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browsing import SCREENS

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLOUR = ["color-contrast", "link-in-text-block"]  # the rules that look at colours
OF_SIZE = ["target-size", "scrollable-region-focusable"]

LIGHT = """() => {
  document.documentElement.classList.replace("theme-dark", "theme-light");
  document.querySelector("link[data-dark]").media = "not all";
  document.querySelector("meta[name=color-scheme]").content = "light";
}"""
WIDER_THAN_THE_SCREEN = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  return [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > room + 1)
    .map(e => e.outerHTML.slice(0, 120));
}"""
RUN_AXE = """options => axe.run(document, options).then(
  result => result.violations.map(each => `${each.id}: ${each.nodes[0].html.slice(0, 200)}`))"""

# Contrast takes most of axe's time, and the two hundredth cell of a table says what the first has said. So where a
# page has been judged whole in one theme, the other is judged by one element of each look: the same names, colours
# and letters from the element up to the root.
ONE_OF_EACH_LOOK = """() => {
  const looks = new Map(), seen = new Set();
  const look = element => {
    if (!element) return "";
    if (!looks.has(element)) {
      const { color, backgroundColor, backgroundImage, opacity, fontSize, fontWeight } = getComputedStyle(element);
      const own = [element.localName, element.getAttribute("class"), color, backgroundColor, backgroundImage, opacity,
        fontSize, fontWeight, element.matches(":disabled")].join();
      looks.set(element, `${look(element.parentElement)} ${own}`);
    }
    return looks.get(element);
  };
  const isSeen = { visibilityProperty: true, opacityProperty: true };
  for (const element of document.body.querySelectorAll("*")) {
    const says = element.matches("input, select, textarea")
      || [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (!says || !element.checkVisibility(isSeen) || seen.has(look(element))) continue;
    seen.add(look(element));
    element.dataset.ofEachLook = "one";
  }
  axe.configure({ rules: [{ id: "color-contrast", selector: "[data-of-each-look]" }] });
}"""


def judge(tab: Page) -> None:
    """Judge the page that this tab shows, which is dark; leaves it light and as wide as it was."""
    found = judgement_of(tab)
    assert found == {}, found


def judgement_of(tab: Page) -> dict[str, list[str]]:
    """What is wrong on the page that this tab shows, by where it is."""
    wide = tab.viewport_size
    assert "theme-dark" in (tab.locator("html").get_attribute("class") or "")
    tab.evaluate(AXE_SCRIPT)
    found = {"wider than the screen": tab.evaluate(WIDER_THAN_THE_SCREEN), "dark": faults(tab)}
    tab.evaluate(LIGHT)
    tab.evaluate(ONE_OF_EACH_LOOK)
    found["light"] = faults(tab, OF_COLOUR)
    width, height = SCREENS["phone"]
    tab.set_viewport_size({"width": width, "height": height})
    found["wider than a phone"] = tab.evaluate(WIDER_THAN_THE_SCREEN)
    found["on a phone"] = faults(tab, OF_SIZE)
    if wide:
        tab.set_viewport_size(wide)
    return {where: what for where, what in found.items() if what}


def faults(tab: Page, rules: list[str] | None = None) -> list[str]:
    """What axe, which is in the page already, finds of these rules or of all: the rule and the first element."""
    only: dict[str, Any] = {"type": "rule" if rules else "tag", "values": rules or WCAG}
    found: list[str] = tab.evaluate(
        RUN_AXE, {"runOnly": only, "resultTypes": ["violations"], "preload": False}
    )
    return found
