"""Whoever owns database and log key writes history anew; the witness signs none of it and the draw stands."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from shutil import copy

import pytest
from sqlalchemy import text
from sqlmodel import Session

from audit import journal, merkle
from audit.events import DrawEvent, decode, encode
from audit.verify import verify
from audit.witness.store import Mirror
from draw_service.rules.refusals import GateWaits, WitnessRefuses, WitnessSilent
from draw_service.usecases.chain import load, wait_for_gate
from draw_service.usecases.witnessed import await_gate, keep_log
from tests.audit.witness.logs import WITNESS_KEY
from tests.faults.evidence import check
from tests.faults.watched import Watched


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Watched]:
    found = Watched(tmp_path / "house")
    yield found
    found.close()


def test_a_watched_draw_ends_well_and_its_evidence_bears_the_witness(there: Watched) -> None:
    there.live()

    check(there.folder)
    files = {path.name: path.read_bytes() for path in there.folder.iterdir() if path.is_file()}
    assert WITNESS_KEY.vkey.encode() in files["policy.json"]
    assert b'"quorum":1' in files["policy.json"]
    report = verify(files["public.edraw.json"], policy=files["policy.json"], log=files["log.json"])
    assert report.exit_code == 0
    assert "1 witnesses, 1 required" in report.as_text("en")
    assert there.alarms == []


def test_a_silent_witness_stops_the_draw_at_each_gate_and_it_goes_on_where_it_was(there: Watched) -> None:
    # After the lock: receipt and share wait. After the order: calls. After the seal: the print.
    for last, stopped in (("lock", "receipt"), ("order", "call"), ("seal", "print")):
        there.until(last)
        keep_log(there.house)
        there.awake = False
        there.step()
        act = there.plan()
        assert act is not None
        assert act.name == stopped
        before = journal_size(there)

        with pytest.raises(WitnessSilent, match="0 seconds"):
            act.do()

        assert journal_size(there) == before
        there.awake = True
        there.step()
    there.live()
    check(there.folder)


def journal_size(there: Watched) -> int:
    with there.engine.connect() as database:
        return int(database.execute(text("SELECT count(*) FROM journal_event")).scalar_one())


def test_no_gate_opens_inside_a_transaction_either(there: Watched) -> None:
    there.until("lock")
    there.awake = False
    there.step()

    with there.house.books() as books:
        draw = load(books, there.draw_id)
        assert draw.lock is not None
        with pytest.raises(GateWaits):
            wait_for_gate(books, draw, draw.lock.n)


def test_a_draw_past_its_gate_asks_nobody(there: Watched) -> None:
    there.until("call")
    await_gate(there.house, there.draw_id)
    asked, there.awake = there.asked, False

    await_gate(there.house, there.draw_id)

    assert there.asked == asked


def test_an_answer_that_was_lost_is_asked_for_again(there: Watched) -> None:
    there.until("receipt")
    there.cut = True
    with pytest.raises(WitnessSilent):
        there.step()
    there.cut = False

    there.step()

    assert there.alarms == []


def test_the_worker_says_once_that_nobody_signs(there: Watched) -> None:
    there.until("receipt")
    there.awake = False
    with pytest.raises(WitnessSilent):
        keep_log(there.house)
    keep_log(there.house)
    there.awake = True
    keep_log(there.house)
    await_gate(there.house, there.draw_id)


def test_a_rewritten_event_breaks_its_chain_before_the_witness(there: Watched) -> None:
    there.until("reveal")
    with there.engine.connect() as database:
        found = database.execute(
            text("SELECT data FROM journal_event WHERE type = 'draw.locked'")
        ).scalar_one()
    old = decode(found)
    forged = encode(
        draw=old.draw,
        n=old.n,
        prev=old.prev,
        type=old.type,
        body={**old.body, "pool_root": "0" * 64},
        at=old.at,
    )
    there.sql(
        "UPDATE journal_event SET data = :data, hash = :hash WHERE type = 'draw.locked'",
        data=forged,
        hash=decode(forged).hash,
    )
    with there.house.books() as books:
        draw = load(books, there.draw_id)
        now = there.clock.now()
        books.journal.record(draw.draw_id, DrawEvent.DRAW_CONFIRMED, confirmed(), now)
        books.commit()

    with pytest.raises(WitnessRefuses):
        await_gate(there.house, there.draw_id, whole=True)

    assert there.alarms == ["broken-chain"]


def confirmed() -> dict[str, object]:
    return {"what": "channel", "by": ["center"], "reason": ""}


def rebuilt(there: Watched, size: int) -> None:
    """Everything after the first ``size`` leaves is forgotten and will be sequenced and signed anew, with the
    log's own key: the most a thief of database and key can do."""
    there.sql(
        "DELETE FROM log_cosignature WHERE size > :size",
        "DELETE FROM log_checkpoint WHERE size > :size",
        'DELETE FROM log_node WHERE ("index" + 1) << level > :size',
        'INSERT INTO log_pending SELECT event_id FROM log_leaf WHERE "index" >= :size',
        'DELETE FROM log_leaf WHERE "index" >= :size',
        size=size,
    )


