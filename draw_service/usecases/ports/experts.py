"""What experts put down themselves, and what is kept for them (Art. 16, 17, 20(4))."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

ProposalState = Literal["open", "approved", "refused"]
StatementKind = Literal["duties", "unchanged"]


@dataclass(frozen=True, slots=True, repr=False)
class Proposal:
    """A change of the register that an expert asks for. ``kind`` and ``said`` as ``rules.proposals`` has
    them."""

    id: str
    expert: str
    kind: str
    said: Mapping[str, str]
    state: ProposalState
    at: datetime
    decided_at: datetime | None = None


class ExpertDesk(Protocol):
    """Proposals, signed statements and receipts of tickets. What is said is encrypted at rest."""

    def put_proposal(self, proposal: Proposal) -> None:
        """Insert or replace."""

    def proposal(self, proposal_id: str) -> Proposal | None:
        """Held: what is decided on it holds until the transaction ends."""

    def proposals_of(self, expert_id: str) -> Sequence[Proposal]:
        """Of one expert, newest first."""

    def open_proposals(self) -> Sequence[Proposal]:
        """Nobody has decided them; oldest first."""

    def sign(self, expert_id: str, kind: StatementKind, words: str, at: datetime) -> None:
        """``words``: hex SHA-256 of what stood on the page."""

    def signed_at(self, expert_id: str, kind: StatementKind) -> datetime | None:
        """The last time."""

    def unsigned(self, kind: StatementKind, since: datetime, most: int) -> tuple[int, int, Sequence[str]]:
        """Who in the pool has not signed since then: how many, of how many in the pool, and the first
        ``most`` of them."""

    def keep_tickets(self, draw_id: str, receipts: Iterable[tuple[str, bytes]]) -> None:
        """``(expert id, receipt)`` of everybody in a list of the draw."""

    def ticket(self, draw_id: str, expert_id: str) -> bytes | None: ...
