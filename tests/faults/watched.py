"""The people around one draw again, in a house whose log has a witness; and somebody at its database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text
from sqlmodel import Session

from audit.journal import leaves
from audit.witness.client import Unreachable
from audit.witness.desk import Desk
from audit.witness.feed import FeedSilent
from audit.witness.report import read_report
from audit.witness.store import Log, Mirror
from audit.witness.wire import Answer
from draw_service.documents.rosters_out import write_roster
from draw_service.store.books import SqlBooks
from draw_service.store.engine import open_engine
from draw_service.store.keyring import open_keyring
from draw_service.store.witnesses import AskedWitnesses, Witness
from tests.audit.witness.logs import WITNESS_KEY
from tests.faults.life import People, city
from tests.store.fakes import SeededEntropy


class Watched(People):
    """``awake`` False: the witness answers nobody. ``cut``: its answers are lost on the way."""

    def __init__(self, folder: Path, address: str = "") -> None:
        if not (folder / "roster.xlsx").exists():
            folder.mkdir(exist_ok=True)
            write_roster(city().records, folder / "roster.xlsx")
        super().__init__(folder, self._last, address)
        self.engine = open_engine(address or f"sqlite:///{folder / 'panel.db'}")
        self.keyring = open_keyring(folder / "keyring.json", SeededEntropy(b"watched"))
        self.witness_file = folder / "witness" / "witness.db"
        Mirror.make(
            self.witness_file, Log(self.keyring.log.origin, self.keyring.log.vkey, "http://feed.test")
        )
        self.desk = Desk(self.witness_file, WITNESS_KEY, self.feed, lambda: self.clock.now())
        self.awake, self.cut, self.asked = True, False, 0
        watch = AskedWitnesses(
            self.engine,
            [Witness("http://witness.test", WITNESS_KEY.vkey)],
            1,
            lambda: self.clock.now(),
            patience=0.3,
            ask=self.ask,
        )

        def books() -> SqlBooks:
            return SqlBooks(self.engine, self.keyring, watch)

        self.house = replace(self.house, witnesses=watch, books=books, views=books)

    def close(self) -> None:
        self.engine.dispose()

    def feed(self, first: int, end: int) -> Iterator[bytes]:
        with Session(self.engine) as session:
            found = list(leaves(session, first, end - first))
        if len(found) < end - first:
            raise FeedSilent
        yield from found

    def ask(self, _url: str, body: bytes, _patience: float) -> Answer:
        self.asked += 1
        if not self.awake:
            raise Unreachable
        answer = self.desk.add_checkpoint(body)
        if self.cut:
            raise Unreachable
        return answer

    def until(self, name: str) -> None:
        """Live until ``name`` is the next act."""
        while (act := self.plan()) is not None and act.name != name:
            self.do(act)
        assert act is not None, f"nobody came to {name}"

    def step(self) -> None:
        act = self.plan()
        assert act is not None
        self.do(act)

    def sql(self, *statements: str, **values: object) -> None:
        """What a database administrator can do: triggers stop nobody who owns the engine."""
        with self.engine.begin() as database:
            for trigger in ("update", "delete", "no_replace"):
                for table in ("journal_event", "log_leaf", "log_node", "log_checkpoint", "log_cosignature"):
                    name = f"{table}_{trigger}" if "_" in trigger else f"{table}_no_{trigger}"
                    database.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
            for statement in statements:
                database.execute(text(statement), values)

    @property
    def alarms(self) -> list[str]:
        return [alarm.code for alarm in read_report(self.witness_file).alarms]

    def _last(self) -> datetime | None:
        engine = getattr(self, "engine", None)
        if engine is None:
            return None
        with engine.connect() as database:
            found = database.execute(text("SELECT max(at) FROM journal_event")).scalar()
        return datetime.fromisoformat(found).replace(tzinfo=UTC) if isinstance(found, str) else found
