"""Reports that come twice, in the wrong order, before our own request is answered, or never; a provider that
fails; a database that is locked; a clock that jumps."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from random import Random

import pytest
from sqlalchemy import Engine, event, text

from draw_service.store.engine import open_engine
from notifications.channels.port import Callback, Outgoing, Placing
from notifications.inbox import INBOX
from notifications.records import ATTEMPT
from tests.notifications.exchange import FAULTS, Exchange
from tests.notifications.house import Clock, Desk, check, check_settled, number

CALLS = {
    1: (["accept"], "accepted"),
    2: (["decline"], "declined"),
    3: (["silent"], "silent"),
    4: (["machine-but-keys"], "accepted"),
    5: (["busy", "no-answer"], "unreachable"),
}


def expect(exchange: Exchange) -> dict[str, str]:
    for n, (scripts, _outcome) in CALLS.items():
        exchange.scripts[f"voice {number(n)}"] = scripts
    return {f"S-{n}": outcome for n, (_scripts, outcome) in CALLS.items()}


def twice(callbacks: list[Callback]) -> list[Callback]:
    return [one for callback in callbacks for one in (callback, callback, callback)]


def backwards(callbacks: list[Callback]) -> list[Callback]:
    return callbacks[::-1]


def shuffled(callbacks: list[Callback]) -> list[Callback]:
    return Random(7).sample(twice(callbacks), 3 * len(callbacks))


def half_lost(callbacks: list[Callback]) -> list[Callback]:
    return callbacks[::2]


def all_lost(callbacks: list[Callback]) -> list[Callback]:
    return callbacks[:0]


@pytest.mark.parametrize("way", [twice, backwards, shuffled, half_lost, all_lost])
def test_reports_come_as_they_like(
    desk: Desk, exchange: Exchange, way: Callable[[list[Callback]], list[Callback]]
) -> None:
    expected = expect(exchange)
    notices = {f"S-{n}": desk.open(n) for n in CALLS}

    for _ in range(12):
        desk.dispatcher.tick()
        for callback in way(list(exchange.callbacks())):
            assert desk.dispatcher.receive("scripted", callback).status == 200
        check(desk)
        desk.clock.advance(seconds=100)
        desk.dispatcher.sweep()
        if desk.settled():
            break

    check_settled(desk)
    found = {subject: desk.outcome(notice) for subject, notice in notices.items()}
    assert found == expected


def test_reports_come_before_our_request_is_answered(
    desk: Desk, exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A whole call is over before ``place`` returns."""
    place = exchange.place

    def quick(out: Outgoing) -> Placing:
        placing = place(out)
        for step in range(len(exchange.calls[out.attempt].happenings)):
            desk.dispatcher.receive("scripted", exchange.callback(out.attempt, step))
        return placing

    monkeypatch.setattr(exchange, "place", quick)
    expected = expect(exchange)
    notices = {f"S-{n}": desk.open(n) for n in CALLS}

    for _ in range(4):
        desk.dispatcher.tick()
        desk.clock.advance(seconds=150)

    check_settled(desk)
    assert {subject: desk.outcome(notice) for subject, notice in notices.items()} == expected


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_provider_fails_at_every_placing_once(desk: Desk, exchange: Exchange, fault: str) -> None:
    exchange.faults = [fault] * 3
    notices = [desk.open(n, numbers=2) for n in range(3)]

    for _ in range(30):
        desk.round()
        desk.clock.advance(seconds=10)
        check(desk)
        if "channel-stopped" in desk.alarms():
            desk.dispatcher.restart("scripted")
        if desk.settled():
            break

    check_settled(desk)
    assert {desk.outcome(notice) for notice in notices} == {"accepted"}


def test_a_placing_that_hangs_holds_no_other_up(desk: Desk, exchange: Exchange) -> None:
    hanging, place = threading.Event(), exchange.place

    def slow(out: Outgoing) -> Placing:
        if out.number == number(1):
            hanging.wait(10)
        return place(out)

    exchange.place = slow  # type: ignore[method-assign]
    with ThreadPoolExecutor(4) as pool:
        worker = desk.worker(pool, width=3)
        desk.open(1)
        assert worker.tick() == 1
        desk.open(2)
        assert worker.tick() == 1
        desk.open(3)
        assert worker.tick() == 1
        desk.open(4)
        for _ in range(200):
            if worker.tick():
                break
            threading.Event().wait(0.01)
        hanging.set()
    check(desk)
    assert len(exchange.calls) == 4


