"""Hypothesis strategies for procedures as people could make them."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from qms.procedures.docfile import DocumentFacts, ProcedureFile
from qms.procedures.structure import (
    END,
    Component,
    Duration,
    Exit,
    Fee,
    FormUse,
    Party,
    PartyKind,
    Procedure,
    RecordKept,
    ServiceLevel,
    Step,
    StepKind,
    SubDeadline,
    TimeUnit,
    Variant,
)

WORDS = [
    "Thẩm định",
    "hồ sơ: bản sao",
    "# không",
    "- một",
    "yes",
    "no",
    "null",
    "12",
    "2026-03-01",
    "'",
    '"',
    "{a}",
]
WORDS += [
    "Trả kết quả",
    "&neo",
    "*bí",
    "a\u00a0b",
    "100%",
    "%(name)s",
    "đ",
    "x" * 130,
    "🙂",
    "---",
    "...",
    "~",
    "1e3",
]
LONG_PIECES = [*WORDS, "\n", "\n\n", "    lùi", "  ", "| a | b |\n", "\ttab", "```\n"]


def lines() -> st.SearchStrategy[str]:
    pieces = st.one_of(st.sampled_from(WORDS), st.text(max_size=8))
    return st.lists(pieces, min_size=1, max_size=4).map(" ".join)


def blocks() -> st.SearchStrategy[str]:
    return st.lists(st.one_of(st.sampled_from(LONG_PIECES), st.text(max_size=8)), max_size=8).map("".join)


def names() -> st.SearchStrategy[str]:
    """Texts that still say something when they are tidied."""
    return lines().map(lambda text: f"N {text}")


def optional_lines() -> st.SearchStrategy[str]:
    return st.one_of(st.just(""), lines())


durations = st.builds(
    Duration,
    st.decimals(min_value=0, max_value=9999, places=2, allow_nan=False, allow_infinity=False).map(abs),
    st.sampled_from(TimeUnit),
    optional_lines(),
)
maybe_durations = st.one_of(st.none(), durations)
counts = st.one_of(st.none(), st.integers(0, 999))
form_uses = st.builds(FormUse, names(), st.sampled_from(["", "BM-01", "BM/8.2.2-01"]))
parties = st.builds(Party, st.sampled_from(PartyKind), names())


def tuples_of(items: st.SearchStrategy, most: int = 3) -> st.SearchStrategy[tuple]:
    return st.lists(items, max_size=most).map(tuple)


@st.composite
def steps(draw: st.DrawFn, most: int = 6) -> tuple[Step, ...]:
    ids = draw(
        st.lists(
            st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,4})?", fullmatch=True), max_size=most, unique=True
        )
    )
    ids = [one for one in ids if one != END]
    exits = tuples_of(st.builds(Exit, st.sampled_from([*ids, END, "nowhere"]), optional_lines()))
    return tuple(
        draw(
            st.builds(
                Step,
                id=st.just(one),
                name=names(),
                kind=st.sampled_from(StepKind),
                phase=optional_lines(),
                responsible=st.one_of(st.none(), parties),
                duration=maybe_durations,
                instructions=blocks(),
                inputs=tuples_of(names()),
                outputs=tuples_of(names()),
                forms=tuples_of(form_uses),
                legal_basis=tuples_of(names()),
                exits=exits,
            )
        )
        for one in ids
    )


procedures = st.builds(
    Procedure,
    field=optional_lines(),
    agency=optional_lines(),
    tthc_code=st.sampled_from(["", "2.000908", "1.000173.000.00.00.H58"]),
    legal_basis=tuples_of(names()),
    legal_note=blocks(),
    applicant=blocks(),
    components=tuples_of(st.builds(Component, names(), counts, counts, optional_lines(), optional_lines())),
    sets=counts,
    channels=tuples_of(names()),
    places=tuples_of(names()),
    fees=tuples_of(st.builds(Fee, names(), st.one_of(st.none(), st.integers(0, 10**12)), optional_lines())),
    statutory=maybe_durations,
    committed=maybe_durations,
    clock_starts=optional_lines(),
    sub_deadlines=tuples_of(st.builds(SubDeadline, names(), durations)),
    variants=tuples_of(st.builds(Variant, names(), maybe_durations, maybe_durations, optional_lines())),
    result=blocks(),
    validity=optional_lines(),
    service_level=st.one_of(st.none(), st.sampled_from(ServiceLevel)),
    steps_basis=blocks(),
    steps=steps(),
    clock_from=st.sampled_from(["", "b1"]),
    clock_until=st.sampled_from(["", "b2"]),
    time_justification=blocks(),
    forms=tuples_of(form_uses),
    records=tuples_of(st.builds(RecordKept, names(), optional_lines(), optional_lines(), optional_lines())),
    sources=tuples_of(names()),
    verified=blocks(),
    notes=tuples_of(blocks()),
)

facts = st.builds(
    DocumentFacts,
    code=st.sampled_from(["QT-ATBX-01", "QT-TĐC-03", "QT/8.2.2", "QT-42-01", "QT 01 & 02"]),
    title=names(),
    type=st.sampled_from(["procedure", "form", "my_type"]),
    organization=optional_lines(),
    unit=optional_lines(),
    owner=optional_lines(),
    clauses=st.lists(st.sampled_from(["8.2.2", "10.2", "4", "8.5"]), max_size=3).map(tuple),
    issue=st.integers(1, 999),
    amendment=st.integers(0, 999),
    effective_on=st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2200, 1, 1))),
    decision_number=st.sampled_from(["", "575/QĐ-SKHCN", "575"]),
    review_months=st.one_of(st.none(), st.integers(1, 120)),
    change_note=optional_lines(),
)

files = st.builds(ProcedureFile, facts, procedures, blocks())
