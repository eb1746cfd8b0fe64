"""What is counted of ended draws, over one transaction (``ports.Statistics``): lines and sums in, the reading
stands in ``statistics_views``."""

from __future__ import annotations

import json
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from audit.columns import Stored, advisory_lock, table_of
from audit.events import DrawEvent
from audit.journal import EVENT, LEAF
from draw_service.rules.statistics import NOBODY, Fact, Party, Seated, Tally, tally
from draw_service.store.statistics_views import StatisticsViews, by_some
from draw_service.store.tables import statistics as tables

BIDDER, HANDLER = table_of(tables.StatBidderRow), table_of(tables.StatHandlerRow)
NAME, SEAT, DRAW = (table_of(each) for each in (tables.StatNameRow, tables.StatSeatRow, tables.StatDrawRow))
_ENDS = (str(DrawEvent.DRAW_CLOSED), str(DrawEvent.DRAW_ABORTED))


class StatisticsBooks(StatisticsViews):
    def position(self) -> int:
        row = self._rows.one(tables.StatPositionRow, name="log")
        return int(row.position) if row else 0

    def take_turn(self) -> int:
        advisory_lock(self._rows.session, "statistics")
        return self.position()

    def size(self) -> int:
        return int(
            self._rows.session.execute(select(func.coalesce(func.max(LEAF.c.index) + 1, 0))).scalar_one()
        )

    def ended(self, first: int, most: int) -> tuple[int, Sequence[tuple[int, str]]]:
        last = min(first + most, self.size())
        logged = select(LEAF.c.index, EVENT.c.draw).join(EVENT, LEAF.c.event_id == EVENT.c.id)
        within = (LEAF.c.index >= first) & (LEAF.c.index < last) & EVENT.c.type.in_(_ENDS)
        rows = self._rows.session.execute(logged.where(within).order_by(LEAF.c.index))
        return max(first, last), [(int(index), draw) for index, draw in rows]

    # --- in -----------------------------------------------------------------------------------------------

    def add(self, facts: Sequence[Fact], position: int) -> None:
        numbers = self._numbered(facts)
        self._lines(facts, numbers)
        self._sums(tally(facts, self._known(facts, numbers)), numbers)
        self._rows.put(tables.StatPositionRow, {"name": "log"}, position=position)

    def _numbered(self, facts: Sequence[Fact]) -> _Numbers:
        """Numbers of everybody in ``facts``; who is new gets the next."""
        wanted: dict[tuple[str, str], str] = {}
        for fact in facts:
            wanted["bodies", _joined(fact.bodies)] = ""
            for party in (fact.tenderer, fact.agency, *fact.bidders):
                wanted["party", party.key] = party.name
            experts = [seat.expert for seat in fact.seats]
            for order in fact.orders:
                experts += order.eligible
            wanted.update({("expert", expert): "" for expert in experts})
        wanted = {each: name for each, name in wanted.items() if each[1] or each[0] == "bodies"}
        tokens = {each: self._token(*each) for each in wanted}
        held: dict[bytes, int] = {}
        for some in by_some(tokens.values()):
            found = select(NAME.c.token, NAME.c.number).where(NAME.c.token.in_(some))
            held.update((bytes(row.token), int(row.number)) for row in self._rows.session.execute(found))
        fresh = [each for each, token in tokens.items() if token not in held]
        if fresh:
            first = self._rows.next_number("statistics name", len(fresh))
            self._rows.add(
                tables.StatNameRow,
                [self._name(n, *each, wanted[each]) for n, each in enumerate(fresh, first)],
            )
            held.update((tokens[each], n) for n, each in enumerate(fresh, first))
        return _Numbers({each: held[token] for each, token in tokens.items()})

    def _token(self, kind: str, key: str) -> bytes:
        return self._rows.keyring.lookup(f"statistics {kind}", key)

    def number_of(self, kind: str, key: str) -> int:
        row = self._rows.one(tables.StatNameRow, token=self._token(kind, key))
        return int(row.number) if row else 0

    def _name(self, number: int, kind: str, key: str, name: str) -> dict[str, object]:
        data = self._rows.seal(
            tables.StatNameRow, "data", {"number": number}, json.dumps([key, name]).encode()
        )
        return {"number": number, "token": self._token(kind, key), "kind": kind, "data": data}

    def _lines(self, facts: Sequence[Fact], of: _Numbers) -> None:
        self._rows.add(tables.StatDrawRow, [_draw(fact, of) for fact in facts])
        bidders = (
            {"draw_id": fact.draw_id, "party": number}
            for fact in facts
            for number in sorted({of.party(bidder.key) for bidder in fact.bidders})
        )
        self._rows.add(tables.StatBidderRow, list(bidders))
        self._rows.add(tables.StatSeatRow, [_seat(fact, seat, of) for fact in facts for seat in fact.seats])
        orders = (
            {
                **{"draw_id": fact.draw_id, "stratum": order.stratum, "log_index": fact.index},
                **{"year": fact.year, "bodies": of.bodies(fact.bodies), "code": order.code},
                "drawn": pack(map(of.expert, order.drawn)),
                "eligible": pack(map(of.expert, order.eligible)),
            }
            for fact in facts
            for order in fact.orders
        )
        self._rows.add(tables.StatOrderRow, list(orders))

    def _known(self, facts: Sequence[Fact], of: _Numbers) -> set[tuple[str, str]]:
        """Who of ``facts`` has been shown to whose handler by an earlier draw."""
        experts = {
            of.expert(seat.expert): seat.expert for fact in facts for seat in fact.seats if seat.expert
        }
        handlers = {of.party(fact.handler.key): fact.handler.key for fact in facts}
        found: set[tuple[str, str]] = set()
        for some in by_some(experts):
            shown = select(HANDLER.c.expert, HANDLER.c.handler).where(
                HANDLER.c.expert.in_(some), HANDLER.c.opened > 0
            )
            for expert, handler in self._rows.session.execute(shown):
                if handler in handlers:
                    found.add((experts[expert], handlers[handler]))
        return found

    def _sums(self, sums: Tally, of: _Numbers) -> None:
        self._grow(
            tables.StatExpertRow,
            ("year", "expert", "bodies"),
            ("drawn", "asked", "accepted", "services"),
            (((y, of.expert(e), of.bodies(b)), line) for (y, b, e), line in sums.experts.items()),
        )
        self._grow(
            tables.StatHandlerRow,
            ("year", "expert", "handler", "bodies"),
            ("asked", "accepted", "asked_after", "accepted_after", "opened"),
            (
                ((y, of.expert(e), of.party(h), of.bodies(b)), line)
                for (y, b, e, h), line in sums.handlers.items()
            ),
        )
        self._grow(
            tables.StatPartyRow,
            ("year", "role", "party", "bodies"),
            ("draws", "aborted", "revealed"),
            (((y, r, of.party(p), of.bodies(b)), line) for (y, b, r, p), line in sums.parties.items()),
        )
        self._grow(
            tables.StatTogetherRow,
            ("year", "expert", "tenderer", "agency", "bidder"),
            ("count",),
            (
                ((y, of.expert(e), of.party(t), of.party(a), of.party(b)), (n,))
                for (y, e, t, a, b), n in sums.together.items()
            ),
        )
        self._grow(
            tables.StatSpecialtyRow,
            ("year", "code", "expert", "bodies"),
            ("services",),
            (((y, c, of.expert(e), of.bodies(b)), (n,)) for (y, b, c, e), n in sums.specialties.items()),
        )

    def _grow(
        self,
        stored: type[Stored],
        key: Sequence[str],
        columns: Sequence[str],
        lines: Iterable[tuple[tuple[object, ...], Sequence[int]]],
    ) -> None:
        """Add to the sums, or begin them."""
        rows = [dict(zip((*key, *columns), (*keys, *line), strict=True)) for keys, line in sorted(lines)]
        self._rows.add_up(stored, key, columns, rows)

    # --- a recount ----------------------------------------------------------------------------------------

    def facts(self) -> Sequence[Fact]:
        return list(self._facts())

    def _facts(self) -> Iterator[Fact]:
        meant = self.names([int(n) for n in self._rows.session.execute(select(NAME.c.number)).scalars()])
        bodies = self.bodies()
        bidders: dict[str, list[Party]] = {}
        for row in self._rows.stream(select(BIDDER)):
            bidders.setdefault(row.draw_id, []).append(Party(*meant[row.party]))
        seats: dict[str, list[Seated]] = {}
        for row in self._rows.stream(select(SEAT).order_by(SEAT.c.called_at, SEAT.c.slot)):
            expert = meant[row.expert][0] if row.expert else ""
            one = Seated(
                *(row.slot, row.ordinal, row.handle, expert, row.code, row.called_at),
                *(row.first_outcome, row.outcome, row.served),
            )
            seats.setdefault(row.draw_id, []).append(one)
        for row in self._rows.stream(select(DRAW).order_by(DRAW.c.log_index)):
            yield Fact(
                row.draw_id,
                row.log_index,
                row.ended_at,
                bodies[row.bodies],
                _party(meant, row.tenderer),
                _party(meant, row.agency),
                tuple(bidders.get(row.draw_id, ())),
                row.mode,
                row.ended,
                row.ground,
                tuple(filter(None, row.confirmed_by.split("+"))),
                row.revealed,
                row.minutes,
                row.opened,
                tuple(seats.get(row.draw_id, ())),
            )


