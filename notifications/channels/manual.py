"""Channel manual: a person phones, from one card at a time, and what was heard is typed back (Art. 5(2)).

A card holds a number and the words to read out; no name, no project, no tenderer, no bidder, no colleague.
The machine's call asks for nobody by name either: the person who answers says whether the phone is theirs.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, Protocol

from audit.refusal import Refusal
from notifications.attempts import Attempt, End, Happening, Kind, State, apply
from notifications.channels.port import (
    Abilities,
    Accepted,
    BadCallback,
    Callback,
    CannotTell,
    Finding,
    Heard,
    Limits,
    NotSent,
    Outgoing,
    Placing,
    Prompt,
    Rejected,
    Reply,
    Uncertain,
    Words,
)
from notifications.policy import Outcome, Past, Policy, Try, next_try, notice_outcome, within_window
from notifications.script import REASONS

MOST = 4096
"""Longest result, in bytes."""

_KEYS: dict[str, str] = {"accepted": "11", "declined": "22", "unconfirmed": "1", "silent": ""}
_ENDS: dict[str, End] = {
    "machine": End.MACHINE,
    "busy": End.BUSY,
    "no-answer": End.NO_ANSWER,
    "unreachable": End.UNREACHABLE,
    "wrong-number": End.INVALID_NUMBER,
}
RESULTS: tuple[str, ...] = (*_KEYS, *_ENDS)
"""How one call by hand can end. ``accepted`` and ``declined``: said, read back and said again;
``unconfirmed``: said once, then the line was gone; ``silent``: answered, nothing decided; ``wrong-number``:
the phone is not theirs."""
_REASONS = {reason: key for key, reason in REASONS.items()}


def happenings(result: str, at: datetime, reason: str = "") -> tuple[Happening, ...]:
    """One call by hand as the script knows it: what was said counts as the keys of the same meaning.

    Raises ``ValueError`` for an unknown result or reason; a reason belongs to ``declined`` alone.
    """
    if reason and (result != "declined" or reason not in _REASONS):
        raise ValueError("reason")
    if result in _KEYS:
        pressed = _KEYS[result] + _REASONS.get(reason, "")
        keys = (Happening(Kind.KEY, at, key=key, turn=turn) for turn, key in enumerate(pressed))
        return Happening(Kind.ANSWERED, at), *keys, Happening(Kind.ENDED, at, end=End.COMPLETED)
    if result not in _ENDS:
        raise ValueError("result")
    end = Happening(Kind.ENDED, at, end=_ENDS[result])
    return (Happening(Kind.MACHINE, at), end) if result == "machine" else (end,)


@dataclass(frozen=True, slots=True)
class Tried:
    """One call by hand as it is typed back. ``number``: which of the person's numbers, 0 for the first."""

    number: int
    result: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a card amounts to; ``attempts`` JSON-ready, without numbers."""

    outcome: Outcome
    reason: str
    attempts: tuple[dict[str, Any], ...]


Flaw = Literal["result", "numbers", "order", "early", "window", "decided", "unfinished"]


class CardWrong(ValueError):
    """The calls typed back are not those the policy asks for. ``result``: no such result or reason;
    ``numbers``: no such number; ``order``: another number was due; ``early``: sooner than the gap allows;
    ``window``: outside the hours; ``decided``: a call after the decision; ``unfinished``: calls are left."""

    def __init__(self, flaw: Flaw) -> None:
        self.flaw: Flaw = flaw
        super().__init__(flaw)


def judge(policy: Policy, numbers: int, tried: Sequence[Tried]) -> Judged:
    """The outcome of a card with ``numbers`` numbers, by the same policy and script as a call by machine.

    Nobody counts as not reached before every call the policy asks for was made (Art. 5): a person who wants
    to skip somebody would say that the phone was never answered. Minutes count, not seconds. Raises
    ``CardWrong``.
    """
    past: list[Past] = []
    attempts: list[dict[str, Any]] = []
    reason = ""
    for place, one in enumerate(tried):
        _check_due(policy, numbers, past, one)
        attempt = _attempt(one)
        reason = attempt.position.reason or reason
        end = attempt.end or End.FAILED
        past.append(Past(one.number, end, attempt.verdict, one.at, one.at))
        attempts.append({"n": place, "number": one.number, "end": end.value, "verdict": attempt.verdict or "",
                         "keys": attempt.keys, "result": one.result})  # fmt: skip
    if not past or (not _decided(past) and isinstance(_next(policy, numbers, past), Try)):
        raise CardWrong("unfinished")
    return Judged(notice_outcome("voice", past), reason, tuple(attempts))


def _check_due(policy: Policy, numbers: int, past: Sequence[Past], one: Tried) -> None:
    if not 0 <= one.number < numbers:
        raise CardWrong("numbers")
    if not within_window(policy, one.at):
        raise CardWrong("window")
    if _decided(past):
        raise CardWrong("decided")
    due = next_try(policy, "voice", numbers, past, past[-1].ended if past else one.at)
    if not isinstance(due, Try):
        raise CardWrong("decided")
    if one.number != due.number:
        raise CardWrong("order")
    if _minute(one.at) < _minute(due.at):
        raise CardWrong("early")


def _next(policy: Policy, numbers: int, past: Sequence[Past]) -> object:
    return next_try(policy, "voice", numbers, past, past[-1].ended)


def _decided(past: Sequence[Past]) -> bool:
    return any(one.verdict in ("accepted", "declined") for one in past)


def _attempt(one: Tried) -> Attempt:
    attempt = Attempt("", "voice", State.PLACED)
    try:
        heard = happenings(one.result, one.at, one.reason)
    except ValueError:
        raise CardWrong("result") from None
    for what in heard:
        attempt = apply(attempt, what)[0]
    return attempt


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


SCRIPTS: dict[str, dict[str, tuple[str, ...]]] = {
    "zh": {
        "invitation": (
            "您好，这里是{center}，请问是本机机主吗？（不是机主的，致歉挂机，记“非本人”。）",
            "现邀请您参加一次评审。",
            "时间是{day}，{weekday}，{clock}，预计{length}。",
            "请问您参加，还是不参加？",
            "（复述）您选择了参加／不参加，请您再确认一次。（第二次答复才算数。）",
            "（参加）地点是{place}，请带身份证。（不参加）已记录，可以不说原因。谢谢，再见。",
        ),
        "details-call": (
            "您好，这里是{center}，请问是本机机主吗？",
            "您已确认参加评审，时间是{day}，{weekday}，{clock}，地点是{place}。",
            "签到码是{code}。（重复一遍。）谢谢，再见。",
        ),
    },
    "en": {
        "invitation": (
            "Hello, this is {center}. Is this your own phone? "
            "(If not: apologise, hang up, mark “not theirs”.)",
            "You are invited to take part in an evaluation.",
            "It is {day}, {weekday}, at {clock}, and is expected to take {length}.",
            "Will you take part or not?",
            "(Read back) You chose to take part / not to. Please say it once more. "
            "(The second answer counts.)",
            "(Taking part) The place is {place}; bring your identity card. (Not) It is recorded, no reason "
            "is needed. Thank you, goodbye.",
        ),
        "details-call": (
            "Hello, this is {center}. Is this your own phone?",
            "You are confirmed for the evaluation. It is {day}, {weekday}, at {clock}; the place is {place}.",
            "Your sign-in code is {code}. (Say it twice.) Thank you, goodbye.",
        ),
    },
}


def spoken(template: str, params: Mapping[str, str], lang: str, slow: bool) -> Sequence[str]:  # noqa: ARG001
    """``port.Words`` for a person: what to read out, stage directions in brackets. A person needs no slower
    text. Raises ``KeyError``."""
    return [sentence.format_map(params) for sentence in SCRIPTS[lang][template]]


class DeskTaken(Exception):
    """A card is out already: the next one comes after its result."""


class Desk(Protocol):
    """Where cards are laid before a person."""

    def lay(self, attempt: str, number: str, sentences: Sequence[str], lang: str) -> str:
        """Print one card and return its serial. Raises ``DeskTaken`` while another card is out, ``OSError``
        when nothing can be printed, a ``Refusal`` when printing stopped halfway."""

    def told(self, attempt: str) -> bytes | None:
        """The result typed back for the card of an attempt, as it came in; None while it has none. Raises
        ``OSError`` when nobody can look."""


class ManualChannel:
    """The channel ``manual``. ``secret`` signs what the terminal in the room typed back, so that nobody who
    reaches a callback address can answer for a person; an empty one lets nothing in."""

    name = "manual"
    abilities = Abilities(voice=True, sms=False, free_text=True, keys=False, read_back=False, receipts=False)
    limits = Limits()

    def __init__(
        self,
        desk: Desk,
        secret: str,
        words: Words = spoken,
        templates: Collection[str] = tuple(SCRIPTS["zh"]),
    ) -> None:
        self.desk, self._secret, self._words, self._templates = desk, secret, words, templates

    def place(self, out: Outgoing) -> Placing:
        """Lay a card before the person who phones."""
        if out.kind != "voice":
            return Rejected("cannot-text", configuration=True)
        try:
            sentences = self._words(out.template, out.params, out.lang, out.slow)
        except KeyError:
            return Rejected("template", configuration=True)
        try:
            return Accepted(self.desk.lay(out.attempt, out.number, sentences, out.lang))
        except DeskTaken:
            return NotSent("card-out")
        except OSError:
            return NotSent("printer")
        except Refusal as refusal:
            # The printer stopped halfway: the card may lie there, so a person looks.
            return Uncertain(refusal.code)

    def hear(self, callback: Callback) -> Sequence[Heard]:
        """A result typed back: JSON ``{"result", "reason", "at"}``, signed with ``signature``.

        A card has one result. The same bytes once more are a repeated report; any other result, signed as it
        may be, is refused and changes nothing.
        """
        given = callback.headers.get("x-manual", "").encode("utf-8", "replace")
        if len(callback.body) > MOST:
            raise BadCallback(413, "too-large")
        if not self._secret or not hmac.compare_digest(given, self.signature(callback).encode()):
            raise BadCallback(403, "bad-signature")
        try:
            said = json.loads(callback.body)
            heard = happenings(said["result"], datetime.fromisoformat(said["at"]), said.get("reason", ""))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise BadCallback(400, "malformed") from None
        if any(what.at.tzinfo is None or what.at > callback.at for what in heard):
            raise BadCallback(400, "malformed")
        if callback.step != "result":
            raise BadCallback(404, "unknown-step")
        try:
            before = self.desk.told(callback.attempt)
        except OSError:
            raise BadCallback(503, "later") from None
        if before is not None and before != callback.body:
            raise BadCallback(409, "told-already")
        return [Heard(callback.attempt, f"{callback.attempt}:{n}", what) for n, what in enumerate(heard)]

    def sealed(self, attempt: str, said: Mapping[str, str], at: datetime) -> Callback:
        """A result as the terminal in the room hands it in at ``at``, signed."""
        body = json.dumps(dict(said), ensure_ascii=False, sort_keys=True).encode()
        bare = Callback(attempt, "result", "", {}, body, at)
        return replace(bare, headers={"x-manual": self.signature(bare)})

    def signature(self, callback: Callback) -> str:
        """HMAC-SHA-256 of attempt, step and body under the secret, hex."""
        message = f"{callback.attempt}\n{callback.step}\n".encode() + callback.body
        return hmac.new(self._secret.encode(), message, "sha256").hexdigest()

    def ack(self, callback: Callback, prompt: Prompt | None) -> Reply:  # noqa: ARG002
        """Nothing is said by machine."""
        return Reply(204, "text/plain", b"")

    def reconcile(self, out: Outgoing, ref: str, since: datetime, now: datetime) -> Finding:  # noqa: ARG002
        """Only the person with the card knows."""
        return CannotTell("with-a-person")

    def renders(self, template: str) -> bool:
        return template in self._templates
