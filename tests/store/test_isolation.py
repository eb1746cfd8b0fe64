"""Two connections at once, step by step (the cases the Hermitage suite made known): nothing that was decided
on an old picture is kept. Threads are transactions; on SQLite the second waits for the first, and decides on
what it left.

The locks of PostgreSQL that only spare work are switched off where a test says so: what holds then are keys
and compared counters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from audit import checkpoint, journal, merkle, sequencer
from audit.events import DrawEvent, HouseEvent
from draw_service.rules.access_lockout import Tries
from draw_service.rules.people import Engagement, Period
from draw_service.rules.refusals import ChangedUnderYou
from draw_service.store import access, pool
from draw_service.store.books import SqlBooks, sequence
from draw_service.store.engine import views_of
from draw_service.store.keyring import Keyring
from tests.store.fakes import NOON

ENTERED = {"party": "center", "phone_deposited": True}
DAY = Period(NOON, NOON.replace(hour=8))


class Pair:
    """Two transactions: both look, then both decide, unless one has to wait for the other to end."""

    def __init__(self, books: Callable[[], SqlBooks]) -> None:
        self._books = books

    def run(self, look: Callable[[SqlBooks], Any], act: Callable[[SqlBooks, int, Any], None]) -> list[bool]:
        """Whether each of the two was kept. ``act(books, which, seen)`` decides on what ``look`` saw."""
        looked = [Event(), Event()]

        def one(which: int) -> bool:
            try:
                with self._books() as books:
                    seen = look(books)
                    looked[which].set()
                    looked[1 - which].wait(0.3)  # on SQLite, or at a lock, the other cannot look yet
                    act(books, which, seen)
                    books.commit()
            except ChangedUnderYou:
                return False
            finally:
                looked[which].set()
            return True

        with ThreadPoolExecutor(2) as threads:
            waiting: list[Future[bool]] = [threads.submit(one, which) for which in (0, 1)]
            return [each.result(30) for each in waiting]


@pytest.fixture
def pair(engine: Engine, keyring: Keyring) -> Pair:
    return Pair(lambda: SqlBooks(engine, keyring))


@pytest.fixture(params=["with locks", "without"])
def locks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The advisory locks as they are, and none of them."""
    if request.param == "without":
        for room in (pool, access, journal, sequencer):
            monkeypatch.setattr(room, "advisory_lock", lambda _session, _name: None)
    return str(request.param)


def test_lost_update_two_take_a_number(pair: Pair, engine: Engine, keyring: Keyring) -> None:
    given: list[str] = []
    kept = pair.run(
        lambda books: books.rooms.queue("R1"),
        lambda books, _which, _seen: given.append(books.draws.next_serial("receipt")),
    )
    assert kept == [True, True]
    assert len(set(given)) == 2


def test_lost_update_two_wrong_passwords_count_as_two(
    pair: Pair, engine: Engine, keyring: Keyring, locks: str
) -> None:
    def wrong(books: SqlBooks, _which: int, seen: Tries) -> None:
        books.access.put_tries("login", Tries(seen.count + 1, NOON))

    for before in (0, 3):
        with SqlBooks(engine, keyring) as books:
            books.access.tries("login")
            books.access.put_tries("login", Tries(before, NOON) if before else Tries())
            books.commit()
        kept = pair.run(lambda books: books.access.tries("login"), wrong)
        with SqlBooks(engine, keyring) as books:
            assert books.access.tries("login").count == before + sum(kept)
        assert any(kept)


@pytest.mark.parametrize("same", ["room", "draw"])
def test_write_skew_a_room_holds_one_draw_and_a_draw_is_in_one_room(
    pair: Pair, engine: Engine, keyring: Keyring, same: str
) -> None:
    def places(which: int) -> tuple[str, str]:
        return ("R1", f"AP-{which}.1") if same == "room" else (f"R{which}", "AP-1.1")

    def enter(books: SqlBooks, which: int, seen: tuple[str | None, ...]) -> None:
        if seen == (None, None, None):
            books.rooms.enter(*places(which))

    pair.run(lambda books: tuple(books.rooms.occupant(room) for room in ("R0", "R1", "R1")), enter)
    with SqlBooks(engine, keyring) as books:
        assert len([room for room in ("R0", "R1") if books.rooms.occupant(room)]) == 1


