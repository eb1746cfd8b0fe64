"""Direct SQL by somebody without the keyring, on both engines: history, cells, copies of an older day."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import Engine

from audit.events import HouseEvent
from audit.refusal import Refusal
from draw_service.machine import SystemEntropy
from draw_service.rules.refusals import LogForked, LogRolledBack, LogUnsound
from draw_service.store.books import SqlBooks, sequence
from draw_service.store.cipher import NONCE, CellDamaged
from draw_service.store.keyring import Keyring, open_keyring
from draw_service.store.log_check import check_log
from tests.attacks.owner import by_hand, lie, rows, unsign
from tests.store.fakes import NOON, record

Factory = Callable[[], SqlBooks]
CHEAP = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def kept(engine: Engine, keyring: Keyring, books_factory: Factory) -> str:
    """Five events, signed; the checkpoint somebody outside has kept."""
    for _number in range(5):
        with books_factory() as books:
            books.journal.note("rooms", HouseEvent.ROOM_QUEUED, {"room": "1"}, NOON)
            books.commit()
    sequence(engine, keyring, NOON)
    check_log(engine, keyring.log.vkey, {})
    return str(rows(engine, "SELECT note FROM log_checkpoint ORDER BY size DESC")[0]["note"])


def rewrite(engine: Engine, *, whole: bool) -> None:
    """Change the second event; ``whole``: and link every later one to it again."""
    prev = ""
    for row in rows(engine, "SELECT id, n, data FROM journal_event ORDER BY n"):
        data = bytes(row["data"])
        if row["n"] == 1:
            data = lie(data, prev, room="2")
        elif row["n"] > 1 and whole:
            data = lie(data, prev)
        change = "UPDATE journal_event SET data = :data, hash = :hash WHERE id = :id"
        by_hand(engine, change, data=data, hash=sha256(data).digest(), id=row["id"])
        prev = sha256(data).hexdigest()


def cut(engine: Engine) -> None:
    by_hand(
        engine,
        "DELETE FROM log_pending WHERE event_id IN (SELECT id FROM journal_event WHERE n > 2)",
        'DELETE FROM log_leaf WHERE "index" > 2',
        "DELETE FROM journal_event WHERE n > 2",
    )


ATTACKS: dict[str, Callable[[Engine], None]] = {
    "one row changed": lambda engine: rewrite(engine, whole=False),
    "the whole chain linked anew": lambda engine: rewrite(engine, whole=True),
    "the last rows deleted": cut,
}


@pytest.mark.parametrize("how", ATTACKS)
def test_a_row_changed_behind_the_triggers_is_found(
    engine: Engine, keyring: Keyring, kept: str, how: str
) -> None:
    assert kept
    ATTACKS[how](engine)

    with pytest.raises(LogUnsound):
        check_log(engine, keyring.log.vkey, {})


@pytest.mark.parametrize(
    ("how", "found"), [("the whole chain linked anew", LogForked), ("the last rows deleted", LogRolledBack)]
)
def test_history_signed_anew_is_found_by_any_checkpoint_kept_outside(
    engine: Engine, keyring: Keyring, kept: str, how: str, found: type[Refusal]
) -> None:
    """The owner of the database has the log's key as well: by itself everything then agrees."""
    if how == "the last rows deleted":
        unsign(engine)
        by_hand(
            engine, "DELETE FROM log_pending WHERE event_id IN (SELECT id FROM journal_event WHERE n > 2)"
        )
        by_hand(engine, "DELETE FROM journal_event WHERE n > 2")
    else:
        ATTACKS[how](engine)
        unsign(engine)
    sequence(engine, keyring, NOON)

    check_log(engine, keyring.log.vkey, {})
    with pytest.raises(found):
        check_log(engine, keyring.log.vkey, {"the paper": kept})


def test_cells_of_two_people_exchanged_do_not_open(engine: Engine, books_factory: Factory) -> None:
    with books_factory() as books:
        books.pool.add_many([record(1), record(2)], at=NOON)
        books.commit()
    first, second = rows(engine, "SELECT id, name FROM expert ORDER BY id")
    for target, name in ((first["id"], second["name"]), (second["id"], first["name"])):
        by_hand(engine, "UPDATE expert SET name = :name WHERE id = :id", id=target, name=name)

    with books_factory() as books, pytest.raises(CellDamaged):
        list(books.pool.records())


def test_a_restored_snapshot_repeats_no_nonce(engine: Engine, tmp_path: Path) -> None:
    """Nonces are drawn, not counted: what is written after a restore shares none with what was written
    before it, and two texts of one place never lie under one key stream."""
    keyring = open_keyring(tmp_path / "real.json", SystemEntropy(), origin="panel.test/log", argon2=CHEAP)
    texts = [bytes([number]) * 32 for number in range(20)]
    cells = []
    for text in texts:  # each time the same empty snapshot is put back and another future begins
        with SqlBooks(engine, keyring) as books:
            books.draws.put_secret("AP-1.1", "k", text)
            books.commit()
        (row,) = rows(engine, "SELECT data FROM draw_blob")
        cells.append(bytes(row["data"]))
        by_hand(engine, "DELETE FROM draw_blob")

    prefix = len(cells[0]) - 16 - 32 - NONCE
    assert len({cell[prefix : prefix + NONCE] for cell in cells}) == len(cells)
    streams = {_xor(cell[prefix + NONCE : -16], text) for cell, text in zip(cells, texts, strict=True)}
    assert len(streams) == len(cells)


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def test_the_database_without_the_keyring_opens_nothing(
    engine: Engine, books_factory: Factory, keyring: Keyring, tmp_path: Path
) -> None:
    """The thief brings keys of his own under the names the cells ask for."""
    with books_factory() as books:
        books.pool.add_many([record(1)], at=NOON)
        books.commit()
    own = open_keyring(tmp_path / "own.json", SystemEntropy(), origin="panel.test/log", argon2=CHEAP)
    content = json.loads((tmp_path / "own.json").read_text())
    (key,) = content["columns"].values()
    asked = rows(engine, "SELECT name FROM expert")[0]["name"]
    name = bytes(asked)[1 : 1 + bytes(asked)[0]].decode()
    (tmp_path / "own.json").write_text(json.dumps({**content, "columns": {name: key}, "current": name}))
    thief = open_keyring(tmp_path / "own.json", SystemEntropy(), origin="panel.test/log", argon2=CHEAP)

    assert own.log.vkey != keyring.log.vkey
    with SqlBooks(engine, thief) as books, pytest.raises(CellDamaged):
        list(books.pool.records())


def test_the_keyring_without_the_database_names_nobody(
    engine: Engine, books_factory: Factory, tmp_path: Path
) -> None:
    """Keys are made before anybody is registered and change with nothing that is stored: whoever holds the
    file alone holds no person, and no key of a draw, whose K is made anew and lies in the database."""
    path = tmp_path / "keys" / "keyring.json"
    with books_factory() as books:
        before = path.read_bytes()
        books.pool.add_many([record(1)], at=NOON)
        books.draws.put_secret("AP-1.1", "k", b"k" * 32)
        books.commit()
    stolen = path.read_bytes()

    assert stolen == before
    assert set(json.loads(stolen)) == {
        "format", "columns", "current", "lookup", "pseudonym", "roster", "log", "origin",
    }  # fmt: skip
