"""Every way in which a file can be wrong gets a sentence at its line, and nothing of the file is taken."""

from __future__ import annotations

import unicodedata

import pytest

from qms.procedures.docfile import FileRefused, ProcedureFile, parse, serialise
from qms.procedures.docfile.decoding import guess
from qms.procedures.structure import END, Duration, Exit

HEAD = """---
code: QT-01
title: Cấp giấy phép
type: procedure
"""


def read(front: str, body: str = "") -> ProcedureFile:
    return parse(f"{HEAD}{front}---\n{body}".encode(), "a.md")


def problems_of(data: bytes) -> list[tuple[int, str]]:
    with pytest.raises(FileRefused) as refused:
        parse(data, "a.md")
    return [(problem.line, str(problem.sentence)) for problem in refused.value.problems]


def only_problem(front: str) -> tuple[int, str]:
    found = problems_of(f"{HEAD}{front}---\n".encode())
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("front", "line", "words"),
    [
        ("colour: red\n", 5, "no key “colour”"),
        ("unit: A\nunit: B\n", 6, "stands here twice"),
        ("unit: 12\n", 5, "put it in quotes"),
        ("unit: yes\n", 5, "put it in quotes"),
        ("unit: [A]\n", 5, "not a list"),
        ("unit: ''\n", 5, "empty"),
        ("clauses: 8.5\n", 5, "A list was expected"),
        ("clauses: [true]\n", 5, "number of a clause"),
        ("clauses: ['8.5.x']\n", 5, "number of a clause"),
        ("sets: hai\n", 5, "A whole number from 0"),
        ("sets: -1\n", 5, "A whole number from 0"),
        ("sets: true\n", 5, "A whole number from 0"),
        ("effective_on: 2026-02-30\n", 5, "no such day"),
        ("effective_on: 01/03/2026\n", 5, "year first"),
        ("statutory: 5 days\n", 5, "Units: hour, working_day"),
        ("statutory: -5 hour\n", 5, "Units: hour, working_day"),
        ("statutory:\n  note: từ ngày nhận\n", 6, "missing here: time"),
        ("service_level: '4'\n", 5, "full, partial, none"),
        ("steps: [a]\n", 5, "A group of keys was expected"),
        ("steps:\n  - name: Nộp\n", 6, "missing here: id"),
        ("steps:\n  - id: Nộp hồ sơ\n    name: Nộp\n", 6, "small letters"),
        ("steps:\n  - id: end\n    name: Nộp\n", 6, "small letters"),
        ("steps:\n  - id: a\n    name: A\n  - id: a\n    name: B\n", 8, "of step 1"),
        ("steps:\n  - id: a\n    name: A\n    responsible: Chi cục\n", 8, "unit, position, outside"),
        ("title: T\n", 5, "stands here twice"),
        ("unit: Phòng\u200b A\n", 5, "U+200B"),
        ("unit: Phòng \u202eA\n", 5, "U+202E"),
        ("unit: a: b\n", 5, "must stand in quotes"),
        ("unit: 'a\n", 5, "never closed"),
        ("clauses:\n\t- a\n", 6, "tab"),
        ("a: &x [1]\nb: *x\n", 5, "Anchors"),
        ("unit: !!python/object/apply:os.system ['true']\n", 5, "Type tags"),
        ("unit: !!str a\n", 5, "Type tags"),
        ("? [a]\n: b\n", 5, "single word"),
        ("unit: " + "[" * 40 + "]" * 40 + "\n", 5, "levels deep"),
        ("unit: [\n", 6, "cannot be read as YAML"),
    ],
)
def test_a_mistake_in_the_front_matter_is_told_at_its_line(front: str, line: int, words: str) -> None:
    found = only_problem(front)
    assert found[0] == line
    assert words in found[1]


def test_aliases_ten_levels_deep_cost_nothing_and_are_refused() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 11))
    assert "Anchors" in only_problem(bomb)[1]


def test_several_mistakes_are_told_together_in_order_of_lines() -> None:
    found = problems_of(f"{HEAD}sets: x\nunit: 1\nowner: []\n---\n".encode())
    assert [line for line, _ in found] == [5, 6, 7]


def test_more_than_fifty_mistakes_are_not_told() -> None:
    wrong = "".join(f"k{number}: a\n" for number in range(200))
    assert len(problems_of(f"{HEAD}{wrong}---\n".encode())) == 50


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "must begin"),
        (b"# Quy tr\xc3\xacnh\n", "must begin"),
        (b"---\ncode: A\n", "has no end"),
        (b"---\n---\n", "is empty"),
        (b"---\n- a\n---\n", "A group of keys"),
        (b"---\njust a text\n---\n", "A group of keys"),
        (b"---\ncode: A\n...\n%YAML 1.1\n---\n", "cannot be read"),
    ],
)
def test_a_file_without_proper_front_matter_is_refused(data: bytes, words: str) -> None:
    assert words in problems_of(data)[0][1]


def test_code_title_and_type_must_be_there() -> None:
    assert "code, title, type" in problems_of(b"---\nunit: A\n---\n")[0][1]


