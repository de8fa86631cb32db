"""Files that people send with a form, and how they are handed out again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, TypeVar

from flask import Flask, Response, current_app, request, send_file
from flask_wtf.file import MultipleFileField
from itsdangerous import BadSignature, URLSafeTimedSerializer
from wtforms import HiddenField, ValidationError

from qms.foundation import files
from qms.foundation.files import Attachment, Kept, StoredFile
from qms.foundation.texts import _, _l
from qms.kernel.errors import NotFound, Refused
from qms.kernel.filetypes import KEPT, PICTURES
from qms.web.guards import current_actor
from qms.web.transaction import release

MOST_FILES = 10  # in one form
RECEIVED_FOR = 12 * 60 * 60  # seconds; as long as a session
POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"  # a file opened by itself runs nothing
# The pictures' types as well as endings: phones then offer the camera, and those that take HEIC photos convert them.
ACCEPTED = ",".join((*sorted(PICTURES), *(f".{ending}" for kind in KEPT for ending in kind.endings)))

_UNREADABLE = _l("This file cannot be read.")

View = TypeVar("View", bound=Callable[..., Any])


def init_app(app: Flask) -> None:
    """Before anything reads the form: a request that carries files may be larger than others."""
    app.before_request(_allow_larger)


def takes_files(view: View) -> View:
    """For a view whose form carries files; stands below its guard."""
    view.takes_files = True  # type: ignore[attr-defined]  # read by _allow_larger, through functools.wraps
    return view


def _allow_larger() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "takes_files", False):
        request.max_content_length = current_app.config["LARGEST_UPLOAD"]


class FilesMixin:
    """Lets a form take files. Those that were good stay with a form that is refused, and need not be sent again.

    After validation ``kept`` holds them; they lie on the disk and the operation names them in rows.
    """

    files = MultipleFileField(
        _l("Photos and files"),
        description=_l("JPEG, PNG, WebP, PDF, Word, Excel, text. Several can be chosen at once."),
        render_kw={"accept": ACCEPTED},
    )
    received = HiddenField()

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.kept: list[Kept] = []

    def validate_files(self, field: Any) -> None:
        """Bring what was sent to the disk, holding no lock meanwhile; what is refused is named at the field."""
        release()
        self.kept = _unsealed(self.received.data)
        sent = [each for each in field.data or [] if getattr(each, "filename", "")]
        refused = [] if len(sent) + len(self.kept) <= MOST_FILES else [_too_many()]
        for each in sent if not refused else []:
            try:
                self.kept.append(files.keep(each.stream, each.filename))
            except Refused as refusal:
                refused.append(str(refusal.message))
        self.received.data = _sealed(self.kept)
        if refused:
            raise ValidationError(" ".join(refused))


def _too_many() -> str:
    return _("At most %(most)s files can be sent at once.", most=MOST_FILES)


def _seal() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt=f"received-{current_actor().person_id}")


def _sealed(kept: list[Kept]) -> str:
    return _seal().dumps([asdict(each) for each in kept]) if kept else ""


def _unsealed(sealed: str | None) -> list[Kept]:
    try:
        return [Kept(**each) for each in _seal().loads(sealed, max_age=RECEIVED_FOR)] if sealed else []
    except BadSignature:
        return []


def handed_out(attachment: Attachment | None) -> Response:
    """The file: pictures to be shown, everything else to be saved; never run, never guessed at.

    Raises:
        NotFound: there is no such file, or the disk has lost it.
    """
    if attachment is None:
        raise NotFound(_UNREADABLE)
    return handed_out_as(attachment.name, attachment.file, shown=attachment.is_picture)


def handed_out_as(name: str, file: StoredFile, *, shown: bool = False) -> Response:
    """A kept content under this name, to be saved; to be looked at in the browser where ``shown`` says so.

    Raises:
        NotFound: the disk has lost it.
    """
    if not files.path_of(file).is_file():
        raise NotFound(_UNREADABLE)
    answer = send_file(
        files.path_of(file),
        mimetype=file.media_type,
        as_attachment=not shown,
        download_name=name,
        conditional=False,
        etag=False,
    )
    answer.headers["Content-Security-Policy"] = POLICY
    return answer
