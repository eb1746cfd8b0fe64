"""Cosignatures beside the checkpoints, quorums, and how witnesses are asked; on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from audit import journal
from audit.checkpoint import open_note
from audit.cosigned import NOBODY, Quorum
from audit.events import DrawEvent
from audit.witness.client import Unreachable
from audit.witness.desk import Desk
from audit.witness.keyfile import WitnessKey
from audit.witness.store import Log, Mirror
from audit.witness.wire import Answer, Submission, write_submission
from draw_service.rules.refusals import GateWaits, SettingWrong, WitnessRefuses, WitnessSilent
from draw_service.settings import Settings
from draw_service.store.books import SqlBooks, sequence
from draw_service.store.engine import open_engine
from draw_service.store.keyring import Keyring
from draw_service.store.witnesses import AskedWitnesses, Witness, asked_witnesses
from tests.store.fakes import NOON

HASH = "00" * 32
FILED = {
    "application": "AP-1",
    "attempt": 1,
    "previous": "",
    "commitment": HASH,
    "unseal_pk": HASH,
    "rule_pack": "p",
    "strata": [{"id": "a", "code": "A", "quota": 1}],
    "signin_at": "2026-03-04T02:00:00Z",
}
LOCKED = {
    **dict.fromkeys(("pool_root", "excluded_root", "recusal_root", "register_commit", "k_commit"), HASH),
    **dict.fromkeys(("pool_size", "excluded_size", "recusal_size", "max_per_unit"), 0),
    "suite": "std-1",
    "strata": FILED["strata"],
    "commitments": dict.fromkeys(("tenderer", "regulator", "center"), HASH),
    "software": "panel/0",
}
REVEALED = {"party": "tenderer", "share": HASH}
NAMES = ("one", "two", "three")


class Town:
    """A log with three witnesses, each a witness of its own behind a line that may be down or lie."""

    def __init__(self, engine: Engine, keyring: Keyring, folder: Path, needed: int) -> None:
        self.engine, self.keyring, self.down = engine, keyring, set[str]()
        self.lies: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.keys = {
            f"http://{name}": WitnessKey.from_seed(f"w/{name}", name.encode().ljust(32)) for name in NAMES
        }
        self.desks = {}
        for url, key in self.keys.items():
            file = folder / key.name.replace("/", "-") / "witness.db"
            Mirror.make(file, Log(keyring.log.origin, keyring.log.vkey, "http://feed"))
            self.desks[url] = Desk(file, key, self.feed, lambda: NOON)
        found = [Witness(url, key.vkey) for url, key in self.keys.items()]
        self.witnesses = AskedWitnesses(engine, found, needed, lambda: NOON, patience=0.5, ask=self.ask)

    def ask(self, url: str, body: bytes, _patience: float) -> Answer:
        self.asked.append(url)
        if url in self.down:
            raise Unreachable
        return self.lies.get(url) or self.desks[url].add_checkpoint(body)

    def feed(self, first: int, end: int) -> Iterator[bytes]:
        with Session(self.engine) as session:
            yield from list(journal.leaves(session, first, end - first))

    def write(self, type: DrawEvent, body: dict[str, object]) -> int:
        with self.books() as books:
            n = books.journal.record("AP-1.1", type, body, NOON).n
            books.commit()
        sequence(self.engine, self.keyring, NOON)
        return n

    def books(self) -> SqlBooks:
        return SqlBooks(self.engine, self.keyring, self.witnesses)

    def covered(self, n: int) -> bool:
        with self.books() as books:
            return books.journal.covered("AP-1.1", n)


@pytest.fixture
def town(engine: Engine, keyring: Keyring, tmp_path: Path) -> Town:
    made = Town(engine, keyring, tmp_path, 2)
    made.write(DrawEvent.APPLICATION_FILED, FILED)
    return made


def test_a_gate_opens_with_the_quorum_and_the_bundle_carries_who_signed(town: Town) -> None:
    town.down = {"http://two", "http://three"}
    lock = town.write(DrawEvent.DRAW_LOCKED, LOCKED)
    with pytest.raises(WitnessSilent):
        town.witnesses.reach("AP-1.1")
    assert not town.covered(lock)
    with town.books() as books, pytest.raises(GateWaits):
        books.journal.evidence("AP-1.1", {"lock": lock})

    town.down = {"http://two"}
    town.witnesses.reach("AP-1.1")

    assert town.covered(lock)
    keys = [town.keys["http://one"].vkey, town.keys["http://three"].vkey]
    with town.books() as books:
        found = books.journal.evidence("AP-1.1", {"lock": lock})
    assert found["vkeys"]["witnesses"] == keys
    for note in (found["checkpoint"], found["gates"]["lock"]["checkpoint"]):
        assert open_note(note, [town.keyring.log.vkey, *keys])[1] == {town.keyring.log.vkey, *keys}


def test_the_gate_is_the_first_tree_that_a_quorum_signed(town: Town) -> None:
    lock = town.write(DrawEvent.DRAW_LOCKED, LOCKED)
    town.witnesses.reach("AP-1.1")
    town.write(DrawEvent.DRAW_REVEALED, REVEALED)
    town.witnesses.reach("AP-1.1", whole=True)

    with town.books() as books:
        found = books.journal.evidence("AP-1.1", {"lock": lock})

    assert found["gates"]["lock"]["checkpoint"].split("\n")[1] == "2"
    assert found["checkpoint"].split("\n")[1] == "3"


def test_a_draw_from_before_the_witnesses_keeps_the_checkpoint_of_its_time(town: Town) -> None:
    lock = town.write(DrawEvent.DRAW_LOCKED, LOCKED)
    town.write(DrawEvent.DRAW_REVEALED, REVEALED)
    town.witnesses.reach("AP-1.1", whole=True)

    with town.books() as books:
        found = books.journal.evidence("AP-1.1", {"lock": lock})

    gate = found["gates"]["lock"]["checkpoint"]
    assert gate.split("\n")[1] == "2"
    assert open_note(gate, [town.keyring.log.vkey, *found["vkeys"]["witnesses"]])[1] == {
        town.keyring.log.vkey
    }


def test_no_means_stop_at_once_when_the_quorum_cannot_be_had(town: Town) -> None:
    town.write(DrawEvent.DRAW_LOCKED, LOCKED)
    town.lies = {"http://one": Answer(422, "second-lock\n"), "http://two": Answer(422, "second-lock\n")}

    with pytest.raises(WitnessRefuses):
        town.witnesses.reach("AP-1.1")

    assert len(town.asked) == 3
    del town.lies["http://one"]
    town.witnesses.reach("AP-1.1")


@pytest.mark.parametrize(
    "lie",
    [
        Answer(200, "— w/one AAAA\n"),
        Answer(200, ""),
        Answer(200, "no line"),
        Answer(409, "x\n"),
        Answer(409, "0\n"),
        Answer(409, "9\n"),
        Answer(404, ""),
    ],
    ids=lambda lie: f"{lie.status} {lie.text!r}",
)
def test_what_a_witness_makes_up_is_no_signature(town: Town, lie: Answer) -> None:
    lock = town.write(DrawEvent.DRAW_LOCKED, LOCKED)
    town.lies = dict.fromkeys(town.keys, lie)

    with pytest.raises((WitnessRefuses, WitnessSilent)):
        town.witnesses.reach("AP-1.1")

    assert not town.covered(lock)


def test_the_signature_of_another_witness_counts_once(town: Town) -> None:
    lock = town.write(DrawEvent.DRAW_LOCKED, LOCKED)
    town.down = {"http://one", "http://three"}
    with pytest.raises(WitnessSilent):
        town.witnesses.reach("AP-1.1")
    with Session(town.engine) as session:
        line = session.execute(text("SELECT line FROM log_cosignature")).scalar_one()
    town.down = set()
    town.lies = {"http://one": Answer(200, line), "http://three": Answer(200, line)}

    with pytest.raises(WitnessRefuses):
        town.witnesses.reach("AP-1.1")

    assert not town.covered(lock)


def test_sizes_are_told_and_asked_again(town: Town) -> None:
    """The witness has signed what this database has not kept: its size leads back to it."""
    town.write(DrawEvent.DRAW_LOCKED, LOCKED)
    town.witnesses.submit()
    fresh = AskedWitnesses(
        town.engine,
        [Witness(url, key.vkey) for url, key in town.keys.items()],
        3,
        lambda: NOON,
        patience=0.5,
        ask=town.ask,
    )
    town.write(DrawEvent.DRAW_REVEALED, REVEALED)
    for url in town.keys:  # answers that were lost on the way
        with Session(town.engine) as session:
            size, note = journal.newest_checkpoint(session) or (0, "")
            proof = journal.growth(session, 2, size)
        assert town.desks[url].add_checkpoint(write_submission(Submission(2, proof, note))).status == 200

    fresh.reach("AP-1.1", whole=True)

    with Session(town.engine) as session:
        assert journal.covered(session, "AP-1.1", 2, fresh.quorum)


def test_trouble_is_said_when_it_begins(town: Town) -> None:
    town.down = set(town.keys)
    with pytest.raises(WitnessSilent, match="2 seconds"):
        town.witnesses.submit()
    town.witnesses.submit()
    town.down = set()
    town.witnesses.submit()
    town.write(DrawEvent.DRAW_LOCKED, LOCKED)
    town.lies = dict.fromkeys(town.keys, Answer(422, "fork\n"))
    with pytest.raises(WitnessRefuses):
        town.witnesses.submit()


def test_an_empty_log_and_a_draw_without_a_gate_wait_for_nobody(
    engine: Engine, keyring: Keyring, tmp_path: Path
) -> None:
    town = Town(engine, keyring, tmp_path, 3)
    town.witnesses.submit()
    town.witnesses.reach("AP-1.1", whole=True)
    town.write(DrawEvent.APPLICATION_FILED, FILED)
    town.witnesses.reach("AP-1.1")

    assert town.asked == []


@pytest.mark.parametrize("statement", ["UPDATE log_cosignature SET line = ''", "DELETE FROM log_cosignature"])
def test_a_cosignature_stays(town: Town, statement: str) -> None:
    town.witnesses.submit()

    with town.engine.begin() as database, pytest.raises(Exception, match="append-only"):
        database.execute(text(statement))


def test_without_a_quorum_nothing_changes(town: Town) -> None:
    with Session(town.engine) as session:
        assert journal.covered(session, "AP-1.1", 0, NOBODY)
        assert not journal.covered(session, "AP-1.1", 0, Quorum(("x",), 1))


KEY = WitnessKey.from_seed("w/one", bytes(32)).vkey
GOOD = {"url": "https://w.test", "vkey": KEY}


@pytest.mark.parametrize(
    ("witnesses", "quorum"),
    [
        ([], 1),
        ([GOOD], 2),
        ([GOOD, GOOD], 1),
        ([{"url": "https://w.test"}], 1),
        ([{"url": "w.test", "vkey": KEY}], 1),
        ([{"url": "https://w.test", "vkey": "x"}], 1),
        ([{"url": "https://w.test", "vkey": "LOG"}], 1),
    ],
)
def test_settings_that_cannot_be(
    address: str, keyring: Keyring, witnesses: list[dict[str, str]], quorum: int
) -> None:
    named = [{**one, "vkey": keyring.log.vkey} if one.get("vkey") == "LOG" else one for one in witnesses]
    engine = open_engine(address)
    given = Settings(witness="required", witnesses=named, witness_quorum=quorum)

    with pytest.raises(SettingWrong):
        asked_witnesses(engine, given, lambda: NOON)
    engine.dispose()


def test_settings_that_can(address: str) -> None:
    engine = open_engine(address)
    found = asked_witnesses(engine, Settings(witness="required", witnesses=[GOOD]), lambda: NOON)
    assert found is not None
    assert found.policy == ((KEY,), 1)
    assert asked_witnesses(engine, Settings(witnesses=[GOOD]), lambda: NOON) is None
    engine.dispose()


def test_the_time_is_what_as_many_as_must_sign_vouch_for(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town.write(DrawEvent.DRAW_LOCKED, LOCKED)
    town.witnesses.reach("AP-1.1")
    for hours, name in ((3, "one"), (2, "two"), (1, "three")):
        monkeypatch.setattr(
            town.desks[f"http://{name}"], "_now", lambda hours=hours: NOON + timedelta(hours=hours)
        )

    assert town.witnesses.time() == NOON + timedelta(hours=2)
    # Asked again with nothing new in the log they say what time it is now.
    monkeypatch.setattr(town.desks["http://three"], "_now", lambda: NOON + timedelta(hours=9))
    assert town.witnesses.time() == NOON + timedelta(hours=3)
    town.down = {"http://one"}
    assert town.witnesses.time() == NOON + timedelta(hours=2)
    town.down = {"http://one", "http://two"}
    with pytest.raises(WitnessSilent):
        town.witnesses.time()


def test_an_old_or_foreign_signature_tells_no_time(town: Town) -> None:
    town.write(DrawEvent.DRAW_LOCKED, LOCKED)
    town.witnesses.reach("AP-1.1")
    with Session(town.engine) as session:
        old = session.execute(
            text("SELECT line FROM log_cosignature WHERE witness LIKE 'w/two%'")
        ).scalar_one()
    town.write(DrawEvent.DRAW_REVEALED, REVEALED)
    town.lies = {"http://one": Answer(200, old), "http://two": Answer(200, old)}

    with pytest.raises(WitnessRefuses):
        town.witnesses.time()
