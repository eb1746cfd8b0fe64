"""PURE. What a channel cannot do falls back visibly (Art. 5): to a call, to a person, never to a guess.

The outbox asks before it places anything; what falls to a person ends as ``by-hand`` and rings nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from notifications.channels.port import Abilities

Need = Literal["answer", "telling", "receipt"]
"""What a notice is placed for: a person's answer to an invitation, a call that tells and asks nothing, or the
receipt of a message."""


class Way(StrEnum):
    """How a person is reached. ``SMS_AND_PERSON``: the message goes out, nobody can tell whether it came;
    ``READ_OUT``: a call says what no message can, and a person makes sure."""

    CALL = "call"
    READ_OUT = "read-out"
    SMS = "sms"
    SMS_AND_PERSON = "sms-and-person"
    PERSON = "person"


_SAID: dict[Way, tuple[str, str]] = {
    Way.CALL: ("由系统拨打。", "The system calls."),
    Way.READ_OUT: (
        "不能发送短信：系统拨打电话宣读，由工作人员确认送达。",
        "No message can be sent: a call reads it out, a person makes sure that it came.",
    ),
    Way.SMS: ("系统发送短信并取得送达回执。", "The system sends a message and gets its receipt."),
    Way.SMS_AND_PERSON: (
        "系统发送短信，没有送达回执，由工作人员确认送达。",
        "The system sends a message without a receipt; a person makes sure that it came.",
    ),
    Way.PERSON: ("由工作人员拨打电话。", "A person phones."),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """``missing``: abilities the channel lacks for the full way, shown beside ``say``."""

    way: Way
    missing: tuple[str, ...] = ()

    def say(self, lang: str = "zh") -> str:
        """The sentence the room sees."""
        return _SAID[self.way][0 if lang == "zh" else 1]


NOBODY = Plan(Way.PERSON, ("voice",))
"""A house without a line for voice."""


def fallback(abilities: Abilities, need: Need) -> Plan:
    """How ``need`` is met by a channel with these abilities.

    One key without a read-back is no decision: many who press it only think that they have accepted. So a
    channel that lacks either rings nobody for an answer.
    """
    full, half = Way.CALL, Way.PERSON
    if need == "receipt":
        wanted = {"sms": abilities.sms, "receipts": abilities.receipts}
        full, half = Way.SMS, Way.READ_OUT if abilities.voice else Way.PERSON
        half = Way.SMS_AND_PERSON if abilities.sms else half
    elif need == "telling":
        wanted = {"voice": abilities.voice}
    else:
        wanted = {"voice": abilities.voice, "keys": abilities.keys, "read-back": abilities.read_back}
    missing = tuple(name for name, has in wanted.items() if not has)
    return Plan(half, missing) if missing else Plan(full)
