"""How things are written in addresses."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import BaseConverter, Map

from qms.kernel.codes import from_address, in_address


class CodeConverter(BaseConverter):
    """A document's code as one part of an address, although codes may hold "/" and spaces."""

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        return from_address(value)

    def to_url(self, value: str) -> str:
        return super().to_url(in_address(value))


def init_app(app: Flask) -> None:
    app.url_map.converters["code"] = CodeConverter


def words_beside_codes(addresses: Map) -> frozenset[str]:
    """The words that stand in some address where another has a document's code: /documents/new, /documents/<code>.

    A document with such a code could not be opened.
    """
    parts = [rule.rule.split("/") for rule in addresses.iter_rules()]
    before_codes = {
        tuple(rule[:place]) for rule in parts for place, part in enumerate(rule) if part.startswith("<code:")
    }
    return frozenset(
        rule[len(before)].casefold()
        for before in before_codes
        for rule in parts
        if tuple(rule[: len(before)]) == before and len(rule) > len(before) and "<" not in rule[len(before)]
    )
