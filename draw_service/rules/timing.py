"""When an application, a draw and a call are in time (Art. 8, Art. 14, Art. 24).

Days are counted on the State Council calendar; a date it does not cover is refused (``CalendarNotLoaded``).
Times are aware UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from draw_service.rules.applications import Application
from draw_service.rules.packs import RulePack
from draw_service.rules.refusals import CallTooLate, DrawTooEarly, DrawTooLate, FiledTooLate
from scoring.rules.working_days import SHANGHAI, Calendar, Due, civil_date


@dataclass(frozen=True, slots=True)
class CallWindow:
    """``last``: the last moment a call may be placed; ``warn``: it is near."""

    last: datetime
    warn: bool


def check_filing(filed_at: datetime, application: Application, calendar: Calendar, pack: RulePack) -> Due:
    """The last day for filing: one working day before the day of bid opening, until its 24:00 (Art. 8(1)).

    Raises ``FiledTooLate``. The date is returned because a provisional one is marked where it is shown.
    """
    opening = civil_date(application.bid_opening)
    last = calendar.working_days_before(opening, pack.int("application_lead_working_days"))
    if filed_at >= last.ends_at:
        raise FiledTooLate(last=_shown(last.ends_at), mark=_mark(last))
    return last


def check_draw_time(
    now: datetime, application: Application, calendar: Calendar, pack: RulePack, attempt: int = 1
) -> None:
    """Whether the draw may be made ``now``. Raises ``DrawTooLate`` or ``DrawTooEarly``.

    A first attempt is made not after bid opening (``draw_by``, Art. 8); a later one, after a leak for
    instance, not after the last call that still reaches the latest start. Out-of-town experts are drawn one
    working day ahead (Art. 8(2)). In government procurement no draw is made earlier than two working days
    before the evaluation, but for the exempt kinds (财库〔2016〕198号).
    """
    last, article = last_draw(application, pack, attempt)
    if now > last:
        raise DrawTooLate(last=_shown(last), mark="", article=article)
    evaluation = civil_date(application.signin_at)
    if application.out_of_town:
        name = "out_of_town_lead_working_days"
        ahead = calendar.working_days_before(evaluation, pack.int(name))
        if now >= ahead.ends_at:
            raise DrawTooLate(last=_shown(ahead.ends_at), mark=_mark(ahead), article=pack.article(name))
    if _bound_to_earliest(application, pack):
        name = "gp_earliest_working_days"
        first = calendar.working_days_before(evaluation, pack.int(name))
        opens = datetime.combine(first.date, time(), SHANGHAI)
        if now < opens:
            raise DrawTooEarly(first=_shown(opens), mark=_mark(first), article=pack.article(name))


def last_draw(application: Application, pack: RulePack, attempt: int = 1) -> tuple[datetime, str]:
    """The last moment of the day itself at which this attempt may be drawn, and the article that says so:
    bid opening for a first one where ``draw_by`` says that (Art. 8), else the last call (Art. 14)."""
    last, name = last_call(application, pack), "call_minutes"
    if attempt == 1 and pack.text("draw_by") == "bid-opening" and application.bid_opening < last:
        last, name = application.bid_opening, "draw_by"
    return last, pack.article(name)


def last_call(application: Application, pack: RulePack) -> datetime:
    """The last moment at which an expert can be called and still be due by the latest start (Art. 14)."""
    return application.latest_start - timedelta(minutes=pack.int("call_minutes"))


def check_call(now: datetime, application: Application, pack: RulePack) -> CallWindow:
    """Raises ``CallTooLate`` when ``now`` + 30 minutes is past the latest start (Art. 8, Art. 14)."""
    last = last_call(application, pack)
    if now > last:
        raise CallTooLate(latest=_shown(application.latest_start))
    return CallWindow(last, last - now <= timedelta(minutes=pack.int("call_warn_minutes")))


def _bound_to_earliest(application: Application, pack: RulePack) -> bool:
    exempt = pack.list("gp_earliest_exempt")
    if application.procurement == "tendering" or application.procurement in exempt:
        return False
    return not (application.out_of_town and "out-of-town" in exempt)


def _shown(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def _mark(due: Due) -> str:
    """The mark of a date that rests on a provisional calendar; both languages read it in brackets."""
    return "（暂定 provisional）" if due.provisional else ""
