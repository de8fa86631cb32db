"""Reading files: the effect "intake.read", carried out by the worker, once for a file and once for each scanned page.

Reading itself is done in a confined child (foundation/confined.py) while no transaction is open. What the worker was
about when it was ended is done again: a row only changes state together with what was read.
"""

from __future__ import annotations

import base64
import io
import json
import logging
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qms.foundation import confined, files, notifying
from qms.foundation.access import SYSTEM, Actor
from qms.foundation.db import db, reading, seeing
from qms.foundation.house import house
from qms.identity.queries import list_positions, list_units
from qms.intake import archives, programs, queries
from qms.intake.addresses import QUEUE
from qms.intake.doubts import DoubtKind
from qms.intake.models import IncomingFile
from qms.intake.operations.announcing import move, trace, trace_sending
from qms.intake.operations.receiving import Received, add_file, ask_for_reading, received
from qms.intake.reading import from_json
from qms.intake.refusals import Refusal, Unreadable
from qms.intake.rules import MOST_IN_ARCHIVE, MOST_SCANNED_PAGES, UNDER_WAY, State, Verb
from qms.kernel.filetypes import DOC, DOCX, MARKDOWN, PDF, ZIP

CPU_SECONDS = 12.0
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Job:
    """What reading needs to know of a row, as values: no transaction is open meanwhile."""

    id: int
    name: str
    organization_id: int
    path: Path
    media_type: str
    units: tuple[str, ...]
    positions: tuple[str, ...]
    pages: int
    pages_read: int
    recognised: tuple[tuple[str, ...], ...]

    @property
    def about(self) -> tuple[str, list[str], list[str]]:
        """The arguments by which readers know the file and the organisation."""
        return self.name, list(self.units), list(self.positions)


def read(payload: Mapping[str, Any]) -> None:
    """The effect: read a file that waits, or the next page of a scan."""
    job = _job(payload["id"])
    if job is None:
        return
    try:
        answer = _read(job)
    except Unreadable as refusal:
        answer = {"refused": refusal.kind.value, "detail": refusal.detail}
    except confined.Overrun:
        answer = {"refused": Refusal.OVERRUN.value, "detail": ""}
    except confined.Broken:
        log.exception("the file %s cannot be read", job.id)
        answer = {"refused": Refusal.FAULT.value, "detail": ""}
    with seeing([job.organization_id]):
        _keep(job, answer)


def _job(file_id: int) -> _Job | None:
    with reading():
        job = _job_of(queries.find_file(file_id))
        db.session.rollback()
    return job


def _job_of(file: IncomingFile | None) -> _Job | None:
    content = queries.content_of(file) if file and file.status in UNDER_WAY else None
    if file is None or content is None:
        return None
    with seeing([file.organization_id]):
        return _Job(
            id=file.id,
            name=file.name,
            organization_id=file.organization_id,
            path=files.path_of(content.file),
            media_type=content.file.media_type,
            units=tuple(unit.name for unit in list_units()),
            positions=tuple(position.name for position in list_positions(active_only=True)),
            pages=file.pages,
            pages_read=file.pages_read,
            recognised=tuple(map(tuple, json.loads(file.recognised or "[]"))),
        )


# --- Reading, with no transaction open ----------------------------------------------------------------------


def _read(job: _Job) -> dict[str, Any]:
    path = str(job.path)
    match job.media_type:
        case DOCX.media_type:
            return _called(":word", path, *job.about)
        case PDF.media_type:
            return _next_page(job) if job.pages else _of_pdf(job)
        case MARKDOWN.media_type:
            return _called(".procedure_files:procedure_file", path, job.name)
        case DOC.media_type:
            return _of_old_word(job)
        case ZIP.media_type:
            return {"unpacked": _unpacked(job.path)}
    raise Unreadable(Refusal.WRONG_KIND)


def _called(function: str, *arguments: Any) -> dict[str, Any]:
    answer: dict[str, Any] = confined.call(
        f"qms.intake.converting{function}", *arguments, cpu_seconds=CPU_SECONDS
    )
    return answer


def _of_pdf(job: _Job) -> dict[str, Any]:
    answer = _called(".pages:pdf", str(job.path), *job.about)
    pages = answer.get("scanned")
    if pages is None:
        return answer
    if programs.recogniser() is None:
        raise Unreadable(Refusal.NO_RECOGNISER)
    if pages > MOST_SCANNED_PAGES:
        raise Unreadable(Refusal.TOO_MANY_PAGES, str(MOST_SCANNED_PAGES))
    return {"pages": pages, "lines": []}


