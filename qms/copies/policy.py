"""Who may do what with paper. ``record`` is a revision or a document. Reading one is documents' own right (READ)."""

from __future__ import annotations

from qms.documents.policy import is_author, is_in_force, is_named_approver, is_named_reviewer
from qms.foundation.access import is_administrator, is_coordinator, is_leader, permission
from qms.foundation.texts import _l

KEEP_LAYOUT = permission(
    "copies.keep_layout",
    _l("Set how documents look on paper: logo, signature boxes, amendment table"),
    [is_coordinator],
    [is_administrator],
)
ADD_SIGNED = permission(
    "copies.add_signed",
    _l("Hand in a released PDF that was signed digitally elsewhere"),
    [is_in_force, is_coordinator],
    [is_in_force, is_leader],
    [is_in_force, is_author],
    [is_in_force, is_named_reviewer],
    [is_in_force, is_named_approver],
)
HAND_OUT = permission(
    "copies.hand_out", _l("Hand out numbered copies and write down how they end"), [is_coordinator]
)
TRUST = permission(
    "copies.trust",
    _l("Say which certificates of signers and authorities are trusted"),
    [is_administrator],
)

PERMISSIONS = (KEEP_LAYOUT, ADD_SIGNED, HAND_OUT, TRUST)
