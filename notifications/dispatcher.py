"""The worker's three acts, each woken up by somebody else's clock: tick, receive, sweep.

Any number of dispatchers may work on one database. None of them keeps anything in memory that matters: one
that dies at any moment is followed by the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from datetime import datetime
from functools import partial
from threading import BoundedSemaphore
from typing import Any, Protocol

from sqlalchemy import Engine, Row
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from audit.journal import PlaceTaken, TimeWentBack
from audit.refusal import Refusal
from notifications import inbox, throttles
from notifications.alarms import clear_alarm, raise_alarm, raised
from notifications.attempts import End, Happening, Kind
from notifications.channels.port import (
    WAIT,
    BadCallback,
    Callback,
    Channel,
    Heard,
    NotSent,
    Placing,
    Prompt,
    Reply,
)
from notifications.outbox import Barred, Claimed, Outbox, store
from notifications.post import Applied
from notifications.recall import forsaken, recall, recall_timers
from notifications.reconcile import Reconciler
from notifications.records import Entropy, Sealer
from notifications.timers import claim_due
from notifications.transactions import OnReports, Transactions

PATIENCE = 0.9
"""Seconds a callback may take before the callee is asked to wait."""
WIDTH = 8
"""How many attempts one dispatcher places at a time."""
_SPEAKS = (Kind.ANSWERED, Kind.KEY, Kind.SILENCE)
_LATER = (SQLAlchemyError, PlaceTaken, TimeWentBack, Refusal, ValueError, LookupError)
"""What may go wrong while a kept report is applied; it is applied again by the next sweep."""


class Clock(Protocol):
    """Time, given in."""

    def now(self) -> datetime:
        """Now, aware UTC."""


class Dispatcher:
    """One worker. ``owner`` names it in leases; ``callbacks``: channel -> its public base URL; ``pool``
    places attempts and applies callbacks, with more threads than ``width``. ``clashes``: exceptions of the
    client that mean another transaction was quicker."""

    def __init__(
        self,
        engine: Engine,
        sealer: Sealer,
        entropy: Entropy,
        clock: Clock,
        channels: Mapping[str, Channel],
        on_reports: OnReports,
        pool: Executor,
        *,
        owner: str,
        callbacks: Mapping[str, str] | None = None,
        clashes: tuple[type[Exception], ...] = (),
        width: int = WIDTH,
        patience: float = PATIENCE,
    ) -> None:
        self._transactions = Transactions(engine, sealer, entropy, on_reports, clashes)
        self._sealer, self._clock, self._channels = sealer, clock, dict(channels)
        self._callbacks = dict(callbacks or {})
        self._reconciler = Reconciler(self._transactions, self._channels, self._callbacks)
        self._pool, self._owner, self._patience = pool, owner, patience
        self._free = BoundedSemaphore(width)

    def tick(self, limit: int = WIDTH) -> int:
        """Claim what is due, up to ``limit`` and as far as threads are free; commit; place in the pool.

        Returns how many are being placed. It does not wait for them.
        """
        free = 0
        while free < limit and self._free.acquire(blocking=False):
            free += 1
        found: list[Claimed | Barred] = []
        claimed: list[Claimed] = []
        try:
            if free:
                found = self._transactions.run(lambda session: self._claim(session, free))
                claimed = [one for one in found if isinstance(one, Claimed)]
        finally:
            for _ in range(free - len(claimed)):
                self._free.release()
        for one in claimed:
            self._pool.submit(self._place, one)
        for barred in found:
            if isinstance(barred, Barred):
                self._guarded(barred.attempt, partial(self._lay_down, barred))
        return len(claimed)

    def receive(self, name: str, callback: Callback) -> Reply:
        """Answer a provider's callback within a second: its reports are kept, then applied.

        Raises ``KeyError`` for a channel this worker does not serve. A callback that is not one of ours is
        counted and changes nothing.
        """
        channel = self._channels[name]
        try:
            heard = channel.hear(callback)
        except BadCallback as bad:
            counting = self._pool.submit(self._count_refused, name, bad.code)
            with suppress(TimeoutError, *_LATER):  # a locked database makes no refusal an error of ours
                counting.result(self._patience)
            return Reply(bad.status, "text/plain", bad.code.encode())
        taking = self._pool.submit(self._take_in, name, callback, heard)
        try:
            known, prompt = taking.result(self._patience)
        except (TimeoutError, *_LATER):
            # Who waits for words is asked to wait; any other report is asked for once more.
            if any(one.happening.kind in _SPEAKS for one in heard):
                return channel.ack(callback, WAIT)
            return Reply(503, "text/plain", b"later")
        if heard and not known:
            return Reply(404, "text/plain", b"unknown-attempt")
        return channel.ack(callback, prompt)

    def sweep(self, limit: int = 50) -> int:
        """Apply reports that were kept and not applied, then look at whatever is due. Returns how many."""
        now = self._clock.now()
        self._transactions.run(lambda session: self._put_right(session, now))
        left = self._transactions.run(lambda session: inbox.left_over(session, now, limit))
        for row in left:
            if not self._guarded(row.attempt_id, partial(self._apply_kept, row.id)):
                self._transactions.run(partial(inbox.put_back, row_id=row.id, now=now))
        due = self._transactions.run(lambda session: claim_due(session, now, limit))
        for timer in due:
            look = partial(self._reconciler.due, timer.kind, timer.subject, timer.tries, now)
            self._guarded(timer.subject, look)
        return len(left) + len(due)

    def settle(self, attempt: str, end: End) -> None:
        """A person says how an attempt ended that nobody could account for. Raises ``UnknownAttempt``."""
        now = self._clock.now()
        self._transactions.report(lambda post: post.apply(attempt, Happening(Kind.ENDED, now, end=end), now))

    def restart(self, name: str) -> None:
        """A person has put a stopped channel right."""
        now = self._clock.now()
        self._transactions.run(lambda session: clear_alarm(session, name, now))

    def alarms(self) -> Sequence[Row[Any]]:
        """What a person has not looked at yet, oldest first."""
        return self._transactions.run(raised)

    def _lay_down(self, barred: Barred) -> None:
        now = self._clock.now()
        self._transactions.report(lambda post: post.lay_down(barred.attempt, barred.why, now))

    def _claim(self, session: Session, limit: int) -> list[Claimed | Barred]:
        outbox = Outbox(session, self._sealer, self._channels, self._callbacks)
        return outbox.claim(self._owner, self._clock.now(), limit)

    def _place(self, claimed: Claimed) -> None:
        try:
            placing: Placing = NotSent("lease")
            # A lease that ran out while this waited for a thread may be under enquiry already.
            if self._clock.now() < claimed.until:
                placing = claimed.channel.place(claimed.out)
            self._transactions.report(lambda post: store(post, claimed, placing, self._clock.now()))
        finally:
            self._free.release()

    def _take_in(self, name: str, callback: Callback, heard: Sequence[Heard]) -> tuple[bool, Prompt | None]:
        """Whether any attempt of ours was meant, and what its callee hears next."""
        kept = self._transactions.run(
            lambda session: inbox.keep(session, self._sealer, name, callback, heard)
        )
        applied = [self._apply_kept(row_id) for row_id in kept]
        known = [one for one in applied if one is not None]
        return bool(known), next((one.prompt for one in known if one.prompt), None)

    def _apply_kept(self, row_id: str) -> Applied | None:
        return self._transactions.report(lambda post: inbox.apply_kept(post, row_id, self._clock.now()))

    def _put_right(self, session: Session, now: datetime) -> None:
        recall(session, now)
        recall_timers(session, now)
        forsaken(session, set(self._channels), now)

    def _count_refused(self, name: str, code: str) -> None:
        now = self._clock.now()
        self._transactions.run(lambda session: throttles.count(session, f"refused:{name}:{code}", now))

    def _guarded(self, attempt: str, act: Callable[[], object]) -> bool:
        """Whether it went well. One row that cannot be worked on, for whatever reason, keeps no other
        waiting; a person hears of it."""
        try:
            act()
            return True
        except Exception as error:  # noqa: BLE001 - its kind is told, its words could quote the row
            detail, now = type(error).__name__, self._clock.now()
            self._transactions.run(lambda session: raise_alarm(session, "not-applied", attempt, now, detail))
            return False
