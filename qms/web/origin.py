"""Where a request comes from, as the browser says: forms of other sites are turned away.

The second line behind the token of each form (OWASP ASVS 5.0, 3.5.1 and 3.5.3).
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, abort, request

from qms.foundation.house import house
from qms.web.transaction import SAFE_METHODS


def init_app(app: Flask) -> None:
    app.before_request(_refuse_foreign_forms)


def comes_from_us() -> bool:
    """Whether the browser says that a page of this very site sent the request."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is not None and _is_ours(origin)


def _refuse_foreign_forms() -> None:
    """Refuse a changing request that a browser says came from elsewhere; other programs say nothing."""
    if request.method in SAFE_METHODS:
        return
    origin = request.headers.get("Origin")
    told = request.headers.get("Sec-Fetch-Site", "same-origin")
    if told not in ("same-origin", "none") or (origin is not None and not _is_ours(origin)):
        abort(403)


def _is_ours(origin: str) -> bool:
    """The address under which this request came in, or the one under which the installation is known."""
    return urlsplit(origin).netloc in (request.host, urlsplit(house().config.base_url).netloc)
