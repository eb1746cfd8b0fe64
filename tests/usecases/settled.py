"""A town's house on the real store, its register in place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import Engine

from draw_service.store.books import SqlBooks, sequence
from draw_service.store.keyring import Keyring
from draw_service.usecases.ports import Entropy, House
from tests.usecases.fakes import Town
from tests.usecases.register import RECORDS, START


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


def with_register(house: House) -> House:
    """The same, the forty experts of ``tests.usecases.register`` in it."""
    with house.books() as books:
        for record in RECORDS:
            books.pool.add(record, at=START)
        books.commit()
    return house
