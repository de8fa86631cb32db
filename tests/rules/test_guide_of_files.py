"""What the guide says of procedure files is so: its example is taken, and no key is missing."""

from __future__ import annotations

import re
import textwrap
from dataclasses import fields

import pytest

from qms.help.guide import get_page
from qms.procedures.docfile import parse
from qms.procedures.docfile.layout import DocumentFacts
from qms.procedures.structure import END, Procedure


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_example_of_the_guide_is_a_good_file(language):
    body = get_page("procedure-files", language).body
    example = re.search(r"\n\n(    ---\n.*?)\n\n## ", body, re.DOTALL)
    assert example
    file = parse(textwrap.dedent(example[1]).encode(), "QT-KHCN-05.md")
    assert file.facts.code == "QT-KHCN-05"
    assert file.procedure.is_free
    assert [exit_.to for exit_ in file.procedure.steps[1].exits] == [END, "tiep-nhan"]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_key_of_a_file_is_named(language):
    named = set(re.findall(r"`([a-z_]+)`", get_page("procedure-files", language).body))
    keys = {field.name for field in (*fields(DocumentFacts), *fields(Procedure))}
    assert keys - named == set()