class _Numbers:
    """Numbers of what one batch is about."""

    def __init__(self, numbers: Mapping[tuple[str, str], int]) -> None:
        self._numbers = numbers

    def expert(self, id: str) -> int:
        return self._numbers["expert", id] if id else 0

    def party(self, key: str) -> int:
        return self._numbers["party", key] if key else 0

    def bodies(self, names: tuple[str, ...]) -> int:
        return self._numbers["bodies", _joined(names)]


def _joined(names: Sequence[str]) -> str:
    return "\n".join(names)


def _party(meant: Mapping[int, tuple[str, str]], number: int) -> Party:
    return Party(*meant[number]) if number else NOBODY


def _draw(fact: Fact, of: _Numbers) -> dict[str, Any]:
    known = [seat for seat in fact.seats if seat.expert]
    return {
        "draw_id": fact.draw_id,
        "log_index": fact.index,
        "year": fact.year,
        "ended_at": fact.ended_at,
        "bodies": of.bodies(fact.bodies),
        "tenderer": of.party(fact.tenderer.key),
        "agency": of.party(fact.agency.key),
        "handler": of.party(fact.handler.key),
        "mode": fact.mode,
        "ended": fact.end,
        "ground": fact.ground,
        "confirmed_by": "+".join(fact.by),
        "revealed": fact.revealed,
        "minutes": fact.minutes,
        "opened": fact.opened,
        "calls": len(fact.seats),
        "unknown": len(fact.seats) - len(known),
    }


def _seat(fact: Fact, seat: Seated, of: _Numbers) -> dict[str, Any]:
    return {
        "draw_id": fact.draw_id,
        "slot": seat.slot,
        "ordinal": seat.ordinal,
        "year": fact.year,
        "handle": seat.handle,
        "expert": of.expert(seat.expert),
        "code": seat.code,
        "called_at": seat.called_at,
        "first_outcome": seat.first,
        "outcome": seat.outcome,
        "served": seat.served,
    }


def pack(numbers: Iterable[int]) -> bytes:
    """Numbers as bytes, four each, compressed."""
    return zlib.compress(array("I", numbers).tobytes(), 1)
