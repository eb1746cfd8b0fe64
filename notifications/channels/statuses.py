"""Statuses of calls and messages in the words of Twilio's REST, which the simulated network speaks too."""

from __future__ import annotations

from collections.abc import Mapping

from notifications.attempts import End, Kind

CALL_ENDS: Mapping[str, End] = {
    "completed": End.COMPLETED,
    "busy": End.BUSY,
    "no-answer": End.NO_ANSWER,
    "canceled": End.CANCELLED,
    "failed": End.FAILED,
}
CALL_STATES: Mapping[str, Kind] = {
    "queued": Kind.PLACED,
    "initiated": Kind.PLACED,
    "ringing": Kind.RINGING,
    # The script starts when the answered call asks what to say, not when its status is reported.
    "in-progress": Kind.PLACED,
}
MESSAGE_ENDS: Mapping[str, End] = {
    "delivered": End.DELIVERED,
    "read": End.DELIVERED,
    "undelivered": End.UNDELIVERED,
    "failed": End.UNDELIVERED,
    "canceled": End.CANCELLED,
}
MESSAGE_STATES = ("accepted", "scheduled", "queued", "sending", "sent")
_NO_SUCH_NUMBER = ("404", "410", "484", "604")
_SWITCHED_OFF = ("408", "480", "503")


def call_end(status: str, sip: str = "") -> End:
    """How a call ended. A failed one says by its SIP code whether the number or the phone was the reason."""
    if status == "failed" and sip in _NO_SUCH_NUMBER:
        return End.INVALID_NUMBER
    if status == "failed" and sip in _SWITCHED_OFF:
        return End.UNREACHABLE
    return CALL_ENDS[status]


def is_machine(answered_by: str) -> bool:
    """Whether a machine was heard. "unknown" and "human" are not one."""
    return answered_by.startswith("machine") or answered_by == "fax"
