"""What a person must look at: a channel that stands still, an attempt nobody can account for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row, select, text, update
from sqlmodel import Session

from audit.columns import table_of
from notifications.tables import AlarmRow
from notifications.timers import insert_into

ALARM = table_of(AlarmRow)
Code = Literal[
    "channel-stopped", "not-sent", "cannot-say", "uncertain", "stuck", "placed-after-all", "not-applied",
    "two-references", "call-refused", "no-receipt", "no-panel", "by-hand", "expired",
    "incident-near", "incident-late", "measure-late", "terminal-near",
]  # fmt: skip
"""``channel-stopped``: our account is at fault, nothing is placed until it is cleared; ``not-sent``: the
provider was not reached many times over; ``cannot-say``: the channel lacks the template or the ability;
``uncertain``, ``stuck``: nobody knows what became of an attempt; ``placed-after-all``: an attempt given up as
never sent turned up; ``two-references``: the provider speaks of one attempt under two ids, so that two calls
may have been placed; ``not-applied``: a report that the client could not take in. The client's own:
``call-refused``: a call it may not place now; ``no-receipt``: a message nobody is known to have received;
``no-panel``: nobody is left to call; ``by-hand``: the channel cannot do it, a person phones; ``expired``:
its time had passed before it could be placed; ``incident-near``, ``incident-late``: an incident must be told
upward, and is not; ``measure-late``: an institution has not answered; ``terminal-near``: a room's checklist
runs out."""


SAID: dict[Code, tuple[str, str]] = {
    "channel-stopped": ("渠道停用：请核对账号与配置", "The channel stands still: look at its account"),
    "not-sent": ("多次未能连接服务商", "The provider was not reached many times over"),
    "cannot-say": ("渠道没有所需模板或能力", "The channel lacks a template or an ability"),
    "uncertain": ("不知是否已拨出：请向服务商核实", "Nobody knows whether it was placed: ask the provider"),
    "stuck": ("通话长时间没有结果", "A call has brought no result for long"),
    "placed-after-all": ("已按未拨出处理的通话出现了", "A call given up as never placed turned up"),
    "not-applied": ("有一条回报未能处理", "A report could not be taken in"),
    "two-references": ("同一次拨打有两个服务商编号", "One attempt has two ids at the provider"),
    "call-refused": ("暂不能通知下一位", "The next call may not be placed now"),
    "no-receipt": ("没有送达回执：请人工确认", "Nobody is known to have received it: make sure by phone"),
    "no-panel": ("已无人可通知", "Nobody is left to call"),
    "by-hand": ("渠道不能完成：请由工作人员拨打", "The channel cannot do it: a person phones"),
    "expired": ("已过时限，未拨打", "Its time has passed, it was not placed"),
    "incident-near": ("事件上报时限将到", "An incident must be reported upward soon"),
    "incident-late": ("事件逾期未上报", "An incident was not reported upward in time"),
    "measure-late": ("监督措施逾期未答复", "A supervision measure was not answered in time"),
    "terminal-near": ("抽取终端的检查表即将到期", "The checklist of a draw terminal is running out"),
}
"""What the operator reads, in Chinese and English."""


def raise_alarm(session: Session, code: Code, subject: str, at: datetime, detail: str = "") -> None:
    """Raise it, unless it is raised already. ``detail`` holds codes only, never who."""
    values = {"code": code, "subject": subject, "detail": detail, "raised_at": at}
    row = {"id": f"{code}/{subject}/{at.isoformat()}", **values}
    written = insert_into(session, AlarmRow).values(**row)
    session.execute(
        written.on_conflict_do_nothing(
            index_elements=["code", "subject"], index_where=text("cleared_at IS NULL")
        )
    )


def clear_alarm(session: Session, subject: str, at: datetime, *codes: Code) -> None:
    """Someone has seen to it. A stopped channel goes on."""
    raised = update(ALARM).where(ALARM.c.subject == subject, ALARM.c.cleared_at.is_(None))
    session.execute((raised.where(ALARM.c.code.in_(codes)) if codes else raised).values(cleared_at=at))


def raised(session: Session, *codes: Code) -> Sequence[Row[Any]]:
    """The alarms nobody has cleared, oldest first; all codes when none is named."""
    rows = select(ALARM).where(ALARM.c.cleared_at.is_(None)).order_by(ALARM.c.raised_at, ALARM.c.id)
    return session.execute(rows.where(ALARM.c.code.in_(codes)) if codes else rows).all()


def stopped_channels(session: Session) -> set[str]:
    """Channels that place nothing until a person has looked."""
    return {row.subject for row in raised(session, "channel-stopped")}
