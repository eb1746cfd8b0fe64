"""The post office inside the caller's transaction: open a notice, take it back, hear what happened to it.

Everything here reads and writes the session it is given and commits nothing, so that a notice, the business
fact it tells and what becomes of both are one transaction (Art. 5: who is called, and what was answered).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row, insert, select, update
from sqlmodel import Session

from notifications import attempts, policy, records
from notifications.alarms import Code, clear_alarm, raise_alarm
from notifications.attempts import Attempt, End, Happening, Kind, State
from notifications.channels.port import Prompt
from notifications.messages import ANNOUNCED, check_params, worded
from notifications.policy import GiveUp, Outcome, Policy
from notifications.records import ATTEMPT, NOTICE, Entropy, Sealer
from notifications.reports import Ended, LateKey, LeaveAsked, ReasonGiven, Receipt, Redialled, Report
from notifications.script import Say
from notifications.timers import drop_timers, set_timer

_OURS = (End.NOT_PLACED, End.CANCELLED)
_ENDED_WITH: tuple[Code, ...] = ("cannot-say", "uncertain", "stuck", "not-applied")
"""Alarms that an end answers; whether anybody was called twice it does not."""
Bar = Literal["expired", "by-hand"]
"""Why an attempt is not placed at all: its time has passed, or its channel cannot do it."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What a happening changed for the client, and what the callee hears next (None: nothing)."""

    reports: tuple[Report, ...]
    prompt: Prompt | None


