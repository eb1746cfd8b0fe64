"""Many draws through their ceremony at once, each in a room of its own, every step timed.

The house is the real one but for its clock (a fixed morning), a printer that only counts, and cheap hashes of
entry codes: those cost the same whatever the log does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from time import perf_counter, process_time
from types import SimpleNamespace
from typing import Any, cast

from pwdlib.hashers.argon2 import Argon2Hasher

from draw_service import wiring
from draw_service.drill.ports import DrillClock, DrillPrinter
from draw_service.drill.seating import OPERATOR, WITNESSES, Drill, Ear, Seating, project
from draw_service.rules.applications import PARTIES
from draw_service.rules.slips import code_of, make_slip
from draw_service.settings import Settings
from draw_service.store.keyring import open_keyring
from draw_service.usecases.applications.appoint_witness import appoint_witness
from draw_service.usecases.applications.file_application import file_application
from draw_service.usecases.applications.reserve_number import reserve_number
from draw_service.usecases.applications.slip_proof import proof_of
from draw_service.usecases.draws.enter_room import enter_room
from draw_service.usecases.draws.join_queue import join_queue
from draw_service.usecases.draws.lock import lock
from draw_service.usecases.draws.order_seats import order_seats
from draw_service.usecases.draws.print_receipt import print_receipt
from draw_service.usecases.draws.reveal_share import reveal_share
from draw_service.usecases.ports import House

SEATS, EXPERTS = 5, 40
NINE = datetime(2026, 3, 2, 1, tzinfo=UTC)


@dataclass
class Steps:
    """What the acts of all draws took, and which of them were refused or broke."""

    seconds: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def take(self, step: Callable[[], Any]) -> bool:
        """Whether the step was done."""
        began = perf_counter()
        try:
            step()
        except Exception as error:
            self.failed.append(f"{type(error).__name__}: {error}"[:200])
            return False
        self.seconds.append(perf_counter() - began)
        return True


def draw_at_once(draws: int, url: str, folder: Path) -> tuple[list[float], float, list[str]]:
    """Seconds of each step, CPU seconds, and the failures of ``draws`` draws that go on side by side."""
    with _house(url, folder) as house:
        drill = Drill(SEATS, EXPERTS, 1.0, 0.0, 0.0, 1, 1)
        Seating(drill, house, cast("Any", None), cast("Any", SimpleNamespace(now=NINE)), Ear()).register()
        taken, start = Steps(), Barrier(draws)

        def one(number: int) -> None:
            start.wait(60)
            for step in _steps(house, f"room-{number}"):
                if not taken.take(step):
                    return

        began = process_time()
        with ThreadPoolExecutor(draws) as pool:
            for future in [pool.submit(one, number) for number in range(draws)]:
                future.result()
        return taken.seconds, process_time() - began, taken.failed


def _steps(house: House, room: str) -> Iterator[Callable[[], Any]]:
    """The acts of one draw, from its number to the order; each is one transaction of its own."""
    number: list[Any] = []
    yield lambda: number.append(reserve_number(house))
    draw_id, application_id = number[0].draw_id, number[0].application_id
    slips = {party: make_slip(party, draw_id, house.entropy.bytes(72)) for party in WITNESSES}
    application = project(SEATS, NINE + timedelta(days=7))
    yield lambda: file_application(house, application_id, application, proof_of(slips["tenderer"]))
    yield lambda: appoint_witness(house, draw_id, "regulator", proof_of(slips["regulator"]))
    yield lambda: join_queue(house, draw_id, room)
    for party in PARTIES:
        code = OPERATOR if party == "center" else slips[party].entry
        yield lambda party=party, code=code: enter_room(  # type: ignore[misc]
            house, draw_id, room, party, code, phone_deposited=True
        )
    yield lambda: lock(house, draw_id)
    yield lambda: print_receipt(house, draw_id)
    for party, slip in slips.items():
        yield lambda party=party, slip=slip: reveal_share(  # type: ignore[misc]
            house, draw_id, party, code_of(slip.share)
        )
    yield lambda: reveal_share(house, draw_id, "center")
    yield lambda: order_seats(house, draw_id)


@contextmanager
def _house(url: str, folder: Path) -> Iterator[House]:
    """Its connections are closed afterwards."""
    cheap = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)
    entropy, clock = wiring.SystemEntropy(), DrillClock(NINE)
    keyring = open_keyring(folder / "keyring.json", entropy, argon2=cheap, drill=True)
    settings = Settings(data=folder, voice="", sms="", drill=True, _env_file=None)  # type: ignore[call-arg]
    engine = wiring._database(url, keyring)
    try:
        yield wiring._house(engine, keyring, clock, entropy, DrillPrinter(), settings)
    finally:
        engine.dispose()
