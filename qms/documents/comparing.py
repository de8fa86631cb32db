"""Comparing two revisions of a document."""

from __future__ import annotations

from markupsafe import Markup

from qms.documents.content import html_of
from qms.documents.models import Revision
from qms.foundation.comparing import compare_html


def compared_text(old: Revision, new: Revision) -> Markup:
    """What changed from old to new in the rendered text, word by word, with <ins> and <del>."""
    return Markup(compare_html(str(html_of(old)), str(html_of(new))).html)  # noqa: S704  # cleaned by compare_html
