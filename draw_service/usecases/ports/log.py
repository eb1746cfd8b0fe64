"""The log of the house, written with the fact it records (protocol section 3)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from audit.events import DrawEvent, Event, HouseEvent, HouseFact
from scoring.ports import Proof


class Journal(Protocol):
    """The log, written in the same transaction as the fact (protocol section 3)."""

    def record(self, draw_id: str, type: DrawEvent, body: Mapping[str, Any], at: datetime) -> Event:
        """Append to a draw's chain. Raises ``ChangedUnderYou`` when ``n`` was taken meanwhile and
        ``ClockWentBack`` when ``at`` is before the last entry."""

    def note(self, stream: str, type: HouseEvent, body: Mapping[str, Any], at: datetime) -> HouseFact:
        """Append a fact outside draws."""

    def events(self, draw_id: str) -> Sequence[Event]:
        """The chain of a draw, ascending by n."""

    def newest_of(self, types: Collection[DrawEvent | HouseEvent], most: int) -> Sequence[Event | HouseFact]:
        """The newest ``most`` events of these types, of draws and outside them, the last written first."""

    def lengths(self, draw_ids: Sequence[str]) -> Mapping[str, int]:
        """How many events each of these draws has."""

    def kinds(self, draw_ids: Collection[str]) -> Mapping[str, Collection[DrawEvent]]:
        """Which kinds of event each of these draws has; a draw without events is left out."""

    def covered(self, draw_id: str, n: int) -> bool:
        """Whether event ``n`` stands under a signed checkpoint, cosigned where witnesses are required (the
        phase gate)."""

    def evidence(self, draw_id: str, gates: Mapping[str, int | None]) -> dict[str, Any]:
        """Log half of a bundle: {"origin","vkeys","checkpoint","gates","events"} with proofs to the newest
        checkpoint. ``gates``: gate name -> n of the event it waited for; its checkpoint is the first
        signed one that covers that event."""

    def checkpoint(self) -> str:
        """The newest tree head (C2SP) signed and, where witnesses are required, cosigned; "" before that."""

    def shares(self) -> Iterable[bytes]:
        """Every share ever revealed, in any draw."""

    def proofs(self, stream: str) -> tuple[str, Iterator[Proof]]:
        """The newest checkpoint, and every sequenced fact of a stream with its path under it."""

    def last_at(self) -> datetime | None:
        """When the last event was written, None for an empty log."""

    def leaves(self, first: int = 0, most: int | None = None) -> Iterable[bytes]:
        """Sequenced leaves in log order, from number ``first`` on, at most ``most`` of them."""


class Witnesses(Protocol):
    """The witnesses of the house log (protocol section 6)."""

    @property
    def policy(self) -> tuple[Sequence[str], int]:
        """Their verifier keys, and how many must sign."""

    def submit(self) -> None:
        """Show them the newest checkpoint, once. Raises ``WitnessSilent`` or ``WitnessRefuses`` when there
        was no such trouble before."""

    def time(self) -> datetime:
        """What time it is by the witnesses: as many as must sign say that it is this late at least, as they
        sign the newest checkpoint anew. Raises ``WitnessSilent``, ``WitnessRefuses``."""

    def reach(self, draw_id: str, *, whole: bool = False) -> None:
        """Wait until the draw's last lock, order or seal (``whole``: its last event) is cosigned. Raises
        ``WitnessSilent`` when that takes too long, ``WitnessRefuses``."""
