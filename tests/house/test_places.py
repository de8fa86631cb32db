"""What may stand in one place only: commits, the environment, the clock, and words to the database."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config import ROOT
from tests.house.imports import sources

COMMITS = {
    "qms/web/transaction.py": "the edge of each request, and one transaction of the command line",
    "qms/foundation/outbox.py": "each effect by itself",
    "qms/foundation/trail.py": "what must outlive a refusal",
}
SPEAKS_OF = {
    "commit": (re.compile(r"\b(?:db\.)?session\.commit\("), COMMITS),
    "environment": (re.compile(r"\bos\.(?:environ|getenv)\b"), {"config.py": "the settings"}),
    "clock": (
        re.compile(r"\b(?:datetime\.(?:now|utcnow|today)|date\.today|time\.time)\("),
        {"qms/kernel/clock.py": "the one clock, which tests can set"},
    ),
    "flush": (re.compile(r"\bsession\.flush\(\)(?!.*#)"), {}),
    "markup from a template": (re.compile(r"render_template_string|\|\s*safe\b"), {}),
    "another way to a database": (re.compile(r"\bcreate_engine\("), {}),
}


def lines_that_speak(pattern: re.Pattern[str], path: Path) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if pattern.search(line)
    ]


@pytest.mark.parametrize("subject", SPEAKS_OF)
def test_it_stands_in_its_place_only(subject):
    pattern, places = SPEAKS_OF[subject]
    everywhere = [*sources(), ROOT / "config.py", ROOT / "wsgi.py", *(ROOT / "templates").rglob("*.html")]
    elsewhere = [path for path in everywhere if str(path.relative_to(ROOT)) not in places]
    assert [line for path in elsewhere for line in lines_that_speak(pattern, path)] == []


@pytest.mark.parametrize(
    ("subject", "line"),
    [
        ("commit", "    db.session.commit()"),
        ("environment", 'x = os.environ["QMS_X"]'),
        ("clock", "now = datetime.now(UTC)"),
        ("flush", "db.session.flush()"),
        ("markup from a template", "{{ text|safe }}"),
        ("another way to a database", "engine = create_engine(url)"),
    ],
)
def test_out_of_its_place_it_is_noticed(subject, line):
    """The control."""
    assert SPEAKS_OF[subject][0].search(line)


def test_a_flush_with_its_reason_is_allowed():
    assert not SPEAKS_OF["flush"][0].search("db.session.flush()  # the trail refers to its number")
