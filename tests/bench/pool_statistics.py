"""``pool``: the regulator's figures over a year of draws, from the kept sums (Art. 4(1), 23).

Beside them, in the same process on the same warm file: one plain indexed SELECT of the rows they rest on
(``floor_seconds``), and the sums of everything anew from the lines (``recount_seconds``), which must come to
the same. ``add_seconds``: what keeping them took for each draw. ``python -m tests.bench.pool_statistics DRAWS
REPEATS CALLS`` prints a JSON list.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from sqlalchemy import Engine, text

from draw_service import wiring
from draw_service.rules.statistics import Fact, Ordered, Party, Seated
from draw_service.rules.statistics_patterns import avoided, jumped
from draw_service.rules.statistics_uniformity import seed_of, uniformity
from draw_service.store.books import SqlBooks
from draw_service.store.engine import open_engine
from draw_service.store.keyring import Keyring, open_keyring
from draw_service.store.migrations import upgrade
from draw_service.usecases.statistics.look_at_statistics import overview
from draw_service.usecases.statistics.recount import recount
from draw_service.usecases.statistics.seen import Frame
from tests.bench.measure import peak_mib
from tests.bench.stores import _Entropy as Chance

YEAR = 2026
TESTED = 4_000
"""Draws whose tickets are kept, the newest: a look tests fewer."""
NOON = datetime(2026, 6, 1, 4, tzinfo=UTC)
EXPERTS, TURN = 10_000, 20_000
ROWS = (
    "SELECT expert, drawn, asked, accepted, services FROM statistics_expert WHERE year = :year",
    "SELECT ended, ground, confirmed_by, revealed, minutes, opened, calls, unknown FROM statistics_draw "
    "WHERE year = :year",
    "SELECT party, draws, aborted, revealed FROM statistics_party WHERE year = :year",
    "SELECT * FROM statistics_together WHERE year = :year AND count >= 2",
)
"""What the figures rest on."""


def measure(draws: int, repeats: int, calls: int = 3) -> list[dict[str, object]]:
    """The figures of every page, each as a case."""
    with TemporaryDirectory(prefix="panel-bench-") as name:
        folder = Path(name)
        engine = open_engine(f"sqlite:///{folder / 'panel.db'}")
        upgrade(engine)
        keyring = open_keyring(folder / "keyring.json", Chance())
        start = perf_counter()
        for turn in _turns(draws, calls):
            with SqlBooks(engine, keyring) as books:
                books.statistics.add(turn, turn[-1].index + 1)
                books.commit()
        each = (perf_counter() - start) / draws
        found = [
            {**_case(engine, keyring, name, draws, repeats, look), "add_seconds": each}
            for name, look in (("sums", _sums), ("patterns", _patterns), ("tickets", _tickets))
        ]
        with SqlBooks(engine, keyring) as books:
            start = perf_counter()
            sums = recount(books)
            took = perf_counter() - start
            held = books.statistics.together(YEAR, None, 2, 1_000_000)
            assert {n for n in sums.together.values() if n > 1} == {one.count for one in held}
            drawn, _services = books.statistics.times(YEAR, None)
            assert sum(n * k for n, k in drawn.items()) == sum(line[0] for line in sums.experts.values())
        engine.dispose()
    return [{**one, "recount_seconds": took} for one in found]


def _turns(draws: int, calls: int) -> Iterator[list[Fact]]:
    """A year of a large pool: agencies and tenderers come again, one bidder less than there are calls."""
    chance = Random(7)
    experts = [f"E{n:06d}" for n in range(EXPERTS)]
    tenderers = [Party(f"T{n}", f"T{n}") for n in range(300)]
    agencies = [Party(f"A{n}", f"A{n}") for n in range(30)]
    bidders = [Party(f"B{n}", f"B{n}") for n in range(400)]
    first = [*(["accepted"] * 6), "declined", "declined", "silent", "unreachable"]
    ends = [*(["complete"] * 17), "short", "aborted", "aborted"]
    turn: list[Fact] = []
    for n in range(draws):
        at, end, code = NOON + timedelta(seconds=n), chance.choice(ends), f"A{n % 40:02d}"
        low = n % 40 * (EXPERTS // 40)
        eligible = tuple(experts[low : low + 40])
        drawn = tuple(chance.sample(eligible, calls))
        seats = tuple(
            Seated(
                slot,
                0,
                f"{n:08x}{slot:02x}",
                who,
                code,
                at,
                said,
                said,
                end != "aborted" and said == "accepted",
            )
            for slot, who in enumerate(drawn, 1)
            for said in (chance.choice(first),)
        )
        aborted = end == "aborted"
        turn.append(
            Fact(
                *(f"AP-2026-{n:06d}.1", 20 * n, at, (), chance.choice(tenderers), chance.choice(agencies)),
                () if aborted else tuple(chance.sample(bidders, calls - 1)),
                *(
                    "random",
                    end,
                    "project-stopped" if aborted else "",
                    ("center", "tenderer") if aborted else (),
                ),
                *(3, None if aborted else chance.randrange(200), True, seats),
                (Ordered("a", code, eligible, drawn),) if n >= draws - TESTED else (),
            )
        )
        if len(turn) == TURN or n == draws - 1:
            yield turn
            turn = []


def _case(
    engine: Engine, keyring: Keyring, name: str, draws: int, repeats: int, look: Callable[[SqlBooks], None]
) -> dict[str, object]:
    seconds, cpu, floors = [], [], []
    for n in range(repeats + 1):
        start = perf_counter()
        with engine.connect() as connection:
            for rows in ROWS:
                connection.execute(text(rows), {"year": YEAR}).all()
        floors.append(perf_counter() - start)
        start, start_cpu = perf_counter(), process_time()
        with SqlBooks(engine, keyring) as books:
            look(books)
        if n or repeats == 0:  # the first one warms the file
            seconds.append(perf_counter() - start)
            cpu.append(process_time() - start_cpu)
    return {
        "case": f"pool-statistics-{name}",
        "size": draws,
        "seconds": median(seconds),
        "floor_seconds": median(floors),
        "ratio": median(seconds) / median(floors),
        "peak_mib": peak_mib(),
        "cpu_seconds": median(cpu),
        "peers": {},
    }


def _sums(books: SqlBooks) -> None:
    seen = overview(books, None, Frame(YEAR, (YEAR,), 0, 0, NOON, whole=True), wiring.pack_on(NOON))
    assert seen.draws
    assert seen.most


def _patterns(books: SqlBooks) -> None:
    pack = wiring.pack_on(NOON)
    asked, percent = pack.int("statistics_asked_least"), pack.int("statistics_false_alarm_percent")
    pairs, never = books.statistics.avoided(YEAR, None, asked, pack.int("statistics_accepted_least"))
    avoided(never, pairs, percent)
    pairs, more = books.statistics.jumped(YEAR, None, asked)
    jumped(more, pairs, percent)


def _tickets(books: SqlBooks) -> None:
    pack = wiring.pack_on(NOON)
    _total, picks = books.statistics.picks(YEAR, None, pack.int("statistics_uniformity_most"))
    found = uniformity(picks, seed_of("checkpoint", str(YEAR)), pack.int("statistics_permutations"))
    assert found.p > 0


if __name__ == "__main__":
    print(json.dumps(measure(*map(int, sys.argv[1:]))))
