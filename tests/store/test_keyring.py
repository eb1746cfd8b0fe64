"""The keyring's file, what it wraps and hashes, and the encrypted cells."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Engine, LargeBinary, insert, select, text

from audit.columns import UTCDateTime
from draw_service.rules.people import Engagement, Period
from draw_service.rules.refusals import KeyringDamaged, KeyringExposed
from draw_service.store.books import SqlBooks
from draw_service.store.cipher import NONCE, CellDamaged
from draw_service.store.engine import open_engine
from draw_service.store.keyring import Keyring, open_keyring
from draw_service.store.rotation import await_open_acts, encrypted_columns, reencrypt, remaining
from draw_service.store.rows import row_id
from draw_service.store.tables import METADATA
from draw_service.usecases.ports import Answer, CallRecord
from scoring.rules.entries import Sighting
from scoring.rules.evidence import Evidence
from scoring.rules.lines import response
from tests.store.fakes import NOON, SeededEntropy, application, record

Factory = Callable[[], SqlBooks]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "keyring.json"


def test_the_file_is_its_owners_alone(keyring: Keyring, path: Path) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [each.name for each in path.parent.iterdir()] == ["keyring.json"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_others_can_read_is_refused(keyring: Keyring, path: Path, mode: int) -> None:
    path.chmod(mode)
    with pytest.raises(KeyringExposed):
        open_keyring(path, SeededEntropy(b"again"))


def test_it_is_made_once(keyring: Keyring, path: Path) -> None:
    again = open_keyring(path, SeededEntropy(b"another"), origin="other")
    assert again.log.vkey == keyring.log.vkey
    assert again.pseudonym("x") == keyring.pseudonym("x")


def test_two_that_make_it_at_once_share_one(path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(open_keyring, path, SeededEntropy(b"%d" % seed)) for seed in range(4)]
        assert len({each.result().log.vkey for each in waiting}) == 1


DAMAGE: dict[str, Callable[[dict[str, object]], object]] = {
    "no json": lambda content: "{",
    "a list": lambda content: "[]",
    "no log key": lambda content: {key: value for key, value in content.items() if key != "log"},
    "a short key": lambda content: {**content, "roster": "AAAA"},
    "not base64": lambda content: {**content, "lookup": "*" * 44},
    "unknown current": lambda content: {**content, "current": "c9"},
    "another format": lambda content: {**content, "format": "panel-keyring/2"},
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_file_is_refused_without_its_content(keyring: Keyring, path: Path, name: str) -> None:
    damaged = DAMAGE[name](json.loads(path.read_text()))
    path.write_text(damaged if isinstance(damaged, str) else json.dumps(damaged))
    with pytest.raises(KeyringDamaged) as refused:
        open_keyring(path, SeededEntropy(b"again"))
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


def test_wrap_is_bound_to_its_context(keyring: Keyring) -> None:
    wrapped = keyring.wrap(b"d1", b"draw 1")
    assert keyring.unwrap(wrapped, b"draw 1") == b"d1"
    for broken, context in ((wrapped, b"draw 2"), (wrapped[:-1] + b"\0", b"draw 1"), (b"", b"draw 1")):
        with pytest.raises(ValueError, match="does not open"):
            keyring.unwrap(broken, context)


def test_codes_are_hashed_slowly_and_with_salt(keyring: Keyring) -> None:
    hashed = keyring.hash_code("ABCD2345")
    assert hashed.startswith("$argon2id$")
    assert hashed != keyring.hash_code("ABCD2345")
    assert keyring.verify_code("ABCD2345", hashed)
    assert not keyring.verify_code("ABCD2346", hashed)


def test_pseudonyms_and_lookups_are_keyed_and_apart(keyring: Keyring, tmp_path: Path) -> None:
    other = open_keyring(tmp_path / "other" / "keyring.json", SeededEntropy(b"other"))
    assert len(bytes.fromhex(keyring.pseudonym("x"))) == 16
    lookups = {keyring.lookup("a", "x"), keyring.lookup("b", "x"), other.lookup("a", "x")}
    assert len(lookups) == 3
    assert keyring.pseudonym("x") != other.pseudonym("x")
    assert "private" not in repr(keyring.log)


def test_a_cell_opens_only_in_its_place(keyring: Keyring) -> None:
    cipher = keyring.cipher
    cell = cipher.seal("expert", "name", "E1", b"someone")
    assert cipher.open("expert", "name", "E1", cell) == b"someone"
    places = [("company", "name", "E1"), ("expert", "relations", "E1"), ("expert", "name", "E2")]
    cells = [(place, cell) for place in places]
    altered = (cell[:-1] + b"\0", b"\x02c9" + cell[3:], b"\0", cell[:9], b"")
    cells += [(("expert", "name", "E1"), bad) for bad in altered]
    for place, bad in cells:
        with pytest.raises(CellDamaged):
            cipher.open(*place, bad)


def test_no_nonce_is_used_twice(keyring: Keyring) -> None:
    start = len(keyring.cipher.current_prefix)
    cells = [keyring.cipher.seal("t", "c", "1", b"same") for _ in range(2000)]
    assert len({cell[start : start + NONCE] for cell in cells}) == 2000


def fill(books: SqlBooks) -> None:
    """Something in every table with encrypted columns."""
    books.pool.add_many([record(number) for number in range(1, 8)], at=NOON)
    books.pool.engage(Engagement("E000001", "AP-1.1", Period(NOON)))
    books.pool.add_alias("甲", "91220800MA00000001")
    books.draws.put_application("AP-1", 1, application())
    books.draws.put_bidders("AP-1", [])
    books.draws.add_recusal_request("AP-1", "E000002", True)
    books.draws.put_secret("AP-1.1", "k", b"k" * 32)
    books.draws.put_call_record(CallRecord("AP-1.1", 1, b"{}", "00"))
    books.answers.begin("K1", "key-1", "00", "claim", NOON)
    books.answers.answer("K1", "key-1", "claim", Answer(201, "/a", "甲".encode()))
    books.scores.add_line(response("a1", "E000001", NOON, "P-1", b"s" * 16))
    books.scores.put(Sighting("s1", "AP-1.1", "1/0", 2, NOON, "center-1"))
    books.scores.put_file(Evidence("f1", "e1", "00", "pdf", 5, "甲.pdf", "center-1", NOON), b"%PDF-")


def contents(books: SqlBooks) -> list[object]:
    return [
        list(books.pool.records()),
        books.pool.engagements_of("AP-1.1"),
        books.draws.application("AP-1"),
        books.draws.bidders("AP-1"),
        books.draws.recusal_requests("AP-1"),
        books.draws.secret("AP-1.1", "k"),
        books.draws.call_records("AP-1.1"),
        books.answers.kept("K1", "key-1"),
        list(books.scores.lines()),
        books.scores.find(Sighting),
        books.scores.files("e1"),
        books.scores.file_data("f1"),
    ]


PLAIN = b"a cell"


def fill_the_rest(engine: Engine, keyring: Keyring) -> dict[tuple[str, str, str], Any]:
    """One row in every table with encrypted columns that has none; where each of its cells is found."""
    cells: dict[tuple[str, str, str], Any] = {}
    sealed = dict(encrypted_columns())
    with engine.begin() as connection:
        for table in METADATA.sorted_tables:
            if table not in sealed or connection.execute(select(table).limit(1)).first():
                continue
            row = {column.name: _some(connection, column) for column in table.columns}
            key = {column.name: row[column.name] for column in table.primary_key.columns}
            for column in sealed[table]:
                name = row_id(key)
                row[column.name] = keyring.cipher.seal(table.name, column.name, name, PLAIN)
                same = [table.c[part] == value for part, value in key.items()]
                cells[table.name, column.name, name] = select(column).where(*same)
            connection.execute(insert(table).values(row))
    return cells


def _some(connection: Connection, column: Column[Any]) -> Any:
    """Any value the column takes."""
    for foreign in column.foreign_keys:
        return connection.execute(select(foreign.column).limit(1)).scalar_one()
    kind = column.type.python_type if not isinstance(column.type, UTCDateTime) else datetime
    return {
        int: 1,
        bool: False,
        bytes: b"0",
        datetime: datetime(2026, 3, 2, tzinfo=UTC),
        date: date(2026, 3, 2),
    }.get(kind, "1")


def test_rotation_moves_every_cell_and_then_drops_the_old_key(
    engine: Engine, books_factory: Factory, keyring: Keyring, path: Path
) -> None:
    with books_factory() as books:
        fill(books)
        books.commit()
        before = contents(books)
    others = fill_the_rest(engine, keyring)
    assert keyring.rotate() == "c2"
    assert keyring.key_ids == ("c1", "c2")
    with books_factory() as books:
        assert contents(books) == before
    steps: list[tuple[int, int]] = []
    total = remaining(engine, keyring.cipher)
    assert reencrypt(engine, keyring.cipher, lambda *step: steps.append(step)) == total > 0
    assert steps[-1] == (total, total)
    assert remaining(engine, keyring.cipher) == 0
    assert reencrypt(engine, keyring.cipher, lambda *_step: pytest.fail("nothing was left")) == 0
    keyring.forget_old()
    fresh = open_keyring(path, SeededEntropy(b"restarted"))
    assert fresh.key_ids == ("c2",)
    with SqlBooks(engine, fresh) as books:
        assert contents(books) == before
    with engine.connect() as connection:
        for (table, column, row), statement in others.items():
            cell = connection.execute(statement).scalar_one()
            assert fresh.cipher.open(table, column, row, cell) == PLAIN
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_key_another_process_added_is_not_lost(keyring: Keyring, path: Path) -> None:
    open_keyring(path, SeededEntropy(b"quicker")).rotate()
    with pytest.raises(KeyringDamaged):
        keyring.rotate()
    assert open_keyring(path, SeededEntropy(b"later")).key_ids == ("c1", "c2")


def _stored(engine: Engine) -> bytes:
    """The bytes of SQLite's files; every column of every row of PostgreSQL."""
    if engine.dialect.name == "sqlite":
        path = Path(str(engine.url.database))
        return b"".join(each.read_bytes() for each in path.parent.iterdir() if each.is_file())
    with engine.connect() as connection:
        rows = [row for table in METADATA.sorted_tables for row in connection.execute(select(table)).all()]
    cells = [cell for row in rows for cell in row]
    return b"\n".join(bytes(cell) if isinstance(cell, bytes) else str(cell).encode() for cell in cells)


