"""What imports what: read from the sources, without running them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from config import ROOT


@dataclass(frozen=True)
class Import:
    """One module that another one imports, and where it says so."""

    importer: str
    imported: str
    line: int

    def __str__(self) -> str:
        return f"{self.importer}:{self.line} imports {self.imported}"


@cache
def imports() -> tuple[Import, ...]:
    """Every import of our own application."""
    return tuple(each for path in sources() for each in imports_of(module_of(path), path.read_text()))


def sources() -> list[Path]:
    """The sources of the application, without migrations, which speak to the database alone."""
    return sorted(path for path in (ROOT / "qms").rglob("*.py") if "migrations" not in path.parts)


def module_of(path: Path) -> str:
    """The dotted name of a source file."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(importer: str, source: str) -> Iterator[Import]:
    """The imports that a source states, wherever they stand in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (Import(importer, alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module, f"{importer}:{node.lineno} imports relatively"
            yield from (
                Import(importer, _named(node.module, alias.name), node.lineno) for alias in node.names
            )


def _named(module: str, name: str) -> str:
    """``module.name`` when that is a module of ours, else ``module``."""
    path = ROOT.joinpath(*module.split("."), name)
    return f"{module}.{name}" if path.is_dir() or path.with_suffix(".py").exists() else module
