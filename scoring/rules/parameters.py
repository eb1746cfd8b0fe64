"""The numbers and choices of chapter five as scoring uses them (Art. 19-22; rules.md sections 3 to 5).

They come out of the rule pack in force; whoever hands them in names the pack, so that a result can be
computed again under it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Parameters:
    """``item_points``: of items 1 to 20, in order. ``…_days`` are working days, ``rectification_days`` and
    ``calendar_warn_days`` calendar days. ``restore_needs``: kinds of training on record before a restoration.
    """

    pack: str
    base_points: int
    item_points: tuple[int, ...]
    published_items: frozenset[int]
    objection_days: int
    accept_days: int
    answer_days: int
    publication_days: int
    publish_after: Literal["appeal_window", "confirmation"]
    history_query: Literal["by-approval", "open"]
    response: Literal["accepted", "attended"]
    listed_from: int
    excellent_above: int
    pass_from: int
    restore_needs: tuple[str, ...]
    late_limit: int
    rectification_days: int
    calendar_warn_days: int

    def points(self, item: int) -> int:
        """What an item of Art. 20 takes off."""
        return self.item_points[item - 1]
