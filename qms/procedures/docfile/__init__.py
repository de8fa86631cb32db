"""A procedure as one text file: Markdown with YAML front matter, for import, export and editing by hand.

``parse`` takes a file whole or not at all; ``serialise`` writes the one canonical form, so that an export of
an import gives the same bytes and an import of an export changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from qms.foundation.texts import _l
from qms.kernel.text import clean, with_plain_line_ends
from qms.procedures.docfile import tree
from qms.procedures.docfile.decoding import FILE_LIMIT, decode
from qms.procedures.docfile.layout import FRONT_MATTER, PROCEDURE, DocumentFacts
from qms.procedures.docfile.problems import FileProblem, FileRefused, Problems
from qms.procedures.docfile.shapes import BAD
from qms.procedures.encoding import tidy
from qms.procedures.structure import Procedure

__all__ = [
    "FILE_LIMIT",
    "PROCEDURE",
    "DocumentFacts",
    "FileProblem",
    "FileRefused",
    "ProcedureFile",
    "parse",
    "serialise",
]

FENCE = "---"
_LINE_LENGTH = 110


@dataclass(frozen=True)
class ProcedureFile:
    """What one file holds: the document's facts, the structure, and the Markdown body.

    ``lines`` says where each key stood in the file that was read, ``steps/3`` for the third step, ``body``
    for the text: to tell at the right place what is found wrong later.
    """

    facts: DocumentFacts
    procedure: Procedure
    body: str
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)

    def canonical(self) -> ProcedureFile:
        """The same with texts as they are kept, which is how ``parse`` gives them back."""
        return ProcedureFile(tidy(self.facts), tidy(self.procedure), tidy_body(self.body))


def parse(data: bytes, name: str) -> ProcedureFile:
    """The procedure in the file ``name`` with the content ``data``. Raises FileRefused with every problem."""
    problems = Problems(name)
    text = decode(data, problems)
    problems.raise_if_any()
    assert text is not None
    front, body = _divided(text, problems)
    problems.raise_if_any()
    node = tree.build(front, 2, problems)
    problems.raise_if_any()
    if node is None:
        problems.add(1, _l("The front matter is empty: it needs at least code, title and type."))
        problems.raise_if_any()
    assert node is not None
    read = FRONT_MATTER.read(node, problems)
    problems.raise_if_any()
    assert read is not BAD
    facts, procedure = read
    lines = {**tree.places(node), "body": front.count("\n") + 3}
    return ProcedureFile(facts, procedure, tidy_body(body), lines)


def serialise(file: ProcedureFile) -> bytes:
    """The canonical bytes of a file: UTF-8 without byte-order mark, ``\\n`` line ends, keys in one order."""
    kept = file.canonical()
    front = FRONT_MATTER.write_parts({**vars(kept.facts), **vars(kept.procedure)})
    text = yaml.dump(
        front,
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=False,
        width=_LINE_LENGTH,
    )
    body = f"\n{kept.body}\n" if kept.body else ""
    return f"{FENCE}\n{text}{FENCE}\n{body}".encode()


def tidy_body(body: str) -> str:
    """A Markdown body as it is kept: clean, without blank lines before and after."""
    return clean(with_plain_line_ends(body)).strip("\n")


def _divided(text: str, problems: Problems) -> tuple[str, str]:
    """The front matter and the body."""
    first, _, rest = text.partition("\n")
    if first.rstrip() != FENCE:
        problems.add(1, _l("The file must begin with a line of three hyphens and its front matter."))
        return "", ""
    lines = rest.split("\n")
    end = next((index for index, line in enumerate(lines) if line.rstrip() == FENCE), None)
    if end is None:
        problems.add(1, _l("The front matter has no end: close it with a line of three hyphens."))
        return "", ""
    return "\n".join(lines[:end]) + "\n", "\n".join(lines[end + 1 :])


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks, indents lists, and never an alias."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _represent_text)
