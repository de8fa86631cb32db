"""Text in the fonts of the nineties: TCVN3 (.VnTime) and VNI, which wrote Vietnamese with codes of other letters.

A run is converted by what its font says; where the font says nothing, by which reading gives Vietnamese
syllables. Word by word the other reading is taken where only that one is a syllable, so that a file in which
both writings are mixed comes out right. Whatever is no syllable afterwards is told.

In TCVN3 the letter ư is the code of the soft hyphen, which programs drop without a word ("Mường" → "Mờng"):
whoever calls this must not have cleaned the text before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from qms.intake.syllables import is_syllable
from qms.kernel.text import clean

SOFT_HYPHEN = "\u00ad"
FEWEST_WORDS = 2  # that must speak for an old encoding
LONGEST_ABBREVIATION = 6  # TĐC, ĐKĐĐ, CBDĐL


class Encoding(StrEnum):
    UNICODE = "unicode"
    TCVN3 = "tcvn3"
    VNI = "vni"


@dataclass(frozen=True)
class Converted:
    """A text in Unicode; from which writing, whether its font told, and the words that look wrong in it."""

    text: str
    encoding: Encoding = Encoding.UNICODE
    by_font: bool = False
    strange: tuple[str, ...] = ()


# --- The tables -------------------------------------------------------------------------------------------

_TCVN3 = dict(
    zip(
        "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦",
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
        strict=True,
    )
)
_TCVN3_LETTERS = str.maketrans(_TCVN3)

_TONES = ("ù", "ø", "û", "õ", "ï")  # sắc, huyền, hỏi, ngã, nặng, written behind the letter
_VNI_FAMILIES = {
    "a": "áàảãạ",
    "e": "éèẻẽẹ",
    "o": "óòỏõọ",
    "u": "úùủũụ",
    "y": "ýỳỷỹ",
    "ô": "ớờởỡợ",
    "ö": "ứừửữự",
}
_VNI_HATS = {"a": "âấầẩẫậ", "e": "êếềểễệ", "o": "ôốồổỗộ"}
_VNI_BREVES = {"a": "ăắằẳẵặ"}
_VNI_SINGLE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}


def _vni_table() -> Mapping[str, str]:
    table = dict(_VNI_SINGLE)
    for base, letters in _VNI_FAMILIES.items():
        table |= {base + tone: letter for tone, letter in zip(_TONES, letters, strict=False)}
    for family, marks in ((_VNI_HATS, "âáàåãä"), (_VNI_BREVES, "êéèúüë")):
        for base, letters in family.items():
            table |= {base + mark: letter for mark, letter in zip(marks, letters, strict=True)}
    capitals = {}
    for code, letter in table.items():  # a capital letter may carry a small mark
        capitals[code.upper()] = letter.upper()
        capitals[code[0].upper() + code[1:]] = letter.upper()
    return table | capitals


_VNI = _vni_table()
_VNI_CODE = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))


def to_unicode(text: str, encoding: Encoding) -> str:
    """``text``, whose codes are those of ``encoding``, in Unicode."""
    match encoding:
        case Encoding.TCVN3:
            return text.translate(_TCVN3_LETTERS)
        case Encoding.VNI:
            return _VNI_CODE.sub(lambda found: _VNI[found[0]], text)
    return text


# --- What is it? ------------------------------------------------------------------------------------------


def encoding_of_font(font: str) -> Encoding | None:
    """What the name of a font says of the writing; None where it says nothing."""
    name = font.strip().lower()
    if name.startswith(".vn"):
        return Encoding.TCVN3
    return Encoding.VNI if name.startswith("vni") else None


def shows_capitals(font: str) -> bool:
    """Whether a TCVN3 font shows its small letters as capitals: .VnTimeH."""
    return font.strip().startswith(".Vn") and font.strip().endswith("H")


# Pieces between spaces, digits and ASCII punctuation: letters, and whatever stands for letters in old fonts.
_PIECE = re.compile(r"[^\s\x00-\x40\x5b-\x60\x7b-\x7f\u2000-\u2bff]+")


def _is_marked(piece: str) -> bool:
    return not piece.isascii()


def encoding_of_letters(text: str, usual: Encoding = Encoding.UNICODE) -> Encoding:
    """The writing in which most of the marked words of ``text`` are syllables.

    ``usual`` is that of the rest of the document: it decides where several readings are equally good.
    """
    pieces = [piece for piece in _PIECE.findall(text) if _is_marked(piece)]
    plain = sum(is_syllable(clean(piece)) for piece in pieces)
    best, most = Encoding.UNICODE, float(plain)
    for encoding in (Encoding.TCVN3, Encoding.VNI):
        right = sum(
            is_syllable(to_unicode(piece, encoding)) for piece in pieces if not _is_certainly_unicode(piece)
        )
        if right < FEWEST_WORDS and encoding is not usual:
            continue  # "5 µm" is no TCVN3
        worth = right + (0.5 if encoding is usual and right else 0)
        if worth > most:
            best, most = encoding, worth
    return best


def _is_certainly_unicode(piece: str) -> bool:
    return any(char > "\u00ff" for char in piece)


# --- Conversion -------------------------------------------------------------------------------------------


def converted(text: str, font: str = "", usual: Encoding = Encoding.UNICODE) -> Converted:
    """``text`` of one run in Unicode, cleaned; ``usual`` is the writing of those runs whose fonts say nothing.

    >>> converted("M\u00ad\u00eang", ".VnTime").text
    'Mường'
    """
    if text.isascii():
        return Converted(_in_case(clean(text), font), by_font=False)
    by_font = encoding_of_font(font)
    encoding = by_font or encoding_of_letters(text, usual)
    if encoding is Encoding.UNICODE:
        return Converted(clean(text))
    strange: dict[str, None] = {}
    was_converted = False

    def one(found: re.Match[str]) -> str:
        nonlocal was_converted
        piece = found[0]
        if not _is_marked(piece):
            return piece
        read = _piece_read(piece, encoding)
        was_converted |= read != piece
        if not is_syllable(clean(read)) and not (read.isupper() and len(read) <= LONGEST_ABBREVIATION):
            strange[clean(read)] = None
        return read

    whole = clean(_PIECE.sub(one, text))
    told = tuple(strange)[:10]
    if not was_converted:
        return Converted(whole)
    return Converted(_in_case(whole, font), encoding, by_font is not None, told)


_SIGNS = frozenset("½¼¾°±²³·«»×÷")  # by themselves signs, also in an old font


def _piece_read(piece: str, encoding: Encoding) -> str:
    read = to_unicode(piece, encoding)
    if _is_certainly_unicode(piece):  # of both writings within a word, as in §ỔI, only what makes a syllable
        return read if is_syllable(read) and not is_syllable(clean(piece)) else piece
    if is_syllable(read):
        return read
    return piece if is_syllable(clean(piece)) or set(piece) <= _SIGNS else read  # Unicode in an old font


def _in_case(text: str, font: str) -> str:
    return text.upper() if shows_capitals(font) else text
