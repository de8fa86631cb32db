"""Addresses of audits and programmes, for notices and search entries, which are made where no request is."""

from __future__ import annotations

from qms.audits.models import Audit, Programme


def programme_address(programme: Programme) -> str:
    return f"/audits/programme/{programme.year}"


def audit_address(audit: Audit) -> str:
    return f"/audits/{audit.id}"
