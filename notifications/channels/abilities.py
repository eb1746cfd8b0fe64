"""PURE. What a channel cannot do falls back visibly (Art. 5): to a message, to a person, never to a guess."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from notifications.channels.port import Abilities

Need = Literal["answer", "receipt"]
"""What a notice is placed for: a person's answer to an invitation, or the receipt of a message."""


class Way(StrEnum):
    """How a person is reached. ``..._PERSON``: the channel announces, a person in the room phones."""

    CALL = "call"
    CALL_AND_PERSON = "call-and-person"
    SMS = "sms"
    SMS_AND_PERSON = "sms-and-person"
    PERSON = "person"


_SAID: dict[Way, tuple[str, str]] = {
    Way.CALL: ("系统拨打，按键答复。", "The system calls and hears the answer by keys."),
    Way.CALL_AND_PERSON: (
        "系统拨打通知，由工作人员电话确认答复。",
        "The system announces by phone; a person phones to hear the answer.",
    ),
    Way.SMS: ("系统发送短信并取得送达回执。", "The system sends a message and gets its receipt."),
    Way.SMS_AND_PERSON: (
        "系统发送短信，由工作人员电话确认。",
        "The system sends a message; a person phones to confirm.",
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


def fallback(abilities: Abilities, need: Need) -> Plan:
    """How ``need`` is met by a channel with these abilities.

    One key without a read-back is no decision: many who press it only think that they have accepted.
    """
    if need == "receipt":
        wanted = {"sms": abilities.sms, "receipts": abilities.receipts}
        full, half = Way.SMS, Way.SMS_AND_PERSON if abilities.sms else Way.PERSON
    else:
        wanted = {"voice": abilities.voice, "keys": abilities.keys, "read-back": abilities.read_back}
        full = Way.CALL
        half = Way.SMS_AND_PERSON if abilities.sms else Way.PERSON
        half = Way.CALL_AND_PERSON if abilities.voice else half
    missing = tuple(name for name, has in wanted.items() if not has)
    return Plan(half, missing) if missing else Plan(full)
