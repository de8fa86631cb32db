"""How things are written in addresses."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import BaseConverter

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
