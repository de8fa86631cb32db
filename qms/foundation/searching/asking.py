"""From what a person types to what an engine looks for: words, codes, quoted phrases, short forms, questions.

"cap phep theo 'ND 30'", "QT 05", "tthc bao lau": a question becomes a plan of clauses. Each clause can be met
in one of several ways, and each way is a run of folded words side by side.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from qms.foundation.searching.port import Abbreviation
from qms.kernel.text import clean_line, has_marks, marked, plain_code, words

LONGEST_QUESTION = 300  # characters
MOST_CLAUSES = 24
MOST_WAYS = 8

Way = tuple[str, ...]


@dataclass(frozen=True)
class Clause:
    """One thing to look for. Any of its ways will do; what is optional only adds to the rank.

    The words of a way stand side by side. In a short form's meaning, and in what has a short form, others may
    stand between them in a name: "Quy trình đánh giá chất lượng nội bộ" is one for "đánh giá nội bộ".
    """

    typed: str
    ways: tuple[Way, ...]
    is_phrase: bool = False  # was quoted: its words must stand side by side
    is_optional: bool = False
    is_prefix: bool = False  # a word that begins like this will do
    is_loose: bool = False  # in a name, other words may stand between

    @property
    def word(self) -> str | None:
        """The single word that this clause is, if it is no more than that."""
        return self.ways[0][0] if len(self.ways) == 1 and len(self.ways[0]) == 1 else None


class Neighbours(NamedTuple):
    """Two clauses by their places in the plan, and pairs of words that would show them side by side."""

    left: int
    right: int
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Plan:
    """What to look for.

    ``code`` is the whole question as a code would be written; ``marks`` is the question with its marks when
    it was typed with any, for telling apart texts that differ in marks only.
    """

    clauses: tuple[Clause, ...]
    code: str = ""
    marks: str = ""

    @property
    def needed(self) -> tuple[Clause, ...]:
        """The clauses that an answer should meet."""
        return tuple(clause for clause in self.clauses if not clause.is_optional)

    def with_last_unfinished(self) -> Plan | None:
        """The same plan with its last word as the beginning of one; None when it is no single word."""
        last = self.clauses[-1]
        if not last.word or last.is_optional or last.is_prefix or last.is_phrase:
            return None
        return replace(self, clauses=(*self.clauses[:-1], replace(last, is_prefix=True)))

    def in_single_words(self) -> Plan:
        """The same plan with words that were read as one name ("x quang") each by itself."""
        clauses: list[Clause] = []
        for clause in self.clauses:
            if clause.is_phrase or clause.is_optional or clause.is_loose or len(clause.ways[0]) == 1:
                clauses.append(clause)
            else:
                clauses += [Clause(word, ((word,),)) for word in clause.ways[0]]
        return replace(self, clauses=tuple(clauses))

    def with_ways(self, changed: Clause, ways: Iterable[Way]) -> Plan:
        """The same plan with other ways to meet one clause."""
        new = replace(changed, ways=tuple(ways)[:MOST_WAYS])
        return replace(self, clauses=tuple(new if c is changed else c for c in self.clauses))

    def neighbours(self) -> list[Neighbours]:
        """What was typed side by side, between two clauses or within a loose one."""
        between = [
            Neighbours(at, at + 1, tuple(pairs)[:MOST_WAYS])
            for at, (one, other) in enumerate(pairwise(self.clauses))
            if (pairs := [(left[-1], right[0]) for left in one.ways for right in other.ways])
        ]
        within = [
            Neighbours(at, at, (pair,))
            for at, clause in enumerate(self.clauses)
            if clause.is_loose
            for pair in pairwise(clause.ways[0])
        ]
        return between + within

    def all_words(self) -> set[str]:
        """Every word of every way: what is highlighted."""
        return {word for clause in self.clauses for way in clause.ways for word in way}


# What people add when they ask in a sentence, and what the answer's text calls it. Such words raise a text
# that has them and never exclude one that has not.
ASKING: dict[str, tuple[str, ...]] = {
    "bao lâu": ("thời hạn", "thời gian"),
    "mất bao lâu": ("thời hạn", "thời gian"),
    "trong bao lâu": ("thời hạn", "thời gian"),
    "mất mấy ngày": ("thời hạn", "thời gian"),
    "mất bao nhiêu ngày": ("thời hạn", "thời gian"),
    "bao nhiêu lâu": ("thời hạn", "thời gian"),
    "mất bao nhiêu": ("phí", "lệ phí"),
    "mất bao nhiêu tiền": ("phí", "lệ phí"),
    "hết bao nhiêu tiền": ("phí", "lệ phí"),
    "mấy ngày": ("thời hạn", "thời gian"),
    "bao nhiêu ngày": ("thời hạn", "thời gian"),
    "bao nhiêu tiền": ("phí", "lệ phí"),
    "hết bao nhiêu": ("phí", "lệ phí"),
    "bao nhiêu": (),
    "ai": ("trách nhiệm",),
    "người nào": ("trách nhiệm",),
    "ở đâu": ("nơi tiếp nhận", "địa điểm"),
    "cần giấy tờ gì": ("thành phần hồ sơ",),
    "giấy tờ gì": ("thành phần hồ sơ",),
    "cần những gì": ("thành phần hồ sơ",),
    "gồm những gì": ("thành phần hồ sơ",),
    "gồm gì": ("thành phần hồ sơ",),
    "cần gì": ("thành phần hồ sơ",),
    "như thế nào": ("trình tự",),
    "thế nào": (),
    "làm sao": (),
    "làm thế nào": ("trình tự",),
    "thì làm thế nào": ("trình tự",),
    "thì làm sao": (),
    "thì sao": (),
    "khi nào": ("thời điểm", "thời hạn"),
    "bao giờ": ("thời điểm", "thời hạn"),
    "là gì": (),
    "những gì": (),
    "gì": (),
    "mấy bộ": ("số bộ", "số lượng hồ sơ"),
    "mấy bước": ("trình tự",),
    "cho hỏi": (),
    "xin hỏi": (),
    "tôi muốn": (),
    "được không": (),
    "có phải": (),
    "phải không": (),
    "khi": (),
    "xin": (),
}


@dataclass(frozen=True)
class _Asking:
    """A phrase of asking: its words with marks, and the hints as ways."""

    written: tuple[str, ...]
    hints: tuple[Way, ...]


_ASKING = {
    tuple(words(phrase)): _Asking(tuple(phrase.split()), tuple(tuple(words(hint)) for hint in hints))
    for phrase, hints in ASKING.items()
}
LONGEST_ASKING = max(map(len, _ASKING))

_QUOTED = re.compile(
    '["\u201c\u201d\u201e\u00ab\u00bb]([^"\u201c\u201d\u201e\u00ab\u00bb]*)["\u201c\u201d\u201e\u00ab\u00bb]'
)
_JOINED = re.compile(r"[^\W_]+(?:[-\u2010\u2011\u2013/.&+][^\W_]+)+")


def plan_for(text: str, abbreviations: tuple[Abbreviation, ...] = ()) -> Plan:
    """Read a question. One of signs only gives a plan without clauses."""
    text = clean_line(text)[:LONGEST_QUESTION]
    short_forms = _short_forms(abbreviations)
    clauses: list[Clause] = []
    for stretch, is_quoted in _stretches(text):
        if is_quoted and (run := tuple(words(stretch))):
            clauses.append(Clause(stretch, (run,), is_phrase=True))
        elif not is_quoted:
            clauses += _read(stretch, short_forms)
    if all(clause.is_optional for clause in clauses):
        clauses = [_as_asked(clause) for clause in clauses]
    return Plan(
        tuple(clauses[:MOST_CLAUSES]),
        code=plain_code(text) if any(c.isdigit() for c in text) else "",
        marks=marked(text).replace('"', "") if has_marks(text) else "",
    )


def _as_asked(clause: Clause) -> Clause:
    """Words of asking that are the whole question are looked for like any others."""
    return replace(clause, ways=(*clause.ways, tuple(words(clause.typed))), is_optional=False)


def _stretches(text: str) -> Iterator[tuple[str, bool]]:
    """The text cut at its quotes; a quote that is never closed is none."""
    end = 0
    for quoted in _QUOTED.finditer(text):
        yield text[end : quoted.start()], False
        yield quoted.group(1), True
        end = quoted.end()
    yield text[end:], False


@dataclass(frozen=True)
class _Token:
    """A piece between spaces: how it was typed, and the runs of words that it may mean."""

    typed: str
    ways: tuple[Way, ...]
    is_prefix: bool = False

    @property
    def word(self) -> str:
        return self.ways[0][0] if len(self.ways[0]) == 1 else ""


class _ShortForms:
    """The organisation's abbreviations, by their short form and by runs of words that mean the same.

    A short form may be several words too: "sổ đỏ" for "giấy chứng nhận quyền sử dụng đất".
    """

    def __init__(self, abbreviations: Iterable[Abbreviation]) -> None:
        self.meaning: dict[str, list[Way]] = {}
        self.same: dict[Way, list[Way]] = {}
        for abbreviation in abbreviations:
            short, full = _run(abbreviation.short), _run(abbreviation.full)
            plain = plain_code(abbreviation.short)
            if plain and full:
                self.meaning.setdefault(plain, []).append(full)
                self.same.setdefault(full, []).append(short if len(short) > 1 else (plain,))
                self.same.setdefault(short, []).append(full)
        self.longest = max(map(len, self.same), default=0)


@lru_cache(maxsize=64)  # one list an organisation, and each question asks it
def _short_forms(abbreviations: tuple[Abbreviation, ...]) -> _ShortForms:
    return _ShortForms(abbreviations)


def _run(text: str) -> Way:
    return tuple(words(clean_line(text)))


def _read(stretch: str, short_forms: _ShortForms) -> list[Clause]:
    tokens = list(_merge_codes(_tokens(stretch), short_forms))
    folded = [token.word for token in tokens]
    clauses: list[Clause] = []
    at = 0
    while at < len(tokens):
        found = _asking_at(tokens, folded, at) or _full_form_at(tokens, folded, at, short_forms)
        if found:
            clause, length = found
            clauses.append(clause)
            at += length
            continue
        token = tokens[at]
        meanings = short_forms.meaning.get(plain_code(token.typed), [])
        ways = (*token.ways, *(way for way in meanings if way not in token.ways))
        clauses.append(
            Clause(token.typed, ways[:MOST_WAYS], is_prefix=token.is_prefix, is_loose=bool(meanings))
        )
        at += 1
    return clauses


def _tokens(stretch: str) -> Iterator[_Token]:
    for typed in stretch.split():
        run = tuple(words(typed))
        if not run:
            continue
        is_prefix = typed.endswith("*") and len(run) == 1
        plain = plain_code(typed)
        if len(run) > 1 and _JOINED.fullmatch(typed.strip(".,;:!?()[]*'")):
            yield _Token(typed, (run,) if plain.replace(".", "").isdigit() else ((plain,), run))
        elif len(run) == 1:
            yield _Token(typed, (run,) if plain == run[0] else (run, (plain,)), is_prefix)
        else:
            yield from (_Token(word, ((word,),)) for word in run)


def _merge_codes(tokens: Iterable[_Token], short_forms: _ShortForms) -> Iterator[_Token]:
    """Join what is one name typed with a space: "QT 05", "x quang"; but a short form keeps its meaning."""
    pending: _Token | None = None
    for token in tokens:
        if (
            pending is not None
            and pending.word not in short_forms.meaning
            and _belong_together(pending.word, token.word)
        ):
            run = (pending.word, token.word)
            pending = _Token(f"{pending.typed} {token.typed}", (run, (plain_code("".join(run)),)))
        else:
            if pending is not None:
                yield pending
            pending = token
    if pending is not None:
        yield pending


_VOWELS = frozenset("aeiouy")


def _belong_together(left: str, right: str) -> bool:
    """A single consonant and a word; or letters without a vowel, which are no syllable, and a number."""
    if not left or not right or not left.isalpha() or not _VOWELS.isdisjoint(left):
        return False
    return right.isdigit() if len(left) > 1 else right.isalpha() or right.isdigit()


def _asking_at(tokens: list[_Token], folded: list[str], at: int) -> tuple[Clause, int] | None:
    """The words of asking that begin here, the longest first, and how many tokens they take."""
    for length in range(min(LONGEST_ASKING, len(tokens) - at), 0, -1):
        run = tuple(folded[at : at + length])
        asking = _ASKING.get(run)
        typed = [token.typed for token in tokens[at : at + length]]
        if asking and all(map(_may_be, typed, asking.written)):
            return Clause(" ".join(typed), asking.hints or (run,), is_optional=True), length
    return None


def _may_be(typed: str, written: str) -> bool:
    """Whether a typed word is this one: without marks it may be, with marks they must be the same."""
    return not has_marks(typed) or marked(typed).strip(".,;:!?") == written


def _full_form_at(
    tokens: list[_Token], folded: list[str], at: int, short_forms: _ShortForms
) -> tuple[Clause, int] | None:
    """Words that mean the same as others, a short form among them: a text with those will do as well."""
    for length in range(min(short_forms.longest, len(tokens) - at), 1, -1):
        run = tuple(folded[at : at + length])
        same = short_forms.same.get(run)
        if same:
            typed = " ".join(token.typed for token in tokens[at : at + length])
            return Clause(typed, (run, *same)[:MOST_WAYS], is_loose=True), length
    return None
