"""What the network knows of one call and one message, and what it tells whoever placed them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from notifications.simulator.twiml import Verb

CallStatus = Literal["queued", "initiated", "ringing", "in-progress", "completed", "busy", "no-answer",
                     "failed", "canceled"]  # fmt: skip
MessageStatus = Literal["queued", "sending", "sent", "delivered", "undelivered", "failed", "canceled"]
Detection = Literal["", "before", "beside"]
OVER: tuple[CallStatus, ...] = ("completed", "busy", "no-answer", "failed", "canceled")


@dataclass(frozen=True, slots=True)
class Order:
    """A call to place. ``url``: where the first instructions come from, opaque to the network; ``verbs``:
    they themselves; ``detection`` of answering machines: before the first instructions or beside them;
    seconds: ``ringing`` until nobody answered, ``limit`` of the whole call."""

    to: str
    sender: str
    url: str = ""
    method: str = "POST"
    verbs: tuple[Verb, ...] | None = None
    ringing: float = 60.0
    limit: float = 14400.0
    detection: Detection = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """A call waits for instructions. ``digits``: the keys gathered, None when it was not about keys."""

    url: str
    method: str
    digits: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One callback. ``status`` of the call or message, "amd" for the verdict of machine detection;
    ``number``: its place in the order of happening, from 0; ``key``: the same for repeats of it."""

    status: str
    at: datetime
    number: int
    key: str


@dataclass(slots=True, eq=False)
class Call:
    """One call. ``heard``: everything the callee was told; ``pressed``: every key with its time, also those
    that nobody waited for; ``sip``: response that ended it, 0 for none; ``error``: Twilio's code of a
    document that could not be had or performed; ``early``: its callbacks come before the answer to its
    order."""

    sid: str
    order: Order
    created: datetime
    nth: int
    status: CallStatus = "queued"
    updated: datetime | None = None
    dial_at: datetime | None = None
    times: dict[str, datetime] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)
    pressed: list[tuple[datetime, str]] = field(default_factory=list)
    answered_by: str = ""
    detected_after: float = 0.0
    sip: int = 0
    error: int = 0
    early: bool = False

    @property
    def to(self) -> str:
        return self.order.to

    @property
    def over(self) -> bool:
        return self.status in OVER

    @property
    def keys(self) -> str:
        return "".join(key for _at, key in self.pressed)

    @property
    def seconds(self) -> int:
        """Length from picking up to the end."""
        start, end = self.times.get("in-progress"), self.times.get(self.status)
        return round((end - start).total_seconds()) if self.over and start and end else 0


@dataclass(slots=True, eq=False)
class Message:
    """One text message. ``code``: Twilio's error code when it was not delivered, 0 for none."""

    sid: str
    to: str
    sender: str
    body: str
    created: datetime
    nth: int
    status: MessageStatus = "queued"
    updated: datetime | None = None
    times: dict[str, datetime] = field(default_factory=dict)
    code: int = 0
    early: bool = False

    @property
    def over(self) -> bool:
        return self.status in ("delivered", "undelivered", "failed", "canceled")


Answer = Callable[[Sequence[Verb]], None]


class Caller(Protocol):
    """Whoever placed calls and messages, as the network sees it. Its methods may answer at once or later,
    from any thread."""

    def asked(self, call: Call, ask: Ask, answer: Answer) -> None:
        """The callee is on the line: ``answer`` with what comes next."""

    def call_reported(self, call: Call, report: Report) -> None:
        """Something happened to a call."""

    def message_reported(self, message: Message, report: Report) -> None:
        """Something happened to a message."""
