"""A shelf makes a thing once, keeps those used last, and lets the others go."""

from __future__ import annotations

from qms.kernel.shelf import Shelf


def test_a_thing_is_made_once() -> None:
    shelf: Shelf[object] = Shelf(2)
    assert shelf.get("a", object) is shelf.get("a", object)


def test_what_was_not_used_longest_goes_first() -> None:
    shelf: Shelf[object] = Shelf(2)
    first, second = shelf.get("a", object), shelf.get("b", object)
    shelf.get("a", object)
    shelf.get("c", object)
    assert shelf.get("a", object) is first
    assert shelf.get("b", object) is not second


def test_what_could_not_be_made_is_asked_for_again() -> None:
    shelf: Shelf[int] = Shelf(2)
    try:
        shelf.get("a", lambda: 1 // 0)
    except ZeroDivisionError:
        assert shelf.get("a", lambda: 1) == 1
