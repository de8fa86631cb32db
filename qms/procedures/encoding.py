"""The structure of a procedure as canonical JSON: stored with the revision, signed and hashed.

Keys are sorted, defaults are left out and decimals are strings, so that equal structures give equal bytes
and a field added later changes no text that was signed before.
"""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from qms.kernel.durations import plain_number
from qms.kernel.text import clean_block, clean_line
from qms.procedures.structure import LONG_TEXTS, Procedure

Record = TypeVar("Record")


class StructureUnreadable(ValueError):
    """A stored structure does not have the shape of a procedure; ``path`` says where."""

    def __init__(self, path: str, wrong: str) -> None:
        super().__init__(f"{path or 'the whole'}: {wrong}")
        self.path = path


def to_json(procedure: Procedure) -> str:
    """The canonical JSON text of a procedure."""
    return json.dumps(_plain(procedure), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(text: str) -> Procedure:
    """The procedure that ``text`` holds. Raises StructureUnreadable; unknown keys are refused."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise StructureUnreadable("", "no JSON") from error
    return cast(Procedure, _built(data, Procedure, ""))


def tidy(record: Record) -> Record:
    """The same procedure, or part, with texts as they are kept (qms/kernel/text.py); empty items go."""
    return cast(Record, _tidied(record, long=False))


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        held = ((field, getattr(value, field.name)) for field in fields(value))
        return {
            field.name: _plain(part)
            for field, part in held
            if field.default is MISSING or part != field.default
        }
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Decimal):
        return plain_number(value)
    return value


@cache
def _types_of(record: type) -> Mapping[str, Any]:
    return get_type_hints(record)


def _built(data: Any, wanted: Any, path: str) -> Any:
    if get_origin(wanted) in (Union, types.UnionType):
        wanted = next(option for option in get_args(wanted) if option is not types.NoneType)
    if get_origin(wanted) is tuple:
        if not isinstance(data, list):
            raise StructureUnreadable(path, "a list was expected")
        return tuple(_built(part, get_args(wanted)[0], f"{path}/{n}") for n, part in enumerate(data, 1))
    if is_dataclass(wanted):
        return _built_record(data, cast(type, wanted), path)
    return _built_scalar(data, wanted, path)


def _built_record(data: Any, wanted: type, path: str) -> Any:
    if not isinstance(data, dict):
        raise StructureUnreadable(path, "an object was expected")
    known = _types_of(wanted)
    unknown = sorted(data.keys() - known.keys())
    if unknown:
        raise StructureUnreadable(path, f"unknown key {unknown[0]!r}")
    try:
        return wanted(**{key: _built(part, known[key], f"{path}/{key}") for key, part in data.items()})
    except TypeError as error:  # a part without default is missing
        raise StructureUnreadable(path, str(error)) from error


def _built_scalar(data: Any, wanted: type, path: str) -> Any:
    if wanted is int:
        if not isinstance(data, int) or isinstance(data, bool):
            raise StructureUnreadable(path, "a whole number was expected")
        return data
    if not isinstance(data, str):
        raise StructureUnreadable(path, "a text was expected")
    if wanted is str:
        return data
    assert wanted is Decimal or issubclass(wanted, StrEnum), wanted
    try:
        value = wanted(data)
    except (ValueError, InvalidOperation) as error:
        raise StructureUnreadable(path, f"{data!r} is none of the values it can have") from error
    if isinstance(value, Decimal) and not value.is_finite():
        raise StructureUnreadable(path, "a finite number was expected")
    return value


def _tidied(value: Any, *, long: bool) -> Any:
    if isinstance(value, StrEnum):
        return value
    if isinstance(value, str):
        return clean_block(value) if long else clean_line(value)
    if isinstance(value, tuple):
        parts = (_tidied(part, long=long) for part in value)
        return tuple(part for part in parts if not _is_empty(part))
    if is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in fields(value)]
        return replace(
            value, **{name: _tidied(getattr(value, name), long=name in LONG_TEXTS) for name in names}
        )
    return value


def _is_empty(part: Any) -> bool:
    """Whether a list item says nothing at all: an empty text, or a record of nothing but empty parts."""
    if is_dataclass(part) and not isinstance(part, type):
        return all(getattr(part, field.name) in ("", None, ()) for field in fields(part))
    return bool(part == "")
