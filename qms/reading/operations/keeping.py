"""What the coordinator and the owner of a document keep: audience, questions, days."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date

from qms.documents.models import Document
from qms.documents.operations.announcing import KIND
from qms.foundation import trail
from qms.foundation.access import Actor
from qms.foundation.db import db
from qms.foundation.versions import same_as_seen
from qms.identity import operations as identity
from qms.identity.models import Organization, Person, Position, Unit
from qms.reading.models import Audience, AudiencePart, ReadingTerms
from qms.reading.operations.asking import new_audience, read_steps_anew
from qms.reading.queries.audiences import find_audience, find_terms, terms_version
from qms.reading.rules import Question, Terms


@dataclass(frozen=True)
class Wanted:
    """Whom a document is to concern."""

    from_steps: bool = True
    everybody: bool = False
    units: Collection[Unit] = field(default=())
    positions: Collection[Position] = field(default=())
    people: Collection[Person] = field(default=())


def set_audience(
    document: Document, wanted: Wanted, *, actor: Actor, seen: int | None, asked_on: date | None = None
) -> int:
    """Say whom a document concerns; whoever is new is asked at once. How many are.

    ``asked_on`` is the day on which they were asked, where that was on paper before.

    Raises:
        Stale: somebody set it meanwhile.
    """
    audience = _held(document, seen)
    before = _in_words(audience)
    audience.from_steps, audience.everybody = wanted.from_steps, wanted.everybody
    common = {"organization_id": document.organization_id, "is_from_steps": False}
    audience.parts = [
        *audience.named(from_steps=True),
        *(AudiencePart(unit=each, **common) for each in wanted.units),
        *(AudiencePart(position=each, **common) for each in wanted.positions),
        *(AudiencePart(person=each, **common) for each in wanted.people),
    ]
    after = _in_words(audience)
    changes = {name: (before[name], after[name]) for name in after if before[name] != after[name]}
    db.session.flush()  # a new audience has its number, and its parts theirs
    asked = read_steps_anew(audience, asked_on=asked_on)
    if changes or asked:
        _trace("reading.audience_set", document, actor, changes=changes, facts={"count": asked})
    return asked


def _held(document: Document, seen: int | None) -> Audience:
    """The document's audience, as it was seen; one change at a time in an organisation."""
    identity.hold_organization(document.organization_id)
    audience = find_audience(document.id)
    same_as_seen(terms_version(audience), seen)
    return audience or new_audience(document)


def _in_words(audience: Audience) -> dict[str, object]:
    named = audience.named()
    return {
        "audience.from_steps": audience.from_steps,
        "audience.everybody": audience.everybody,
        "audience.units": sorted(part.name for part in named if part.unit),
        "audience.positions": sorted(part.name for part in named if part.position),
        "audience.people": sorted(part.name for part in named if part.person),
    }


def set_questions(
    document: Document, questions: Sequence[Question], *, pass_mark: int, actor: Actor, seen: int | None
) -> None:
    """Say what readers are asked; answers given so far keep the questions as they were.

    Raises:
        Stale: somebody set them meanwhile.
    """
    audience = _held(document, seen)
    before = {"audience.questions": len(audience.questions or ()), "audience.pass_mark": audience.pass_mark}
    audience.questions = [{**asdict(each), "choices": list(each.choices)} for each in questions]
    audience.pass_mark = pass_mark
    after = {"audience.questions": len(questions), "audience.pass_mark": pass_mark}
    changes = {name: (before[name], after[name]) for name in after if before[name] != after[name]}
    _trace("reading.questions_set", document, actor, changes=changes, facts={"count": len(questions)})


def _trace(
    action: str,
    document: Document,
    actor: Actor,
    *,
    changes: Mapping[str, tuple[object, object]],
    facts: Mapping[str, object],
) -> None:
    subject = trail.Subject(KIND, document.id, document.code, document.organization_id)
    trail.record(action, subject, actor=actor, changes=changes, facts=facts)


def set_terms(organization: Organization, terms: Terms, *, actor: Actor, seen: int | None) -> None:
    """Set an organisation's days; whoever is asked already keeps theirs.

    Raises:
        Stale: somebody set them meanwhile.
    """
    identity.hold_organization(organization.id)
    kept = find_terms(organization.id)
    same_as_seen(terms_version(kept), seen)
    before, after = asdict(kept.terms if kept else Terms()), asdict(terms)
    if kept is None:
        db.session.add(ReadingTerms(organization_id=organization.id, **after))
    else:
        kept.days, kept.remind_before = terms.days, terms.remind_before
    changes = {
        f"reading.{name}": (before[name], after[name]) for name in after if before[name] != after[name]
    }
    if changes:
        subject = trail.Subject("organization", organization.id, organization.name, organization.id)
        trail.record("reading.terms_set", subject, actor=actor, changes=changes)
