"""The journal and the house log: append-only, gap-free, proven."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from audit import checkpoint, merkle
from audit.events import DrawEvent, Event, HouseEvent, decode
from draw_service.rules.refusals import ChangedUnderYou, ClockWentBack, GateWaits
from draw_service.store.books import SqlBooks, sequence
from draw_service.store.keyring import Keyring
from tests.store.fakes import NOON

Factory = Callable[[], SqlBooks]
ENTERED = {"party": "center", "phone_deposited": True}


def enter(books: SqlBooks, draw_id: str = "AP-1.1", at: datetime = NOON) -> Event:
    return books.journal.record(draw_id, DrawEvent.ROOM_ENTERED, ENTERED, at)


def test_a_chain_grows_by_hash(books_factory: Factory) -> None:
    with books_factory() as books:
        first, second = enter(books), enter(books)
        other = enter(books, "AP-2.1")
        books.commit()
    assert (first.n, first.prev, second.n, second.prev) == (0, "", 1, first.hash.hex())
    assert (other.n, other.prev) == (0, "")
    with books_factory() as books:
        assert list(books.journal.events("AP-1.1")) == [first, second]
        assert books.journal.kinds({"AP-1.1", "AP-3.1"}) == {"AP-1.1": {DrawEvent.ROOM_ENTERED}}
        assert enter(books).prev == second.hash.hex()


def test_streams_have_chains_of_their_own(books_factory: Factory) -> None:
    with books_factory() as books:
        notes = [
            books.journal.note(stream, HouseEvent.ROOM_QUEUED, {"room": "1"}, NOON)
            for stream in ("rooms", "access", "rooms")
        ]
        assert [(note.stream, note.n) for note in notes] == [("rooms", 0), ("access", 0), ("rooms", 1)]
        assert notes[2].prev == notes[0].hash.hex()


def test_what_is_not_committed_never_happened(books_factory: Factory) -> None:
    def interrupted() -> None:
        with books_factory() as books:
            enter(books)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        interrupted()
    with books_factory() as books:
        enter(books)
    with books_factory() as books:
        assert list(books.journal.events("AP-1.1")) == []


def test_time_never_goes_back_within_a_draw(books_factory: Factory) -> None:
    with books_factory() as books:
        enter(books)
        enter(books)
        with pytest.raises(ClockWentBack):
            enter(books, at=NOON - timedelta(seconds=1))


def test_a_clock_that_was_set_back_is_seen_over_the_whole_log(books_factory: Factory) -> None:
    with books_factory() as books:
        enter(books)
        enter(books, "AP-2.1", NOON - timedelta(minutes=1))
        with pytest.raises(ClockWentBack):
            enter(books, "AP-3.1", NOON - timedelta(minutes=3))
        with pytest.raises(ClockWentBack):
            books.journal.note("rooms", HouseEvent.ROOM_QUEUED, {}, NOON - timedelta(minutes=3))


def test_a_place_taken_meanwhile_is_refused(books_factory: Factory) -> None:
    with books_factory() as books:
        enter(books)
        books.commit()
        books.journal.events("AP-1.1")
        books.commit()  # ends the transaction; what was seen stays what was decided on
        with books_factory() as other:
            enter(other)
            other.commit()
        with pytest.raises(ChangedUnderYou):
            enter(books)


CHANGES = [
    "UPDATE journal_event SET n = 7",
    "DELETE FROM journal_event",
    "UPDATE log_leaf SET event_id = event_id + 1",
    "DELETE FROM log_leaf",
    "UPDATE log_node SET hash = ''",
    "DELETE FROM log_node",
    "UPDATE log_checkpoint SET note = ''",
    "DELETE FROM log_checkpoint",
]


@pytest.fixture
def logged(books_factory: Factory, engine: Engine, keyring: Keyring) -> None:
    with books_factory() as books:
        for _ in range(3):
            enter(books)
        books.commit()
    sequence(engine, keyring, NOON)


@pytest.mark.usefixtures("logged")
@pytest.mark.parametrize("change", CHANGES)
def test_no_row_of_the_log_can_be_changed(engine: Engine, change: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(text(change))


@pytest.mark.usefixtures("logged")
@pytest.mark.parametrize("table", ["journal_event", "log_leaf", "log_node", "log_checkpoint"])
def test_no_row_of_the_log_can_be_replaced(engine: Engine, table: str) -> None:
    replace = f"TRUNCATE {table} CASCADE"
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # As on a connection that was not opened by this program.
            connection.exec_driver_sql("PRAGMA recursive_triggers=OFF")
            replace = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
        with pytest.raises(DBAPIError, match="append-only"):
            connection.execute(text(replace))


def test_evidence_proves_every_event_against_the_newest_checkpoint(
    books_factory: Factory, engine: Engine, keyring: Keyring
) -> None:
    for round_number in range(4):
        with books_factory() as books:
            for _ in range(round_number + 1):
                enter(books)
                enter(books, "AP-2.1")
                books.journal.note("rooms", HouseEvent.ROOM_QUEUED, {"room": "1"}, NOON)
            books.commit()
        sequence(engine, keyring, NOON)
    with books_factory() as books:
        found = books.journal.evidence("AP-1.1", {"lock": 0, "order": 3, "seal": None})
        leaves = list(books.journal.leaves())
        chain = books.journal.events("AP-1.1")
        assert books.journal.covered("AP-1.1", 9)
        assert not books.journal.covered("AP-1.1", 10)
    assert found["origin"] == keyring.log.origin
    assert found["vkeys"] == {"log": keyring.log.vkey, "witnesses": []}
    head, _signed = checkpoint.open_note(found["checkpoint"], [keyring.log.vkey])
    assert head.size == len(leaves) == 30
    assert head.root == merkle.root([merkle.leaf_hash(leaf) for leaf in leaves])
    proven = [base64.b64decode(event["bytes"]) for event in found["events"]]
    assert proven == [event.bytes for event in chain]
    for event in found["events"]:
        raw, proof = base64.b64decode(event["bytes"]), [bytes.fromhex(part) for part in event["proof"]]
        assert leaves[event["index"]] == raw
        assert merkle.verify_inclusion(merkle.leaf_hash(raw), event["index"], head.size, proof, head.root)
    assert found["gates"]["seal"] is None
    for name, n in (("lock", 0), ("order", 3)):
        gate = found["gates"][name]
        passed, _signed = checkpoint.open_note(gate["checkpoint"], [keyring.log.vkey])
        index = found["events"][n]["index"]
        assert index < passed.size
        proof = [bytes.fromhex(part) for part in gate["consistency"]]
        assert merkle.verify_consistency(passed.size, head.size, proof, passed.root, head.root)
    assert decode(base64.b64decode(found["events"][0]["bytes"])).n == 0


def test_sequencing_again_changes_nothing(books_factory: Factory, engine: Engine, keyring: Keyring) -> None:
    with books_factory() as books:
        enter(books)
        books.commit()
    sequence(engine, keyring, NOON)
    with books_factory() as books:
        before = books.journal.evidence("AP-1.1", {})
    sequence(engine, keyring, NOON + timedelta(hours=1))
    with books_factory() as books:
        assert books.journal.evidence("AP-1.1", {}) == before


def test_a_pending_event_is_neither_covered_nor_proven(
    books_factory: Factory, engine: Engine, keyring: Keyring
) -> None:
    with books_factory() as books:
        enter(books)
        assert not books.journal.covered("AP-1.1", 0)
        with pytest.raises(GateWaits):
            books.journal.evidence("AP-1.1", {})
        books.commit()
    sequence(engine, keyring, NOON)
    with books_factory() as books:
        assert books.journal.covered("AP-1.1", 0)
        enter(books)
        with pytest.raises(GateWaits):
            books.journal.evidence("AP-1.1", {})
