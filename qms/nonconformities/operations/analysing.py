"""Putting right what can be put right at once, and looking for the cause."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from qms.foundation.access import Actor
from qms.foundation.files import Kept
from qms.foundation.texts import _l
from qms.kernel import clock
from qms.kernel.errors import Refused
from qms.nonconformities import causes, rules
from qms.nonconformities.models import Nonconformity, Round, Term
from qms.nonconformities.operations.announcing import hold, move, trace
from qms.nonconformities.operations.reporting import add_files
from qms.nonconformities.rules import TermKind, Verb


def contain(
    nonconformity: Nonconformity,
    *,
    actor: Actor,
    text: str,
    done_on: date,
    seen: int | None,
    kept: Iterable[Kept] = (),
) -> None:
    """Record what was put right at once (khắc phục ngay), or that nothing could be.

    Raises:
        Stale, Refused: version, state, no text, a day in the future.
    """
    hold(nonconformity, seen)
    target = rules.after(nonconformity.status, Verb.CONTAIN)
    if not text.strip():
        raise Refused(_l("Write what was put right, or why nothing could be."), field="text")
    if done_on > clock.today():
        raise Refused(_l("What has happened cannot lie in the future."), field="done_on")
    present = present_round(nonconformity)
    present.containment, present.contained_on = text, done_on
    add_files(nonconformity, kept, actor=actor, part=f"round-{present.number}", traced=False)
    move(nonconformity, target)
    trace("contained", nonconformity, actor=actor, reason=text)


def keep_whys(
    nonconformity: Nonconformity,
    *,
    actor: Actor,
    rows: Sequence[tuple[int, int, str, bool]],
    seen: int | None,
) -> None:
    """Keep the chain of whys; ``rows`` as ``causes.tidy_whys`` takes them.

    Raises:
        Stale, Refused: version, state, or a chain that hangs on nothing.
    """
    hold(nonconformity, seen)
    rules.after(nonconformity.status, Verb.ANALYSE)
    present_round(nonconformity).whys = causes.tidy_whys(rows)
    trace("whys_kept", nonconformity, actor=actor)


def keep_fishbone(
    nonconformity: Nonconformity,
    *,
    actor: Actor,
    headings: Sequence[tuple[str, str]],
    seen: int | None,
) -> None:
    """Keep the Ishikawa diagram; ``headings`` are six names, each with one cause a line.

    Raises:
        Stale, Refused: version, state, or a heading without a name.
    """
    hold(nonconformity, seen)
    rules.after(nonconformity.status, Verb.ANALYSE)
    present_round(nonconformity).fishbone = causes.tidy_fishbone(headings)
    trace("fishbone_kept", nonconformity, actor=actor)


def name_cause(
    nonconformity: Nonconformity, *, actor: Actor, cause: Term, text: str, seen: int | None
) -> None:
    """Say what the root cause is: in words, and as a term of the tree, so that repetitions are found.

    Raises:
        Stale, Refused: version, state, no text, a cause not in use.
    """
    hold(nonconformity, seen)
    target = rules.after(nonconformity.status, Verb.NAME_CAUSE)
    if not text.strip():
        raise Refused(_l("Write the cause in a sentence: why it could come about."), field="text")
    if cause.kind != TermKind.CAUSE or not cause.is_valid(clock.today()):
        raise Refused(_l("“%(name)s” is not in use. Choose another.", name=cause.name), field="cause")
    present = present_round(nonconformity)
    present.cause, present.cause_text = cause, text
    nonconformity.cause = cause
    move(nonconformity, target)
    trace("cause_named", nonconformity, actor=actor, cause=cause.code, reason=text)


def present_round(nonconformity: Nonconformity) -> Round:
    """The round under way; every accepted nonconformity has one."""
    present = nonconformity.round
    assert present is not None
    return present
