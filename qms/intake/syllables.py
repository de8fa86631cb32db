"""Is this a Vietnamese syllable? Tells text that was read right from text that was read in a wrong encoding."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
# Every rhyme without its tone; after qu and gi stand rhymes of their own vowels ("quyết" = qu + yêt).
_RHYMES = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch ên êm ênh êp êt êu
i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong oong
ooc op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u ua uâ uân uâng uât uây uc uê uêch uênh ui um un ung uô uôc uôi uôm uôn uông uôt up ut uơ uy uya uych uyên
uyêt uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ươ ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
y yên yêm yêt yêu yt ynh ych
"""
_TONES = "\u0300\u0301\u0309\u0303\u0323"
_SHARP_TONES = "\u0301\u0323"  # the only ones before a final c, ch, p or t


def _one_of(words: str) -> str:
    return "|".join(sorted(words.split(), key=len, reverse=True))


_SYLLABLE = re.compile(rf"(?:{_one_of(_ONSETS)})?(?:{_one_of(_RHYMES)})")


@lru_cache(maxsize=8192)
def is_syllable(word: str) -> bool:
    """Whether ``word`` is spelled as a Vietnamese syllable can be, with its marks; case does not matter."""
    apart = unicodedata.normalize("NFD", word.lower())
    tones = [char for char in apart if char in _TONES]
    if len(tones) > 1:
        return False
    toneless = unicodedata.normalize("NFC", "".join(char for char in apart if char not in _TONES))
    if _SYLLABLE.fullmatch(toneless) is None:
        return False
    return not toneless.endswith(("c", "ch", "p", "t")) or bool(tones and tones[0] in _SHARP_TONES)
