"""Looking after attempts that nobody reported on: ask the provider, then a person. Nothing is sent again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Row, select, update
from sqlmodel import Session

from notifications import records
from notifications.alarms import raise_alarm
from notifications.attempts import LIVE, End, Happening, Kind, State
from notifications.channels.port import Channel, Finding, Found, NotFound, Outgoing
from notifications.outbox import Outbox
from notifications.policy import Policy
from notifications.post import Applied, Post
from notifications.records import ATTEMPT, NOTICE
from notifications.reports import ReceiptMissing, Report
from notifications.timers import FARTHEST, TimerKind, drop_timers, set_timer
from notifications.transactions import Transactions

MOST = 300
"""Longest time between two questions to the provider, in seconds."""


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask the provider about an attempt placed at ``since`` or later."""

    out: Outgoing
    ref: str
    since: datetime
    channel: Channel


class Reconciler:
    """What to do with a timer that came due."""

    def __init__(
        self, transactions: Transactions, channels: Mapping[str, Channel], callbacks: Mapping[str, str]
    ) -> None:
        self._transactions, self._channels, self._callbacks = transactions, channels, callbacks

    def due(self, kind: TimerKind, attempt: str, tries: int, now: datetime) -> None:
        """Act on one timer. Harmless when repeated."""
        if kind == "receipt":
            self._transactions.report(lambda post: receipt_missing(post, attempt))
        elif kind == "lost":
            lost = Happening(Kind.ENDED, now, end=End.NO_RECEIPT)
            self._transactions.report(lambda post: post.apply(attempt, lost, now))
        else:
            self._look(attempt, tries, now)

    def _look(self, attempt: str, tries: int, now: datetime) -> None:
        question: list[Question] = []

        def prepare(post: Post) -> Applied | None:
            question.clear()
            notice, row = records.locked(post.session, attempt)
            if row.state == State.INTENT:
                if now < row.lease_until < now + FARTHEST:
                    set_timer(post.session, "look", attempt, row.lease_until)
                    return None
                # Whoever claimed it is gone, or as good as gone: it may have been placed.
                applied = post.apply(attempt, Happening(Kind.UNCERTAIN, now), now)
                notice, row = records.locked(post.session, attempt)
            else:
                applied = None
            if self._askable(row):
                # The claim of the timer keeps others away while the provider is asked.
                question.append(self._question(post.session, notice, row, now))
            elif row.state in LIVE and row.channel not in self._channels:
                # Another worker may serve it; if none does, a person hears of it.
                _next_look(post.session, attempt, Policy.from_json(notice.policy), tries, now)
            else:
                drop_timers(post.session, attempt, "look")
            return applied

        self._transactions.report(prepare)
        for asked in question:
            found = asked.channel.reconcile(asked.out, asked.ref, asked.since, now)
            self._transactions.report(partial(answered, attempt=attempt, found=found, tries=tries, now=now))

    def _askable(self, row: Row[Any]) -> bool:
        channel = self._channels.get(row.channel)
        if channel is None or row.state in (State.QUEUED, State.ENDED):
            return False
        return row.kind == "voice" or row.state == State.UNCERTAIN or channel.abilities.receipts

    def _question(self, session: Session, notice: Row[Any], row: Row[Any], now: datetime) -> Question:
        outbox = Outbox(session, self._transactions.sealer, self._channels, self._callbacks)
        out = outbox.outgoing(notice, row, now)
        return Question(out, row.ref, row.intent_at, self._channels[row.channel])


def answered(post: Post, attempt: str, found: Finding, tries: int, now: datetime) -> Applied:
    """Apply what the provider said of an attempt, and say when to ask again."""
    reports: list[Report] = []
    notice, row = records.locked(post.session, attempt)
    policy = Policy.from_json(notice.policy)
    uncertain = row.state == State.UNCERTAIN
    if isinstance(found, Found):
        for what in (Happening(Kind.PLACED, now, ref=found.ref), *found.happenings):
            reports += post.apply(attempt, what, now).reports
    elif isinstance(found, NotFound) and uncertain:
        sure = timedelta(seconds=policy.sure_seconds)
        if row.missed_at is not None and row.missed_at + sure <= now:
            never = Happening(Kind.ENDED, now, end=End.NOT_PLACED)
            reports += post.apply(attempt, never, now).reports
        elif row.missed_at is None or row.missed_at > now:
            # One "not found" may only mean that it is still on its way.
            post.session.execute(update(ATTEMPT).where(ATTEMPT.c.id == attempt).values(missed_at=now))
    _next_look(post.session, attempt, policy, tries, now)
    return Applied(tuple(reports), None)


def _next_look(session: Session, attempt: str, policy: Policy, tries: int, now: datetime) -> None:
    row = session.execute(select(ATTEMPT).where(ATTEMPT.c.id == attempt)).one()
    if row.state == State.ENDED:
        return
    uncertain = row.state == State.UNCERTAIN
    base = 10 if uncertain else policy.stuck_seconds
    wait = policy.sure_seconds if uncertain and row.missed_at else min(base * 2 ** min(tries, 8), MOST)
    set_timer(session, "look", attempt, now + timedelta(seconds=wait), tries + 1)
    since = row.intent_at or now
    # A clock that was set back does not keep a person waiting for it.
    long = abs(now - since) >= timedelta(seconds=policy.person_seconds)
    if long and (uncertain or row.kind == "voice"):
        raise_alarm(session, "uncertain" if uncertain else "stuck", attempt, now)


def receipt_missing(post: Post, attempt: str) -> Applied | None:
    """Tell the client once that a message brought no receipt."""
    drop_timers(post.session, attempt, "receipt")
    row = post.session.execute(select(ATTEMPT).where(ATTEMPT.c.id == attempt)).one()
    notice = post.session.execute(select(NOTICE).where(NOTICE.c.id == row.notice_id)).one()
    if row.state == State.ENDED or notice.state != "open" or notice.quiet:
        return None
    return Applied((ReceiptMissing(notice.subject, notice.id, notice.template),), None)
