"""``{% keep … %}`` in templates: a piece of a page that is made once and kept while the process lives.

    {% keep organization, preferences.theme %} … {% endkeep %}

The piece may depend on nothing but what is named there, the reader's language and the folder under which the
application runs: above all on no form token, no right and no address of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from flask import request
from jinja2 import Environment, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from markupsafe import Markup

from qms.foundation.texts import language
from qms.kernel.shelf import Shelf


class KeepExtension(Extension):
    """The tag; each environment has its own shelf."""

    tags = {"keep"}

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self._pieces: Shelf[Markup] = Shelf(1024)

    def parse(self, parser: Parser) -> nodes.Node:
        line = next(parser.stream).lineno
        names = [] if parser.stream.current.test("block_end") else [parser.parse_expression()]
        while parser.stream.skip_if("comma"):
            names.append(parser.parse_expression())
        body = parser.parse_statements(("name:endkeep",), drop_needle=True)
        place = nodes.Const(f"{parser.name}:{line}")
        kept = self.call_method("_kept", [place, nodes.Tuple(names, "load")])
        return nodes.CallBlock(kept, [], [], body).set_lineno(line)

    def _kept(self, place: str, made_of: Hashable, caller: Callable[[], Markup]) -> Markup:
        if self.environment.auto_reload:  # while developing, templates change
            return caller()
        return self._pieces.get((place, made_of, language(), request.script_root), caller)
