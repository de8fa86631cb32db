"""What a nonconformity was found in: a port, so that higher rooms can say "a finding of an audit".

A room that reports makes a Source of its own record (kind and number as the trail knows it, so that its
``subjects`` decides who may follow the link). Documents and steps, which lie below, are made here.
"""

from __future__ import annotations

from dataclasses import dataclass

from qms.documents.addresses import document_address
from qms.documents.models import Document, Revision
from qms.documents.operations.announcing import KIND as DOCUMENT
from qms.foundation.texts import _
from qms.procedures.structure import Step

STEP = "step"
PAGE = "page"


@dataclass(frozen=True)
class Source:
    """What it was found in, as it was on that day.

    ``kind`` and ``record_id`` name the record ("audit_finding", 12); ``label`` is kept with the nonconformity, so
    it says nothing that only few may read; ``url`` is its page. Document, revision and step are given where the
    thing found wrong is one, for "what repeats"; ``unit_id`` is the unit concerned, proposed to the coordinator.
    """

    kind: str = ""
    record_id: int | None = None
    label: str = ""
    url: str = ""
    document_id: int | None = None
    revision_id: int | None = None
    step_id: str = ""
    unit_id: int | None = None


def of_document(document: Document, revision: Revision | None) -> Source:
    """A controlled document, as in the revision that was looked at."""
    issue = f" ({revision.label})" if revision else ""
    return Source(
        kind=DOCUMENT,
        record_id=document.id,
        label=f"{document.code}{issue} {document.title}",
        url=document_address(document),
        document_id=document.id,
        revision_id=revision.id if revision else None,
        unit_id=document.unit_id,
    )


def of_step(revision: Revision, number: int, step: Step) -> Source:
    """A step of a procedure in force, by its number from 1."""
    document = revision.document
    return Source(
        kind=STEP,
        record_id=document.id,
        label=_(
            "%(code)s (%(label)s), step %(number)s: %(name)s",
            code=document.code,
            label=revision.label,
            number=number,
            name=step.name,
        ),
        url=f"/procedures{document_address(document).removeprefix('/documents')}/steps/{number}",
        document_id=document.id,
        revision_id=revision.id,
        step_id=step.id,
        unit_id=document.unit_id,
    )


def of_page(path: str) -> Source:
    """Any other page of the system, by its address."""
    return Source(kind=PAGE, label=path, url=path)
