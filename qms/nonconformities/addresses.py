"""Addresses of nonconformities, for notices and search entries, which are made where no request is."""

from __future__ import annotations

from qms.nonconformities.models import Nonconformity


def address_of(nonconformity: Nonconformity) -> str:
    """Its page."""
    return f"/nonconformities/{nonconformity.code}"
