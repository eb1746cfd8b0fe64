"""Reading the sums over ended draws (``ports.Statistics``): of one year, for the sets of bodies given."""

from __future__ import annotations

import json
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Table, and_, func, select

from audit.columns import table_of
from draw_service.rules.statistics_patterns import Answers
from draw_service.rules.statistics_uniformity import Pick
from draw_service.store.rows import Rows
from draw_service.store.tables import statistics as tables
from draw_service.usecases.ports.statistics import (
    Ended,
    Ending,
    Handled,
    Often,
    Scope,
    Seat,
    Specialty,
    Together,
    Wanted,
)

DRAW, SEAT = table_of(tables.StatDrawRow), table_of(tables.StatSeatRow)
EXPERT, HANDLER = table_of(tables.StatExpertRow), table_of(tables.StatHandlerRow)
PARTY, TOGETHER = table_of(tables.StatPartyRow), table_of(tables.StatTogetherRow)
ORDER, SPECIALTY = table_of(tables.StatOrderRow), table_of(tables.StatSpecialtyRow)
NAME, BIDDER = table_of(tables.StatNameRow), table_of(tables.StatBidderRow)
_Value = TypeVar("_Value")
_MANY = 500
"""Values of one condition: engines allow a few thousand."""


class StatisticsViews:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def names(self, numbers: Sequence[int]) -> Mapping[int, tuple[str, str]]:
        opened = self._rows.cipher.opener("statistics_name", "data")
        found: dict[int, tuple[str, str]] = {}
        for some in by_some(sorted({*numbers} - {0})):
            for row in self._all(select(NAME.c.number, NAME.c.data).where(NAME.c.number.in_(some))):
                key, name = json.loads(opened(str(row.number), row.data))
                found[row.number] = (key, name)
        return found

    def bodies(self) -> Mapping[int, tuple[str, ...]]:
        numbers = self._rows.session.execute(select(NAME.c.number).where(NAME.c.kind == "bodies")).scalars()
        return {n: tuple(filter(None, key.split("\n"))) for n, (key, _) in self.names(list(numbers)).items()}

    def years(self) -> Sequence[int]:
        return list(
            self._rows.session.execute(select(DRAW.c.year).distinct().order_by(DRAW.c.year.desc())).scalars()
        )

    def ended_in(self, year: int, scope: Scope) -> Ended:
        mine = _of(DRAW, year, scope)

        def count(column: Any, *where: ColumnElement[bool]) -> dict[Any, int]:
            found = select(column, func.count()).where(mine, *where).group_by(column)
            return {value: int(n) for value, n in self._all(found)}

        aborted = DRAW.c.ended == "aborted"
        sums = select(
            func.coalesce(func.sum(DRAW.c.calls), 0), func.coalesce(func.sum(DRAW.c.unknown), 0)
        ).where(mine, DRAW.c.opened)
        calls, unknown = self._rows.session.execute(sums).one()
        revealed = sum(n for shares, n in count(DRAW.c.revealed, aborted).items() if shares)
        return Ended(
            ends=count(DRAW.c.ended),
            grounds=count(DRAW.c.ground, aborted),
            by=count(DRAW.c.confirmed_by, aborted),
            revealed=revealed,
            calls=int(calls),
            unknown=int(unknown),
            closed=count(DRAW.c.opened).get(False, 0),
            minutes=count(DRAW.c.minutes, DRAW.c.minutes.is_not(None)),
        )

    def times(self, year: int, scope: Scope) -> tuple[Mapping[int, int], Mapping[int, int]]:
        drawn: Counter[int] = Counter()
        services: Counter[int] = Counter()
        each = self._per_expert(year, scope).subquery()
        both = select(each.c.drawn, each.c.services, func.count()).group_by(each.c.drawn, each.c.services)
        for row in self._all(both):
            drawn[int(row[0])] += row[2]
            services[int(row[1])] += row[2]
        return {n: k for n, k in drawn.items() if n}, {n: k for n, k in services.items() if n}

    def _per_expert(self, year: int, scope: Scope) -> Any:
        columns = [
            func.sum(EXPERT.c[name]).label(name) for name in ("drawn", "asked", "accepted", "services")
        ]
        return select(EXPERT.c.expert, *columns).where(_of(EXPERT, year, scope)).group_by(EXPERT.c.expert)

    def often(
        self, year: int, scope: Scope, by: str, low: int, high: int | None, most: int
    ) -> Sequence[Often]:
        each = self._per_expert(year, scope).subquery()
        times = each.c.services if by == "services" else each.c.drawn
        wanted = select(each).where(times >= low).order_by(times.desc(), each.c.expert).limit(most)
        if high is not None:
            wanted = wanted.where(times < high)
        return [Often(*map(int, row)) for row in self._all(wanted)]

    def together(self, year: int, scope: Scope, least: int, most: int) -> Sequence[Together]:
        key = [TOGETHER.c[name] for name in ("expert", "tenderer", "agency", "bidder")]
        # What stands together twice in some bodies' draws does so in all: the index holds every candidate.
        again = (TOGETHER.c.year == year) & (TOGETHER.c.count >= 2)
        if scope is None:
            count: Any = TOGETHER.c.count
            wanted = select(*key, count).where(again, count >= least)
        else:
            joined = (
                TOGETHER.join(
                    SEAT, and_(SEAT.c.expert == TOGETHER.c.expert, SEAT.c.year == year, SEAT.c.served)
                )
                .join(
                    DRAW,
                    and_(
                        DRAW.c.draw_id == SEAT.c.draw_id,
                        DRAW.c.tenderer == TOGETHER.c.tenderer,
                        DRAW.c.agency == TOGETHER.c.agency,
                        DRAW.c.bodies.in_(scope),
                    ),
                )
                .join(BIDDER, and_(BIDDER.c.draw_id == DRAW.c.draw_id, BIDDER.c.party == TOGETHER.c.bidder))
            )
            count = func.count()
            wanted = select(*key, count).select_from(joined).where(again).group_by(*key)
            wanted = wanted.having(count >= max(least, 2))
        found = self._all(wanted.order_by(count.desc(), *key).limit(most))
        return [Together(*map(int, row)) for row in found]

    # --- answers ------------------------------------------------------------------------------------------

    def _per_handler(self, year: int, scope: Scope) -> Any:
        names = ("asked", "accepted", "asked_after", "accepted_after")
        columns = [func.sum(HANDLER.c[name]).label(name) for name in names]
        keys = (HANDLER.c.expert, HANDLER.c.handler)
        return select(*keys, *columns).where(_of(HANDLER, year, scope)).group_by(*keys).subquery()

    def avoided(self, year: int, scope: Scope, asked: int, accepted: int) -> tuple[int, Sequence[Answers]]:
        pair, whole = self._per_handler(year, scope), self._per_expert(year, scope).subquery()
        looked_at = pair.c.asked >= asked
        pairs = self._rows.session.execute(
            select(func.count()).select_from(pair).where(looked_at)
        ).scalar_one()
        wanted = (
            select(pair.c.expert, pair.c.handler, pair.c.asked, whole.c.asked, whole.c.accepted)
            .join(whole, whole.c.expert == pair.c.expert)
            .where(looked_at, pair.c.accepted == 0, whole.c.accepted >= accepted)
        )
        return int(pairs), [
            Answers(expert, handler, int(here), 0, int(all_asked) - int(here), int(all_accepted))
            for expert, handler, here, all_asked, all_accepted in self._all(wanted)
        ]

    def jumped(self, year: int, scope: Scope, asked: int) -> tuple[int, Sequence[Answers]]:
        pair = self._per_handler(year, scope)
        before, took = pair.c.asked - pair.c.asked_after, pair.c.accepted - pair.c.accepted_after
        looked_at = and_(pair.c.asked_after >= asked, before >= asked)
        pairs = self._rows.session.execute(
            select(func.count()).select_from(pair).where(looked_at)
        ).scalar_one()
        wanted = select(
            pair.c.expert, pair.c.handler, pair.c.asked_after, pair.c.accepted_after, before, took
        ).where(looked_at, pair.c.accepted_after * before > took * pair.c.asked_after)
        return int(pairs), [Answers(*map(int, row)) for row in self._all(wanted)]

    # --- parties and lines --------------------------------------------------------------------------------

    def handled(self, year: int, scope: Scope, role: str, most: int) -> Sequence[Handled]:
        draws, aborted, revealed = (func.sum(PARTY.c[name]) for name in ("draws", "aborted", "revealed"))
        wanted = (
            select(PARTY.c.party, draws, aborted, revealed)
            .where(_of(PARTY, year, scope), PARTY.c.role == role)
            .group_by(PARTY.c.party)
            .having(aborted > 0)
            .order_by(aborted.desc(), draws, PARTY.c.party)
        )
        return [Handled(*map(int, row)) for row in self._all(wanted.limit(most))]

    def endings(self, scope: Scope, wanted: Wanted, most: int) -> Sequence[Ending]:
        names = (
            *("draw_id", "ended_at", "tenderer", "agency", "mode", "ended", "ground", "confirmed_by"),
            *("revealed", "minutes"),
        )
        found = select(*(DRAW.c[name] for name in names)).where(*_wanted(wanted, scope))
        rows = self._all(found.order_by(DRAW.c.ended_at.desc(), DRAW.c.draw_id).limit(most))
        return [Ending(*row) for row in rows]

    def seats(self, scope: Scope, wanted: Wanted, most: int) -> Sequence[Seat]:
        names = ("draw_id", "slot", "ordinal", "handle", "expert", "code", "called_at", "outcome")
        took = (SEAT.c.first_outcome == "accepted").label("accepted")
        columns = (*(SEAT.c[name] for name in names), took, SEAT.c.served, DRAW.c.tenderer, DRAW.c.agency)
        found = select(*columns).join(DRAW, DRAW.c.draw_id == SEAT.c.draw_id).where(*_wanted(wanted, scope))
        if wanted.expert:
            found = found.where(SEAT.c.expert == wanted.expert, SEAT.c.year == wanted.year)
        if wanted.code:
            found = found.where(SEAT.c.code == wanted.code)
        if wanted.served:
            found = found.where(SEAT.c.served)
        rows = self._all(found.order_by(SEAT.c.called_at.desc(), SEAT.c.draw_id, SEAT.c.slot).limit(most))
        return [Seat(*row) for row in rows]

    # --- tickets ------------------------------------------------------------------------------------------

    def picks(self, year: int, scope: Scope, most: int) -> tuple[int, Sequence[Pick]]:
        mine = _of(ORDER, year, scope)
        total = self._rows.session.execute(select(func.count()).select_from(ORDER).where(mine)).scalar_one()
        newest = (ORDER.c.log_index.desc(), ORDER.c.stratum.desc())
        wanted = select(ORDER.c.eligible, ORDER.c.drawn).where(mine).order_by(*newest).limit(most)
        found = [Pick(unpack(row.eligible), unpack(row.drawn)) for row in self._all(wanted)]
        return int(total), found[::-1]

    def specialties(self, year: int, scope: Scope, most: int) -> Sequence[Specialty]:
        mine = _of(ORDER, year, scope)
        count = func.count()
        usual = select(ORDER.c.code, count, func.max(ORDER.c.log_index)).where(mine).group_by(ORDER.c.code)
        found = []
        for code, draws, newest in self._all(usual.order_by(count.desc(), ORDER.c.code).limit(most)):
            last = select(ORDER.c.eligible, ORDER.c.drawn).where(
                ORDER.c.year == year, ORDER.c.log_index == newest, ORDER.c.code == code
            )
            row = self._rows.session.execute(last.limit(1)).one()
            services = (
                select(SPECIALTY.c.expert, func.sum(SPECIALTY.c.services))
                .where(_of(SPECIALTY, year, scope), SPECIALTY.c.code == code)
                .group_by(SPECIALTY.c.expert)
            )
            seated = {int(expert): int(n) for expert, n in self._all(services)}
            found.append(Specialty(code, int(draws), unpack(row.eligible), len(unpack(row.drawn)), seated))
        return found

    def _all(self, statement: Any) -> Sequence[Any]:
        return self._rows.session.execute(statement).all()


