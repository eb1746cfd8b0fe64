"""A client of the post office with a table of its own, a clock that is set by hand, and what must hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Column, Engine, Integer, MetaData, String, Table, insert, select
from sqlmodel import Session

from draw_service.store.cipher import Cipher
from notifications.alarms import ALARM
from notifications.attempts import LIVE
from notifications.dispatcher import Dispatcher
from notifications.policy import Policy
from notifications.post import Post
from notifications.records import ATTEMPT, NOTICE
from notifications.reports import Ended, Receipt, Report
from tests.notifications.exchange import Exchange
from tests.store.fakes import SeededEntropy

MORNING = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
HEARD = Table("heard", MetaData(), Column("id", Integer, primary_key=True), Column("notice", String),
              Column("what", String))  # fmt: skip
PARAMS = {"signin_at": "2026-03-03T01:30:00+00:00", "minutes": "240", "center": "交易中心"}


class Clock:
    def __init__(self, at: datetime = MORNING) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def advance(self, **by: float) -> None:
        self.at += timedelta(**by)


class Inline(Executor):
    """Does everything at once, in the caller's thread."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class Desk:
    """One worker, its client and its provider on one database."""

    def __init__(
        self, engine: Engine, exchange: Exchange, clock: Clock, *, seed: bytes = b"desk", pool: Any = None
    ) -> None:
        self.engine, self.exchange, self.clock = engine, exchange, clock
        self.entropy = SeededEntropy(seed)
        self.sealer = Cipher({"c1": bytes(32)}, "c1", self.entropy)
        self.reports: list[Report] = []
        self.broken = 0
        HEARD.metadata.create_all(engine)
        self.dispatcher = self.worker(pool)

    def worker(self, pool: Any = None, owner: str = "w1", **options: Any) -> Dispatcher:
        return Dispatcher(
            self.engine,
            self.sealer,
            self.entropy,
            self.clock,
            {self.exchange.name: self.exchange},
            self.hear,
            pool or Inline(),
            owner=owner,
            **options,
        )

    def hear(self, session: Session, reports: tuple[Report, ...]) -> None:
        if self.broken:
            self.broken -= 1
            raise ValueError("the client cannot take it in")
        self.reports += reports
        self.write(session, reports)

    def write(self, session: Session, reports: Sequence[Report]) -> None:
        for report in reports:
            what = report.outcome if isinstance(report, Ended) else type(report).__name__
            session.execute(insert(HEARD).values(notice=report.notice, what=what))

    def open(
        self, n: int, *, numbers: int = 1, kind: Any = "voice", phones: Sequence[str] = (), **options: Any
    ) -> str:
        """A notice for person ``n``, whose numbers are ``phones``, else ``number(n, 0)`` and so on."""
        phones = phones or [number(n, k) for k in range(numbers)]
        given: dict[str, Any] = {
            "subject": f"S-{n}",
            "callee": f"person-{n}",
            "kind": kind,
            "numbers": phones,
            "tags": [sha256(phone.encode()).hexdigest()[:32] for phone in phones],
            "template": "invitation" if kind == "voice" else "details",
            "params": PARAMS if kind == "voice" else {**PARAMS, "place": "评标一室", "code": "123456"},
            "channel": self.exchange.name,
            "policy": Policy(),
            "at": self.clock.now(),
        }
        with Session(self.engine) as session:
            notice = Post(session, self.sealer, self.entropy).open(**given | options)
            session.commit()
        return notice

    def cancel(self, n: int) -> None:
        with Session(self.engine) as session:
            reports = Post(session, self.sealer, self.entropy).cancel(f"S-{n}", self.clock.now())
            self.reports += reports
            self.write(session, reports)
            session.commit()

    def play(self) -> None:
        """Every report of the provider that is due, once more."""
        for callback in self.exchange.callbacks():
            self.dispatcher.receive(self.exchange.name, callback)

    def round(self) -> None:
        self.dispatcher.tick()
        self.clock.advance(seconds=20)
        self.play()
        self.dispatcher.sweep()

    def settle(self, rounds: int = 120) -> None:
        """Until nothing is open; the clock moves on."""
        for _ in range(rounds):
            self.round()
            if self.settled():
                return
            self.clock.advance(seconds=40)

    def settled(self) -> bool:
        return not self.rows(NOTICE, state="open") and not self.live()

    def rows(self, table: Table, **equal: object) -> list[Any]:
        with self.engine.connect() as connection:
            where = [table.c[name] == value for name, value in equal.items()]
            return list(connection.execute(select(table).where(*where)).all())

    def live(self) -> list[Any]:
        return [row for row in self.rows(ATTEMPT) if row.state in LIVE]

    def outcome(self, notice: str) -> str:
        return str(self.rows(NOTICE, id=notice)[0].outcome)

    def ends(self, notice: str) -> list[str]:
        return [row.end for row in sorted(self.rows(ATTEMPT, notice_id=notice), key=lambda row: row.n)]

    def alarms(self) -> list[str]:
        return [row.code for row in self.rows(ALARM) if row.cleared_at is None]

    def heard(self, kind: type[Report]) -> list[Report]:
        return [report for report in self.reports if isinstance(report, kind)]


def number(n: int, k: int = 0) -> str:
    return f"+86138{n:04d}{k:04d}"


def check(desk: Desk) -> None:
    """What holds at every moment."""
    ringing = [row for row in desk.live() if row.kind == "voice"]
    people = {row.id: row.callee for row in desk.rows(NOTICE)}
    calls = Counter([*(row.callee for row in ringing), *(people[row.notice_id] for row in ringing)])
    assert max(calls.values(), default=0) <= 1, "two calls to one person or one phone"
    assert max(desk.exchange.told.values(), default=0) <= 1, "an attempt placed twice"
    rows = {row.id: row for row in desk.rows(ATTEMPT)}
    assert set(desk.exchange.calls) <= set(rows)
    for attempt in desk.exchange.calls:
        assert rows[attempt].state != "queued", "it would be placed again"
    finished = [row.id for row in desk.rows(NOTICE, state="done") if not row.quiet]
    told = Counter(row.notice for row in desk.rows(HEARD) if row.what not in _NOT_THE_END)
    assert told == Counter(finished), "exactly one end for each notice"
    for row in desk.rows(NOTICE, state="open"):
        assert any(one.notice_id == row.id and one.state != "ended" for one in rows.values()), "lost"


_NOT_THE_END = {"Redialled", "ReceiptMissing", "LateKey", "LeaveAsked", "ReasonGiven", Receipt.__name__}


def check_settled(desk: Desk) -> None:
    """What holds once everything was looked into."""
    check(desk)
    assert desk.live() == []
    assert desk.rows(NOTICE, state="open") == []
    assert {row.state for row in desk.rows(ATTEMPT)} <= {"ended"}