def test_a_lease_that_ran_out_is_looked_up_and_not_placed(desk: Desk, exchange: Exchange) -> None:
    """The thread gets its turn only after the lease: nothing is sent by it."""

    class Late(ThreadPoolExecutor):
        def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
            desk.clock.advance(minutes=2)
            desk.worker(owner="other").sweep()
            return super().submit(fn, *args, **kwargs)

    desk.open(1)
    with Late(1) as pool:
        desk.worker(pool).tick()

    assert exchange.asked == []
    desk.settle()
    check_settled(desk)
    assert [row.end for row in desk.rows(ATTEMPT)] == ["completed"]


@pytest.fixture
def hurried(sqlite_address: str, exchange: Exchange, clock: Clock) -> Iterator[Desk]:
    """A desk whose database is given up on after a tenth of a second."""
    engine = open_engine(sqlite_address)

    @event.listens_for(engine, "connect")
    def _hurry(connection: object, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout=100")  # type: ignore[attr-defined]

    yield Desk(engine, exchange, clock)
    engine.dispose()


def test_a_locked_database_makes_the_callee_wait(hurried: Desk, sqlite_address: str) -> None:
    notice = hurried.open(1)
    hurried.dispatcher.tick()
    (attempt,) = hurried.exchange.calls
    hurried.dispatcher.receive("scripted", hurried.exchange.callback(attempt, 1))
    locker = open_engine(sqlite_address)
    with locker.connect() as connection, ThreadPoolExecutor(2) as pool:
        connection.execute(text("SELECT 1"))  # holds the write lock
        worker = hurried.worker(pool, patience=0.3)
        key = worker.receive("scripted", hurried.exchange.callback(attempt, 2))
        forged = replace(hurried.exchange.callback(attempt, 3), headers={"x-signature": "forged"})
        refused = worker.receive("scripted", forged)
        status = worker.receive("scripted", hurried.exchange.callback(attempt, 4))
        connection.rollback()
    locker.dispose()

    assert (key.status, key.body) == (200, b"wait")
    assert refused.status == 403
    assert status.status == 503
    hurried.settle()
    check_settled(hurried)
    assert hurried.outcome(notice) == "accepted"


def test_what_was_kept_before_a_crash_is_applied_by_the_next_sweep(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = desk.open(1)
    desk.dispatcher.tick()
    monkeypatch.setattr(desk.dispatcher, "_apply_kept", lambda _row: None)
    for callback in desk.exchange.callbacks():
        desk.dispatcher.receive("scripted", callback)
    assert {row.applied_at for row in desk.rows(INBOX)} == {None}

    desk.clock.advance(seconds=3)
    desk.worker(owner="next").sweep()

    assert desk.outcome(notice) == "accepted"
    assert None not in {row.applied_at for row in desk.rows(INBOX)}


@pytest.mark.parametrize("jumps", [(-3600, 3600), (172_800, -172_800), (-600, -600), (7200, 7200)], ids=str)
def test_a_clock_that_jumps(desk: Desk, exchange: Exchange, clock: Clock, jumps: tuple[int, int]) -> None:
    expected = expect(exchange)
    exchange.faults = ["", "reset", "500-after"]
    notices = {f"S-{n}": desk.open(n) for n in CALLS}
    for jump in jumps:
        desk.dispatcher.tick()
        clock.advance(seconds=jump)
        desk.dispatcher.sweep()
        check(desk)
        desk.play()
        check(desk)

    desk.settle(300)

    check_settled(desk)
    assert {subject: desk.outcome(notice) for subject, notice in notices.items()} == expected


@pytest.mark.postgres
def test_two_transactions_that_wait_for_each_other_both_come_through(engine: Engine, desk: Desk) -> None:
    """Many callbacks of the same calls at once, on threads of their own."""
    notices = [desk.open(n) for n in range(4)]
    desk.dispatcher.tick()
    with ThreadPoolExecutor(4) as applying, ThreadPoolExecutor(4) as calling:
        worker = desk.worker(applying, patience=20)
        replies = list(
            calling.map(lambda one: worker.receive("scripted", one), twice(list(desk.exchange.callbacks())))
        )

    assert {reply.status for reply in replies} == {200}
    desk.settle()
    check_settled(desk)
    assert {desk.outcome(notice) for notice in notices} == {"accepted"}
