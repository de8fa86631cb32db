"""How a table of moves is asked, whatever it is of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from qms.foundation.texts import _l
from qms.kernel.errors import Refused

StateOf = TypeVar("StateOf")
VerbOf = TypeVar("VerbOf")


def moved(table: Mapping[tuple[StateOf, VerbOf], StateOf], state: StateOf, verb: VerbOf) -> StateOf:
    """The state that the verb leads to.

    Raises:
        Refused: the table does not allow the move; the sentence names both.
    """
    try:
        return table[state, verb]
    except KeyError:
        raise Refused(refusal(state, verb)) from None


def refusal(state: Any, verb: Any) -> Any:
    """Why a move is not possible."""
    return _l("“%(verb)s” is not possible now: the state is “%(state)s”.", verb=verb.label, state=state.label)
