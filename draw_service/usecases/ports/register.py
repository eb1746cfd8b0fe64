"""The register of experts (Art. 2), as use cases ask for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from draw_service.rules.companies import Aliases
from draw_service.rules.lottery import RegisterRow
from draw_service.rules.people import Engagement, Expert, ExpertRecord, Period


@dataclass(frozen=True, slots=True, repr=False)
class Contact:
    """Where an expert is reached; only for the worker, the sealed call card and the simulator."""

    expert_id: str
    name: str
    phones: tuple[str, ...]


class Pool(Protocol):
    """The register of experts (Art. 2)."""

    def rows(self) -> Iterator[RegisterRow]:
        """Every expert as ``(id, name, unit, codes)``, ascending by id."""

    def experts(self) -> Iterator[Expert]:
        """Every expert with all that eligibility and recusal need, ascending by id."""

    def expert(self, expert_id: str) -> Expert | None: ...

    def contact(self, expert_id: str) -> Contact | None: ...

    def records(self) -> Iterator[ExpertRecord]:
        """Every expert with all fields of the data standard (for export), ascending by id."""

    def record(self, expert_id: str) -> ExpertRecord | None:
        """One expert with all fields."""

    def amend(self, expert_id: str, record: ExpertRecord, *, at: datetime) -> None:
        """Replace the entry by ``record``; leaves and suspensions stay, they have acts of their own. Raises
        ``KeyError`` for another's identity number."""

    def add(self, record: ExpertRecord, *, at: datetime) -> str:
        """Insert a new expert and return its id ("E000001" …). Raises ``ChangedUnderYou`` on a known ID
        card: whoever adds has looked before, so another was quicker."""

    def add_many(self, records: Iterable[ExpertRecord], *, at: datetime) -> Sequence[str]:
        """The same for many, in the order given."""

    def id_by_card(self, id_card: str) -> str | None:
        """The expert with this identity number, found by keyed hash."""

    def ids_by_card(self, cards: Sequence[str]) -> Mapping[str, str]:
        """Identity number -> expert, of those that are known."""

    def set_leave(self, expert_id: str, period: Period) -> None: ...

    def ask_leave(self, expert_id: str, at: datetime) -> None:
        """The expert asked for leave by phone; nothing changes until somebody records a leave."""

    def leave_asked(self, expert_id: str) -> Sequence[datetime]:
        """When this expert asked for leave, ascending."""

    def set_suspension(self, expert_id: str, period: Period) -> None: ...

    def set_left(self, expert_id: str) -> None: ...

    def aliases(self) -> Aliases: ...

    def alias_list(self) -> Sequence[tuple[str, str]]:
        """``(other name, credit code)`` as registered."""

    def add_alias(self, name: str, code: str) -> None: ...

    def remove_alias(self, name: str, code: str) -> bool:
        """Whether it was there."""

    def specialties(self) -> dict[str, str]:
        """Code -> name of the specialty table."""

    def put_specialties(self, edition: str, rows: Mapping[str, str]) -> int:
        """Replace the edition's rows; returns how many were written."""

    def engagements(self, period: Period) -> Sequence[Engagement]:
        """Who holds a seat or is being called for one anywhere in an overlapping period; what is decided on
        it holds until the transaction ends."""

    def engagements_of(self, draw_id: str) -> Sequence[Engagement]:
        """Who is engaged by one draw."""

    def engaged_in(self, expert_id: str, since: datetime) -> Sequence[str]:
        """Draws in which the expert holds a seat, or is called for one, that last beyond ``since``."""

    def engage(self, engagement: Engagement) -> None: ...

    def release(self, draw_id: str, expert_id: str) -> None: ...
