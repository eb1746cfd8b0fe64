"""The life of one draw, told by its events alone (protocol section 3).

The log is the state: a use case replays a draw's chain into a ``Draw``, asks the rules, and appends. So a
fact and its state cannot differ, and whatever process comes next continues the same draw.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from audit.canonical import parse_canonical
from audit.events import DrawEvent, Event
from draw_service.rules.lottery import PoolLeaf, RegisterRow, Stratum, lock_hash, order
from draw_service.rules.seats import Seating


@dataclass(frozen=True, slots=True)
class Lists:
    """What is behind the roots of a lock: pool leaves by handle, recused handles, added leaves by event n.
    ``orders``: seed -> the orders of these leaves once they were asked for."""

    pool: Mapping[bytes, PoolLeaf]
    recused: frozenset[bytes]
    added: Mapping[int, tuple[bytes, ...]]
    orders: dict[bytes, Mapping[str, Sequence[bytes]]] = field(
        default_factory=dict, repr=False, compare=False
    )


EMPTY_LISTS = Lists({}, frozenset(), {})
BY_HAND = "manual"
"""The channel of a call that a person makes, from one card at a time (Art. 5(2))."""
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Draw:
    """Where a draw stands. Times aware UTC, hashes hex. ``channels``: slot -> how it was dialled last;
    ``roll``: people behind the handles, empty until an act had to know one."""

    draw_id: str
    application_id: str = ""
    attempt: int = 0
    rule_pack: str = ""
    filed_at: datetime = _NEVER
    signin_at: datetime = _NEVER
    strata: tuple[Stratum, ...] = ()
    version: int = 1
    commitments: dict[str, str] = field(default_factory=dict)
    unseal_pks: dict[str, str] = field(default_factory=dict)
    entered: set[str] = field(default_factory=set)
    confirmed: set[str] = field(default_factory=set)
    lock: Event | None = None
    shares: dict[str, bytes] = field(default_factory=dict)
    seed: bytes = b""
    selected: Event | None = None
    seating: Seating | None = None
    ordered_n: int | None = None
    sealed: Event | None = None
    printed: int = 0
    unsealed: Event | None = None
    end: Event | None = None
    last: Event | None = None
    sealed_ordinals: dict[int, int] = field(default_factory=dict)
    channels: dict[int, str] = field(default_factory=dict)
    roll: dict[bytes, RegisterRow] = field(default_factory=dict, repr=False)

    @property
    def lock_hash(self) -> bytes:
        if self.lock is None:
            raise ValueError("not locked")
        return lock_hash(self.lock.bytes)

    @property
    def phase(self) -> str:
        """filed, locked, revealed, calling, sealed, unsealed, closed or aborted."""
        if self.end is not None:
            return "closed" if self.end.type is DrawEvent.DRAW_CLOSED else "aborted"
        if self.seating is None:
            return "filed" if self.lock is None else "revealed" if len(self.shares) == 3 else "locked"
        if not self.stands_sealed:
            return "calling"
        return "unsealed" if self.unsealed is not None else "sealed"

    @property
    def stands_sealed(self) -> bool:
        """The last seal names exactly those who hold a seat now; a vacancy undoes it until the next."""
        return (
            self.seating is not None
            and self.sealed is not None
            and self.seating.settled
            and self.sealed_ordinals == self.seating.ordinals
        )

    @property
    def by_hand(self) -> list[int]:
        """Slots whose open call a person makes, ascending: what came of it is typed back (Art. 5(2))."""
        open_calls = self.seating.open_calls if self.seating is not None else []
        return [slot for slot in open_calls if self.channels.get(slot) == BY_HAND]

    def dialled(self, body: Mapping[str, Any]) -> None:
        """Remember how a ``seat.called`` was dialled."""
        self.channels[body["slot"]] = body["channel"]

    @property
    def next_of_reveal(self) -> str | None:
        """Whose share is next: tenderer, regulator, center."""
        for party in ("tenderer", "regulator", "center"):
            if party not in self.shares:
                return party
        return None


def replay(draw_id: str, events: Sequence[Event], lists: Lists = EMPTY_LISTS) -> Draw:
    """The state after ``events`` (ascending by n, from 0). ``lists`` is needed from the order on."""
    draw = Draw(draw_id)
    for event in events:
        _apply(draw, event, lists)
        draw.last = event
    return draw


def _apply(draw: Draw, event: Event, lists: Lists) -> None:
    body: dict[str, Any] = dict(event.body)
    match event.type:
        case DrawEvent.APPLICATION_FILED:
            draw.application_id, draw.attempt = body["application"], body["attempt"]
            draw.rule_pack, draw.signin_at = body["rule_pack"], parse_time(body["signin_at"])
            draw.filed_at = parse_time(event.at)
            draw.strata = strata_of(body["strata"])
            draw.commitments["tenderer"] = body["commitment"]
            draw.unseal_pks["tenderer"] = body["unseal_pk"]
        case DrawEvent.APPLICATION_CHANGED:
            draw.version, draw.strata = body["version"], strata_of(body["strata"])
        case DrawEvent.WITNESS_APPOINTED:
            draw.commitments[body["party"]] = body["commitment"]
            draw.unseal_pks[body["party"]] = body["unseal_pk"]
        case DrawEvent.ROOM_ENTERED:
            draw.entered.add(body["party"])
        case DrawEvent.DRAW_CONFIRMED:
            draw.confirmed.add(body["what"])
        case DrawEvent.DRAW_LOCKED:
            draw.lock = event
        case DrawEvent.DRAW_REVEALED:
            draw.shares[body["party"]] = bytes.fromhex(body["share"])
        case DrawEvent.DRAW_ORDERED:
            draw.seed, draw.ordered_n = bytes.fromhex(body["seed"]), event.n
            draw.seating = seating_of(draw, lists)
        case DrawEvent.SELECTION_CONFIRMED:
            draw.selected, draw.ordered_n = event, event.n
            draw.seating = chosen_seating(draw, lists)
        case DrawEvent.DRAW_SEALED:
            draw.sealed, draw.unsealed, draw.printed = event, None, 0
            if draw.seating is not None:
                draw.seating.seal()
                draw.sealed_ordinals = draw.seating.ordinals
        case DrawEvent.ROSTER_PRINTED:
            draw.printed += 1
        case DrawEvent.ROSTER_UNSEALED | DrawEvent.ROSTER_REBUILT:
            draw.unsealed = event
        case DrawEvent.DRAW_CLOSED | DrawEvent.DRAW_ABORTED:
            draw.end = event
        case _:
            if event.type is DrawEvent.SEAT_CALLED:
                draw.dialled(body)
            if draw.seating is not None:
                _apply_seat(draw.seating, event, body, lists)


def _apply_seat(seating: Seating, event: Event, body: dict[str, Any], lists: Lists) -> None:
    match event.type:
        case DrawEvent.SEAT_CALLED:
            holder = seating.holders.get(body["slot"])
            if holder is None or holder.ordinal != body["ordinal"]:
                seating.call()
        case DrawEvent.SEAT_EXHAUSTED:
            seating.call()
        case DrawEvent.SEAT_ANSWERED:
            seating.answer(body["slot"], body["outcome"])
        case DrawEvent.RECUSAL_ADDED:
            seating.recuse(lists.added[event.n])
        case DrawEvent.REPLACEMENT_CONFIRMED:
            seating.confirm_replacement(body["slot"])
        case DrawEvent.SEAT_ARRIVED:
            seating.arrived.add(body["slot"])


def seating_of(draw: Draw, lists: Lists) -> Seating:
    """Fresh seats of a locked draw under its seed."""
    if draw.lock is None:
        raise ValueError("not locked")
    orders = orders_of(draw, lists)
    units = {h: leaf.u for h, leaf in lists.pool.items()}
    return Seating(draw.strata, orders, units, draw.lock.body["max_per_unit"], lists.recused)


def orders_of(draw: Draw, lists: Lists) -> Mapping[str, Sequence[bytes]]:
    """Committed order per stratum."""
    if draw.seed not in lists.orders:
        lists.orders[draw.seed] = {
            stratum.id: order(draw.seed, (h for h, leaf in lists.pool.items() if stratum.id in leaf.s))
            for stratum in draw.strata
        }
    return lists.orders[draw.seed]


def chosen_seating(draw: Draw, lists: Lists) -> Seating:
    """Seats of a selective draw (Art. 4(2)): each slot is its own stratum, ordered as chosen. ``lists.pool``
    then holds the chosen ones, their leaf's ``s`` the slots ("1", "2", …), in order of choice."""
    slots = [
        Stratum(str(slot), "", 1) for slot in range(1, sum(stratum.quota for stratum in draw.strata) + 1)
    ]
    orders = {s.id: [h for h, leaf in lists.pool.items() if s.id in leaf.s] for s in slots}
    return Seating(slots, orders, {h: leaf.u for h, leaf in lists.pool.items()}, 0)


def pool_leaves(data: bytes) -> dict[bytes, PoolLeaf]:
    """Pool leaves of a stored list (canonical JSON array), by raw handle, ascending."""
    return {
        (h := bytes.fromhex(leaf["h"])): PoolLeaf(h, tuple(leaf["s"]), leaf["u"], leaf["c"])
        for leaf in parse_canonical(data)
    }


def handles_of(data: bytes) -> tuple[bytes, ...]:
    """Handles of a stored list of ``{"h","why"}`` leaves."""
    return tuple(bytes.fromhex(leaf["h"]) for leaf in parse_canonical(data))


def strata_of(body: Sequence[Mapping[str, Any]]) -> tuple[Stratum, ...]:
    return tuple(Stratum(item["id"], item["code"], item["quota"]) for item in body)


@lru_cache(maxsize=4096)
def parse_time(text: str) -> datetime:
    """A protocol time (``YYYY-MM-DDTHH:MM:SSZ``) as aware UTC."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def write_time(at: datetime) -> str:
    """An aware time as the protocol writes it."""
    if at.tzinfo is None:
        raise ValueError("a protocol time is aware UTC")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
