"""Kept sums equal a full recount, whatever ended when (Art. 23); what is read of them equals counting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

import pytest
from sqlalchemy import Engine, select, text

from audit.columns import table_of
from draw_service.rules.statistics import Fact, Tally, tally
from draw_service.store.books import SqlBooks
from draw_service.store.tables import statistics as tables
from draw_service.usecases.ports.statistics import Wanted
from draw_service.usecases.statistics.recount import recount
from tests.rules.histories import history

Opened = Callable[[], SqlBooks]


def kept(books: SqlBooks) -> Tally:
    """The sums as they stand in the tables, numbers read back."""
    sums, session = Tally(), books.pool._rows.session
    of_bodies = books.statistics.bodies()
    numbers = [*session.execute(select(table_of(tables.StatNameRow).c.number)).scalars()]
    meant = {n: key for n, (key, _name) in books.statistics.names(numbers).items()} | {0: ""}

    def rows(stored: type) -> Sequence[tuple[object, ...]]:
        return session.execute(select(table_of(stored))).all()

    for y, e, b, *line in rows(tables.StatExpertRow):
        sums.experts[y, of_bodies[b], meant[e]] = line
    for y, e, h, b, *line in rows(tables.StatHandlerRow):
        sums.handlers[y, of_bodies[b], meant[e], meant[h]] = line
    for y, r, p, b, *line in rows(tables.StatPartyRow):
        sums.parties[y, of_bodies[b], r, meant[p]] = line
    for y, e, t, a, b, n in rows(tables.StatTogetherRow):
        sums.together[y, meant[e], meant[t], meant[a], meant[b]] = n
    for y, c, e, b, n in rows(tables.StatSpecialtyRow):
        sums.specialties[y, of_bodies[b], c, meant[e]] = n
    return sums


def filled(books_factory: Opened, facts: list[Fact], chance: Random) -> None:
    """In turns of any length, some of them empty."""
    at = 0
    while at < len(facts):
        turn = facts[at : at + chance.randrange(6)]
        at += len(turn)
        with books_factory() as books:
            first = books.statistics.take_turn()
            books.statistics.add(turn, max(first, turn[-1].index + 1 if turn else first))
            books.commit()


@pytest.mark.parametrize("seed", range(4))
def test_kept_sums_equal_a_full_recount(books_factory: Opened, seed: int) -> None:
    facts = history(seed, 40)
    filled(books_factory, facts, Random(seed))
    with books_factory() as books:
        whole = tally(facts, set())
        assert kept(books) == whole
        assert recount(books) == whole
        assert [replace(one, orders=()) for one in facts] == [
            _sorted(one, facts) for one in books.statistics.facts()
        ]
        assert books.statistics.position() == facts[-1].index + 1


def _sorted(found: Fact, facts: list[Fact]) -> Fact:
    """Bidders of a draw are a set."""
    meant = next(one for one in facts if one.draw_id == found.draw_id)
    assert set(found.bidders) == set(meant.bidders)
    return replace(found, bidders=meant.bidders)


def test_a_turn_that_is_not_committed_has_counted_nothing(books_factory: Opened) -> None:
    with books_factory() as books:
        books.statistics.add(history(1, 3), 99)
    with books_factory() as books:
        assert (books.statistics.position(), books.statistics.years(), kept(books)) == (0, [], Tally())


def test_what_is_read_equals_counting(books_factory: Opened) -> None:
    facts = history(11, 60)
    filled(books_factory, facts, Random(2))
    with books_factory() as books:
        sums, bodies = books.statistics, books.statistics.bodies()
        own = [number for number, names in bodies.items() if not names or "交通局" in names]
        for year in sums.years():
            for scope in (None, own):
                mine = [
                    one for one in facts
                    if one.year == year and (scope is None or not one.bodies or "交通局" in one.bodies)
                ]  # fmt: skip
                _compare(books, year, scope, mine)


def _compare(books: SqlBooks, year: int, scope: Sequence[int] | None, mine: list[Fact]) -> None:
    sums, seats = books.statistics, [seat for one in mine for seat in one.seats]
    ended = sums.ended_in(year, scope)
    aborted = [one for one in mine if one.end == "aborted"]
    assert ended.ends == Counter(one.end for one in mine)
    assert ended.grounds == Counter(one.ground for one in aborted)
    assert ended.revealed == sum(one.revealed > 0 for one in aborted)
    assert ended.minutes == Counter(one.minutes for one in mine if one.minutes is not None)
    assert ended.closed == sum(not one.opened for one in mine)
    opened = [seat for one in mine if one.opened for seat in one.seats]
    assert (ended.calls, ended.unknown) == (len(opened), sum(not seat.expert for seat in opened))

    drawn = Counter(seat.expert for seat in seats if seat.expert)
    services = Counter(seat.expert for seat in seats if seat.expert and seat.served)
    assert sums.times(year, scope) == (Counter(drawn.values()), Counter(services.values()))
    often = sums.often(year, scope, "drawn", 3, 6, 100)
    meant = {n: key for n, (key, _) in sums.names([one.number for one in often]).items()}
    assert {meant[one.number]: one.drawn for one in often} == {e: n for e, n in drawn.items() if 3 <= n < 6}

    met = Counter(
        (seat.expert, one.tenderer.key, one.agency.key, bidder.key)
        for one in mine for seat in one.seats if seat.served and seat.expert
        for bidder in one.bidders
    )  # fmt: skip
    found = sums.together(year, scope, 2, 1000)
    numbers = {n for one in found for n in (one.expert, one.tenderer, one.agency, one.bidder)}
    key = {n: k for n, (k, _) in sums.names([*numbers]).items()} | {0: ""}
    assert {
        (key[one.expert], key[one.tenderer], key[one.agency], key[one.bidder]): one.count for one in found
    } == {each: n for each, n in met.items() if n >= 2}
    for one in found[:3]:  # each number is that of its lines
        wanted = Wanted(year, one.expert, one.tenderer, one.agency, one.bidder, served=True)
        assert len(sums.seats(scope, wanted, 100)) == one.count

    pairs = Counter(
        (seat.expert, one.handler.key) for one in mine for seat in one.seats if seat.expert and seat.asked
    )
    looked_at, never = sums.avoided(year, scope, 3, 1)
    assert looked_at == sum(n >= 3 for n in pairs.values())
    took = {(seat.expert, one.handler.key) for one in mine for seat in one.seats if seat.accepted}
    somewhere = {expert for expert, _handler in took}
    names = sums.names([n for one in never for n in (one.expert, one.handler)])
    assert {(names[one.expert][0], names[one.handler][0]) for one in never} == {
        pair for pair, n in pairs.items() if n >= 3 and pair not in took and pair[0] in somewhere
    }
    for role in ("tenderer", "agency"):
        of = Counter(getattr(one, role).key for one in mine if one.end == "aborted")
        of.pop("", None)
        parties = sums.handled(year, scope, role, 100)
        names = sums.names([one.number for one in parties])
        assert {names[one.number][0]: one.aborted for one in parties} == of
    assert len(sums.endings(scope, Wanted(year, end="aborted"), 1000)) == len(aborted)
    slow = sums.endings(scope, Wanted(year, minutes=(30, 60)), 1000)
    assert {one.draw_id for one in slow} == {o.draw_id for o in mine if o.minutes and 30 <= o.minutes < 60}
    total, picks = sums.picks(year, scope, 5)
    orders = [order for one in mine for order in one.orders]
    assert (total, len(picks)) == (len(orders), min(5, len(orders)))
    specialty = sums.specialties(year, scope, 5)
    assert [(one.code, one.draws, len(one.eligible)) for one in specialty] == [("A01", len(orders), 8)]
    assert sum(specialty[0].services.values()) == sum(
        seat.served and seat.code == "A01" and bool(seat.expert) for seat in seats
    )


def test_names_are_closed_to_who_reads_the_file(books_factory: Opened, engine: Engine) -> None:
    facts = history(3, 5)
    with books_factory() as books:
        books.statistics.add(facts, 99)
        books.commit()
    with engine.connect() as connection:
        for table in ("name", "draw", "seat", "bidder", "order", "expert", "together"):
            held = repr(connection.execute(text(f"SELECT * FROM statistics_{table}")).all())
            assert "招标人" not in held
            assert "'E1'" not in held
            assert "住建局" not in held


@pytest.mark.parametrize("address", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_two_counters_take_turns(books_factory: Opened) -> None:
    with books_factory() as first, books_factory() as second:
        assert first.statistics.take_turn() == 0
        second.pool._rows.session.execute(text("SET LOCAL lock_timeout = '100ms'"))
        with pytest.raises(Exception, match="lock timeout"):
            second.statistics.take_turn()
