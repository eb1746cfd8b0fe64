"""The one port behind which every channel stands: place, hear back, ask again.

A channel says what it can do; what it cannot falls back, visibly. It never raises: how a placing went is
one of four answers, and "we do not know" is one of them, because no provider gives exactly-once calls.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from notifications.attempts import Happening
from notifications.script import Line

AttemptKind = Literal["voice", "sms"]


@dataclass(frozen=True, slots=True)
class Abilities:
    """``free_text``: speaks any text (else approved templates only); ``keys``: hears keys; ``read_back``: can
    answer a key with another prompt; ``receipts``: reports delivery of messages; ``reference``: longest
    attempt id it carries back, in characters."""

    voice: bool
    sms: bool
    free_text: bool
    keys: bool
    read_back: bool
    receipts: bool
    reference: int = 64


@dataclass(frozen=True, slots=True)
class Limits:
    """What the provider puts up with. ``per_second``: requests of the whole account; ``per_callee``: pairs of
    (most attempts, in so many seconds) to one number. 0 and () are no limit."""

    per_second: float = 0
    per_callee: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One attempt to place. ``number`` E.164; ``params`` of the template; ``callback``: public base URL of
    the channel, below which its callbacks come in as ``/{attempt}/{step}`` (or ``/{step}``)."""

    attempt: str
    kind: AttemptKind
    number: str = field(repr=False)
    template: str
    params: Mapping[str, str] = field(repr=False)
    lang: str = "zh"
    slow: bool = False
    callback: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took it; ``ref`` is its id."""

    ref: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """The provider refused. ``permanent``: this number will not do; ``configuration``: our account is at
    fault, which stops the channel and never burns a person; neither: try again later (429)."""

    code: str
    permanent: bool = False
    configuration: bool = False


@dataclass(frozen=True, slots=True)
class NotSent:
    """Nothing left this machine; safe to try again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Uncertain:
    """It may have been placed: never repeated, only looked up."""

    reason: str


Placing = Accepted | Rejected | NotSent | Uncertain


@dataclass(frozen=True, slots=True)
class Found:
    """The provider knows the attempt; what happened to it so far."""

    ref: str
    happenings: tuple[Happening, ...]


@dataclass(frozen=True, slots=True)
class NotFound:
    """The provider is sure that it never got it."""


@dataclass(frozen=True, slots=True)
class CannotTell:
    """Ask again, or a person."""

    reason: str


Finding = Found | NotFound | CannotTell


@dataclass(frozen=True, slots=True)
class Callback:
    """A provider's request as it came in, at ``at``. ``url``: the configured public URL of it with path and
    query as requested, for signatures; ``attempt`` and ``step`` from its path, ``attempt`` "" where the
    provider calls one address for all; ``form``: parsed form fields, empty for other bodies; header names
    lower case. Everything in it is the caller's word until ``hear`` has checked the signature."""

    attempt: str
    step: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    at: datetime
    form: Mapping[str, str] = field(default_factory=dict, repr=False)


class BadCallback(Exception):
    """A callback that is not one of ours; ``status`` to answer with, ``code`` to count."""

    def __init__(self, status: int, code: str) -> None:
        self.status, self.code = status, code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Heard:
    """One happening of one attempt, from a callback. ``key``: unique id of the report for de-duplication."""

    attempt: str
    key: str
    happening: Happening


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the callee hears next. ``line`` and ``gather`` of the script's ``Say``; ``turn``: number of this
    prompt, that is ``Attempt.turn`` after the happening was applied; the rest is the notice's.

    ``line`` "wait" without ``gather``: nothing could be looked up, the provider is to ask again at once.
    """

    line: Line
    gather: bool
    turn: int
    template: str
    params: Mapping[str, str] = field(repr=False)
    lang: str = "zh"
    slow: bool = False

    @property
    def words(self) -> str:
        """The template of the line: the notice's own for the invitation, else the line's."""
        return self.template if self.line == "invitation" else self.line


WAIT = Prompt("wait", gather=False, turn=0, template="wait", params={})
"""What a callee hears when the house is slow; never a provider's error."""


class Words(Protocol):
    """Renders a template; every channel that speaks free text is given one."""

    def __call__(self, template: str, params: Mapping[str, str], lang: str, slow: bool) -> Sequence[str]:
        """Its sentences in the order spoken. Raises ``KeyError`` for an unknown template or parameter."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a callback is answered with."""

    status: int
    content_type: str
    body: bytes = field(repr=False)


class Channel(Protocol):
    """One way to reach people."""

    name: str
    abilities: Abilities
    limits: Limits

    def place(self, out: Outgoing) -> Placing:
        """Place one attempt. Blocking; run in a thread. Never raises."""

    def hear(self, callback: Callback) -> Sequence[Heard]:
        """What a callback reports. Raises ``BadCallback`` alone; a wrong signature fails closed."""

    def ack(self, callback: Callback, prompt: Prompt | None) -> Reply:
        """What to answer once ``hear`` has accepted it. ``prompt``: what ``apply`` said, None for nothing;
        on a callback that speaks to the callee None asks it to wait. A repeated callback is answered with
        what the callee is to hear now (``Attempt.said``): its first answer may be lost. Never raises."""

    def reconcile(self, out: Outgoing, ref: str, since: datetime, now: datetime) -> Finding:
        """Ask the provider what became of an attempt placed at ``since`` or later; ``ref`` "" when its answer
        was lost. Never raises."""

    def renders(self, template: str) -> bool:
        """Whether the channel can say this template."""
