"""One round of the sequencer serves everybody who asked before it began."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Engine, text

from audit import checkpoint, sequencer
from audit.events import DrawEvent
from draw_service.rules.refusals import ChangedUnderYou
from draw_service.store import sequencer as shared
from draw_service.store.books import SqlBooks, sequence
from draw_service.store.keyring import Keyring
from draw_service.store.sequencer import Sequencer
from tests.store.fakes import NOON

ENTERED = {"party": "center", "phone_deposited": True}
WRITERS, EACH = 8, 6


def append(engine: Engine, keyring: Keyring, draw: str) -> int:
    with SqlBooks(engine, keyring) as books:
        event = books.journal.record(draw, DrawEvent.ROOM_ENTERED, ENTERED, NOON)
        books.commit()
    return event.n


def test_whoever_returns_stands_under_a_signature_and_rounds_are_shared(
    engine: Engine, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds: list[datetime] = []

    def counted(*given: Any) -> None:
        rounds.append(given[2])
        sequence(*given)

    monkeypatch.setattr(shared, "sequence", counted)
    rounds_of = Sequencer(engine, keyring, lambda: NOON)

    def write(writer: int) -> None:
        for _ in range(EACH):
            n = append(engine, keyring, f"AP-{writer}.1")
            rounds_of()
            with SqlBooks(engine, keyring) as books:
                assert books.journal.covered(f"AP-{writer}.1", n)

    with ThreadPoolExecutor(WRITERS) as pool:
        for future in [pool.submit(write, writer) for writer in range(WRITERS)]:
            future.result()
    assert len(rounds) < WRITERS * EACH
    with engine.connect() as connection:
        places = connection.execute(text('SELECT "index" FROM log_leaf ORDER BY 1')).scalars().all()
    assert places == list(range(WRITERS * EACH))


def test_a_round_that_failed_serves_nobody(
    engine: Engine, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, go_on = Event(), Event()

    def breaks(*_given: Any) -> None:
        monkeypatch.setattr(shared, "sequence", sequence)
        began.set()
        go_on.wait(10)
        raise ChangedUnderYou

    monkeypatch.setattr(shared, "sequence", breaks)
    rounds_of = Sequencer(engine, keyring, lambda: NOON)
    append(engine, keyring, "AP-1.1")
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(rounds_of)
        assert began.wait(10)
        second = pool.submit(rounds_of)
        go_on.set()
        with pytest.raises(ChangedUnderYou):
            first.result()
        second.result()
    with SqlBooks(engine, keyring) as books:
        assert books.journal.covered("AP-1.1", 0)


def test_a_full_batch_is_followed_by_another(
    engine: Engine, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(3):
        append(engine, keyring, f"AP-{n}.1")
    monkeypatch.setattr(sequencer, "BATCH", 2)
    real = sequencer.sequence
    monkeypatch.setattr(sequencer, "sequence", lambda session, key, now: real(session, key, now, 2))
    sequence(engine, keyring, NOON)
    with engine.connect() as connection:
        notes = connection.execute(text("SELECT note FROM log_checkpoint ORDER BY size")).scalars().all()
    sizes = [checkpoint.open_note(note, [keyring.log.vkey])[0].size for note in notes]
    assert sizes == [2, 3]