def _next_page(job: _Job) -> dict[str, Any]:
    """The next page of a scan; after the last one, what all of them say."""
    if job.pages_read >= job.pages:
        return _called(".pages:lines", job.recognised, *job.about, DoubtKind.FROM_SCAN.value)
    answer = _called(".pages:page", str(job.path), job.pages_read)
    if "picture" not in answer:
        return answer
    lines = programs.recognised(base64.b64decode(answer["picture"]))
    if lines is None:
        raise Unreadable(Refusal.NOT_RECOGNISED)
    return {"pages": job.pages, "lines": lines}


def _of_old_word(job: _Job) -> dict[str, Any]:
    if programs.converter() is None:
        raise Unreadable(Refusal.NO_CONVERTER)
    data = programs.converted_to_docx(job.path)
    if data is None:
        raise Unreadable(Refusal.NOT_CONVERTED)
    with tempfile.NamedTemporaryFile(suffix=".docx") as made:
        made.write(data)
        made.flush()
        return _called(":word", made.name, *job.about)


def _unpacked(path: Path) -> list[Received]:
    """The files in an archive, each brought to the disk or refused; folders and what systems add are left out."""
    with path.open("rb") as file, archives.opened(file) as archive:
        entries = [
            each
            for each in archive.infolist()
            if not each.is_dir()
            and not each.filename.startswith("__MACOSX/")
            and not _is_hidden(each.filename)
        ]
        if not entries:
            raise Unreadable(Refusal.NOTHING_IN_IT)
        if len(entries) > MOST_IN_ARCHIVE:
            raise Unreadable(Refusal.TOO_MANY_PARTS)
        return [_unpacked_one(archive, entry.filename) for entry in entries]


def _is_hidden(name: str) -> bool:
    last = name.rpartition("/")[2]
    return last.startswith((".", "~$"))


def _unpacked_one(archive: Any, name: str) -> Received:
    last = name.rpartition("/")[2]
    if last.lower().endswith(".zip"):
        return Received(last, None, Refusal.NESTED)
    try:
        content = archives.content(archive, name, house().config.largest_file)
    except Unreadable as refusal:
        return Received(last, None, refusal.kind)
    return received(io.BytesIO(content), last)


# --- Keeping what was read ------------------------------------------------------------------------------------


def _keep(job: _Job, answer: Mapping[str, Any]) -> None:
    file = queries.find_file(job.id)
    if file is None or file.status not in UNDER_WAY:
        return  # put aside meanwhile
    if "refused" in answer:
        move(file, Verb.REFUSE)
        file.refusal, file.detail = answer["refused"], answer["detail"][:2000]
        trace("refused", file, actor=SYSTEM)
    elif "unpacked" in answer:
        _keep_unpacked(file, answer["unpacked"])
    elif "pages" in answer:
        _keep_page(file, job, answer)
    else:
        _keep_reading(file, answer)
    _tell_when_all_is_read(file)


def _keep_unpacked(file: IncomingFile, found: list[Received]) -> None:
    move(file, Verb.UNPACK)
    sender = Actor(
        person_id=file.sending.sent_by_id, name=file.sending.sent_by, organization_id=file.organization_id
    )
    for each in found:
        add_file(each, file.sending, actor=sender, archive=file.name)
    trace_sending(file.sending, actor=sender, files=len(found))
    trace("unpacked", file, actor=SYSTEM, files=len(found))


def _keep_page(file: IncomingFile, job: _Job, answer: Mapping[str, Any]) -> None:
    move(file, Verb.GO_ON)
    is_new = bool(job.pages)
    file.pages = answer["pages"]
    file.pages_read = job.pages_read + is_new
    file.recognised = json.dumps(
        [*job.recognised, *([answer["lines"]] if is_new else [])], ensure_ascii=False
    )
    ask_for_reading(file)


def _keep_reading(file: IncomingFile, answer: Mapping[str, Any]) -> None:
    move(file, Verb.READ)
    file.reading, file.original = answer["reading"], json.dumps(answer["blocks"], ensure_ascii=False)
    found = from_json(file.reading)
    file.code, file.title, file.doubts = found.cover.code, found.cover.title, len(found.doubts)
    file.recognised = ""
    trace("read", file, actor=SYSTEM, doubts=file.doubts)


def _tell_when_all_is_read(file: IncomingFile) -> None:
    """Tell the sender once when nothing of the sending is under way any more."""
    db.session.flush()  # the count below asks the database
    progress = queries.progress(file.sending_id)
    if progress.under_way:
        return
    notifying.send(
        "intake.read",
        person_id=file.sending.sent_by_id,
        organization_id=file.organization_id,
        url=QUEUE,
        facts={"to_check": progress.to_check, "refused": progress.refused, "total": _files_of(progress)},
        once_key=f"intake.read:{file.sending_id}",
    )


def _files_of(progress: queries.Progress) -> int:
    return progress.total - progress.counts.get(State.UNPACKED, 0)
