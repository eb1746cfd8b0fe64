"""Several processes on one database, as threads with connections of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from audit import checkpoint, merkle
from audit.events import DrawEvent, HouseEvent
from draw_service.rules.refusals import ChangedUnderYou
from draw_service.store.books import SqlBooks, sequence
from draw_service.store.engine import open_engine
from draw_service.store.keyring import Keyring
from draw_service.store.migrations import config, upgrade
from tests.store.fakes import NOON

ENTERED = {"party": "center", "phone_deposited": True}
WRITERS, EACH = 4, 15


@pytest.mark.postgres
def test_two_transactions_cannot_take_the_same_place(postgres_address: str, keyring: Keyring) -> None:
    engine = open_engine(postgres_address)
    meet = Barrier(2)

    def decide_and_write() -> bool:
        try:
            with SqlBooks(engine, keyring) as books:
                assert list(books.journal.events("AP-1.1")) == []
                meet.wait(10)
                books.journal.record("AP-1.1", DrawEvent.ROOM_ENTERED, ENTERED, NOON)
                books.commit()
        except ChangedUnderYou:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        outcomes = [future.result() for future in [pool.submit(decide_and_write) for _ in range(2)]]
    with SqlBooks(engine, keyring) as books:
        assert [event.n for event in books.journal.events("AP-1.1")] == [0]
    engine.dispose()
    assert sorted(outcomes) == [False, True]


@pytest.mark.postgres
def test_a_decision_on_an_old_chain_is_refused(postgres_address: str, keyring: Keyring) -> None:
    engine = open_engine(postgres_address)
    with SqlBooks(engine, keyring) as slow, SqlBooks(engine, keyring) as quick:
        slow.journal.events("AP-1.1")
        quick.journal.record("AP-1.1", DrawEvent.ROOM_ENTERED, ENTERED, NOON)
        quick.commit()
        with pytest.raises(ChangedUnderYou):
            slow.journal.record("AP-1.1", DrawEvent.ROOM_ENTERED, ENTERED, NOON)
    engine.dispose()


def test_the_log_has_no_gap_under_concurrent_writers_and_sequencers(engine: Engine, keyring: Keyring) -> None:
    def write(writer: int) -> None:
        for step in range(EACH):
            with SqlBooks(engine, keyring) as books:
                books.journal.record(f"AP-{writer}.1", DrawEvent.ROOM_ENTERED, ENTERED, NOON)
                books.journal.note("rooms", HouseEvent.ROOM_QUEUED, {"room": "1"}, NOON)
                if step % 5 != 4:  # the others are rolled back and leave a gap in the ids
                    books.commit()
            sequence(engine, keyring, NOON)

    with ThreadPoolExecutor(WRITERS) as pool:
        for future in [pool.submit(write, writer) for writer in range(WRITERS)]:
            future.result()
    sequence(engine, keyring, NOON)
    kept = EACH - EACH // 5
    with engine.connect() as connection:
        indices = [row[0] for row in connection.execute(text('SELECT "index" FROM log_leaf ORDER BY 1'))]
        notes = connection.execute(text("SELECT size, note FROM log_checkpoint ORDER BY size")).all()
        streams = connection.execute(text("SELECT n FROM journal_event WHERE stream = 'rooms' ORDER BY n"))
        assert [row[0] for row in streams] == list(range(WRITERS * kept))
    assert indices == list(range(2 * WRITERS * kept))
    with SqlBooks(engine, keyring) as books:
        leaves = [merkle.leaf_hash(leaf) for leaf in books.journal.leaves()]
        for writer in range(WRITERS):
            logged = books.journal.evidence(f"AP-{writer}.1", {})["events"]
            places = [event["index"] for event in logged]
            assert len(places) == kept
            assert places == sorted(places)
    for size, note in notes:
        head, _signed = checkpoint.open_note(note, [keyring.log.vkey])
        assert (head.size, head.root) == (size, merkle.root(leaves[:size]))
    assert notes[-1].size == len(leaves)


@pytest.mark.postgres
def test_an_id_that_becomes_visible_late_gets_its_place(postgres_address: str, keyring: Keyring) -> None:
    engine = open_engine(postgres_address)
    with SqlBooks(engine, keyring) as slow:
        slow.journal.record("AP-1.1", DrawEvent.ROOM_ENTERED, ENTERED, NOON)
        with SqlBooks(engine, keyring) as quick:
            quick.journal.record("AP-2.1", DrawEvent.ROOM_ENTERED, ENTERED, NOON)
            quick.commit()
        sequence(engine, keyring, NOON)
        slow.commit()
    sequence(engine, keyring, NOON)
    with SqlBooks(engine, keyring) as books:
        places = [books.journal.evidence(draw, {})["events"][0]["index"] for draw in ("AP-2.1", "AP-1.1")]
    engine.dispose()
    assert places == [0, 1]


CRASH = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from audit.events import DrawEvent
from draw_service.store.books import SqlBooks
from draw_service.store.engine import open_engine
from draw_service.store.keyring import open_keyring
from tests.store.fakes import NOON, SeededEntropy, record
engine = open_engine(sys.argv[1])
with SqlBooks(engine, open_keyring(Path(sys.argv[2]), SeededEntropy(b"child"))) as books:
    books.pool.add(record(1), at=NOON)
    body = {"party": "center", "phone_deposited": True}
    books.journal.record("AP-1.1", DrawEvent.ROOM_ENTERED, body, NOON)
    if sys.argv[3] == "after":
        books.commit()
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize(("when", "kept"), [("before", 0), ("after", 1)])
def test_a_killed_process_leaves_whole_transactions(
    address: str, engine: Engine, keyring: Keyring, tmp_path: Path, when: str, kept: int
) -> None:
    command = [sys.executable, "-c", CRASH, address, str(tmp_path / "keys" / "keyring.json"), when]
    root = Path(__file__).parents[2]
    died = subprocess.run(command, cwd=root, capture_output=True, timeout=60, check=False)
    assert died.returncode == -9, died.stderr.decode()
    with SqlBooks(engine, keyring) as books:
        assert len(list(books.pool.rows())) == kept
        assert len(books.journal.events("AP-1.1")) == kept


def test_many_processes_may_upgrade_at_once(blank_address: str) -> None:
    engine = open_engine(blank_address)
    with ThreadPoolExecutor(3) as pool:
        for future in [pool.submit(upgrade, engine) for _ in range(3)]:
            future.result()
    newest = ScriptDirectory.from_config(config()).get_current_head()
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).all() == [(newest,)]
    engine.dispose()


PROCESS = """
import sys, time
from pathlib import Path
from audit.events import DrawEvent, HouseEvent
from draw_service.rules.refusals import ChangedUnderYou
from draw_service.store.books import SqlBooks
from draw_service.store.engine import open_engine
from draw_service.store.keyring import open_keyring
from draw_service.store.sequencer import Sequencer
from tests.store.fakes import NOON, SeededEntropy
engine = open_engine(sys.argv[1])
keyring = open_keyring(Path(sys.argv[2]), SeededEntropy(b"child"))
sequence, mine, turns = Sequencer(engine, keyring, lambda: NOON), sys.argv[3], 0
def act(do):
    try:
        with SqlBooks(engine, keyring) as books:
            done = do(books)
            books.commit()
    except ChangedUnderYou:
        return False
    sequence()
    return done
