"""What simulated callees do when the phone rings, by the rules of the call (Art. 5): the choice is read
back and confirmed by the same key, silence is not refusal, and an unreachable phone is neither."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Behaviour = Literal["accept", "decline", "silent", "unreachable"]
Outcome = Literal["accepted", "declined", "silent", "unreachable"]


@dataclass(frozen=True, slots=True)
class Heard:
    """How one call went. ``keys`` as pressed; seconds of ringing and of talking (0: nobody picked up)."""

    outcome: Outcome
    keys: str
    ringing: int
    talking: int

    @property
    def seconds(self) -> int:
        return self.ringing + self.talking


_SCRIPTS: dict[Behaviour, Heard] = {
    "accept": Heard("accepted", "11", 8, 26),
    "decline": Heard("declined", "22", 10, 24),
    "silent": Heard("silent", "", 12, 45),
    "unreachable": Heard("unreachable", "", 30, 0),
}


def ring(behaviour: Behaviour) -> Heard:
    """Ring a callee who behaves so, without a network: for the rehearsal that needs no call of its own."""
    return _SCRIPTS[behaviour]


Line = Literal["human", "machine", "busy", "rings-out", "switched-off", "invalid"]
Receipt = Literal["delivered", "undelivered", "lost"]
VERDICTS = ("", "human", "machine_start", "fax", "unknown")
LINES: tuple[Line, ...] = ("human", "machine", "busy", "rings-out", "switched-off", "invalid")
RECEIPTS: tuple[Receipt, ...] = ("delivered", "undelivered", "lost")


class BadCallee(ValueError):
    """A callee, a population or a fault that cannot be read; ``zh`` and ``en`` say what may stand there."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(en)


@dataclass(frozen=True, slots=True)
class Press:
    """``key``: one or more keys, "" lets the prompt pass; ``after``: seconds from the end of the prompt."""

    key: str
    after: float = 2.0


@dataclass(frozen=True, slots=True)
class Callee:
    """One person's line and script.

    ``ringing``: seconds until picked up (or until the busy tone); ``presses``: one for each prompt, in order;
    ``hangs_up``: seconds after the first prompt without a press at which the person hangs up (None: listens
    to the end); ``seems``: what machine detection wrongly takes the person for ("" for the truth);
    ``receipt`` of a message, ``receipt_after`` in seconds.
    """

    line: Line = "human"
    ringing: float = 8.0
    presses: tuple[Press, ...] = ()
    hangs_up: float | None = None
    seems: str = ""
    receipt: Receipt = "delivered"
    receipt_after: float = 3.0

    @property
    def picks_up(self) -> bool:
        return self.line in ("human", "machine")


def presses(keys: str, after: float = 2.0) -> tuple[Press, ...]:
    """One press for each character of ``keys``; "-" lets a prompt pass."""
    return tuple(Press("" if key == "-" else key, after) for key in keys)


CALLEES: dict[str, Callee] = {
    "accepts": Callee(presses=presses("11")),
    "declines": Callee(ringing=10.0, presses=presses("22")),
    "silent": Callee(ringing=12.0),
    "hangs-up": Callee(presses=presses("1"), hangs_up=1.0),
    "hangs-up-at-once": Callee(hangs_up=0.5),
    "changes": Callee(presses=presses("122")),
    "repeats": Callee(presses=presses("*11")),
    "wrong-key": Callee(presses=presses("711")),
    "slow-to-press": Callee(presses=presses("--11")),
    "late": Callee(presses=(Press("1", 12.0), Press("1", 2.0))),
    "seems-a-machine": Callee(presses=presses("11"), seems="machine_start"),
    "machine": Callee(line="machine", ringing=20.0),
    "busy": Callee(line="busy", ringing=2.0),
    "rings-out": Callee(line="rings-out"),
    "switched-off": Callee(line="switched-off", ringing=3.0, receipt="lost"),
    "invalid": Callee(line="invalid", ringing=1.0, receipt="undelivered"),
}
"""The callees that have a name."""

_SECONDS = ("ringing", "hangs_up", "receipt_after")


def read_callee(given: object) -> Callee:
    """A callee from JSON: one of the names, or an object with the fields of ``Callee``, in which ``presses``
    is a list of keys or of ``[key, seconds]``. Raises ``BadCallee``."""
    if isinstance(given, str):
        if given not in CALLEES:
            raise _unknown("行为名称", "a callee by name", CALLEES)
        return CALLEES[given]
    if not isinstance(given, Mapping):
        raise BadCallee("行为应为名称或对象", "a callee is a name or an object")
    if set(given) - set(Callee.__dataclass_fields__):
        raise _unknown("行为的字段", "a field of a callee", Callee.__dataclass_fields__)
    fields = dict(given)
    for name, known in (("line", LINES), ("receipt", RECEIPTS)):
        if fields.get(name, known[0]) not in known:
            raise _unknown(name, name, known)
    for name in _SECONDS:
        if name in fields and not (name == "hangs_up" and fields[name] is None):
            fields[name] = read_seconds(fields[name])
    if fields.get("seems", "") not in VERDICTS:
        raise _unknown("seems", "seems", VERDICTS)
    listed = fields.get("presses", [])
    fields["presses"] = tuple(_press(one) for one in (listed if isinstance(listed, list) else [listed]))
    return Callee(**fields)


def _unknown(zh: str, en: str, known: Iterable[str]) -> BadCallee:
    listed = ", ".join(one or '""' for one in known)
    return BadCallee(f"{zh}可以是：{listed}", f"{en} is one of {listed}")


def _press(given: object) -> Press:
    if isinstance(given, str):
        return Press(_keys(given))
    if isinstance(given, list | tuple) and len(given) == 2:
        return Press(_keys(given[0]), read_seconds(given[1]))
    raise BadCallee("按键应为键，或键与秒数", "a press is a key, or a key and its seconds")


def _keys(given: object) -> str:
    if not isinstance(given, str) or set(given) - set("0123456789*#"):
        raise BadCallee("键为0-9、*、#", "keys are 0-9, * and #")
    return given


def read_seconds(given: object) -> float:
    """Seconds from JSON. Raises ``BadCallee``."""
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 <= given < 86400:
        raise BadCallee("秒数应在0与一天之间", "seconds are a number from 0 to a day")
    return float(given)
