"""A shelf for things that are dear to make and never change: bounded, safe between threads."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Shelf(Generic[Thing]):
    """Keeps the ``size`` things used last, each under a key that says all it was made of."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._things: dict[Hashable, Thing] = {}  # the one used longest ago comes first
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Thing]) -> Thing:
        """The thing under ``key``, made now if it is not there. Two threads may both make it; one is kept."""
        with self._lock:
            if key in self._things:
                thing = self._things[key] = self._things.pop(key)
                return thing
        thing = make()
        with self._lock:
            self._things[key] = thing
            if len(self._things) > self.size:
                del self._things[next(iter(self._things))]
        return thing
