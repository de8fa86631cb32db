"""Vietnamese text as people type it: cleaning, folding, words, codes and slips of the finger.

``fold`` and ``marked`` keep one output character per code point of the cleaned text, so that a place found
in the folded text is the same place in the text that is shown.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

# --- Cleaning -------------------------------------------------------------------------------------------

# Characters that are not seen but change how a text compares or in which order it is shown: soft hyphen,
# zero-width and bidirectional controls, variation selectors, byte-order mark, the C0 and C1 controls;
# and halves of surrogate pairs, which no file or database accepts.
_UNSEEN = {
    code: None
    for first, last in (
        (0x00, 0x08),
        (0x0B, 0x0C),
        (0x0E, 0x1F),
        (0x7F, 0x9F),
        (0xAD, 0xAD),
        (0x61C, 0x61C),
        (0x180E, 0x180E),
        (0x34F, 0x34F),
        (0x115F, 0x1160),
        (0x200B, 0x200F),
        (0x202A, 0x202E),
        (0x2028, 0x2029),
        (0x2060, 0x206F),
        (0x3164, 0x3164),
        (0xD800, 0xDFFF),  # halves of a pair, which no database stores
        (0xFE00, 0xFE0F),
        (0xFEFF, 0xFEFF),
        (0xFFA0, 0xFFA0),
        (0xFFF9, 0xFFFB),
        (0xE0000, 0xE0FFF),
    )
    for code in range(first, last + 1)
}


def clean(text: str) -> str:
    """The text composed (NFC) and without unseen characters; line breaks and tabs stay."""
    return composed(text.translate(_UNSEEN))


MOST_MARKS = 30  # on one letter: the limit of stream-safe text in Unicode's annex 15


def composed(text: str) -> str:
    """The text in normal form C, with at most 30 marks on a letter.

    Bringing marks into their order takes the square of their number: 64 KB of them would take seconds.
    """
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _pile().sub(lambda pile: pile[0][:MOST_MARKS], text))


@cache
def _pile() -> re.Pattern[str]:
    """More marks in a row than any writing has."""
    last = 0x1F000  # no combining mark stands behind
    marks = "".join(chr(code) for code in range(0x300, last) if unicodedata.combining(chr(code)))
    return re.compile(f"[{marks}]{{{MOST_MARKS + 1},}}")


def clean_line(text: str) -> str:
    """The same for what stands on one line: a title, a code, a name. Runs of white space become one space."""
    return " ".join(clean(text).split())


def clean_block(text: str) -> str:
    """The same for several lines: indents and paragraphs stay, ends of lines do not; no tabs."""
    lines = clean(with_plain_line_ends(text)).expandtabs(4).replace("\u00a0", " ").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def with_plain_line_ends(text: str) -> str:
    """``text`` with line feeds only, as the record keeps it whatever machine it was typed on."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def unseen_in(text: str) -> tuple[str, ...]:
    """The characters that ``clean`` takes away, as ``U+200B``, each once, in order of appearance."""
    return tuple(dict.fromkeys(f"U+{ord(char):04X}" for char in text if ord(char) in _UNSEEN))


# --- Folding --------------------------------------------------------------------------------------------


