"""edraw/1 section 4, "Seats": who is called next follows from the order and the outcomes alone (Art. 4, 13).

Nobody chooses. Open slots wait in one queue; only its head may be called; whoever holds a seat keeps it
until an outcome ends it; nothing is ever re-run from the start.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from draw_service.rules.lottery import Stratum
from draw_service.rules.refusals import BadOutcome, NeedsReplacementConfirmed, NoOpenSeat, SeatNotCalled

OUTCOMES = (
    "accepted", "declined", "silent", "unconfirmed", "unreachable",
    "withdrawn", "recused", "late", "absent", "leaked",
)  # fmt: skip


@dataclass(slots=True)
class Holder:
    """Who holds a slot: raw handle, the ordinal of the call that gave it, whether they accepted."""

    handle: bytes
    ordinal: int
    accepted: bool = False


class Seating:
    """The seats of one draw. Slots are 1..Q, first stratum's quota first.

    ``orders``: stratum id -> raw handles in committed order; ``units``: raw handle -> employer tag ("" for
    none); ``cap``: active holders allowed per tag (0: no cap); ``recused``: handles that must step back.
    ``called``: (slot, ordinal) -> the handle that call gave the seat to.
    """

    def __init__(
        self,
        strata: Sequence[Stratum],
        orders: Mapping[str, Sequence[bytes]],
        units: Mapping[bytes, str],
        cap: int,
        recused: Iterable[bytes] = (),
    ) -> None:
        self.stratum_of: dict[int, str] = {}
        for stratum in strata:
            for _ in range(stratum.quota):
                self.stratum_of[len(self.stratum_of) + 1] = stratum.id
        self.queue: deque[int] = deque(self.stratum_of)
        self.holders: dict[int, Holder] = {}
        self.exhausted: set[int] = set()
        self.given: set[bytes] = set()
        self.called: dict[tuple[int, int], bytes] = {}
        self.recused: set[bytes] = set(recused)
        self.last_ordinal: dict[int, int] = {}
        self.in_last_seal: frozenset[int] = frozenset()
        self.to_confirm: set[int] = set()
        self.arrived: set[int] = set()
        self._orders = orders
        self._units = units
        self._cap = cap

    @property
    def open_calls(self) -> list[int]:
        """Slots called and not answered yet, ascending."""
        return sorted(slot for slot, holder in self.holders.items() if not holder.accepted)

    @property
    def accepted(self) -> list[int]:
        return sorted(slot for slot, holder in self.holders.items() if holder.accepted)

    @property
    def ordinals(self) -> dict[int, int]:
        """Slot -> ordinal of its active holder."""
        return {slot: holder.ordinal for slot, holder in self.holders.items()}

    @property
    def settled(self) -> bool:
        """No slot waits and no call is open: the result can be sealed."""
        return not self.queue and not self.open_calls

    def candidate(self) -> tuple[int, bytes | None]:
        """The head slot and who would be called for it; None when its order is exhausted.

        Raises ``NoOpenSeat`` when nobody waits. Changes nothing.
        """
        if not self.queue:
            raise NoOpenSeat
        slot = self.queue[0]
        for handle in self._orders[self.stratum_of[slot]]:
            if handle in self.given or handle in self.recused:
                continue
            if self._over_cap(handle):
                continue
            return slot, handle
        return slot, None

    def call(self) -> tuple[int, int, bytes] | tuple[int, None, None]:
        """Give the head slot its candidate: ``(slot, ordinal, handle)``, or ``(slot, None, None)`` and the
        slot is off the queue for good. Raises ``NeedsReplacementConfirmed`` when Art. 13 still waits."""
        slot, handle = self.candidate()
        if slot in self.to_confirm:
            raise NeedsReplacementConfirmed(slot=slot)
        self.queue.popleft()
        if handle is None:
            self.exhausted.add(slot)
            return slot, None, None
        ordinal = self.last_ordinal.get(slot, -1) + 1
        self.last_ordinal[slot] = ordinal
        self.holders[slot] = Holder(handle, ordinal)
        self.given.add(handle)
        self.called[slot, ordinal] = handle
        return slot, ordinal, handle

    def answer(self, slot: int, outcome: str) -> bytes:
        """Apply an outcome to the slot's active holder and return the handle it concerned."""
        holder = self.holders.get(slot)
        if holder is None:
            raise SeatNotCalled(slot=slot)
        if outcome not in OUTCOMES or (outcome == "accepted" and holder.accepted):
            raise BadOutcome(outcome=outcome)
        if outcome == "accepted":
            holder.accepted = True
            return holder.handle
        del self.holders[slot]
        self.arrived.discard(slot)
        self.queue.append(slot)
        if slot in self.in_last_seal:
            self.to_confirm.add(slot)
        return holder.handle

    def recuse(self, handles: Iterable[bytes]) -> None:
        """Add recusals. It frees no seat by itself; the outcome ``recused`` does."""
        self.recused.update(handles)

    def pool_handles(self) -> Iterable[bytes]:
        """Every handle of the locked pool."""
        return self._units.keys()

    def recused_holders(self) -> list[int]:
        """Slots whose active holder must step back; none may be left at a seal."""
        return sorted(slot for slot, holder in self.holders.items() if holder.handle in self.recused)

    def confirm_replacement(self, slot: int) -> None:
        """Three parties confirmed the replacement of a sealed seat (Art. 13)."""
        if slot not in self.to_confirm:
            raise SeatNotCalled(slot=slot)
        self.to_confirm.remove(slot)
        self.in_last_seal -= {slot}

    def seal(self) -> list[int]:
        """Seal what is accepted; returns the slots."""
        slots = self.accepted
        self.in_last_seal = frozenset(slots)
        return slots

    def _over_cap(self, handle: bytes) -> bool:
        unit = self._units[handle]
        if not unit or not self._cap:
            return False
        seated = sum(1 for holder in self.holders.values() if self._units[holder.handle] == unit)
        return seated >= self._cap


def first_holders(
    strata: Sequence[Stratum],
    orders: Mapping[str, Sequence[bytes]],
    units: Mapping[bytes, str],
    cap: int,
    recused: Iterable[bytes],
) -> list[bytes | None]:
    """First holders of slots 1..Q with the recusals of the lock: what ``result_commit`` closes over."""
    seating = Seating(strata, orders, units, cap, recused)
    return [seating.call()[2] for _ in range(len(seating.stratum_of))]
