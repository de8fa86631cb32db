"""A file that was written is read back as the same procedure, and written again as the same bytes."""

from __future__ import annotations

from hypothesis import given, settings

from qms.procedures.docfile import ProcedureFile, parse, serialise
from qms.procedures.encoding import from_json, tidy, to_json
from qms.procedures.structure import Procedure
from tests.rules.procedure_strategies import files, procedures


@given(files)
@settings(max_examples=60, deadline=None)
def test_what_was_written_is_read_as_the_same_procedure_and_written_as_the_same_bytes(
    file: ProcedureFile,
) -> None:
    written = serialise(file)
    read = parse(written, "x.md")
    assert read == file.canonical()
    assert serialise(read) == written


@given(procedures)
@settings(max_examples=40, deadline=None)
def test_the_canonical_json_of_a_procedure_holds_all_of_it(procedure: Procedure) -> None:
    assert from_json(to_json(procedure)) == procedure
    assert to_json(from_json(to_json(procedure))) == to_json(procedure)


@given(procedures)
@settings(max_examples=60, deadline=None)
def test_tidying_twice_changes_no_more_than_tidying_once(procedure: Procedure) -> None:
    assert tidy(tidy(procedure)) == tidy(procedure)
