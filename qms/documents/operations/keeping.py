"""Keeping: a document's owner, unit, clauses and interval; the types with their patterns and defaults."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from qms.documents import queries, rules
from qms.documents.models import Document, DocumentType, TypeSigner
from qms.documents.operations.announcing import reindex, trace
from qms.documents.rules import Meaning
from qms.foundation import trail
from qms.foundation.access import Actor
from qms.foundation.db import db
from qms.foundation.texts import _l
from qms.foundation.versions import same_as_seen
from qms.identity import operations as identity
from qms.identity.models import Organization, Person, Unit
from qms.kernel import clock
from qms.kernel.codes import is_pattern
from qms.kernel.errors import Refused
from qms.kernel.text import fold, words

# What an agency begins with: key, name in the organisation's language, code pattern, months between reviews,
# clauses of ISO 9001:2015, whether revisions carry a procedure. All of it is the organisation's to change.
FIRST_TYPES = (
    ("quality_policy", "Chính sách chất lượng", "CSCL-{nn}", 12, ["5.2"], False),
    ("objectives", "Mục tiêu chất lượng", "MTCL-{nn}", 12, ["6.2"], False),
    ("system_model", "Mô hình hệ thống quản lý chất lượng", "MHHT-{nn}", 12, ["4.3", "4.4"], False),
    ("procedure", "Quy trình", "QT-{field}-{nn}", 12, ["8.1", "8.5.1"], True),
    ("instruction", "Hướng dẫn", "HD-{field}-{nn}", 24, ["8.5.1"], False),
    ("form", "Biểu mẫu", "BM-{field}-{nn}", 24, ["7.5"], False),
    ("regulation", "Quy định", "QĐ-{field}-{nn}", 24, ["7.5"], False),
)


def make_first_types(organization: Organization, *, actor: Actor) -> None:
    """Give a new organisation the document types that agencies use."""
    for position, (key, name, pattern, months, clauses, has_structure) in enumerate(FIRST_TYPES):
        db.session.add(
            DocumentType(
                organization_id=organization.id,
                key=key,
                name=name,
                code_pattern=pattern,
                review_months=months,
                clauses=clauses,
                has_structure=has_structure,
                position=position,
            )
        )
    subject = trail.Subject("organization", organization.id, organization.name, organization.id)
    trail.record("documents.types_made", subject, actor=actor, facts={"count": len(FIRST_TYPES)})


def change_facts(
    document: Document,
    *,
    actor: Actor,
    seen: int | None,
    unit: Unit | None,
    owner: Person | None,
    field: str,
    clauses: list[str],
    review_months: int,
) -> None:
    """Change what is said about a document outside its signed text.

    Raises:
        Stale: somebody changed it meanwhile.
    """
    same_as_seen(document.version, seen)
    before = _facts(document)
    document.unit, document.owner, document.field, document.clauses = unit, owner, field, clauses
    if document.review_months != review_months:
        document.review_months = review_months
        looked_at = _last_looked_at(document)
        document.next_review_on = rules.next_review(looked_at, review_months) if looked_at else None
    after = _facts(document)
    changes = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
    if changes:
        trace("facts_changed", document.latest, actor=actor, changes=changes)
        reindex(document)


def _last_looked_at(document: Document) -> date | None:
    """When the text in force was last found right: the day it took effect, or was confirmed as still valid."""
    effective = document.effective
    if effective is None or effective.effective_on is None:
        return None
    confirmed = [each.at for each in effective.signatures if each.what is Meaning.STILL_VALID]
    return max([effective.effective_on, *(clock.local(moment).date() for moment in confirmed)])


def _facts(document: Document) -> dict[str, Any]:
    return {
        "unit": document.unit.name if document.unit else "",
        "owner": document.owner.name if document.owner else "",
        "field": document.field,
        "clauses": ", ".join(document.clauses),
        "review_months": document.review_months,
    }


@dataclass(frozen=True)
class TypeFacts:
    """What a form says of a document type."""

    name: str
    code_pattern: str
    review_months: int
    clauses: list[str]
    reviewers: list[Person]
    approvers: list[Person]
    is_active: bool = True


def add_type(
    facts: TypeFacts, *, organization: Organization, has_structure: bool, actor: Actor
) -> DocumentType:
    """Give the organisation one more type; ``has_structure`` says whether its revisions carry a procedure.

    Raises:
        Refused: at ``code_pattern``, when it makes no codes; at ``name``, when a type has it already.
    """
    identity.hold_organization(organization.id)
    known = queries.list_types(active_only=False)
    if fold(facts.name) in {fold(each.name) for each in known}:
        raise Refused(_l("There is a document type with this name already."), field="name")
    key = "_".join(words(facts.name))[:34] or "type"
    taken = {each.key for each in known}
    free = next(each for n in count(1) if (each := key if n == 1 else f"{key}_{n}") not in taken)
    type = DocumentType(
        organization_id=organization.id,
        key=free,
        has_structure=has_structure,
        position=max((each.position for each in known), default=0) + 1,
    )
    _take(type, facts)
    db.session.add(type)
    db.session.flush()  # the trail refers to its number
    trail.record("documents.type_added", _subject_of(type), actor=actor, facts={"pattern": type.code_pattern})
    return type


def keep_type(type: DocumentType, facts: TypeFacts, *, actor: Actor, seen: int | None) -> None:
    """Change a document type; documents that exist keep what they have.

    Raises:
        Stale: somebody changed it meanwhile.
        Refused: at ``code_pattern``, when it makes no codes.
    """
    same_as_seen(type.version, seen)
    before = _type_facts(type)
    _take(type, facts)
    after = _type_facts(type)
    changes = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
    trail.record("documents.type_changed", _subject_of(type), actor=actor, changes=changes)


def _take(type: DocumentType, facts: TypeFacts) -> None:
    if not is_pattern(facts.code_pattern):
        message = _l(
            "A pattern is made of letters, digits, - . / and the places {field}, {unit}, {n}, {nn}, {nnn}."
        )
        raise Refused(message, field="code_pattern")
    type.name, type.code_pattern, type.review_months = facts.name, facts.code_pattern, facts.review_months
    type.clauses, type.is_active = facts.clauses, facts.is_active
    type.signers = [
        *_signers(type, facts.reviewers, Meaning.REVIEWED),
        *_signers(type, facts.approvers, Meaning.APPROVED),
    ]


def _subject_of(type: DocumentType) -> trail.Subject:
    return trail.Subject("document_type", type.id, type.name, type.organization_id)


def _type_facts(type: DocumentType) -> dict[str, Any]:
    return {
        "name": type.name,
        "code_pattern": type.code_pattern,
        "review_months": type.review_months,
        "clauses": ", ".join(type.clauses),
        "is_active": type.is_active,
        "reviewers": _names(type, Meaning.REVIEWED),
        "approvers": _names(type, Meaning.APPROVED),
    }


def _names(type: DocumentType, meaning: Meaning) -> str:
    return ", ".join(each.person.name for each in type.signers if each.meaning == meaning)


def _signers(type: DocumentType, people: list[Person], meaning: Meaning) -> list[TypeSigner]:
    known = {(signer.person_id, signer.meaning): signer for signer in type.signers}
    return [
        known.get((person.id, meaning.value))
        or TypeSigner(organization_id=type.organization_id, person=person, meaning=meaning.value)
        for person in people
    ]
