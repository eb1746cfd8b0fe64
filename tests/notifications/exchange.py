"""A provider on paper: it keeps what it was told, plays each call by its callee's script, and can fail.

With a file it remembers across processes, so that killed workers can be held to what it saw.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from notifications.attempts import End, Happening, Kind
from notifications.channels.port import (
    Abilities,
    Accepted,
    BadCallback,
    Callback,
    CannotTell,
    Finding,
    Found,
    Heard,
    Limits,
    NotFound,
    NotSent,
    Outgoing,
    Placing,
    Prompt,
    Rejected,
    Reply,
    Uncertain,
)

Step = tuple[Kind, str, End | None]
PICKED_UP: list[Step] = [(Kind.RINGING, "", None), (Kind.ANSWERED, "", None)]
COMPLETED: Step = (Kind.ENDED, "", End.COMPLETED)


def _keys(keys: str) -> list[Step]:
    return [*PICKED_UP, *((Kind.KEY, key, None) for key in keys), COMPLETED]


SCRIPTS: dict[str, list[Step]] = {
    "accept": _keys("11"),
    "decline": _keys("22"),
    "unconfirmed": _keys("1"),
    "hangs-up": _keys(""),
    "silent": [*PICKED_UP, *[(Kind.SILENCE, "", None)] * 3, COMPLETED],
    "machine": [*PICKED_UP, (Kind.MACHINE, "", None), COMPLETED],
    "machine-but-keys": [*_keys("11")[:-1], (Kind.MACHINE, "", None), COMPLETED],
    "busy": [(Kind.ENDED, "", End.BUSY)],
    "no-answer": [(Kind.RINGING, "", None), (Kind.ENDED, "", End.NO_ANSWER)],
    "unreachable": [(Kind.ENDED, "", End.UNREACHABLE)],
    "invalid": [(Kind.ENDED, "", End.INVALID_NUMBER)],
    "delivered": [(Kind.ENDED, "", End.DELIVERED)],
    "undelivered": [(Kind.ENDED, "", End.UNDELIVERED)],
    "no-receipt": [],
}
FAULTS: dict[str, tuple[bool, Placing | None]] = {
    "busy-signal-429": (False, Rejected("429")),
    "not-sent": (False, NotSent("refused")),
    "500-before": (False, Uncertain("500")),
    "500-after": (True, Uncertain("500")),
    "hang": (True, Uncertain("timeout")),
    "reset": (False, Uncertain("reset")),
    "bad-account": (False, Rejected("20003", configuration=True)),
    "bad-number": (False, Rejected("21211", permanent=True)),
}
"""Fault -> whether the provider took the attempt all the same, and what the caller learns."""


@dataclass(frozen=True)
class Call:
    """What the provider took: ``steps`` with the time and the turn of each."""

    attempt: str
    number: str
    ref: str
    happenings: tuple[Happening, ...]


class Exchange:
    """One provider. ``scripts``: number -> script of each call to it in turn, the last for all that follow;
    ``faults``: what happens to the next placings, "" for nothing."""

    name = "scripted"

    def __init__(
        self,
        now: Callable[[], datetime],
        scripts: Mapping[str, Sequence[str]] | None = None,
        file: Path | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.abilities = Abilities(
            voice=True, sms=True, free_text=True, keys=True, read_back=True, receipts=True
        )
        self.limits = limits or Limits()
        self._now, self.scripts, self._file = now, dict(scripts or {}), file
        self.faults: list[str] = []
        self.calls: dict[str, Call] = {}
        self.told: dict[str, int] = defaultdict(int)
        self.asked: list[str] = []
        self.unsaid: set[str] = set()
        self.mute = False
        for line in file.read_text().splitlines() if file and file.exists() else ():
            self._take(*json.loads(line))

    def boundary(self) -> None:
        """Where a worker may die: before and after the provider heard of an attempt."""

    def place(self, out: Outgoing) -> Placing:
        self.boundary()
        self.asked.append(out.attempt)
        fault = self.faults.pop(0) if self.faults else ""
        taken, said = FAULTS[fault] if fault else (True, None)
        if taken:
            entry = [out.attempt, out.number, out.kind, self._now().isoformat()]
            if self._file:
                with self._file.open("a") as file:
                    file.write(json.dumps(entry) + "\n")
            self._take(*entry)
        self.boundary()
        return said or Accepted(self.calls[out.attempt].ref)

    def _take(self, attempt: str, number: str, kind: str, at: str) -> None:
        self.told[attempt] += 1
        if attempt in self.calls:
            return
        before = sum(call.number == number for call in self.calls.values())
        fallback = "accept" if kind == "voice" else "delivered"
        scripts = self.scripts.get(f"{kind} {number}", [fallback])
        steps = SCRIPTS[scripts[min(before, len(scripts) - 1)]]
        happenings, turn = [], 0
        for place, (what, key, end) in enumerate(steps, 1):
            when = datetime.fromisoformat(at) + timedelta(seconds=place)
            happenings.append(Happening(what, when, f"ref-{attempt}", key, turn, end))
            turn += what in (Kind.KEY, Kind.SILENCE)
        self.calls[attempt] = Call(attempt, number, f"ref-{attempt}", tuple(happenings))

    def callbacks(self) -> Iterator[Callback]:
        """Every report of every call, in order."""
        for call in list(self.calls.values()):
            for place in range(len(call.happenings)):
                yield self.callback(call.attempt, place)

    def callback(self, attempt: str, place: int) -> Callback:
        """Report number ``place`` of one call."""
        url = f"https://panel.test/{attempt}"
        body = json.dumps([attempt, place]).encode()
        return Callback(attempt, "event", url, {"x-signature": "good"}, body, self._now())

    def hear(self, callback: Callback) -> Sequence[Heard]:
        if callback.headers.get("x-signature") != "good":
            raise BadCallback(403, "signature")
        try:
            attempt, place = json.loads(callback.body)
        except ValueError:
            raise BadCallback(400, "malformed") from None
        if attempt not in self.calls:
            return [Heard(attempt, f"{attempt}/{place}", Happening(Kind.RINGING, callback.at))]
        return [Heard(attempt, f"{attempt}/{place}", self.calls[attempt].happenings[place])]

    def ack(self, callback: Callback, prompt: Prompt | None) -> Reply:
        return Reply(200, "text/plain", (prompt.line if prompt else "").encode())

    def reconcile(self, out: Outgoing, ref: str, since: datetime, now: datetime) -> Finding:
        if self.mute:
            return CannotTell("closed")
        if out.attempt not in self.calls:
            return NotFound()
        call = self.calls[out.attempt]
        return Found(call.ref, call.happenings)

    def renders(self, template: str) -> bool:
        return template not in self.unsaid