def _of(table: Table, year: int, scope: Scope) -> ColumnElement[bool]:
    mine = table.c.year == year
    return mine if scope is None else and_(mine, table.c.bodies.in_(scope))


def _wanted(wanted: Wanted, scope: Scope) -> list[ColumnElement[bool]]:
    found = [_of(DRAW, wanted.year, scope)]
    named = {name: getattr(wanted, name) for name in ("tenderer", "agency", "handler")}
    found += [DRAW.c[name] == number for name, number in named.items() if number]
    if wanted.bidder:
        found.append(DRAW.c.draw_id.in_(select(BIDDER.c.draw_id).where(BIDDER.c.party == wanted.bidder)))
    words = {"ended": wanted.end, "ground": wanted.ground, "confirmed_by": wanted.by}
    found += [DRAW.c[name] == word for name, word in words.items() if word]
    if wanted.revealed:
        found.append(DRAW.c.revealed > 0)
    if wanted.minutes is not None:
        low, high = wanted.minutes
        found.append(DRAW.c.minutes >= low)
        if high is not None:
            found.append(DRAW.c.minutes < high)
    return found


def by_some(values: Iterable[_Value]) -> Iterator[list[_Value]]:
    """A few hundred at a time."""
    waiting = iter(values)
    while some := list(islice(waiting, _MANY)):
        yield some


def unpack(data: bytes) -> Sequence[int]:
    """What ``statistics.pack`` packed."""
    return array("I", zlib.decompress(data)).tolist()
