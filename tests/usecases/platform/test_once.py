"""A request sent again is acted on once: answered again, refused, raced, broken off, killed."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copy
from threading import Barrier, Event

import pytest
from sqlalchemy import Engine, text

from audit.refusal import Refusal
from draw_service.rules.refusals import IdempotencyKeyReused, InProgress, NotFound
from draw_service.store.books import SqlBooks, sequence
from draw_service.store.keyring import Keyring
from draw_service.usecases.platform.once import KEPT, LEASE, once
from draw_service.usecases.ports import Answer, House
from tests.store.fakes import SeededEntropy
from tests.usecases.fakes import FakeClock, Town
from tests.usecases.platform.killed import NOON, POINTS, house_in, request, reserve


class Broken(BaseException):
    """Nothing is tidied up after it, as after a power cut."""


@pytest.fixture
def town() -> Town:
    return Town(NOON)


@pytest.fixture
def house(
    engine: Engine,
    keyring: Keyring,
    entropy: SeededEntropy,
    town: Town,
    books_factory: Callable[[], SqlBooks],
) -> House:
    return replace(
        town.house(),
        books=books_factory,
        views=books_factory,
        keyring=keyring,
        entropy=entropy,
        sequence=lambda: sequence(engine, keyring, town.clock.now()),
    )


def numbers(house: House) -> str:
    """The next number an application would get."""
    with house.books() as books:
        return books.draws.next_application_id(NOON)


def test_the_same_request_has_the_same_answer(house: House) -> None:
    first = request(house)

    assert request(house) == first == Answer(201, "", b"AP-2026-0001")
    assert numbers(house) == "AP-2026-0002"


def test_keys_are_each_callers_own(house: House) -> None:
    request(house)

    assert once(house, "K2", "key-00000001", b"{}", reserve).body == b"AP-2026-0002"
    assert once(house, "K1", "key-00000002", b"{}", reserve).body == b"AP-2026-0003"


def test_another_request_under_the_key_is_refused(house: House) -> None:
    request(house)

    with pytest.raises(IdempotencyKeyReused):
        request(house, body=b"[]")


def test_a_refusal_is_not_kept(house: House) -> None:
    def refuse(_house: House) -> Answer:
        raise NotFound

    with pytest.raises(NotFound):
        request(house, refuse)

    assert request(house, body=b"corrected").body == b"AP-2026-0001"


def test_what_broke_off_left_nothing_and_may_be_sent_again(house: House) -> None:
    def act(inner: House) -> Answer:
        reserve(inner)
        raise ValueError("a fault")

    with pytest.raises(ValueError, match="a fault"):
        request(house, act)

    assert request(house).body == b"AP-2026-0001"


def test_while_it_is_worked_on_nobody_else_works_on_it(house: House, town: Town) -> None:
    def act(inner: House) -> Answer:
        reserve(inner)
        raise Broken

    with pytest.raises(Broken):
        request(house, act)
    with pytest.raises(InProgress):
        request(house)
    town.clock.time += LEASE

    assert request(house).body == b"AP-2026-0001"


def test_who_was_given_up_does_not_act_late(house: House, town: Town, engine: Engine) -> None:
    def slow(inner: House) -> Answer:
        with inner.books() as books:
            # Another process took the request over.
            assert books.answers.take_over("K1", "key-00000001", claim_of(engine, books), "other", NOON)
        return reserve(inner)

    with pytest.raises(InProgress):
        request(house, slow)

    assert numbers(house) == "AP-2026-0001"


def claim_of(_engine: Engine, books: object) -> str:
    kept = books.answers.kept("K1", "key-00000001")  # type: ignore[attr-defined]
    assert kept is not None
    return str(kept.claim)


def test_a_day_later_it_is_forgotten(house: House, town: Town) -> None:
    request(house)
    town.clock.time += KEPT
    assert request(house).body == b"AP-2026-0001"
    town.clock.time += timedelta(seconds=1)

    assert request(house, body=b"something else").body == b"AP-2026-0002"


def test_the_answer_is_not_readable_in_the_database(house: House, engine: Engine) -> None:
    once(house, "K1", "key-00000001", b"{}", lambda _house: Answer(200, "", b"a name"))

    with engine.connect() as connection:
        token, digest, claim, data = connection.execute(
            text("SELECT token, digest, claim, data FROM api_answer")
        ).one()
    assert b"a name" not in bytes(data)
    assert not {"K1", "key-00000001"} & {token, digest, claim}


def test_side_by_side_it_is_acted_on_once(house: House) -> None:
    together = Barrier(6)

    def ask(_number: int) -> bytes | str:
        together.wait(20)
        try:
            return request(house).body
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(6) as pool:
        said = set(pool.map(ask, range(6)))

    assert b"AP-2026-0001" in said
    assert said <= {b"AP-2026-0001", "in-progress"}
    assert numbers(house) == "AP-2026-0002"


@pytest.mark.postgres
def test_during_the_act_it_is_in_progress(
    postgres_address: str, keyring: Keyring, entropy: SeededEntropy
) -> None:
    from draw_service.store.engine import open_engine

    engine = open_engine(postgres_address)
    clock = FakeClock(NOON)
    books: Callable[[], SqlBooks] = lambda: SqlBooks(engine, keyring)  # noqa: E731
    house = replace(
        Town(NOON).house(), books=books, views=books, keyring=keyring, entropy=entropy, clock=clock
    )
    begun, go_on = Event(), Event()

    def act(inner: House) -> Answer:
        begun.set()
        go_on.wait(20)
        return reserve(inner)

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(request, house, act)
        begun.wait(20)
        with pytest.raises(InProgress):
            request(house)
        go_on.set()
        assert request_when_done(house, first.result(20)) == b"AP-2026-0001"
    engine.dispose()


def request_when_done(house: House, first: Answer) -> bytes:
    assert request(house) == first
    return first.body


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_any_point_it_is_still_acted_on_once(
    point: str, sqlite_template: Path, tmp_path: Path
) -> None:
    copy(sqlite_template, tmp_path / "panel.db")
    life = subprocess.run(
        [sys.executable, "-m", "tests.usecases.platform.killed", str(tmp_path), point],
        check=False,
        timeout=60,
        capture_output=True,
    )
    assert life.returncode == -signal.SIGKILL, life.stderr
    house = house_in(tmp_path)

    class Later:
        def now(self) -> datetime:
            return NOON + LEASE

    answer = request(replace(house, clock=Later()))

    assert answer.body == b"AP-2026-0001"
    assert numbers(house) == "AP-2026-0002"
