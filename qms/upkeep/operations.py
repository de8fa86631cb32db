"""Acts on what the worker could not do."""

from __future__ import annotations

from qms.foundation import outbox, trail
from qms.foundation.access import Actor
from qms.foundation.house import house
from qms.foundation.outbox import Effect
from qms.foundation.texts import DEFAULT_LANGUAGE, in_language


def try_again(effect: Effect, *, actor: Actor) -> None:
    """Give an effect that failed too often a fresh start."""
    trail.record("upkeep.tried_again", _subject(effect, actor), actor=actor)
    outbox.revive(effect)


def give_up(effect: Effect, *, actor: Actor) -> None:
    """Leave an effect undone for good; its last error stays in the trail."""
    trail.record("upkeep.gave_up", _subject(effect, actor), actor=actor, facts={"error": effect.last_error})
    outbox.discard(effect)


def _subject(effect: Effect, actor: Actor) -> trail.Subject:
    """The effect by its name in words, in the language of what is kept, and by what it is to be done to."""
    with in_language(DEFAULT_LANGUAGE):
        name = str(house().effect_labels.get(effect.kind, effect.kind))
    return trail.Subject("effect", effect.id, f"{name}: {effect.key}", actor.organization_id)
