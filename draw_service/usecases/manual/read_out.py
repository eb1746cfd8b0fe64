"""What a person reads out from a card or from the kit (Art. 5(2)), by the templates of every other call."""

from __future__ import annotations

from datetime import datetime

from draw_service.rules.applications import Application
from draw_service.usecases.notices import place_of
from draw_service.usecases.ports import Lang
from notifications.channels.manual import spoken
from notifications.messages import worded
from notifications.policy import Policy


def script_of(application: Application, center: str, lang: Lang, now: datetime) -> tuple[str, ...]:
    """The invitation as a person reads it out at ``now``."""
    when = {"signin_at": application.signin_at.isoformat(), "minutes": str(application.expected_minutes)}
    params = {**worded({**when, **place_of(application)}, "voice", lang, now), "center": center}
    return tuple(spoken("invitation", params, lang, False))


def script_for_paper(application: Application, center: str, lang: Lang, now: datetime) -> tuple[str, ...]:
    """The same without 今天: nobody knows on which day the paper is read."""
    when = {"signin_at": application.signin_at.isoformat()}
    length = worded({"minutes": str(application.expected_minutes)}, "sms", lang, now)
    params = {**worded({**when, **place_of(application)}, "sms", lang, now), **length, "center": center}
    return tuple(spoken("invitation", params, lang, False))


def gap_minutes(policy: Policy) -> int:
    """The gap between two calls to one number in whole minutes, rounded up."""
    return -(-policy.gap_seconds // 60)