def enter(books):
    if books.rooms.occupant("R1") is not None:
        return False
    books.rooms.enter("R1", mine)
    books.journal.note("rooms", HouseEvent.ROOM_QUEUED, {"room": mine}, NOON)
    return True
def leave(books):
    assert books.rooms.occupant("R1") == mine
    books.rooms.leave("R1")
    books.journal.note("rooms", HouseEvent.ROOM_QUEUED, {"room": mine}, NOON)
    return True
body = {"party": "center", "phone_deposited": True}
print("ready", flush=True)
sys.stdin.readline()
while turns < int(sys.argv[4]):
    act(lambda books: books.journal.record(mine, DrawEvent.ROOM_ENTERED, body, NOON))
    if act(enter):
        while not act(leave):
            pass
        turns += 1
    else:
        time.sleep(0.02)
"""


def test_processes_share_one_room_and_one_log(
    address: str, engine: Engine, keyring: Keyring, tmp_path: Path
) -> None:
    """Each takes the room in its turns and is alone in it; their log is one, in order, without a gap."""
    root, turns = Path(__file__).parents[2], 3
    draws = ["AP-1.1", "AP-2.1"]
    started = [
        subprocess.Popen(
            [sys.executable, "-c", PROCESS, address, tmp_path / "keys" / "keyring.json", draw, str(turns)],
            cwd=root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for draw in draws
    ]
    for each in started:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    ended = []
    for each in started:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    for each in started:
        _out, err = each.communicate(timeout=90)
        ended.append((each.returncode, err))
    assert ended == [(0, "")] * len(draws)
    with engine.connect() as connection:
        facts = connection.execute(
            text("SELECT n, data FROM journal_event WHERE stream = 'rooms' ORDER BY n")
        ).all()
        places = connection.execute(text('SELECT "index" FROM log_leaf ORDER BY 1')).scalars().all()
        notes = connection.execute(text("SELECT size, note FROM log_checkpoint ORDER BY size")).all()
        events = connection.execute(text("SELECT count(*) FROM journal_event")).scalar_one()
    rooms = [json.loads(bytes(data))["body"]["room"] for _n, data in facts]
    assert [n for n, _data in facts] == list(range(2 * turns * len(draws)))
    assert rooms[::2] == rooms[1::2]  # whoever went in came out before the next
    assert sorted(rooms[::2]) == sorted(turns * draws)
    assert places == list(range(events))
    with SqlBooks(engine, keyring) as books:
        leaves = [merkle.leaf_hash(leaf) for leaf in books.journal.leaves()]
    for size, note in notes:
        head, _signed = checkpoint.open_note(note, [keyring.log.vkey])
        assert (head.size, head.root) == (size, merkle.root(leaves[:size]))
    assert notes[-1].size == events
