"""Where a form may send its sender: only to a path of our own."""

from __future__ import annotations

import re
from urllib.parse import urlparse

_OWN_PATH = re.compile(r"/(?![/\\])[^\x00-\x20\\\x7f]*")


def own_path(target: str | None, fallback: str) -> str:
    """``target`` when it is a plain path of this site, else ``fallback``."""
    if target and _OWN_PATH.fullmatch(target) and not urlparse(target).netloc:
        return target
    return fallback
