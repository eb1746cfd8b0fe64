"""From the queue to the provider: claim by lease, commit the intent, and write down how the placing went.

The intent is committed before the provider hears anything. A worker that dies in between leaves an attempt
whose lease runs out, and that is looked up, never sent again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from audit.columns import advisory_lock
from notifications import attempts, records, throttles
from notifications.alarms import raise_alarm, stopped_channels
from notifications.attempts import LIVE, End, Happening, Kind
from notifications.channels.abilities import Need, Plan, Way, fallback
from notifications.channels.port import Accepted, Channel, NotSent, Outgoing, Placing, Rejected, Uncertain
from notifications.messages import ANNOUNCED, worded
from notifications.policy import Policy, window_from
from notifications.post import Applied, Bar, Post
from notifications.records import ATTEMPT, NOTICE, Sealer
from notifications.timers import set_timer

UNSAID = timedelta(minutes=5)
"""How long an attempt waits that its channel cannot say."""
VAIN = 5
"""Vain sendings of one attempt after which a person hears of it."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """One attempt to place now, its intent committed; not after ``until``."""

    out: Outgoing
    channel: Channel
    until: datetime


@dataclass(frozen=True, slots=True)
class Barred:
    """One attempt that nobody may place any more, and why; its notice is to be laid down."""

    attempt: str
    why: Bar


class Outbox:
    """One transaction's queue, for the worker ``owner`` and the channels it serves."""

    def __init__(
        self, session: Session, sealer: Sealer, channels: Mapping[str, Channel], callbacks: Mapping[str, str]
    ) -> None:
        self._session, self._sealer = session, sealer
        self._channels, self._callbacks = channels, callbacks
        self._rung: set[str] = set()

    def claim(self, owner: str, now: datetime, limit: int) -> list[Claimed | Barred]:
        """Up to ``limit`` attempts that are due. The caller commits, then places what is claimed and lays
        down what is barred."""
        # Claims are short and count the throttles: one at a time.
        advisory_lock(self._session, "outbox")
        open_channels = set(self._channels) - stopped_channels(self._session)
        due = (
            select(ATTEMPT)
            .where(ATTEMPT.c.state == "queued", ATTEMPT.c.due_at <= now)
            .where(ATTEMPT.c.channel.in_(sorted(open_channels)), _nobody_rings())
            .order_by(ATTEMPT.c.due_at, ATTEMPT.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        found = [self._claim(row, owner, now) for row in self._session.execute(due).all()]
        return [one for one in found if one is not None]

    def _claim(self, row: Row[Any], owner: str, now: datetime) -> Claimed | Barred | None:
        notice = self._session.execute(select(NOTICE).where(NOTICE.c.id == row.notice_id)).one()
        channel, policy = self._channels[row.channel], Policy.from_json(notice.policy)
        if notice.state != "open":
            return None
        later = window_from(policy, now) if row.kind == "voice" else now
        if bar := _barred(notice, channel, policy, later):
            # Whoever dies before it is laid down leaves it to be found again.
            self._later(row, now + UNSAID)
            return Barred(row.id, bar)
        if later > now:
            self._later(row, later)
            return None
        if not channel.renders(notice.template):
            raise_alarm(self._session, "cannot-say", row.id, now, notice.template)
            self._later(row, now + UNSAID)
            return None
        if row.kind == "voice" and notice.callee in self._rung:
            return None  # by their other number, a moment ago
        if throttles.full(self._session, throttles.account_limits(row.channel, channel.limits), now):
            return None
        spared = throttles.callee_limits(
            row.channel, channel.limits, notice.callee, row.callee, row.kind, policy
        )
        if spent := throttles.full(self._session, spared, now):
            self._later(row, spent.next_start(now))
            return None
        until = now + timedelta(seconds=policy.lease_seconds)
        intent = attempts.apply(records.load(row), Happening(Kind.INTENT, now))[0]
        try:
            with self._session.begin_nested():
                lease = {"lease_owner": owner, "lease_until": until, "intent_at": now, "missed_at": None}
                records.save(self._session, intent, **lease)
        except IntegrityError:
            return None  # this number is rung at this very moment: two of one tick share it
        if row.kind == "voice":
            self._rung.add(notice.callee)
        account = throttles.account_limits(row.channel, channel.limits)
        throttles.use(self._session, [*account, *spared], now)
        set_timer(self._session, "look", row.id, until)
        if row.kind == "sms":
            set_timer(self._session, "receipt", row.id, now + timedelta(seconds=policy.receipt_seconds))
            set_timer(self._session, "lost", row.id, now + timedelta(seconds=policy.receipt_lost_seconds))
        return Claimed(self.outgoing(notice, row, now), channel, until)

    def _later(self, row: Row[Any], due_at: datetime) -> None:
        self._session.execute(update(ATTEMPT).where(ATTEMPT.c.id == row.id).values(due_at=due_at))

    def outgoing(self, notice: Row[Any], row: Row[Any], now: datetime) -> Outgoing:
        """The attempt as a channel is told of it at ``now``."""
        return Outgoing(
            attempt=row.id,
            kind=row.kind,
            number=records.numbers_of(self._sealer, notice)[row.number],
            template=notice.template,
            params=worded(records.params_of(self._sealer, notice), row.kind, notice.lang, now),
            lang=notice.lang,
            slow=notice.slow,
            callback=self._callbacks.get(row.channel, ""),
        )


def store(post: Post, claimed: Claimed, placing: Placing, now: datetime) -> Applied:
    """Write down how a placing went. Only what surely never left this machine goes back to the queue."""
    session, attempt = post.session, claimed.out.attempt
    match placing:
        case Accepted(ref):
            return post.apply(attempt, Happening(Kind.PLACED, now, ref=ref), now)
        case Uncertain():
            return post.apply(attempt, Happening(Kind.UNCERTAIN, now), now)
        case Rejected(permanent=True, configuration=False):
            return post.apply(attempt, Happening(Kind.ENDED, now, end=End.INVALID_NUMBER), now)
        case Rejected(code, configuration=True):
            raise_alarm(session, "channel-stopped", claimed.channel.name, now, code)
        case Rejected() | NotSent():
            pass
    applied = post.apply(attempt, Happening(Kind.NOT_SENT, now), now)
    _requeue(session, claimed, isinstance(placing, Rejected) and placing.configuration, now)
    return applied


def _requeue(session: Session, claimed: Claimed, ours: bool, now: datetime) -> None:
    """The same attempt waits for another sending: 1, 2, 4 … 60 seconds, or until its channel goes on."""
    row = session.execute(select(ATTEMPT).where(ATTEMPT.c.id == claimed.out.attempt)).one()
    if row.state != "queued":
        return
    wait = timedelta() if ours else timedelta(seconds=min(2**row.sendings, 60))
    values = {"due_at": now + wait, "sendings": row.sendings + (not ours)}
    session.execute(
        update(ATTEMPT).where(ATTEMPT.c.id == row.id).values(**values, lease_owner="", lease_until=None)
    )
    if row.sendings + 1 >= VAIN and not ours:
        raise_alarm(session, "not-sent", row.channel, now)
    notice = session.execute(select(NOTICE).where(NOTICE.c.id == row.notice_id)).one()
    policy, limits = Policy.from_json(notice.policy), claimed.channel.limits
    spared = throttles.callee_limits(row.channel, limits, notice.callee, row.callee, row.kind, policy)
    throttles.give_back(session, spared, row.intent_at or now)


def plan_for(channel: Channel, kind: str, template: str) -> Plan:
    """How the channel does it, or who does."""
    need: Need = "receipt" if kind == "sms" else "telling" if template in ANNOUNCED else "answer"
    return fallback(channel.abilities, need)


def _barred(notice: Row[Any], channel: Channel, policy: Policy, at: datetime) -> Bar | None:
    """Why nothing may be placed at ``at``, the first moment at which it could be."""
    if policy.over(at):
        return "expired"
    way = plan_for(channel, notice.kind, notice.template).way
    return None if way in _BY_ITSELF[notice.kind] else "by-hand"


_BY_ITSELF = {"voice": (Way.CALL,), "sms": (Way.SMS, Way.SMS_AND_PERSON)}


def _nobody_rings() -> ColumnElement[bool]:
    """A message, or a call to a person, and to a number, not being rung already."""
    other, theirs = ATTEMPT.alias(), NOTICE.alias()
    states = [state.value for state in LIVE]
    ringing = and_(other.c.kind == "voice", other.c.state.in_(states))
    number = exists().where(ringing, other.c.callee == ATTEMPT.c.callee)
    mine = select(NOTICE.c.callee).where(NOTICE.c.id == ATTEMPT.c.notice_id).correlate(ATTEMPT)
    person = exists().where(
        ringing, theirs.c.id == other.c.notice_id, theirs.c.callee == mine.scalar_subquery()
    )
    return or_(ATTEMPT.c.kind == "sms", ~or_(number, person))
