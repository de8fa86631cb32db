"""Enclosing: the files of a draft, added, replaced and removed while it can be changed; signed and frozen with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qms.documents import enclosures, rules
from qms.documents.enclosures import Enclosure
from qms.documents.models import Revision
from qms.documents.operations.announcing import reindex, trace
from qms.documents.queries.files import SUBJECT
from qms.documents.rules import Verb
from qms.foundation import files
from qms.foundation.access import Actor
from qms.foundation.db import hold
from qms.foundation.files import Kept
from qms.foundation.texts import _l
from qms.kernel import clock
from qms.kernel.errors import Refused

ORIGINAL = "original"  # the part of files that are kept with a revision and do not belong to its text


def add_files(revision: Revision, kept: Iterable[Kept], *, actor: Actor) -> None:
    """Make files that lie on the disk (foundation/files.keep) belong to a draft.

    One of the same name takes the place of the former. Raises Refused: the revision cannot be changed any more, or
    has too many files (at ``files``).
    """
    kept = list(kept)
    hold(revision)
    rules.after(revision.status, Verb.EDIT)
    before = {each.name for each in revision.files}
    together = enclosures.with_added(revision.files, kept)
    _hang(revision, kept, actor=actor)
    _change(revision, together, actor=actor)
    added = [each.name for each in kept if each.name not in before]
    replaced = [each.name for each in kept if each.name in before]
    if added:
        trace("files_added", revision, actor=actor, names=added)
    if replaced:
        trace("files_replaced", revision, actor=actor, names=replaced)


def remove_file(revision: Revision, name: str, *, actor: Actor) -> None:
    """Take a file out of a draft; revisions that were signed with it keep it.

    Raises:
        Refused: the revision cannot be changed any more, or has no such file.
    """
    hold(revision)
    rules.after(revision.status, Verb.EDIT)
    left = enclosures.without(revision.files, name)
    if len(left) == len(revision.files):
        raise Refused(_l("The draft has no file “%(name)s”.", name=name))
    _change(revision, left, actor=actor)
    trace("file_removed", revision, actor=actor, name=name)


def keep_original(revision: Revision, kept: Iterable[Kept], *, actor: Actor) -> None:
    """Keep with a revision the file that its text was read from. It is neither signed nor handed out with the text."""
    _hang(revision, kept, actor=actor, part=ORIGINAL)


def hang_same_files(base: Revision, revision: Revision) -> None:
    """Hang the files of one revision on the one that was begun as its copy."""
    wanted = {(each.name, each.hash) for each in base.files}
    rows = {(each.name, each.file.hash): each for each in files.list_attachments(SUBJECT, base.id, "")}
    files.carry_over(
        [row for place, row in rows.items() if place in wanted], subject_kind=SUBJECT, subject_id=revision.id
    )


def _hang(revision: Revision, kept: Iterable[Kept], *, actor: Actor, part: str = "") -> None:
    files.attach(
        kept,
        subject_kind=SUBJECT,
        subject_id=revision.id,
        organization_id=revision.organization_id,
        actor=actor,
        part=part,
    )


def _change(revision: Revision, together: Sequence[Enclosure], *, actor: Actor) -> None:
    revision.files_text = enclosures.written(together)
    revision.last_editor_id, revision.edited_at = actor.person_id, clock.now()
    revision.editor_ids = sorted({*revision.editor_ids, actor.person_id or revision.author_id})
    reindex(revision.document)