def test_a_history_signed_anew_is_a_fork(there: Watched) -> None:
    there.until("reveal")
    keep_log(there.house)
    with there.engine.connect() as database:
        place, event = database.execute(
            text(
                'SELECT "index", event_id FROM log_leaf JOIN journal_event ON id = event_id '
                "WHERE type = 'draw.locked'"
            )
        ).one()
        found = database.execute(text(f"SELECT data FROM journal_event WHERE id = {event}")).scalar_one()
    rebuilt(there, place)
    old = decode(found)
    forged = encode(
        draw=old.draw,
        n=old.n,
        prev=old.prev,
        type=old.type,
        body={**old.body, "pool_root": "0" * 64},
        at=old.at,
    )
    there.sql(
        "UPDATE journal_event SET data = :data, hash = :hash WHERE type = 'draw.locked'",
        data=forged,
        hash=decode(forged).hash,
    )

    with pytest.raises(WitnessRefuses):
        await_gate(there.house, there.draw_id)

    assert there.alarms == ["fork"]
    with Session(there.engine) as session:  # the log did sign it: the proof is in the witness's file
        newest = journal.newest_checkpoint(session)
    assert newest is not None


def test_an_old_copy_of_the_database_stands_still(there: Watched) -> None:
    there.until("receipt")
    keep_log(there.house)
    folder = there.folder
    with sqlite3.connect(folder / "panel.db") as now, sqlite3.connect(folder / "old.db") as old:
        now.backup(old)
    now.close()
    old.close()
    there.until("call")
    keep_log(there.house)
    for name in ("panel.db", "panel.db-wal", "panel.db-shm"):
        (folder / name).unlink(missing_ok=True)
    copy(folder / "old.db", folder / "panel.db")
    again = Watched(folder)
    again.clock.jump(there.clock.now() + timedelta(seconds=1))

    with again.house.books() as books:
        books.journal.record(again.draw_id, DrawEvent.DRAW_CONFIRMED, confirmed(), again.clock.now())
        books.commit()
    with pytest.raises(WitnessRefuses):
        await_gate(again.house, again.draw_id, whole=True)
    assert again.alarms == ["fork"]
    again.close()


def test_a_second_lock_gets_no_signature(there: Watched) -> None:
    there.until("reveal")
    with there.house.books() as books:
        lock = load(books, there.draw_id).lock
        assert lock is not None
        body = {**lock.body, "k_commit": "0" * 64}
        books.journal.record(there.draw_id, DrawEvent.DRAW_LOCKED, body, there.clock.now())
        books.commit()

    with pytest.raises(WitnessRefuses):
        await_gate(there.house, there.draw_id)
    with pytest.raises(WitnessRefuses):
        keep_log(there.house)

    assert there.alarms == ["second-lock"]


@pytest.mark.parametrize(
    ("attempt", "ended", "seen"),
    [(2, False, "unended-attempt"), (3, True, "attempt-gap"), (1, True, "twin-attempt")],
)
def test_a_hidden_attempt_gets_no_signature(there: Watched, attempt: int, ended: bool, seen: str) -> None:
    there.until("reveal")
    keep_log(there.house)
    with there.house.books() as books:
        draw = load(books, there.draw_id)
        now = there.clock.now() + timedelta(seconds=1)
        if ended:
            body = {"events": draw.last.n + 1, "ground": "rehearsed", "reason": "", "by": ["center"]}
            books.journal.record(there.draw_id, DrawEvent.DRAW_ABORTED, body, now)
        filed = {**books.journal.events(there.draw_id)[0].body, "attempt": attempt}
        filed["previous"] = "" if attempt == 1 else books.journal.events(there.draw_id)[-1].hash.hex()
        books.journal.record("HIDDEN.9", DrawEvent.APPLICATION_FILED, filed, now)
        books.commit()

    with pytest.raises(WitnessRefuses):
        keep_log(there.house)

    assert there.alarms == [seen]


def test_the_mirror_is_the_log(there: Watched) -> None:
    there.live()
    keep_log(there.house)

    with Session(there.engine) as session:
        own = list(journal.leaves(session))
        newest = journal.newest_checkpoint(session)
    assert newest is not None
    with Mirror.open(there.witness_file) as mirror:
        assert list(mirror.leaves()) == own
        assert mirror.root_at(len(own)) == merkle.root([merkle.leaf_hash(leaf) for leaf in own])
