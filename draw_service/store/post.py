"""The post office over one transaction (``ports.Postbox``): ``notifications.post`` in the house's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import Row, func, select

from draw_service.store.rows import Rows
from draw_service.usecases.ports import Alarm, CallsMade, Concern, Contact, Lines
from notifications import records
from notifications.alarms import Code, clear_alarm, raise_alarm, raised
from notifications.attempts import End
from notifications.policy import Policy
from notifications.post import Post
from notifications.records import NOTICE
from notifications.reports import Ended


class PostBooks:
    def __init__(self, rows: Rows) -> None:
        self._session, self._keyring = rows.session, rows.keyring
        self._post = Post(rows.session, rows.keyring.cipher, rows.keyring.entropy)

    def tell(
        self,
        subject: str,
        contact: Contact,
        kind: Literal["voice", "sms"],
        template: str,
        params: Mapping[str, str],
        lines: Lines,
        policy: Policy,
        at: datetime,
        *,
        quiet: bool = False,
    ) -> None:
        self._post.open(
            subject=subject,
            callee=self._keyring.pseudonym(f"callee {contact.expert_id}"),
            kind=kind,
            numbers=contact.phones,
            template=template,
            params=params,
            channel=lines.voice if kind == "voice" else lines.sms,
            policy=policy,
            at=at,
            unconfirmed_sms=lines.sms if kind == "voice" and not quiet else "",
            quiet=quiet,
            tags=self._tags(contact.phones),
        )

    def repeat(
        self,
        notice: str,
        kind: Literal["voice", "sms"],
        template: str,
        lines: Lines,
        policy: Policy,
        at: datetime,
    ) -> None:
        row, cipher = self._notice(notice), self._keyring.cipher
        numbers = records.numbers_of(cipher, row)
        self._post.open(
            subject=row.subject,
            callee=row.callee,
            kind=kind,
            numbers=numbers,
            template=template,
            params=records.params_of(cipher, row),
            channel=lines.voice if kind == "voice" else lines.sms,
            policy=policy,
            at=at,
            lang=row.lang,
            slow=row.slow,
            tags=self._tags(numbers),
        )

    def about(self, notice: str) -> tuple[str, str, int]:
        row = self._notice(notice)
        same = (NOTICE.c.subject == row.subject) & (NOTICE.c.template == row.template)
        told = self._session.execute(select(func.count()).select_from(NOTICE).where(same)).scalar_one()
        return row.kind, row.template, int(told)

    def numbers(self, notice: str) -> Sequence[str]:
        return self._post.numbers(notice)

    def take_back(self, subject: str, at: datetime) -> Sequence[str]:
        ended = [report for report in self._post.cancel(subject, at) if isinstance(report, Ended)]
        return [attempt["verdict"] for report in ended for attempt in report.record["attempts"]]

    def settle(
        self, subject: str, template: str, outcome: Literal["accepted", "declined"], at: datetime
    ) -> Ended | None:
        reports = self._post.decide(subject, template, outcome, at)
        return next((report for report in reports if isinstance(report, Ended)), None)

    def calls_made(self, subject: str, template: str) -> CallsMade | None:
        mine = (NOTICE.c.subject == subject) & (NOTICE.c.template == template) & (NOTICE.c.state == "open")
        row = self._session.execute(select(NOTICE).where(mine)).first()
        if row is None:
            return None
        rules, past = Policy.from_json(row.policy), records.past(records.attempts_of(self._session, row.id))
        missed = sum(one.verdict is None and one.end is not End.NOT_PLACED for one in past)
        most = rules.tries * len(records.numbers_of(self._keyring.cipher, row))
        until = datetime.fromisoformat(rules.until) if rules.until else None
        return CallsMade(min(missed, most), most, until)

    def alarm(self, concern: Concern, subject: str, at: datetime) -> None:
        raise_alarm(self._session, concern, subject, at)

    def all_clear(self, concern: Concern, subject: str, at: datetime) -> None:
        clear_alarm(self._session, subject, at, concern)

    def alarmed(self, concern: Concern) -> Sequence[str]:
        return [row.subject for row in raised(self._session, concern)]

    def alarms(self) -> Sequence[Alarm]:
        return [Alarm(row.code, row.subject, row.raised_at) for row in raised(self._session)]

    def seen_to(self, alarm: Alarm, at: datetime) -> None:
        clear_alarm(self._session, alarm.subject, at, cast("Code", alarm.code))

    def _tags(self, numbers: Sequence[str]) -> list[str]:
        """One hash for one phone, whoever's it is: numbers stand in one form, E.164."""
        return [self._keyring.pseudonym(f"phone {number}") for number in numbers]

    def _notice(self, notice: str) -> Row[Any]:
        return self._session.execute(select(NOTICE).where(NOTICE.c.id == notice)).one()