def test_write_skew_on_seats_left_one_chain_one_decision(
    pair: Pair, engine: Engine, keyring: Keyring
) -> None:
    """Both see one seat left and want to fill it: one event is kept, and who decides anew sees none."""

    def fill(books: SqlBooks, _which: int, seen: int) -> None:
        if seen < 1:
            books.journal.record("AP-1.1", DrawEvent.ROOM_ENTERED, ENTERED, NOON)

    pair.run(lambda books: len(books.journal.events("AP-1.1")), fill)
    with SqlBooks(engine, keyring) as books:
        assert [event.n for event in books.journal.events("AP-1.1")] == [0]


def test_write_skew_nobody_is_engaged_twice_in_one_hour(
    pair: Pair, engine: Engine, keyring: Keyring, locks: str
) -> None:
    """Two draws of different chains see the same expert free (Art. 13)."""

    def engage(books: SqlBooks, which: int, seen: Any) -> None:
        if not seen:
            books.pool.engage(Engagement("E1", f"AP-{which}.1", DAY))

    pair.run(lambda books: books.pool.engagements(DAY), engage)
    with SqlBooks(engine, keyring) as books:
        assert len(books.pool.engagements(DAY)) == 1
        books.pool.engage(Engagement("E2", "AP-7.1", DAY))  # nobody else came in between
        books.pool.engage(Engagement("E3", "AP-7.1", DAY))
        books.commit()


def test_a_stream_stays_one_chain(pair: Pair, engine: Engine, keyring: Keyring, locks: str) -> None:
    kept = pair.run(
        lambda books: books.rooms.queue("R1"),
        lambda books, which, _: books.journal.note("rooms", HouseEvent.ROOM_QUEUED, {"room": "1"}, NOON),
    )
    with engine.connect() as connection:
        chain = connection.execute(text("SELECT n FROM journal_event ORDER BY n")).scalars().all()
    assert chain == list(range(sum(kept)))
    assert any(kept)


def test_two_sequencers_give_each_place_once(engine: Engine, keyring: Keyring, locks: str) -> None:
    def rounds(writer: int) -> None:
        for _ in range(6):
            with SqlBooks(engine, keyring) as books:
                books.journal.record(f"AP-{writer}.1", DrawEvent.ROOM_ENTERED, ENTERED, NOON)
                books.commit()
            try:
                sequence(engine, keyring, NOON)
            except ChangedUnderYou:
                assert locks == "without"

    with ThreadPoolExecutor(4) as threads:
        for each in [threads.submit(rounds, writer) for writer in range(4)]:
            each.result(60)
    sequence(engine, keyring, NOON)
    with engine.connect() as connection:
        places = connection.execute(text('SELECT "index" FROM log_leaf ORDER BY 1')).scalars().all()
        notes = connection.execute(text("SELECT size, note FROM log_checkpoint ORDER BY size")).all()
    assert places == list(range(24))
    with SqlBooks(engine, keyring) as books:
        leaves = [merkle.leaf_hash(leaf) for leaf in books.journal.leaves()]
    for size, note in notes:
        head, _ = checkpoint.open_note(note, [keyring.log.vkey])
        assert (head.size, head.root) == (size, merkle.root(leaves[:size]))


def test_read_only_anomaly_a_view_is_one_picture(engine: Engine, keyring: Keyring) -> None:
    """What is looked at does not move while it is looked at, and nothing is written through it."""
    with _write(engine, keyring) as books:
        books.journal.record("AP-1.1", DrawEvent.ROOM_ENTERED, ENTERED, NOON)
        books.rooms.enter("R1", "AP-1.1")
    with SqlBooks(views_of(engine), keyring) as view:
        before = view.rooms.occupant("R1")
        with _write(engine, keyring) as books:
            books.rooms.leave("R1")
            books.rooms.enter("R1", "AP-2.1")
            books.journal.record("AP-2.1", DrawEvent.ROOM_ENTERED, ENTERED, NOON)
        assert (before, view.rooms.occupant("R1")) == ("AP-1.1", "AP-1.1")
        assert (len(view.journal.events("AP-1.1")), list(view.journal.events("AP-2.1"))) == (1, [])
    with pytest.raises(DBAPIError), Session(views_of(engine)) as session:
        session.execute(text("DELETE FROM room"))


@contextmanager
def _write(engine: Engine, keyring: Keyring) -> Iterator[SqlBooks]:
    with SqlBooks(engine, keyring) as books:
        yield books
        books.commit()
