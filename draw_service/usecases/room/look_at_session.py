"""All that the ceremony's pages show of a draw, and nothing that names an expert (ui.md rules 2 to 4).

The operator's page and the screen of a witness are drawn from it; commitments are in it from the lock on,
handles from the order on, people never.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from audit.canonical import parse_canonical
from audit.events import DrawEvent, Event
from draw_service.rules.applications import PARTIES, Application
from draw_service.rules.board import board_of
from draw_service.rules.life import Draw, Lists, orders_of, parse_time, replay
from draw_service.rules.lottery import ticket
from draw_service.rules.refusals import NotFound
from draw_service.rules.seats import first_holders
from draw_service.usecases.chain import application_of, lists_behind
from draw_service.usecases.draws.print_receipt import short_of
from draw_service.usecases.notices import automatic
from draw_service.usecases.ports import Books, House
from draw_service.usecases.room.as_seen import steps_of
from draw_service.usecases.room.entries import EntryList, entries_of


@dataclass(frozen=True, slots=True)
class SeatNow:
    """One seat for every eye. ``state``: waiting, calling, accepted, arrived, exhausted; ``asked``: people
    called for it so far; ``dials`` calls to the present one, of ``tries``; ``by_hand``: a person phones;
    ``outcomes``: how the calls ended that ended."""

    slot: int
    stratum: str
    state: str
    asked: int
    dials: int
    tries: int
    by_hand: bool
    outcomes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class FirstSeat:
    """Whom the order gives a seat first: a handle and its ticket, hex, "" for an exhausted seat."""

    slot: int
    stratum: str
    handle: str
    ticket: str


@dataclass(frozen=True, slots=True)
class Committed:
    """What the lock committed to; hashes hex. ``short``: the lock hash for the eye."""

    at: datetime
    lock_hash: str
    short: str
    commitments: Mapping[str, str]
    pool: int
    excluded: int
    recused: int


@dataclass(frozen=True, slots=True)
class Ordered:
    """The committed order came out: ``seed`` and ``result_commit`` hex."""

    seed: str
    result_commit: str
    first: tuple[FirstSeat, ...]


@dataclass(frozen=True, slots=True)
class SessionView:
    """A draw as the room sees it. ``step``: 1 to 4; ``steps``: see ``as_seen``; ``length``: of the chain;
    ``turn``: whose share is next, "" for nobody's; ``revealed``: parties whose share is in the log;
    ``receipt``: serial of the lock receipt, "" before it was printed; ``in_room``: the project has the room
    now; ``automatic``: the house calls by itself; ``recorded``: the session's copy is kept."""

    draw_id: str
    application_id: str
    application: Application
    attempt: int
    phase: str
    step: int
    steps: int
    length: int
    selective: bool
    room: str
    in_room: bool
    entered: tuple[str, ...]
    appointed: bool
    present: EntryList
    confirmed: tuple[tuple[str, datetime], ...]
    committed: Committed | None
    receipt: str
    turn: str
    revealed: tuple[str, ...]
    ordered: Ordered | None
    seats: tuple[SeatNow, ...]
    open_calls: tuple[int, ...]
    to_confirm: tuple[int, ...]
    settled: bool
    automatic: bool
    recorded: bool

    @property
    def accepted(self) -> int:
        return sum(1 for seat in self.seats if seat.state in ("accepted", "arrived"))

    @property
    def ended(self) -> bool:
        return self.phase in ("closed", "aborted")


