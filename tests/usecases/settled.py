"""Houses on the real store, the register in place."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from sqlalchemy import Engine

from draw_service.drill.ports import DrillClock, DrillPrinter
from draw_service.store.books import SqlBooks, sequence
from draw_service.store.keyring import Keyring
from draw_service.usecases.ports import Entropy, House
from draw_service.wiring import open_drill
from tests.usecases.fakes import Town
from tests.usecases.register import RECORDS, START

_numbers = count(1)


def on_the_store(
    town: Town, engine: Engine, keyring: Keyring, entropy: Entropy, books: Callable[[], SqlBooks], **more: Any
) -> House:
    """``more``: what else is not the town's."""
    return replace(
        town.house(),
        books=books,
        views=books,
        keyring=keyring,
        entropy=entropy,
        sequence=lambda: sequence(engine, keyring, town.clock.now()),
        log_vkey=keyring.log.vkey,
        **more,
    )


def with_register(house: House, at: datetime = START) -> House:
    """The same, the forty experts of ``tests.usecases.register`` in it."""
    with house.books() as books:
        for record in RECORDS:
            books.pool.add(record, at=at)
        books.commit()
    return house


def open_registered(folder: Path, start: datetime = START) -> tuple[House, DrillClock, DrillPrinter]:
    """A drill in ``folder`` that begins with the forty experts: a copy of one made once."""
    shutil.copytree(_registered(start), folder, dirs_exist_ok=True)
    return open_drill(folder, 2, start)


@cache
def _registered(start: datetime) -> Path:
    folder = folder_to_copy()
    house, _clock, _printer = open_drill(folder, 1, start)
    with_register(house, start)
    leave(house)
    return folder


def folder_to_copy() -> Path:
    """A new folder, there for as long as this process."""
    folder = Path(_kept().name) / str(next(_numbers))
    folder.mkdir()
    return folder


@cache
def _kept() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="panel-houses-")


def leave(house: House) -> None:
    """Close the house's database: all there is of it is in its file."""
    with house.books() as books:
        engine = cast("SqlBooks", books)._session.get_bind()
    cast("Engine", engine).dispose()
