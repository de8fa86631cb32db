"""Nothing active, remote or misleading survives rendering, whatever a person writes."""

from __future__ import annotations

from functools import cache

import markdown as python_markdown

from qms.foundation.markdown import render_all
from qms.foundation.rendering.cleaning import clean
from tests.foundation.markdown.corpus import corpus
from tests.foundation.markdown.inspection import findings

EXTENSIONS = ["tables", "footnotes", "admonition", "attr_list", "def_list", "abbr", "fenced_code", "toc"]


@cache
def rendered() -> list[str]:
    """The whole corpus as the application shows it."""
    texts = {f"t{number}": text for number, text in enumerate(corpus())}
    return [result.html for result in render_all(texts).values()]


def test_the_corpus_has_the_799_inputs_of_the_security_plan() -> None:
    assert len(corpus()) == 799


def test_nothing_active_remote_or_misleading_is_left() -> None:
    left = {text: found for text, html in zip(corpus(), rendered(), strict=True) if (found := findings(html))}
    assert left == {}


def test_the_judge_finds_what_markdown_alone_lets_through() -> None:
    """The control: without the cleaner the same judge must object to most of the corpus."""
    raw = [python_markdown.markdown(text, extensions=EXTENSIONS) for text in corpus()]
    assert sum(1 for html in raw if findings(html)) > 500


def test_cleaning_first_and_rendering_after_would_not_do() -> None:
    """The second control: the order of the two steps matters."""
    wrong = [python_markdown.markdown(clean(text), extensions=EXTENSIONS) for text in corpus()]
    assert sum(1 for html in wrong if findings(html)) > 100


def test_cleaning_again_changes_nothing() -> None:
    assert [clean(html) for html in rendered()] == rendered()
