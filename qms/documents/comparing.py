"""Comparing two revisions of a document."""

from __future__ import annotations

import re

from markupsafe import Markup

from qms.documents import enclosures
from qms.documents.content import html_of
from qms.documents.enclosures import Difference
from qms.documents.models import Revision
from qms.foundation.comparing import compare_html

_ANCHOR = re.compile(r' id="[^"]*"')  # quotation marks in the text itself are escaped


def compared_text(old: Revision, new: Revision) -> Markup:
    """What changed from old to new in the rendered text, word by word, with <ins> and <del>; empty when nothing.

    Anchors are left out, because the text itself may stand on the same page.
    """
    if old.body == new.body:
        return Markup()
    html = compare_html(str(html_of(old)), str(html_of(new))).html
    return Markup(_ANCHOR.sub("", html))  # noqa: S704  # cleaned by compare_html


def compared_files(old: Revision, new: Revision) -> list[Difference]:
    """The files that differ between two revisions, by name and content."""
    return enclosures.differences(old.files, new.files)