class _Folding(dict[int, str]):
    """Code point -> one lower-case character without marks, worked out when first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char in "đĐ":
            folded = "d"
        else:
            base = "".join(c for c in unicodedata.normalize("NFD", char) if not unicodedata.combining(c))
            folded = (base.lower() or char)[0]
        self[code] = folded
        return folded


_FOLDING = _Folding()
for _code in (*range(0x250), *range(0x1E00, 0x1F00)):
    _FOLDING[_code]


def fold(text: str) -> str:
    """Lower case, no marks, đ as d: "Đo lường" -> "do luong". Expects cleaned text; keeps its length."""
    return text.translate(_FOLDING)


# The tone of oa, oe and uy at the end of a syllable may stand on either vowel ("hoà", "hòa"), but not after
# q, where u belongs to the consonant ("quý").
_TONE_PLACES = {
    unicodedata.normalize("NFC", first + second + tone): unicodedata.normalize("NFC", first + tone + second)
    for first, second in ("oa", "oe", "uy")
    for tone in "\u0300\u0301\u0309\u0303\u0323"  # grave, acute, hook, tilde, dot below
}
_TONE_PLACE = re.compile(rf"(?<!q)(?:{'|'.join(_TONE_PLACES)})(?!\w)")


def marked(text: str) -> str:
    """Lower case with marks, the tone in its older place: "Thuý" -> "thúy". Keeps the length."""
    lower = text.lower()
    if len(lower) != len(text):  # a capital whose small letter is two characters, as in Turkish
        lower = "".join(c.lower()[0] for c in text)
    return _TONE_PLACE.sub(lambda match: _TONE_PLACES[match.group()], lower)


def has_marks(text: str) -> bool:
    """Whether any letter was typed with a mark or as đ, so that marks can tell texts apart."""
    return fold(text) != text.lower()


# --- Words and codes ------------------------------------------------------------------------------------

_WORD = re.compile(r"[^\W_]+")
# Words joined without a space, as in QT-TĐC-03, 30/2020/NĐ-CP, BM.05, KH&CN, X-quang.
# The possessive quantifiers keep the search linear: this runs over every text that is indexed.
_JOINED = re.compile(r"\b(?:[^\W_]++(?:[-\u2010\u2011\u2013/.&+][^\W_]++)+|[^\W\d_]++\d[^\W_]*+)")
_RUN = re.compile(r"\d+|[^\W\d_]+")


def words(text: str) -> list[str]:
    """The folded words of a cleaned text in their order; a code gives its parts: "QT-05" -> qt, 05."""
    return _WORD.findall(fold(text))


def codes(text: str) -> list[str]:
    """The codes in a cleaned text, each as a whole in its plain form (see plain_code); dates are none."""
    return [plain_code(found) for found in _JOINED.findall(text) if _looks_like_code(found)]


def plain_code(text: str) -> str:
    """A code without what people vary or leave out: leading zeros, and separators but for those of numbers.

    "QT-TĐC-03" -> "qttdc3", "30/2020/NĐ-CP" -> "30.2020ndcp".
    """
    plain = ""
    for run in _RUN.findall(fold(text)):
        number = run.lstrip("0") or "0" if run.isdigit() else run
        plain += f".{number}" if plain[-1:].isdigit() and number[:1].isdigit() else number
    return plain


def _looks_like_code(joined: str) -> bool:
    """Whether joined words are one name: with a number or an ampersand, all capitals, or a single letter."""
    return any(c.isalpha() for c in joined) and (
        "&" in joined
        or any(c.isdigit() for c in joined)
        or joined.isupper()
        or any(len(part) == 1 for part in _WORD.findall(joined))
    )


# --- Slips ----------------------------------------------------------------------------------------------

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def near_words(word: str) -> set[str]:
    """Everything that differs from a folded word by one letter too many, missing, wrong, or swapped."""
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    near = {head + tail[1:] for head, tail in cuts if tail}
    near |= {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    near |= {head + letter + tail[1:] for head, tail in cuts if tail for letter in _LETTERS}
    near |= {head + letter + tail for head, tail in cuts for letter in _LETTERS}
    return near - {word, ""}


def split_points(word: str) -> list[tuple[str, str]]:
    """The ways to read a folded word as two that were typed without a space: "quytrinh"."""
    return [(word[:i], word[i:]) for i in range(2, len(word) - 1)]


# No Vietnamese syllable ends in one of the letters by which Telex writes the tones, or has one after a vowel.
_TELEX_TONE = re.compile(r"(?<=[aeiouyw])[sfrxj]|(?<=.)[sfrxj]$")
_TELEX_PAIRS = re.compile(r"([aeod])\1")


def without_telex(word: str) -> str:
    """What a folded word says when it was typed in Telex with the input method off: "caaps" -> "cap".

    A word that does not look like Telex comes back as it is.
    """
    bare = _TELEX_TONE.sub("", word).replace("w", "")
    return _TELEX_PAIRS.sub(r"\1", bare) or word


# --- Order ----------------------------------------------------------------------------------------------

_LETTERS_IN_ORDER = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES_IN_ORDER = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng; none comes first
_LETTER_MARKS = "\u0302\u0306\u031b"  # circumflex, breve, horn: they make another letter


def alphabetic(text: str) -> tuple[list[int], list[int]]:
    """A key that sorts cleaned text as Vietnamese dictionaries do: by letters first, by tones next."""
    letters, tones = [], []
    for char in unicodedata.normalize("NFC", text).lower():
        parts = unicodedata.normalize("NFD", char)
        base = unicodedata.normalize("NFC", parts[0] + "".join(c for c in parts[1:] if c in _LETTER_MARKS))
        place = _LETTERS_IN_ORDER.find(base)
        letters.append(1000 + place if place >= 0 else min(ord(base[0]), 999))
        tones.append(next((_TONES_IN_ORDER.index(c) + 1 for c in parts if c in _TONES_IN_ORDER), 0))
    return letters, tones


@lru_cache(maxsize=8192)
def by_given_name(name: str) -> tuple[tuple[list[int], list[int]], tuple[list[int], list[int]]]:
    """A key that sorts people as lists here do: by the given name, which stands last, then by the rest."""
    rest, _space, given = name.rpartition(" ")
    return alphabetic(given), alphabetic(rest)
