"""Editions of the rule pack beside those the program is shipped with (Art. 24, 25)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from draw_service.rules.pack_editions import PackEdition

EditionState = Literal["proposed", "confirmed", "withdrawn"]


@dataclass(frozen=True, slots=True)
class DraftedEdition:
    """An edition and what became of it. ``proposed_by``, ``decided_by``: account ids, "" while nobody did;
    ``proposer_role``: the role it was proposed in; ``reason``: the proposer's words."""

    edition: PackEdition
    state: EditionState
    proposed_by: str
    proposer_role: str
    proposed_at: datetime
    reason: str
    decided_by: str = ""
    decided_at: datetime | None = None


class Rulebook(Protocol):
    """Every edition ever proposed; rows are added and decided once, never removed."""

    def next_number(self) -> int:
        """The number of the next edition, from 2 on; given once."""

    def put(self, drafted: DraftedEdition) -> None:
        """Insert, or replace the one of this number."""

    def edition(self, number: int) -> DraftedEdition | None: ...

    def editions(self, *, hold: bool = False) -> Sequence[DraftedEdition]:
        """Ascending by number; ``hold`` them until the transaction ends."""
