"""PURE. What the client hears of its notices (Art. 5, Art. 14), each in the transaction that made it true.

``subject`` is the client's own word for what the notice is about; ``notice`` the notice's id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from notifications.policy import Outcome


@dataclass(frozen=True, slots=True)
class Redialled:
    """Another try was put in the queue. ``attempt``: its id; ``number``: index of the number;
    ``due``: not before."""

    subject: str
    attempt: str
    notice: str
    number: int
    due: datetime


@dataclass(frozen=True, slots=True)
class Ended:
    """The notice is settled; told exactly once. ``record``: JSON-ready, every attempt with its number's
    index, provider id, end, verdict, reason, keys and times."""

    subject: str
    outcome: Outcome
    record: Mapping[str, Any]
    notice: str
    kind: Literal["voice", "sms"]
    template: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """The carrier delivered the message at ``at`` (Art. 14 counts from here). May come after ``Ended``."""

    subject: str
    at: datetime
    notice: str
    template: str


@dataclass(frozen=True, slots=True)
class ReceiptMissing:
    """No receipt in the time the policy gives; told once per message. The message may still arrive."""

    subject: str
    notice: str
    template: str


@dataclass(frozen=True, slots=True)
class LateKey:
    """A key after the notice was settled. The callee heard that the place is filled."""

    subject: str
    key: str
    at: datetime
    notice: str


@dataclass(frozen=True, slots=True)
class ReasonGiven:
    """Why a person declined ("other-work", "recusal"), after the refusal itself was reported."""

    subject: str
    reason: str
    at: datetime
    notice: str


@dataclass(frozen=True, slots=True)
class LeaveAsked:
    """A person declined and asks for leave."""

    subject: str
    at: datetime
    notice: str


Report = Redialled | Ended | Receipt | ReceiptMissing | LateKey | ReasonGiven | LeaveAsked