def test_a_file_of_five_megabytes_is_refused() -> None:
    assert "too large" in problems_of(HEAD.encode() + b"---\n" + b"x" * 5_000_000)[0][1]


def test_two_thousand_steps_are_refused() -> None:
    steps = "".join(f"  - id: b{number}\n    name: B\n" for number in range(2_000))
    line, sentence = only_problem(f"steps:\n{steps}")
    assert line == 6
    assert "2000 items" in sentence


def test_a_nul_character_is_told_at_its_line() -> None:
    assert problems_of(f"{HEAD}---\nmột\nhai\x00\n".encode()) == [
        (7, "There is a control character (U+0000) in this line: delete it.")
    ]


TCVN3 = (
    b"Quy tr\xd7nh c\xcap gi\xcay ph\xd0p \xae\xad\xeec \xb8p d\xf4ng cho c\xb8c t\xe6 ch\xf8c v\xb5 ph\xdfng"
)
VNI = (
    b"Quy tr\xecnh ca\xe1p gia\xe1y phe\xf9p \xf1\xf6\xf4\xefc a\xf9p du\xefng cho ca\xf9c to\xe5 ch\xf6\xf9c"
)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (TCVN3, "TCVN3 (ABC)"),
        (VNI, "VNI"),
        (
            unicodedata.normalize("NFD", "Được các tổ chức").encode("cp1258", "ignore") + b" c\xf2a",
            "Windows-1258",
        ),
        (b"\x80\x81\x82", ""),
    ],
)
def test_a_legacy_encoding_is_recognised_by_its_everyday_words(data: bytes, name: str) -> None:
    assert guess(data) == name


def test_a_legacy_file_is_told_with_its_encoding_at_the_first_line_that_is_not_utf8() -> None:
    line, sentence = problems_of(b"---\ncode: QT-01\ntitle: " + TCVN3 + b"\n---\n")[0]
    assert line == 3
    assert "TCVN3 (ABC)" in sentence


def test_utf16_is_told_by_name() -> None:
    assert "UTF-16" in problems_of(HEAD.encode("utf-16"))[0][1]


def test_a_byte_order_mark_is_accepted_and_never_written() -> None:
    file = parse(b"\xef\xbb\xbf" + f"{HEAD}---\n".encode(), "a.md")
    assert file.facts.code == "QT-01"
    assert serialise(file).startswith(b"---\n")


def test_decomposed_unicode_and_windows_line_ends_are_the_same_file() -> None:
    text = f"{HEAD}unit: Phòng Quản lý\n---\n# Mục đích\n\nĐoạn.\n"
    windows = unicodedata.normalize("NFD", text).replace("\n", "\r\n").encode()
    assert parse(windows, "a.md") == parse(text.encode(), "a.md")


def test_a_key_left_empty_counts_as_not_given() -> None:
    assert read("owner:\nsets: ~\n") == read("")


def test_what_a_step_does_next_may_be_left_out() -> None:
    steps = read("steps:\n  - id: a\n    name: A\n  - id: b\n    name: B\n").procedure.steps
    assert [step.exits for step in steps] == [(Exit("b"),), (Exit(END),)]


def test_exits_are_read_with_and_without_conditions() -> None:
    step = read(
        "steps:\n  - id: a\n    name: A\n    next:\n      - b\n      - {to: end, when: đạt}\n"
    ).procedure.steps[0]
    assert step.exits == (Exit("b"), Exit(END, "đạt"))


def test_an_empty_next_is_a_dead_end_for_the_checks() -> None:
    assert read("steps:\n  - id: a\n    name: A\n    next: []\n").procedure.steps[0].exits == ()


def test_a_number_with_dots_in_quotes_stays_as_it_is() -> None:
    assert read("tthc_code: '2.000908'\n").procedure.tthc_code == "2.000908"


def test_the_number_of_a_clause_needs_no_quotes() -> None:
    assert read("clauses: [8.5, 8.10, 4, 8.5.1]\n").facts.clauses == ("8.5", "8.10", "4", "8.5.1")


def test_half_a_day_with_a_note_is_read_exactly() -> None:
    time = read("statutory:\n  time: 0.5 working_day\n  note: từ khi nhận\n").procedure.statutory
    assert isinstance(time, Duration)
    assert (str(time.value), time.unit, time.note) == ("0.5", "working_day", "từ khi nhận")


def test_the_lines_of_keys_steps_and_text_are_remembered() -> None:
    lines = read("unit: A\nsteps:\n  - id: a\n    name: A\n  - id: b\n    name: B\n", "x").lines
    assert [lines[place] for place in ("title", "unit", "steps/1", "steps/2", "body")] == [3, 5, 7, 9, 12]


def test_a_type_is_a_key_not_a_name() -> None:
    line, sentence = problems_of("---\ncode: QT-01\ntitle: T\ntype: Quy trình\n---\n".encode())[0]
    assert line == 4
    assert "key of a document type" in sentence


def test_the_body_keeps_its_lines_and_a_ruler_in_it() -> None:
    assert read("", "\n\n# Một\n\n---\n\nhai  \nba\n\n").body == "# Một\n\n---\n\nhai  \nba"
