"""What is kept in memory stays within its room."""

from __future__ import annotations

from draw_service.usecases.kept import Kept


def test_what_came_first_goes_first() -> None:
    kept: Kept[str, str] = Kept(10)
    kept.put("a", "A", 4)
    kept.put("b", "B", 4)
    assert kept.get("a") == "A"
    kept.put("c", "C", 4)
    assert [kept.get(key) for key in "abc"] == [None, "B", "C"]


def test_nothing_is_kept_that_leaves_no_room_for_others_and_nothing_is_replaced() -> None:
    kept: Kept[str, str] = Kept(10)
    kept.put("a", "A", 10)
    kept.put("b", "B", 11)
    kept.put("a", "other", 1)
    assert (kept.get("a"), kept.get("b")) == ("A", None)
