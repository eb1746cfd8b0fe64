"""The fee sheet of one draw, from its first line to the last payment (Art. 18; 财务管理制度（试行） 18).

Whoever wrote a line of it does not confirm it, and a confirmed sheet changes only when it is given back. The
house pays nobody: the tenderer does, and says when.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Literal

from draw_service.rules.access import not_own
from draw_service.rules.codes import Word
from draw_service.rules.fees import FeeLine, Presence, due_date, fee_lines, total_of
from draw_service.rules.identifiers import compact
from draw_service.rules.packs import RulePack
from draw_service.rules.refusals import (
    BankFieldsWrong,
    FeeReasonMissing,
    NotFound,
    PaidTooEarly,
    SheetIncomplete,
    SheetSettled,
)
from scoring.rules.working_days import Calendar, civil_date

_NUMBER = re.compile("[0-9]{8,30}")
State = Literal["draft", "confirmed", "paid"]
STATE_WORDS: Mapping[str, Word] = {
    "draft": Word("草稿", "draft"),
    "confirmed": Word("已确认，待支付", "confirmed, to be paid"),
    "paid": Word("已支付", "paid"),
}


@dataclass(frozen=True, slots=True, repr=False)
class Change:
    """What stood there before, who changed it (an account) and why."""

    at: datetime
    by: str
    reason: str
    before: Presence


@dataclass(frozen=True, slots=True, repr=False)
class Pay:
    """One person of the sheet. ``place``: the seat, or seat-call of a member who was replaced after coming;
    ``signed_in_at``: as the log has it. ``paid_by``: an account; ``voucher``: the number of the transfer."""

    place: str
    expert: str
    signed_in_at: datetime
    presence: Presence
    lines: tuple[FeeLine, ...] = ()
    changes: tuple[Change, ...] = ()
    paid_on: date | None = None
    paid_by: str = ""
    voucher: str = ""

    @property
    def total(self) -> int:
        """Fen."""
        return total_of(self.lines)

    @property
    def complete(self) -> bool:
        """The time of leaving is known."""
        return self.presence.left_at is not None


@dataclass(frozen=True, slots=True, repr=False)
class FeeSheet:
    """``rule_pack``, ``filed_at``: the pack the draw was filed under, and when; ``ended_at``: when it ended;
    ``writers``: accounts that wrote a line; ``returned``: why it was given back, "" when it was not."""

    draw_id: str
    rule_pack: str
    filed_at: datetime
    ended_at: datetime
    pays: tuple[Pay, ...]
    writers: tuple[str, ...] = ()
    state: State = "draft"
    confirmed_by: str = ""
    confirmed_at: datetime | None = None
    returned: str = field(default="", repr=False)

    @property
    def total(self) -> int:
        """Fen."""
        return sum(pay.total for pay in self.pays)

    @property
    def version(self) -> str:
        """Another after every change: what is sent from a page that shows an older one comes too late."""
        paid = sum(pay.paid_on is not None for pay in self.pays)
        return f"{self.state}-{sum(len(pay.changes) for pay in self.pays)}-{paid}"

    @property
    def missing(self) -> tuple[str, ...]:
        """Places whose time of leaving is not known."""
        return tuple(pay.place for pay in self.pays if not pay.complete)

    @property
    def evaluated_on(self) -> date:
        """The civil day the last of them left, or the draw ended."""
        left = [pay.presence.left_at for pay in self.pays if pay.presence.left_at is not None]
        return civil_date(max(left, default=self.ended_at))

    def pay(self, place: str) -> Pay:
        """Raises ``NotFound``."""
        for one in self.pays:
            if one.place == place:
                return one
        raise NotFound

    def due(self, pack: RulePack) -> date:
        """Until when it is to be handed in."""
        return due_date(self.evaluated_on, pack)


def enter(
    sheet: FeeSheet,
    places: Mapping[str, Presence],
    by: str,
    reason: str,
    at: datetime,
    pack: RulePack,
    calendar: Calendar,
) -> FeeSheet:
    """Put down when people came and left, and what else counts.

    ``reason`` is needed where it replaces what somebody wrote before, differs from the sign-in of the log, or
    withholds a fee. Raises ``SheetSettled``, ``FeeReasonMissing``, ``PresenceWrong``, ``NotFound``.
    """
    if sheet.state != "draft":
        raise SheetSettled
    known = {pay.place for pay in sheet.pays}
    if not set(places) <= known:
        raise NotFound
    pays = []
    for pay in sheet.pays:
        new = places.get(pay.place, pay.presence)
        if new != pay.presence:
            corrected = pay.complete or new.arrived_at != pay.signed_in_at or new.withheld
            if corrected and not reason:
                raise FeeReasonMissing(slot=pay.place)
            changes = (*pay.changes, Change(at, by, reason, pay.presence))
            pay = replace(pay, presence=new, lines=fee_lines(new, pack, calendar), changes=changes)
        pays.append(pay)
    if tuple(pays) == sheet.pays:
        return sheet
    return replace(sheet, pays=tuple(pays), writers=_with(sheet.writers, by))


def confirm(sheet: FeeSheet, by: str, at: datetime) -> FeeSheet:
    """By somebody who wrote none of it. Raises ``SheetSettled``, ``SheetIncomplete``, ``OwnAct``."""
    if sheet.state != "draft":
        raise SheetSettled
    if sheet.missing or not sheet.pays:
        raise SheetIncomplete(slots=", ".join(sheet.missing))
    for writer in sheet.writers:
        not_own(writer, by)
    return replace(sheet, state="confirmed", confirmed_by=by, confirmed_at=at, returned="")


def give_back(sheet: FeeSheet, reason: str) -> FeeSheet:
    """Back to a draft, with a reason, while nobody is paid. Raises ``SheetSettled``, ``FeeReasonMissing``."""
    if sheet.state != "confirmed" or any(pay.paid_on for pay in sheet.pays):
        raise SheetSettled
    if not reason:
        raise FeeReasonMissing(slot="")
    return replace(sheet, state="draft", confirmed_by="", confirmed_at=None, returned=reason)


def mark_paid(
    sheet: FeeSheet, places: Sequence[str], on: date, voucher: str, by: str, today: date
) -> FeeSheet:
    """Raises ``SheetSettled`` unless it is confirmed, ``PaidTooEarly`` for a day outside the evaluation's to
    today, ``NotFound``. Marking again what is paid changes nothing."""
    if sheet.state == "draft":
        raise SheetSettled
    if not sheet.evaluated_on <= on <= today:
        raise PaidTooEarly
    if not {pay.place for pay in sheet.pays} >= set(places):
        raise NotFound
    pays = tuple(
        replace(pay, paid_on=on, paid_by=by, voucher=voucher)
        if pay.place in places and pay.paid_on is None
        else pay
        for pay in sheet.pays
    )
    return replace(sheet, pays=pays, state="paid" if all(pay.paid_on for pay in pays) else "confirmed")


def overdue(sheet: FeeSheet, pack: RulePack, today: date) -> bool:
    """Not paid after the last day."""
    return sheet.state != "paid" and today > sheet.due(pack)


@dataclass(frozen=True, slots=True, repr=False)
class BankAccount:
    """Where an expert is paid (个人信息保护法 28: sensitive). ``number``: digits alone."""

    holder: str
    bank: str
    number: str


def bank_account(holder: str, bank: str, number: str) -> BankAccount:
    """As typed, made regular. Raises ``BankFieldsWrong``."""
    digits = compact(number).replace("-", "")
    if not (holder.strip() and bank.strip() and _NUMBER.fullmatch(digits)):
        raise BankFieldsWrong
    return BankAccount(holder.strip(), bank.strip(), digits)


def bank_fields_end(paid: Sequence[date], pack: RulePack) -> date | None:
    """The day the account's number is forgotten: so long after the last payment; None while none is made."""
    return max(paid) + timedelta(days=pack.int("bank_field_days")) if paid else None


def _with(writers: tuple[str, ...], by: str) -> tuple[str, ...]:
    return writers if by in writers else (*writers, by)
