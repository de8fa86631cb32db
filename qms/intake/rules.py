"""The life of a file that came in: waiting, read, checked by a person; and how much may come at once."""

from __future__ import annotations

from collections.abc import Mapping

from qms.foundation.moves import moved
from qms.foundation.texts import _l
from qms.kernel.enums import Worded

MOST_FILES = 100  # in one sending
MOST_IN_ARCHIVE = 500  # files of one archive
MOST_SCANNED_PAGES = 60  # a page takes a quarter of a minute
MOST_SHOWN = 2_000  # blocks of an original on the page that compares


class State(Worded):
    WAITING = "waiting", _l("Waiting"), "neutral", _l("Is read in a moment.")
    READING = "reading", _l("Being read"), "progress", _l("A scan is read page by page; this takes its time.")
    TO_CHECK = "to_check", _l("To be checked"), "warning", _l("Was read; somebody must compare and confirm.")
    CONFIRMED = "confirmed", _l("Confirmed"), "success", _l("Was checked; the draft is made.")
    UNPACKED = "unpacked", _l("Unpacked"), "neutral", _l("The files in it stand in the list by themselves.")
    REFUSED = "refused", _l("Cannot be read"), "danger", _l("The sentence beside it says why.")
    DROPPED = "dropped", _l("Put aside"), "neutral", _l("Nothing was made of it.")


class Verb(Worded):
    READ = "read", _l("Read")
    GO_ON = "go_on", _l("Read the next page")
    UNPACK = "unpack", _l("Unpack")
    REFUSE = "refuse", _l("Refuse")
    CONFIRM = "confirm", _l("Confirm")
    DROP = "drop", _l("Put aside")
    AGAIN = "again", _l("Read again")


TRANSITIONS: Mapping[tuple[State, Verb], State] = {
    (State.WAITING, Verb.READ): State.TO_CHECK,
    (State.READING, Verb.READ): State.TO_CHECK,
    (State.WAITING, Verb.GO_ON): State.READING,
    (State.READING, Verb.GO_ON): State.READING,
    (State.WAITING, Verb.UNPACK): State.UNPACKED,
    (State.WAITING, Verb.REFUSE): State.REFUSED,
    (State.READING, Verb.REFUSE): State.REFUSED,
    (State.TO_CHECK, Verb.CONFIRM): State.CONFIRMED,
    (State.TO_CHECK, Verb.DROP): State.DROPPED,
    (State.REFUSED, Verb.DROP): State.DROPPED,
    (State.TO_CHECK, Verb.AGAIN): State.WAITING,
    (State.REFUSED, Verb.AGAIN): State.WAITING,
    (State.DROPPED, Verb.AGAIN): State.WAITING,
}
"""Which state follows which; what is not here is not possible."""

UNDER_WAY = frozenset({State.WAITING, State.READING})


def after(state: State, verb: Verb) -> State:
    """The state that the verb leads to. Raises Refused when that is not possible."""
    return moved(TRANSITIONS, state, verb)


def can_move(state: State, verb: Verb) -> bool:
    """Whether the verb is possible in the state."""
    return (state, verb) in TRANSITIONS
