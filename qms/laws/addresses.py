"""Addresses of legal texts and their changes, for notices and search entries, which are made where no request is."""

from __future__ import annotations


def text_address(text_id: int) -> str:
    return f"/laws/{text_id}"


def change_address(change_id: int) -> str:
    return f"/laws/changes/{change_id}"