def look_at_session(house: House, draw_id: str) -> SessionView:
    """Raises ``NotFound``."""
    with house.views() as books:
        events = books.journal.events(draw_id)
        if not events:
            raise NotFound
        lists = lists_behind(books, draw_id, events)
        draw = replay(draw_id, events, lists)
        row = books.draws.draw(draw_id)
        room = row.room if row is not None else ""
        tries = house.pack_by_id(draw.rule_pack, draw.filed_at).int("call_tries")
        seating = draw.seating
        receipt = books.draws.marked(draw_id, "receipt") is not None
        return SessionView(
            draw_id=draw_id,
            application_id=draw.application_id,
            application=application_of(books, draw),
            attempt=draw.attempt,
            phase=draw.phase,
            step=step_of(draw, receipt),
            steps=steps_of(events),
            length=len(events),
            selective=draw.selected is not None,
            room=room,
            in_room=bool(room) and books.rooms.occupant(room) == draw_id,
            entered=tuple(party for party in PARTIES if party in draw.entered),
            appointed="regulator" in draw.commitments,
            present=entries_of(books, draw_id),
            confirmed=tuple(
                (e.body["what"], parse_time(e.at)) for e in events if e.type is DrawEvent.DRAW_CONFIRMED
            ),
            committed=_committed(draw),
            receipt=_serial(books, draw_id) if receipt else "",
            turn=(draw.next_of_reveal or "") if draw.lock is not None and draw.end is None else "",
            revealed=tuple(draw.shares),
            ordered=_ordered(draw, lists, events),
            seats=seats_now(draw, events, tries),
            open_calls=tuple(seating.open_calls) if seating is not None else (),
            to_confirm=tuple(sorted(seating.to_confirm)) if seating is not None else (),
            settled=seating is not None and seating.settled,
            automatic=automatic(house, draw),
            recorded=books.draws.list(draw_id, "session") is not None,
        )


def step_of(draw: Draw, receipt: bool) -> int:
    """核对项目 until the lists are locked, 封存名单 until the receipt is out, 揭示份额并抽取 until the order
    stands, 逐席通知. The wall goes by the same steps (``rules.board``)."""
    if draw.ordered_n is not None:
        return 4
    if draw.lock is not None:
        return 3 if receipt else 2
    return 1


def seats_now(draw: Draw, events: Sequence[Event], tries: int) -> tuple[SeatNow, ...]:
    """Every seat as the wall shows it, with how its calls ended; none before the order."""
    if draw.seating is None:
        return ()
    outcomes: dict[int, Counter[str]] = {}
    for event in events:
        if event.type is DrawEvent.SEAT_ANSWERED:
            outcomes.setdefault(event.body["slot"], Counter())[event.body["outcome"]] += 1
    seats, by_hand = board_of(draw.draw_id, events).seats, set(draw.by_hand)
    return tuple(
        SeatNow(
            slot=seat.slot,
            stratum=stratum,
            state=seat.state,
            asked=seat.candidate,
            dials=seat.dials,
            tries=tries,
            by_hand=seat.slot in by_hand,
            outcomes=dict(outcomes.get(seat.slot, {})),
        )
        for seat, (_slot, stratum) in zip(seats, _strata_of(draw), strict=True)
    )


def _strata_of(draw: Draw) -> Iterator[tuple[int, str]]:
    """Slots in order with their stratum."""
    return enumerate((stratum.id for stratum in draw.strata for _ in range(stratum.quota)), start=1)


def _committed(draw: Draw) -> Committed | None:
    if draw.lock is None:
        return None
    body = draw.lock.body
    return Committed(
        parse_time(draw.lock.at),
        draw.lock_hash.hex(),
        short_of(draw.lock_hash),
        dict(body["commitments"]),
        body["pool_size"],
        body["excluded_size"],
        body["recusal_size"],
    )


def _ordered(draw: Draw, lists: Lists, events: Sequence[Event]) -> Ordered | None:
    """The first holders as the order of the lock has them, whatever came of them since."""
    if draw.lock is None or draw.ordered_n is None:
        return None
    event = next(e for e in events if e.type is DrawEvent.DRAW_ORDERED)
    units = {h: leaf.u for h, leaf in lists.pool.items()}
    cap = draw.lock.body["max_per_unit"]
    handles = first_holders(draw.strata, orders_of(draw, lists), units, cap, lists.recused)
    first = tuple(
        FirstSeat(slot, stratum, h.hex() if h else "", ticket(draw.seed, h).hex() if h else "")
        for (slot, stratum), h in zip(_strata_of(draw), handles, strict=True)
    )
    return Ordered(draw.seed.hex(), event.body["result_commit"], first)


def _serial(books: Books, draw_id: str) -> str:
    data = books.draws.list(draw_id, "receipt")
    return str(parse_canonical(data)["serial"]) if data is not None else "-"
