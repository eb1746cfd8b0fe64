"""The queue model of a province against what is known of queues."""

from __future__ import annotations

from random import Random

import pytest

from tests.bench.province import HOURS, Load, Machines, day, first_to_break, queue, storage


def test_a_day_is_whole() -> None:
    assert sum(HOURS) == pytest.approx(1.0)


def test_one_server_with_even_service_waits_as_pollaczek_and_khinchine_say() -> None:
    chance, at, arrivals = Random(7), 0.0, []
    for _ in range(200_000):
        at += chance.expovariate(0.8)
        arrivals.append(at)

    waits = [wait for _done, wait in queue(arrivals, 1, [1.0])]

    # M/D/1: rho / (2 (1 - rho)) services.
    assert sum(waits) / len(waits) == pytest.approx(0.8 / (2 * 0.2), rel=0.05)


def test_nobody_waits_where_there_are_servers_enough() -> None:
    assert {wait for _done, wait in queue(range(100), 10, [5.0])} == {0.0}


def test_more_draws_wait_longer_and_the_scarce_stage_breaks_first() -> None:
    scarce = Machines(cores=4, lock_seconds=9.9, appends=10_000, lines=100_000)
    found = first_to_break(Load(draws=1000), scarce)

    assert [one.name for one in found[-1][1] if one.broken] == ["lock"]
    waits = [stages[0].wait for _times, stages in found]
    assert waits == sorted(waits)
    lines = day(Load(draws=1000), Machines(cores=64, appends=10_000, lines=5))
    assert [one.name for one in lines if one.broken] == ["lines"]


def test_tables_grow_with_what_is_written() -> None:
    assert storage(10_000, 10_000, 80)["draw_blob"] == pytest.approx(19.56, rel=0.01)
    assert storage(0, 10_000, 80) == dict.fromkeys(storage(1, 1, 1), 0.0)
