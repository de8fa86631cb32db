"""A small office in full swing: a document in every state, in two organisations, and everything else that an
address can name. What only few may see carries a word of its own that can be looked for in any answer.
"""

from tests.world.places import (
    ELSEWHERE,
    ELSEWHERE_DRAFT,
    PLACES,
    SECRETS,
    hidden_from,
    word_of,
)
from tests.world.settling import PHOTO, settle, token_of
from tests.world.visiting import World

__all__ = [
    "ELSEWHERE",
    "ELSEWHERE_DRAFT",
    "PHOTO",
    "PLACES",
    "SECRETS",
    "World",
    "hidden_from",
    "settle",
    "token_of",
    "word_of",
]
