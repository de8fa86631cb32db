"""Lines as offices write them: a list right under its sentence, and items such as "a)" each on a line.

Markdown joins neighbouring lines into one paragraph and wants an empty line before a list. Nobody who
types "Hồ sơ gồm:" and then "- Đơn đề nghị" below expects that.
"""

from __future__ import annotations

import re

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

_ITEM = re.compile(r" *(?:[-*+]|[0-9]{1,9}\.) +\S")
_FIRST_ITEM = re.compile(r"( *)(?:[-*+]|1\.) +\S")
_CONTAINER = re.compile(r" {0,3}(?:!!!|[-*+] |[0-9]{1,9}\. |\[\^|: )")
_LETTERED = re.compile(r" *(?:[a-zđ]{1,2}\)|[0-9]{1,3}\)|[0-9]{1,3}(?:\.[0-9]{1,3})+\.?|[•–—]) *\S")
_NOT_PROSE = re.compile("[|\x02]|^ *(?:=+|-+)$|^ *#|^ *!!!")


class _Lines(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        done: list[str] = []
        in_list, container = False, False
        for line in lines:
            before = done[-1] if done else ""
            if not before.strip():
                in_list = in_list and line.startswith("  ")
            elif _NOT_PROSE.search(before) is None:
                if not in_list and self._begins_list(line, before, container):
                    done.append("")
                elif _LETTERED.match(line):
                    done[-1] = before.rstrip() + "  "  # Markdown's sign for "keep this end of line"
            in_list = in_list or _ITEM.match(line) is not None
            if line.strip() and not line.startswith("    "):
                container = _CONTAINER.match(line) is not None
            done.append(line)
        return done

    @staticmethod
    def _begins_list(line: str, before: str, container: bool) -> bool:
        match = _FIRST_ITEM.match(line)
        if match is None:
            return False
        indent = len(match.group(1))
        return indent == len(before) - len(before.lstrip(" ")) and (indent < 4 or container)


class OfficeLines(Extension):
    """Runs after code fences and raw HTML have been put aside (their priorities are 25 and 20)."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        md.preprocessors.register(_Lines(md), "office_lines", 15)