class Post:
    """One transaction's post office. ``sealer`` encrypts cells, ``entropy`` gives ids."""

    def __init__(self, session: Session, sealer: Sealer, entropy: Entropy) -> None:
        self.session, self._sealer, self._entropy = session, sealer, entropy

    def open(
        self,
        *,
        subject: str,
        callee: str,
        kind: Literal["voice", "sms"],
        numbers: Sequence[str],
        template: str,
        params: Mapping[str, str],
        channel: str,
        policy: Policy,
        at: datetime,
        lang: str = "zh",
        slow: bool = False,
        unconfirmed_sms: str = "",
        quiet: bool = False,
        tags: Sequence[str] = (),
    ) -> str:
        """Put one notice in the queue and return its id.

        ``subject``: the client's word for it, told back in every report; ``callee``: keyed hash of the
        person, at most one call to whom is ever under way; ``numbers``: E.164, in the order to try;
        ``unconfirmed_sms``: channel that texts 您的选择未确认 after an unconfirmed choice, "" for none;
        ``quiet``: the client hears no report of this notice; ``params``: of ``messages.ALLOWED`` alone;
        ``tags``: keyed hash of each number, so that two people who share a phone are never rung at once.
        """
        check_params(params)
        if not numbers:
            raise ValueError("a notice needs a number")
        tagged = list(zip(numbers, tags or [""] * len(numbers), strict=True))
        notice_id = attempts.attempt_id(self._entropy.bytes(8))
        self.session.execute(
            insert(NOTICE).values(
                id=notice_id,
                subject=subject,
                callee=callee,
                kind=kind,
                channel=channel,
                template=template,
                lang=lang,
                slow=slow,
                quiet=quiet,
                params=records.seal(self._sealer, "notice", "params", notice_id, dict(params)),
                numbers=records.seal(self._sealer, "notice", "numbers", notice_id, tagged),
                unconfirmed_sms=unconfirmed_sms,
                policy=policy.to_json(),
                state="open",
                outcome="",
                created_at=at,
            )
        )
        self._try_next(self._notice(notice_id), at)
        return notice_id

    def cancel(self, subject: str, at: datetime) -> list[Report]:
        """Take back every open notice of the subject. What waits is not placed any more; a phone that rings
        already goes on ringing, and who answers hears that the place is filled."""
        rows = select(NOTICE).where(NOTICE.c.subject == subject, NOTICE.c.state == "open")
        found = self.session.execute(rows.order_by(NOTICE.c.id).with_for_update()).all()
        clear_alarm(self.session, subject, at, "by-hand", "expired")
        return [report for notice in found for report in self._finish(notice, "cancelled", at)]

    def decide(
        self, subject: str, template: str, outcome: Literal["accepted", "declined"], at: datetime
    ) -> list[Report]:
        """The person decided on another way: the open notice ends as a key would have ended it. A phone that
        rings already goes on ringing; who answers hears what follows from the decision."""
        rows = select(NOTICE).where(
            NOTICE.c.subject == subject, NOTICE.c.template == template, NOTICE.c.state == "open"
        )
        found = self.session.execute(rows.order_by(NOTICE.c.id).with_for_update()).all()
        return [report for notice in found for report in self._finish(notice, outcome, at)]

    def lay_down(self, attempt_id: str, why: Bar, at: datetime) -> Applied:
        """Settle a notice whose waiting attempt may not be placed: nothing rings. Where the person was tried
        before its time was over, what was heard then is the outcome. Raises ``UnknownAttempt``."""
        notice, row = records.locked(self.session, attempt_id)
        if notice.state != "open" or row.state != State.QUEUED:
            return Applied((), None)
        past = records.past(records.attempts_of(self.session, notice.id))
        outcome: Outcome = why if why == "by-hand" else policy.notice_outcome(notice.kind, past)
        if notice.quiet:
            raise_alarm(self.session, "cannot-say", notice.channel, at, notice.template)
        return Applied(tuple(self._finish(notice, outcome, at)), None)

    def apply(self, attempt_id: str, what: Happening, at: datetime) -> Applied:
        """The notice after something happened to one of its attempts. Harmless when repeated. Raises
        ``UnknownAttempt``."""
        notice, row = records.locked(self.session, attempt_id)
        if row.intent_at is not None and what.at < min(row.intent_at, at):
            # A clock that is behind: nothing happened before we called, and a receipt starts a clock of ours.
            what = replace(what, at=min(row.intent_at, at))
        before, live = records.load(row), notice.state == "open"
        after, say = attempts.apply(before, what, live=live)
        if after.state is State.QUEUED and not live:
            after = attempts.apply(after, Happening(Kind.ENDED, at, end=End.CANCELLED))[0]
        if after != before:
            records.save(self.session, after)
        reports: list[Report] = []
        if not live and after.keys != before.keys and before.verdict not in ("accepted", "declined"):
            pressed = after.keys.removeprefix(before.keys)
            reports.append(LateKey(notice.subject, pressed, what.at, notice.id))
        reports += self._told(notice, before, after, what)
        self._look_again(row, before, after, what, at)
        if before.ref and what.ref not in ("", before.ref):
            # Two ids for one attempt: the provider may have rung twice, and only a person can find out.
            raise_alarm(self.session, "two-references", row.id, at)
        if live:
            reports += self._settle(notice, before, after, at)
        return Applied(() if notice.quiet else tuple(reports), self._prompt(notice, after, say, at))

    def numbers(self, notice_id: str) -> tuple[str, ...]:
        """The numbers of a notice, in order."""
        return records.numbers_of(self._sealer, self._notice(notice_id))

    def _notice(self, notice_id: str) -> Row[Any]:
        return self.session.execute(select(NOTICE).where(NOTICE.c.id == notice_id)).one()

    def _told(self, notice: Row[Any], before: Attempt, after: Attempt, what: Happening) -> list[Report]:
        found: list[Report] = []
        reason = after.position.reason
        if reason and not before.position.reason:
            found.append(
                LeaveAsked(notice.subject, what.at, notice.id)
                if reason == "leave"
                else ReasonGiven(notice.subject, reason, what.at, notice.id)
            )
        delivered = after.kind == "sms" and what.end is End.DELIVERED
        if delivered and before.end is not End.DELIVERED:
            earlier = [one.id for one in self._delivered(notice) if one.id != after.id]
            if not earlier:
                found.append(Receipt(notice.subject, what.at, notice.id, notice.template))
            if after.end is not End.DELIVERED:
                # A receipt counts however late it comes; nothing else may rewrite an end.
                records.save(self.session, replace(after, end=End.DELIVERED))
        return found

    def _delivered(self, notice: Row[Any]) -> Sequence[Row[Any]]:
        rows = select(ATTEMPT.c.id).where(ATTEMPT.c.notice_id == notice.id, ATTEMPT.c.end == "delivered")
        return self.session.execute(rows).all()

    def _look_again(
        self, row: Row[Any], before: Attempt, after: Attempt, what: Happening, at: datetime
    ) -> None:
        """Timers and alarms follow the state."""
        if after.state is State.ENDED and before.state is not State.ENDED:
            drop_timers(self.session, after.id)
            clear_alarm(self.session, after.id, at, *_ENDED_WITH)
        elif after.state is State.QUEUED:
            drop_timers(self.session, after.id)
        elif after.state is State.UNCERTAIN and before.state is not State.UNCERTAIN:
            set_timer(self.session, "look", after.id, at)
        given_up = before.end is End.NOT_PLACED or records.taken_back(row)
        ours = what.kind in (Kind.NOT_SENT, Kind.UNCERTAIN, Kind.INTENT) or what.end in _OURS
        if given_up and not ours:
            raise_alarm(self.session, "placed-after-all", row.id, at)

    def _settle(self, notice: Row[Any], before: Attempt, after: Attempt, at: datetime) -> list[Report]:
        """Decide what follows: an outcome, another try, or nothing yet."""
        if after.verdict == "accepted":
            return self._finish(notice, "accepted", at)
        if after.verdict == "declined":
            return self._finish(notice, "declined", at)
        rows = records.attempts_of(self.session, notice.id)
        if any(row.end == "delivered" for row in rows):
            return self._finish(notice, "delivered", at)
        ended = after.state is State.ENDED and before.state is not State.ENDED
        if not ended or any(row.state != "ended" for row in rows):
            return []
        if after.verdict == "unconfirmed" and notice.unconfirmed_sms:
            self._text_unconfirmed(notice, rows, at)
        return self._try_next(notice, at, rows)

    def _try_next(self, notice: Row[Any], at: datetime, rows: Sequence[Row[Any]] = ()) -> list[Report]:
        rules, past = Policy.from_json(notice.policy), records.past(rows)
        tags = records.tags_of(self._sealer, notice)
        following = policy.next_try(rules, notice.kind, len(tags), past, at)
        if isinstance(following, GiveUp):
            return self._finish(notice, policy.notice_outcome(notice.kind, past), at)
        fresh = Attempt(attempts.attempt_id(self._entropy.bytes(8)), notice.kind)
        self.session.execute(
            insert(ATTEMPT).values(
                id=fresh.id,
                notice_id=notice.id,
                n=len(rows),
                number=following.number,
                callee=tags[following.number],
                kind=notice.kind,
                channel=notice.channel,
                sendings=0,
                due_at=following.at,
                lease_owner="",
                **records.columns(fresh),
            )
        )
        if not rows:
            return []
        return [Redialled(notice.subject, fresh.id, notice.id, following.number, following.at)]

    def _text_unconfirmed(self, notice: Row[Any], rows: Sequence[Row[Any]], at: datetime) -> None:
        if sum(one.verdict == "unconfirmed" for one in records.past(rows)) == 1:
            self.open(
                subject=notice.subject,
                callee=notice.callee,
                kind="sms",
                numbers=records.numbers_of(self._sealer, notice),
                template="unconfirmed",
                params=records.params_of(self._sealer, notice),
                channel=notice.unconfirmed_sms,
                policy=Policy.from_json(notice.policy),
                at=at,
                lang=notice.lang,
                quiet=True,
                tags=records.tags_of(self._sealer, notice),
            )

    def _finish(self, notice: Row[Any], outcome: Outcome, at: datetime) -> list[Report]:
        """The notice is settled; what still waits in the queue is taken back."""
        done = update(NOTICE).where(NOTICE.c.id == notice.id)
        self.session.execute(done.values(state="done", outcome=outcome, done_at=at))
        waiting = select(ATTEMPT).where(ATTEMPT.c.notice_id == notice.id, ATTEMPT.c.state == "queued")
        for row in self.session.execute(waiting.with_for_update()).all():
            taken_back = Happening(Kind.ENDED, at, end=End.CANCELLED)
            records.save(self.session, attempts.apply(records.load(row), taken_back)[0])
            drop_timers(self.session, row.id)
        if notice.quiet:
            return []
        rows = records.attempts_of(self.session, notice.id)
        told = records.record(notice, outcome, rows)
        return [Ended(notice.subject, outcome, told, notice.id, notice.kind, notice.template)]

    def _prompt(self, notice: Row[Any], attempt: Attempt, say: Say | None, at: datetime) -> Prompt | None:
        if say is None:
            return None
        # Called back while the first call's confirmation was on its way: who accepted is not turned away.
        line = "accepted" if say.line == "full" and notice.outcome == "accepted" else say.line
        params = worded(records.params_of(self._sealer, notice), notice.kind, notice.lang, at)
        gather = say.gather and notice.template not in ANNOUNCED
        return Prompt(line, gather, attempt.turn, notice.template, params, notice.lang, notice.slow)
