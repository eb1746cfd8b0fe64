"""PURE. The dispatch service 外派: experts of the pool for a host elsewhere (Art. 15).

Booked before the tender notice is published, with the management department's written consent, by a host with
a place and staff of its own, and never while it would hold up a draw of the house.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from draw_service.rules.applications import Application
from draw_service.rules.refusals import DispatchBookedLate, DispatchHostUnfit, DispatchUnapproved

MOST_BYTES = 5 * 1024 * 1024
"""Of the paper of consent."""
MOST_PAGES = 20


@dataclass(frozen=True, slots=True)
class DispatchPaper:
    """The management department's paper of consent (Art. 15(2)). ``id``: the application's; ``data``: the PDF
    in base64; ``digest``: SHA-256 of ``salt`` and the PDF, as the log holds it."""

    KIND: ClassVar[str] = "dispatch-paper"
    id: str
    digest: str
    salt: str
    pages: int
    kept_at: datetime
    data: str = field(repr=False)
    state: str = "kept"

    @property
    def subject(self) -> str:
        return self.id


def check_dispatch(application: Application, now: datetime, *, paper: bool) -> None:
    """Nothing for a project of the house. ``paper``: the consent is attached.

    Raises ``DispatchBookedLate`` unless it was booked, by now, before the notice (Art. 15(1));
    ``DispatchUnapproved`` without number and paper of the consent (Art. 15(2)); ``DispatchHostUnfit`` unless
    the host declares a place and staff (Art. 15).
    """
    asked = application.dispatch
    if asked is None:
        return
    if asked.booked_at >= asked.notice_at or asked.booked_at > now:
        raise DispatchBookedLate
    if not asked.approval.strip() or not paper:
        raise DispatchUnapproved
    if not (asked.host.strip() and asked.place and asked.staff):
        raise DispatchHostUnfit


def in_turn(waiting: Sequence[str], dispatched: Collection[str]) -> tuple[str, ...]:
    """The queue of a room as it enters: projects of the house first, each kind as it came (Art. 11, 15)."""
    house = (one for one in waiting if one not in dispatched)
    return (*house, *(one for one in waiting if one in dispatched))
