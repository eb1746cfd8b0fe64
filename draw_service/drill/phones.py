"""Simulated phones of the practice city: who picks up, and who then has a seat to come to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from draw_service.drill.city import City
from draw_service.drill.ports import StoryClock
from draw_service.usecases.draws.call_next import Call
from draw_service.usecases.draws.record_answer import CallFacts
from notifications.simulator.callee import Behaviour, Heard, ring


class Phones:
    """Rings the callee a call is for. ``opening``: what the first ones reached do, so that a short story
    still meets every outcome; all others follow the city's seeded behaviour."""

    def __init__(self, city: City, clock: StoryClock, opening: Sequence[Behaviour] = ()) -> None:
        self._city = city
        self._clock = clock
        self._opening = list(opening)
        self._owner = {phone: record.id_card for record in city.records for phone in record.phones}
        self._settled: dict[str, Behaviour] = {}
        self.card_at: dict[int, str] = {}

    def dial(self, call: Call) -> tuple[Heard, CallFacts]:
        """How the call went, and what the channel reports of it."""
        if call.contact is None:
            raise ValueError("nobody to call")
        number = call.contact.phones[0]
        start = self._clock.now()
        heard = self.ring(call.slot, number)
        times = [("ring", start), ("end", start + timedelta(seconds=heard.seconds))]
        return heard, CallFacts(number, heard.keys, times, f"SIM-{call.slot}-{call.ordinal}")

    def ring(self, slot: int, number: str) -> Heard:
        """Ring a number for a seat, with whatever phone; time passes."""
        card = self._owner[number]
        if card not in self._settled:
            self._settled[card] = self._opening.pop(0) if self._opening else self._city.behaviour(card)
        heard = ring(self._settled[card])
        self._clock.wait(seconds=heard.seconds)
        if heard.outcome == "accepted":
            self.card_at[slot] = card
        return heard
