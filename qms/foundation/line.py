"""Those of a process who want to write to SQLite stand in a line, first come, first served.

SQLite lets one transaction write and has the others try again at ever longer intervals: whoever has tried
longest looks least often, and under load some never had their turn (3 of 1,000 saves of 50 people waited 30
seconds and were told that the database is locked). SQLite's own wait remains for other processes.
"""

from __future__ import annotations

from collections import deque
from threading import Event, Lock


class Line:
    """One place at the counter, and a line in front of it."""

    def __init__(self) -> None:
        self._door = Lock()
        self._is_taken = False
        self._waiting: deque[Event] = deque()

    def join(self, patience: float) -> bool:
        """Wait for one's turn; whether it came within so many seconds. Who had a turn must leave."""
        with self._door:
            if not self._is_taken:
                self._is_taken = True
                return True
            turn = Event()
            self._waiting.append(turn)
        if turn.wait(patience):
            return True
        with self._door:
            if turn.is_set():
                return True
            self._waiting.remove(turn)
            return False

    def leave(self) -> None:
        """Hand the place to whoever has waited longest."""
        with self._door:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._is_taken = False
