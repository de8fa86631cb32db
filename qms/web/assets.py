"""Static files: one version in the address of all of them, style sheets joined, texts packed once.

The version stands in the path (/static/<version>/css/site.css), so that what a style sheet or a module names
relatively carries it as well, and every answer may be kept for a year.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from functools import cache, cached_property
from pathlib import Path

from flask import Flask, Response, abort, current_app, request, url_for
from flask.sessions import SecureCookieSessionInterface, SessionMixin

A_YEAR = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
IMPORT = re.compile(rb'@import url\("([^"]+)"\);')
SMALLEST_TO_PACK = 1024
TYPES = {".woff2": "font/woff2", ".webmanifest": "application/manifest+json", ".js": "text/javascript"}


class Assets:
    """The static files of one folder, read when first asked for and kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names = frozenset(
            path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
        )
        self._packed: dict[str, bytes] = {}

    @cached_property
    def version(self) -> str:
        """Changes whenever any file does."""
        digest = hashlib.sha256()
        for name in sorted(self.names):
            digest.update(name.encode())
            digest.update(hashlib.sha256((self.folder / name).read_bytes()).digest())
        return digest.hexdigest()[:12]

    def body(self, name: str) -> bytes:
        """The content of a file; what a style sheet imports stands in it at that place.

        A file that is imported may not name others relatively from another folder than the importing one's.
        """
        content = (self.folder / name).read_bytes()
        if not name.endswith(".css"):
            return content
        beside = (self.folder / name).parent
        return IMPORT.sub(lambda found: (beside / found[1].decode()).read_bytes(), content)

    def packed(self, name: str) -> bytes:
        """The content, gzipped."""
        if name not in self._packed:
            self._packed[name] = gzip.compress(self.body(name), mtime=0)
        return self._packed[name]


class _SessionOfPages(SecureCookieSessionInterface):
    """Leaves static files out of the session, or they would be kept apart for every cookie (Vary: Cookie)."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if request.endpoint != "static":
            super().save_session(app, session, response)


def init_app(app: Flask, folder: Path) -> None:
    app.session_interface = _SessionOfPages()
    app.extensions["qms.assets"] = Assets(folder)
    app.add_url_rule("/static/<version>/<path:filename>", "static", _serve)


def asset_url(name: str) -> str:
    """Address of a static file, with the version of all of them so that it can be kept for a year.

    Raises KeyError when there is no such file.
    """
    assets = _assets()
    if name not in assets.names:
        raise KeyError(name)
    return url_for("static", version=assets.version, filename=name)


def _assets() -> Assets:
    """Those found at the start; while developing, those of this moment."""
    assets: Assets = current_app.extensions["qms.assets"]
    return Assets(assets.folder) if current_app.debug else assets


def _serve(version: str, filename: str) -> Response:
    assets = _assets()
    if filename not in assets.names:
        abort(404)
    response = Response(content_type=_type_of(filename))
    response.headers["Cache-Control"] = A_YEAR if version == assets.version else ASK_AGAIN
    body = assets.body(filename)
    if _is_text(filename):
        response.headers["Vary"] = "Accept-Encoding"
        if len(body) >= SMALLEST_TO_PACK and request.accept_encodings.quality("gzip"):
            response.headers["Content-Encoding"] = "gzip"
            body = assets.packed(filename)
    response.set_data(body)
    return response


@cache
def _type_of(name: str) -> str:
    suffix = Path(name).suffix
    kind = TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def _is_text(name: str) -> bool:
    return _type_of(name).startswith("text/") or name.endswith((".svg", ".json", ".webmanifest"))
