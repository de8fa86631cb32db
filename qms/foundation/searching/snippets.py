"""Marking what was asked for in the original text, and choosing the stretch of a text that shows it best.

Nothing here is escaped: pieces are text, and the template makes HTML of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from qms.foundation.searching.port import Fragment, Piece
from qms.kernel.text import fold

SNIPPET_LENGTH = 220
LEAD = 60  # characters shown before the first match
MOST_MATCHES = 400  # looked at in one text

_SPACES = re.compile(r"\s+")
_GAP = re.compile(r"\s+|[-/.&\u2010\u2011\u2013]")
_LETTERS = "".join(chr(code) for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)))


def _alike() -> dict[str, str]:
    """For each plain letter a class of it and its marked forms, so that a pattern finds them all in place."""
    forms: dict[str, str] = {}
    for letter in _LETTERS:
        if unicodedata.category(letter).startswith("L"):
            forms[fold(letter)] = forms.get(fold(letter), "") + letter
    return {plain: f"[{plain}{plain.upper()}{marked}]" for plain, marked in forms.items() if plain.isascii()}


_CLASSES = _alike()


@lru_cache(maxsize=512)
def pattern_for(words: frozenset[str]) -> re.Pattern[str] | None:
    """A pattern that finds any of the folded words, whole, in an original text; None without words."""
    alternatives = sorted(words, key=lambda word: (-len(word), word))
    if not alternatives:
        return None
    spelled = ("".join(_CLASSES.get(c, re.escape(c)) for c in word) for word in alternatives)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(spelled)})(?![^\W_])", re.IGNORECASE)


def mark(text: str, words: frozenset[str]) -> Fragment:
    """The whole text in pieces: what matches, and what stands between."""
    pattern = pattern_for(words)
    spans = _join(text, (found.span() for found in pattern.finditer(text))) if pattern else []
    return _pieces(text, 0, len(text), spans)


def snippet(text: str, words: frozenset[str], *, from_start: bool = False) -> Fragment:
    """The stretch of the text with the most different words, close together; its beginning if it has none.

    ``from_start`` asks for the beginning in any case: where the name answers, the text says what it is about.
    """
    pattern = pattern_for(words)
    matches = []
    if pattern:
        for found in pattern.finditer(text):
            matches.append(found.span())
            if len(matches) == MOST_MATCHES:
                break
    start = 0 if from_start else _whole_word(text, max(0, _best_start(text, matches) - LEAD))
    end = min(len(text), start + SNIPPET_LENGTH)
    if end < len(text):
        end = text.rfind(" ", start + SNIPPET_LENGTH // 2, end) if " " in text[start:end] else end
        end = end if end > start else min(len(text), start + SNIPPET_LENGTH)
    pieces = _pieces(text, start, end, _join(text, matches))
    before = (Piece("… "),) if start > 0 else ()
    after = (Piece(" …"),) if end < len(text) else ()
    return (*before, *pieces, *after)


def _best_start(text: str, matches: list[tuple[int, int]]) -> int:
    """Where the best stretch begins: different words count most, then words right behind one another."""
    best, best_start = 0.0, 0
    window: list[tuple[int, int, str]] = []
    for start, end in matches:
        window.append((start, end, fold(text[start:end])))
        while window[0][0] < start - SNIPPET_LENGTH + LEAD:
            window.pop(0)
        together = sum(1 for one, other in zip(window, window[1:], strict=False) if other[0] - one[1] <= 1)
        worth = len({word for _, _, word in window}) + 0.5 * together
        if worth > best:
            best, best_start = worth, window[0][0]
    return best_start


def _whole_word(text: str, at: int) -> int:
    """The beginning of the word at or after a place."""
    if at == 0:
        return 0
    space = _SPACES.search(text, at, at + 30)
    return space.end() if space else at


def _join(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Neighbouring matches as one; single words are left out that elsewhere stand in such a run.

    Typed without marks, "ho so" also meets "Sở" and "số": where "hồ sơ" stands, these are noise.
    """
    runs: list[list[tuple[int, int]]] = []
    for span in spans:
        if runs and _GAP.fullmatch(text, runs[-1][-1][1], span[0]):
            runs[-1].append(span)
        else:
            runs.append([span])
    in_runs = {fold(text[start:end]) for run in runs if len(run) > 1 for start, end in run}
    return [
        (run[0][0], run[-1][1])
        for run in runs
        if len(run) > 1 or fold(text[run[0][0] : run[0][1]]) not in in_runs
    ]


def _pieces(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> Fragment:
    pieces: list[Piece] = []
    at = start
    for span_start, span_end in spans:
        left, right = max(span_start, start), min(span_end, end)
        if left >= right:
            continue
        if left > at:
            pieces.append(Piece(_flat(text[at:left])))
        pieces.append(Piece(_flat(text[left:right]), is_match=True))
        at = right
    if at < end:
        pieces.append(Piece(_flat(text[at:end])))
    return tuple(pieces)


def _flat(text: str) -> str:
    return _SPACES.sub(" ", text) if "\n" in text or "\t" in text else text
