"""The post office: people to be told, inside the same transaction (Art. 5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from draw_service.usecases.ports.register import Contact
from notifications.policy import Policy
from notifications.reports import Ended

Concern = Literal[
    "call-refused", "no-receipt", "no-panel", "by-hand", "expired", "incident-near", "incident-late",
    "measure-late", "terminal-near",
]  # fmt: skip
"""What the operator is asked to look at; ``subject`` is a draw or a seat's call, never a person. ``by-hand``:
the line cannot do it, a person phones; ``expired``: the call was not placed before its time was over.
``incident-near``, ``incident-late``: the subject is an incident not yet reported upward.
``measure-late``: no answer to a supervision measure; ``terminal-near``: a room's checklist runs out."""


@dataclass(frozen=True, slots=True)
class CallsMade:
    """How far the calls of one notice are: ``missed`` of ``most`` without an answer; ``until``: when nobody
    is called any more, None for no end."""

    missed: int
    most: int
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Alarm:
    """What a person must look at. ``code``: of ``notifications.alarms``; ``subject``: a draw, a seat's call,
    a notice, an attempt or a channel, never a person."""

    code: str
    subject: str
    raised_at: datetime


class Postbox(Protocol):
    """What is told by phone, written with the fact it tells (Art. 5). A notice is one thing for one person;
    ``subject`` names the seat's call it belongs to (``usecases.notices``)."""

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
        """Put a call or a message in the queue; ``quiet``: nobody is told how it went."""

    def repeat(
        self,
        notice: str,
        kind: Literal["voice", "sms"],
        template: str,
        lines: Lines,
        policy: Policy,
        at: datetime,
    ) -> None:
        """The same words to the same person once more, as ``template`` of ``kind``."""

    def about(self, notice: str) -> tuple[str, str, int]:
        """Kind and template of a notice, and how many of this template its subject was told."""

    def numbers(self, notice: str) -> Sequence[str]:
        """The numbers of a notice (E.164), in the order tried."""

    def take_back(self, subject: str, at: datetime) -> Sequence[str]:
        """Cancel what is open for the subject, and the alarms that asked a person to phone; returns what
        callees had decided on the calls under way, such as ``silent``."""

    def settle(
        self, subject: str, template: str, outcome: Literal["accepted", "declined"], at: datetime
    ) -> Ended | None:
        """The person decided elsewhere: their open notice ends with it, as a key would have ended it. None
        when no such notice is open."""

    def calls_made(self, subject: str, template: str) -> CallsMade | None:
        """Of the open notice; None when there is none."""

    def alarm(self, concern: Concern, subject: str, at: datetime) -> None:
        """Ask a person to look, once until cleared."""

    def all_clear(self, concern: Concern, subject: str, at: datetime) -> None: ...

    def alarmed(self, concern: Concern) -> Sequence[str]:
        """Subjects of alarms nobody cleared."""

    def alarms(self) -> Sequence[Alarm]:
        """All alarms nobody cleared, the oldest first."""

    def seen_to(self, alarm: Alarm, at: datetime) -> None:
        """Clear one; a channel that stood still goes on."""


@dataclass(frozen=True, slots=True)
class Lines:
    """How a house reaches people by itself: names of the channels for ``voice`` ("": a person phones) and
    ``sms``, and the ``center`` that calls say they come from."""

    voice: str
    sms: str
    center: str
