"""The seats of one draw and the one queue they wait in (protocol section 4).

Outcomes alone decide who is called next. This keeps the books; ``replay`` reads the events against it.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from typing import Any

FORGET = 256
"""Handles passed over for good that an order may still carry."""


class Seats:
    """Slots 1..Q in stratum order, who holds them, and who waits.

    ``orders``: stratum id -> handles in order, or None in a selective draw, where whom a call gives is not
    known and a made-up handle stands for it; ``units``: handle -> employer tag; ``cap``: 0 for none.
    """

    def __init__(
        self,
        strata: Sequence[Mapping[str, Any]],
        orders: Mapping[str, Sequence[str]] | None,
        units: Mapping[str, str],
        cap: int,
        recused: set[str],
    ) -> None:
        slots = [stratum["id"] for stratum in strata for _ in range(stratum["quota"])]
        self.stratum = dict(enumerate(slots, start=1))
        self.orders = None if orders is None else {key: list(order) for key, order in orders.items()}
        self.units, self.cap, self.recused = units, cap, recused
        self.queue = deque(self.stratum)
        self.holder: dict[int, str] = {}
        self.accepted: set[int] = set()
        self.ordinal: dict[int, int] = {}
        self.given: dict[str, int] = {}
        """handle -> the slot it was given"""
        self.exhausted: set[int] = set()
        self.sealed: dict[int, str] = {}
        """slot -> holder of the last seal, while that holder still holds it"""
        self.sealed_at_last: dict[int, str] = {}
        """slot -> holder of the last seal, whatever came after"""
        self.unconfirmed: set[int] = set()
        """slots whose sealed holder left and whose replacement nobody has confirmed"""

    def take(self, slot: int) -> str | None:
        """Give ``slot`` the first leaf that may have it; None when there is none."""
        handle = self._first(slot)
        if handle is not None:
            self.holder[slot] = handle
            self.given[handle] = slot
            self.ordinal[slot] = self.ordinal.get(slot, -1) + 1
        return handle

    def _first(self, slot: int) -> str | None:
        if self.orders is None:
            return f"slot {slot}, call {self.ordinal.get(slot, -1) + 1}"
        order = self.orders[self.stratum[slot]]
        held = Counter(self.units[handle] for handle in self.holder.values()) if self.cap else Counter()
        found, gone = None, 0
        for handle in order:
            if handle in self.given or handle in self.recused:
                gone += 1
            elif not self.cap or not (unit := self.units[handle]) or held[unit] < self.cap:
                found = handle
                break
        if gone > FORGET:  # both are for good; without them the next search is quick again
            order[:] = [handle for handle in order if handle not in self.given and handle not in self.recused]
        return found

    def leave(self, slot: int) -> None:
        """The holder's outcome ends it: the slot joins the end of the queue."""
        handle = self.holder.pop(slot)
        self.accepted.discard(slot)
        if self.sealed.pop(slot, None) == handle:
            self.unconfirmed.add(slot)
        self.queue.append(slot)

    def seal(self) -> None:
        """Remember who holds what."""
        self.sealed = dict(self.holder)
        self.sealed_at_last = dict(self.holder)
        self.unconfirmed = set()

    @property
    def none_recused(self) -> bool:
        """Whether nobody who must step back holds a seat."""
        return self.recused.isdisjoint(self.holder.values())

    @property
    def is_sealed(self) -> bool:
        """Whether the last seal still says who holds every seat."""
        return self.sealed_at_last == self.holder and not self.queue