def test_nothing_that_says_who_lies_open(engine: Engine, keyring: Keyring) -> None:
    """What is stored of a filled pool."""
    with SqlBooks(engine, keyring) as books:
        fill(books)
        books.commit()
    raw = _stored(engine)
    assert b"A080101" in raw  # the dump does hold what is plain
    for number in range(1, 8):
        someone = record(number)
        said = [someone.name, someone.id_card, *someone.phones, someone.employer.name, someone.employer.code]
        said += [someone.ties[0].company.name, *someone.authority, someone.post_address, "招标单位"]
        said += [someone.phones[0].removeprefix("+86")]
        for word in said:
            utf8 = word.encode()
            for spelled in (utf8, utf8.hex().encode(), json.dumps(word).strip('"').encode()):
                assert spelled not in raw
    engaged = keyring.lookup("engagement", "AP-1.1\0E000001").hex().encode()
    assert engaged in raw
    at = raw.index(engaged)
    assert b"E000001" not in raw[at : at + 200]


def test_every_binary_column_is_encrypted_or_a_hash() -> None:
    known = {"journal_event.data", "journal_event.hash", "log_node.hash"}
    known |= {"company.lookup", "expert.card_lookup", "account.lookup", "application_party.organisation"}
    known |= {"oversight_record.subject"}
    known |= {
        "statistics_name.token",
        "statistics_order.drawn",
        "statistics_order.eligible",
    }  # packed numbers
    sealed = {f"{table.name}.{column.name}" for table, columns in encrypted_columns() for column in columns}
    binary = {
        f"{table.name}.{column.name}"
        for table in METADATA.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    assert binary == known | sealed


@pytest.mark.postgres
def test_a_rotation_waits_for_the_acts_that_are_open_and_for_no_other(postgres_address: str) -> None:
    waits: list[float] = []
    engine = open_engine(postgres_address)
    await_open_acts(engine, 30.0, waits.append)
    assert waits == []
    with engine.connect() as act:
        act.execute(text("SELECT 1"))

        def pause(seconds: float) -> None:
            waits.append(seconds)
            if len(waits) == 3:
                act.rollback()

        await_open_acts(engine, 30.0, pause)
    assert len(waits) == 3
    engine.dispose()
