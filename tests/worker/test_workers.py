"""Several workers on one database: each call is placed once, and who is asked to go leaves nothing behind."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session

from draw_service.store.engine import open_engine
from notifications.records import ATTEMPT
from notifications.simulator.network import Network
from notifications.simulator.pace import ScaledClock
from notifications.simulator.population import Directory, Population
from notifications.simulator.rest import ACCOUNT, TOKEN
from notifications.simulator.server import PhoneServer
from tests.worker.room import Room, free_port

SEATS = 5
pytestmark = pytest.mark.timeout(400)
"""Calls ring in real time, and the machine may have other work: the waits below are ends, not hopes."""


@pytest.fixture
def phones() -> Iterator[tuple[Network, PhoneServer]]:
    clock = ScaledClock(datetime(2026, 3, 2, 2, tzinfo=UTC), 15)
    network = Network(clock(), 1, directory=Directory(Population(1, 1, 0, 0, 0)), clock=clock)
    with PhoneServer(network, clock, account=ACCOUNT, token=TOKEN, host="127.0.0.1", port=0) as server:
        yield network, server


def attempts(address: str) -> list[Any]:
    engine = open_engine(address)
    with Session(engine) as session:
        found = list(session.execute(select(ATTEMPT)).all())
    engine.dispose()
    return found


def voices(address: str, *states: str) -> list[Any]:
    """Calls in one of these states that were placed."""
    return [row for row in attempts(address) if row.kind == "voice" and row.state in states and row.ref]


def test_three_workers_place_each_call_once(
    tmp_path: Path, address: str, phones: tuple[Network, PhoneServer]
) -> None:
    network, server = phones
    port = free_port()
    account = {"sid": ACCOUNT, "token": TOKEN, "caller": "+85230000000", "api": server.url}
    room = Room(
        tmp_path / "data",
        {
            "PANEL_DATABASE": address,
            "PANEL_VOICE": "twilio",
            "PANEL_CHANNELS": json.dumps({"twilio": account}),
            "PANEL_PUBLIC_URL": f"http://127.0.0.1:{port}",
        },
        SEATS,
    )
    try:
        room.start("--listen", f"127.0.0.1:{port}")
        room.start()
        room.start()
        room.call()
        room.wait(lambda: room.phase() == "sealed", 240)
        room.wait(lambda: all(row.state == "ended" for row in attempts(address)), 120)
    finally:
        ended = room.end()

    assert [code for code, _out, _err in ended] == [0, 0, 0], ended
    calls = Counter(call.to for call in network.calls.values())
    assert len(calls) == SEATS
    assert set(calls.values()) == {1}
    assert network.overlaps == []
    assert Counter(one.to for one in network.messages.values()) == calls
    rows = attempts(address)
    assert len(rows) == 2 * SEATS
    assert {row.state for row in rows} == {"ended"}
    assert not any("+86154" in out + err for _code, out, err in ended)


@pytest.mark.slow
def test_workers_of_a_drill_each_with_phones_of_their_own(tmp_path: Path, address: str) -> None:
    room = Room(
        tmp_path / "data",
        {"PANEL_DATABASE": address, "PANEL_VOICE": "simulated", "PANEL_DRILL": "true"},
        SEATS,
    )
    try:
        for _ in range(3):
            room.start("--drill")
        room.call()
        room.wait(lambda: len(voices(address, "ended")) >= SEATS, 300)
    finally:
        ended = room.end()

    assert [code for code, _out, _err in ended] == [0, 0, 0], ended
    lines = [line for _code, out, _err in ended for line in out.splitlines() if " CA" in line]
    # Who is silent is called again minutes later: not every call has ended by now.
    said = Counter(line.split()[1] for line in lines)
    placed = Counter(row.ref[:10] for row in voices(address, "placed", "ringing", "answered", "ended"))
    assert Counter(row.ref[:10] for row in voices(address, "ended")) <= said <= placed
    assert all("演练" in out for _code, out, _err in ended)


def test_a_worker_asked_to_go_with_calls_under_way_leaves_no_lease(tmp_path: Path, address: str) -> None:
    room = Room(
        tmp_path / "data",
        {"PANEL_DATABASE": address, "PANEL_VOICE": "simulated", "PANEL_DRILL": "true"},
        SEATS,
    )
    room.start("--drill")
    room.call()
    room.wait(lambda: any(row.state in ("placed", "ringing") for row in attempts(address)), 180)

    ((code, _out, err),) = room.end()

    assert (code, err) == (0, "")
    assert {row.state for row in attempts(address)} <= {"queued", "placed", "ringing", "answered"}
