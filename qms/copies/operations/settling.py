"""How an organisation's documents look on paper."""

from __future__ import annotations

from typing import Any

from qms.copies import queries
from qms.copies.rules import Variant
from qms.foundation import files, trail
from qms.foundation.access import Actor
from qms.foundation.db import db
from qms.foundation.files import Kept
from qms.foundation.texts import _l
from qms.foundation.versions import same_as_seen
from qms.identity import operations as identity
from qms.identity.models import Organization
from qms.kernel.errors import Refused
from qms.kernel.filetypes import PICTURES

LARGEST_LOGO = 500_000  # bytes; it stands in every PDF


def set_layout(
    organization: Organization,
    *,
    headings: tuple[str, str, str],
    variant: Variant,
    recall_days: int,
    logo: Kept | None,
    actor: Actor,
    seen: int | None,
) -> None:
    """Set the layout for what is made from now on; files that were made stay as they are.

    Raises:
        Stale: somebody set it meanwhile.
        Refused: the logo is no picture, or too large.
    """
    identity.hold_organization(organization.id)
    same_as_seen(queries.layout_version(organization.id), seen)
    _refuse_logo(logo)
    kept = queries.find_layout(organization.id)
    wanted: dict[str, Any] = {
        "heading_wrote": headings[0],
        "heading_reviewed": headings[1],
        "heading_approved": headings[2],
        "amendment_variant": variant.value,
        "recall_days": recall_days,
    }
    if logo is not None:
        wanted["logo_id"] = files.row_of(logo, organization.id)
    changes = {
        name: (getattr(kept, name), value) for name, value in wanted.items() if getattr(kept, name) != value
    }
    if not changes:
        return
    for name, (_before, value) in changes.items():
        setattr(kept, name, value)
    db.session.add(kept)
    subject = trail.Subject("organization", organization.id, organization.name, organization.id)
    trail.record("copies.layout_set", subject, actor=actor, changes=changes)


def _refuse_logo(logo: Kept | None) -> None:
    if logo is None:
        return
    if logo.media_type not in PICTURES:
        raise Refused(_l("The logo must be a picture: PNG, JPEG or WebP."), field="files")
    if logo.size > LARGEST_LOGO:
        raise Refused(_l("The logo is too large: at most 500 kB are possible."), field="files")
