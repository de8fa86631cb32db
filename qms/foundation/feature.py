"""What a room offers to the house. wiring.py collects these; nobody else needs to know which rooms exist."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from qms.foundation.access import Actor, Permission
from qms.foundation.events import Reaction
from qms.foundation.outbox import Duty, Handler

if TYPE_CHECKING:
    from click import Command
    from flask import Blueprint

    from qms.foundation.searching.port import Entry


@dataclass(frozen=True)
class NavigationItem:
    """A place in the main navigation, for those who have the permission.

    ``count`` says how much waits. The place shows as the present one on all pages of its room, or only on
    those whose addresses begin with one of ``within``.
    """

    label: Any
    endpoint: str
    icon: str
    order: int
    permission: Permission | None = None
    count: Callable[[Actor], int] | None = None
    within: tuple[str, ...] = ()


@dataclass(frozen=True)
class Task:
    """Something that waits for a person: one line on the home page and in the inbox."""

    label: Any  # what to do, in words: "Review QT-05 …"
    url: str
    kind: str
    due_on: date | None = None
    since: date | None = None


@dataclass(frozen=True)
class NoticeText:
    """How a notice of one kind reads; both are filled with the notice's facts.

    ``may_know`` is asked again whenever the notice is mailed or shown: whether its reader, who may have
    changed office since, may still see what it speaks of.
    """

    subject: Any
    body: Any
    may_know: Callable[[Actor, Mapping[str, str]], bool] = lambda _actor, _facts: True


@dataclass(frozen=True)
class Recent:
    """Something new that everybody may see on the home page."""

    label: Any
    url: str
    on: date
    note: Any = ""


@dataclass(frozen=True)
class Series:
    """One of the kinds that the bars of a chart are cut into."""

    label: Any
    tone: str = "info"


@dataclass(frozen=True)
class Bar:
    """A bar of a chart and a line of the table under it: a number for each series."""

    label: Any
    numbers: tuple[int, ...]
    url: str = ""

    @property
    def total(self) -> int:
        return sum(self.numbers)


@dataclass(frozen=True)
class Panel:
    """Figures of a room for those who look across: one number above all, a chart with its table, and records.

    ``url`` is the list behind the number; ``records`` are named one by one because something is to be done.
    """

    key: str  # the part's name on the page
    title: Any
    figure: str
    figure_label: Any
    tone: str
    url: str
    bars_label: Any  # what the bars are of: "State", "Unit"
    series: tuple[Series, ...]
    bars: tuple[Bar, ...]
    empty: Any  # said instead of a chart without bars
    records: tuple[Task, ...] = ()
    records_title: Any = ""

    @property
    def sums(self) -> list[int]:
        """What each of the series adds up to."""
        return [sum(numbers) for numbers in zip(*(bar.numbers for bar in self.bars), strict=True)]


@dataclass(frozen=True)
class Shown:
    """A record as other rooms point to it: its name in words and its page.

    ``with_history`` says whether the actor may also read its history, which tells of drafts and reasons;
    ``work_url`` is the page of those who work by it, where that is another one.
    """

    label: str
    url: str
    with_history: bool = True
    work_url: str = ""


# Of these records (by number), those that the actor may see.
ShowSubjects = Callable[[Actor, Collection[int]], Mapping[int, Shown]]


@dataclass(frozen=True)
class Indexed:
    """Records of one kind in search; the effect "index" with ``kind`` and ``id`` brings one in line."""

    ids: Callable[[], Iterable[int]]  # all there are, for a rebuild
    entries: Callable[[int], list[Entry]]  # what is to be found of one now; none when it is gone
    # Of these entries (a record's number and the entry's key), those that the actor may see now; without it,
    # whoever the entry names may.
    visible: Callable[[Actor, Collection[tuple[int, str]]], Collection[tuple[int, str]]] = (
        lambda _actor, places: places
    )


# What a room puts on a page of a lower one, for the record that the page is about: HTML, or nothing.
Beside = Callable[[Any], Any]


@dataclass(frozen=True)
class Feature:
    """The plug of a room."""

    name: str
    title: Any = ""  # as people read it, over the room's part of the permission table
    blueprint: Blueprint | None = None
    permissions: tuple[Permission, ...] = ()
    navigation: tuple[NavigationItem, ...] = ()
    reactions: tuple[tuple[type, Reaction], ...] = ()
    effects: Mapping[str, Handler] = field(default_factory=dict)
    slow_effects: frozenset[str] = frozenset()  # those that take seconds: others wait for what is quick
    effect_labels: Mapping[str, Any] = field(default_factory=dict)  # effect -> its name in words
    duties: tuple[Duty, ...] = ()
    sentences: Mapping[str, Any] = field(default_factory=dict)  # trail action -> sentence
    field_labels: Mapping[str, Any] = field(default_factory=dict)  # changed field -> its name in words
    value_labels: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)  # field or fact -> words
    notices: Mapping[str, NoticeText] = field(default_factory=dict)
    subjects: Mapping[str, ShowSubjects] = field(default_factory=dict)  # kind of record in the trail
    tasks: Callable[[Actor], Iterable[Task]] | None = None
    recent: Callable[[Actor], Iterable[Recent]] | None = None
    panels: Callable[[Actor, date], Iterable[Panel]] | None = None
    indexed: Mapping[str, Indexed] = field(default_factory=dict)  # kind of record -> what search says of it
    structure: Any = None  # how revisions that carry structure are read: see documents/structures.py
    citations: Any = None  # which legal texts are known: see procedures/citing.py
    checks: Mapping[str, Callable[[], list[str]]] = field(default_factory=dict)  # flask qms check
    commands: tuple[Command, ...] = ()
    template_globals: Mapping[str, Any] = field(default_factory=dict)
    beside: Mapping[str, Beside] = field(
        default_factory=dict
    )  # place on a lower room's page -> what stands there
