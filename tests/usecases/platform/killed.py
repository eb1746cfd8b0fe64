"""One request in a process of its own, killed at a point: ``python -m … FOLDER POINT``."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pwdlib.hashers.argon2 import Argon2Hasher

from draw_service.store.books import SqlBooks
from draw_service.store.engine import open_engine
from draw_service.store.keyring import open_keyring
from draw_service.usecases.applications.reserve_number import reserve_number
from draw_service.usecases.platform.once import once
from draw_service.usecases.ports import Answer, House
from tests.store.fakes import SeededEntropy
from tests.usecases.fakes import Town

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
POINTS = ("claimed", "acted", "answered", "committed")
"""Before the act, after it, with its answer written, after the commit."""


def house_in(folder: Path) -> House:
    """A house on the database in ``folder``, which has its schema."""
    chance = SeededEntropy(b"killed")
    cheap = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)
    keyring = open_keyring(folder / "keyring.json", chance, origin="panel.test/log", argon2=cheap)
    engine = open_engine(f"sqlite:///{folder / 'panel.db'}")
    return replace(
        Town(NOON).house(),
        books=lambda: SqlBooks(engine, keyring),
        views=lambda: SqlBooks(engine, keyring),
        keyring=keyring,
        entropy=chance,
    )


def reserve(house: House) -> Answer:
    """An act that can be counted: each takes the next number."""
    return Answer(201, "", reserve_number(house).application_id.encode())


def request(house: House, act: Any = reserve, body: bytes = b"{}") -> Answer:
    return once(house, "K1", "key-00000001", body, act)


def live(folder: Path, point: str) -> None:
    def kill(*_given: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def act(house: House) -> Answer:
        if point == "claimed":
            kill()
        answer = reserve(house)
        if point == "acted":
            kill()
        return answer

    class Deadly(SqlBooks):
        def commit(self) -> None:
            kept = self.answers.kept("K1", "key-00000001")
            answered = kept is not None and kept.answer is not None
            if point == "answered" and answered:
                kill()
            super().commit()
            if point == "committed" and answered:
                kill()

    house = house_in(folder)
    with house.books() as books:
        session, keyring = books._session, house.keyring  # type: ignore[attr-defined]
        engine = session.get_bind()
    request(replace(house, books=lambda: Deadly(engine, keyring)), act)  # type: ignore[arg-type]


if __name__ == "__main__":
    live(Path(sys.argv[1]), sys.argv[2])
