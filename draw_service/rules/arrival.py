"""When an expert should be there and what being late means (Art. 14, Art. 20(1); rules section 3).

"Received" is the carrier's delivery receipt of the confirmation SMS. Times are aware UTC. How often a year is
too often is the ledger's to say (``scoring.rules.stops``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from draw_service.rules.packs import RulePack

State = Literal["expected", "late", "cancelled", "excused", "unproven"]


@dataclass(frozen=True, slots=True)
class Arrival:
    """The verdict on an expert who is not there yet.

    ``expected``: not due yet; ``late``: due, still in the thirty minutes; ``cancelled``: the invitation
    lapses and item 1 is drafted; ``excused``: past the limit with an accepted cause; ``unproven``: past it,
    but no receipt shows that the message arrived. The last three may be replaced by three parties.
    """

    state: State
    due: datetime
    item1_after: datetime

    @property
    def replaceable(self) -> bool:
        return self.state in ("cancelled", "excused", "unproven")

    @property
    def draft_item1(self) -> bool:
        return self.state == "cancelled"


def due(signin_at: datetime, sms_received: datetime | None, pack: RulePack) -> datetime:
    """The sign-in time, or thirty minutes after the SMS was received when that is later (Art. 14).

    Without a receipt only the sign-in time is known.
    """
    if sms_received is None:
        return signin_at
    return max(signin_at, sms_received + timedelta(minutes=pack.int("arrival_minutes")))


def item1_after(signin_at: datetime, sms_received: datetime | None, pack: RulePack) -> datetime:
    """The moment past which lateness is item 1 of Art. 20.

    ``later-plus-30`` (protective): thirty minutes after the later of sign-in time and receipt; ``due``: the
    moment of Art. 14 itself.
    """
    if pack.text("item1_after") == "due":
        return due(signin_at, sms_received, pack)
    later = signin_at if sms_received is None else max(signin_at, sms_received)
    return later + timedelta(minutes=pack.int("item1_minutes"))


def arrival_verdict(
    now: datetime, signin_at: datetime, sms_received: datetime | None, accepted_cause: bool, pack: RulePack
) -> Arrival:
    """Where an expert who has not signed in stands ``now``; a limit is passed only after its last moment."""
    when = due(signin_at, sms_received, pack)
    limit = item1_after(signin_at, sms_received, pack)
    state: State
    if now > limit:
        state = "excused" if accepted_cause else "cancelled" if sms_received is not None else "unproven"
    else:
        state = "late" if now > when else "expected"
    return Arrival(state, when, limit)


def resend_due(sent_at: datetime, sms_received: datetime | None, now: datetime, pack: RulePack) -> bool:
    """Whether the SMS is to be sent again and read out by a call: no receipt in five minutes (Art. 14)."""
    return sms_received is None and now - sent_at >= timedelta(minutes=pack.int("receipt_wait_minutes"))
