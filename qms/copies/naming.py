"""What files are called when they are handed out."""

from __future__ import annotations

import re
from typing import Any

from qms.documents.models import Revision

_NOT_IN_NAMES = re.compile(r"[^\w.-]+")


def file_name(revision: Revision, what: Any = "", *, ending: str = "pdf") -> str:
    """The code, the issue and what the file is: "QT-05_01-00_Tài-liệu-kiểm-soát.pdf"."""
    parts = (revision.document.code, revision.label, str(what))
    return "_".join(_NOT_IN_NAMES.sub("-", part) for part in parts if part) + f".{ending}"
