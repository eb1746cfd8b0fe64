"""A real SQLite store full of experts, made by the store's own code."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from draw_service.store.books import SqlBooks
from draw_service.store.engine import open_engine
from draw_service.store.keyring import open_keyring
from draw_service.store.migrations import upgrade
from tests.bench.experts import records


class _Entropy:
    def bytes(self, size: int) -> bytes:
        return os.urandom(size)


def opener(folder: Path) -> Callable[[], SqlBooks]:
    """Opens transactions over the store in ``folder``."""
    engine = open_engine(f"sqlite:///{folder / 'panel.db'}")
    upgrade(engine)
    keyring = open_keyring(folder / "keys" / "keyring.json", _Entropy())
    return lambda: SqlBooks(engine, keyring)


def build(size: int, folder: Path) -> None:
    """Import ``size`` experts in one transaction."""
    with opener(folder)() as books:
        books.pool.add_many(records(size), at=datetime(2026, 11, 1, tzinfo=UTC))
        books.commit()
