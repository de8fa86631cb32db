"""Long lists in pages, counted from 1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")

PAGE_SIZE = 30
MOST_DIGITS = 6  # longer page numbers are mischief, and would overflow a database's offset


@dataclass(frozen=True)
class Page(Generic[Item]):
    """One page of a list of ``total`` items."""

    items: Sequence[Item]
    number: int
    total: int
    size: int = PAGE_SIZE

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """Position of the page's first item; 0 when there is none."""
        return min(offset_of(self.number, self.size) + 1, self.total) if self.items else 0

    @property
    def last(self) -> int:
        """Position of the page's last item."""
        return self.first + len(self.items) - 1 if self.items else 0


def page_number(text: str | None) -> int:
    """The page that an address asks for; the first one for anything that is no page."""
    if not (text and text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        return 1
    return max(1, int(text))


def offset_of(number: int, size: int = PAGE_SIZE) -> int:
    """How many items stand on the pages before this one."""
    return (number - 1) * size
