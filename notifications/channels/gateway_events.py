"""PURE. Events of the gateway port as JSON, both ways; see deploy/gateway.md."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from notifications.attempts import End, Happening, Kind

EVENTS = ("placed", "ringing", "answered", "key", "silence", "machine", "ended")
SPOKEN = ("answered", "key", "silence")
"""Events whose answer the callee hears."""
LARGEST = 16 * 1024
"""Bytes of the largest body on the port, either way."""
_ENDS = (
    End.COMPLETED, End.MACHINE, End.BUSY, End.NO_ANSWER, End.UNREACHABLE, End.INVALID_NUMBER, End.FAILED,
    End.CANCELLED, End.DELIVERED, End.UNDELIVERED,
)  # fmt: skip
"""What a box may say: that a call was never placed it says by not taking it."""
_BELIEVED = timedelta(days=1)
_KEY = re.compile(r"[0-9*#]")
_ID = re.compile(r"[\x21-\x7e]{1,64}")


def read(event: Mapping[str, object], received: datetime) -> tuple[str, Happening]:
    """The event's own id and what happened. Raises ``ValueError`` for anything else."""
    name, own_id, ref = event.get("event"), event.get("id"), event.get("ref", "")
    if not isinstance(name, str) or name not in EVENTS:
        raise ValueError("event")
    if not isinstance(own_id, str) or not _ID.fullmatch(own_id):
        raise ValueError("id")
    if not isinstance(ref, str) or (ref and not _ID.fullmatch(ref)):
        raise ValueError("ref")
    key, turn, end = event.get("key", ""), event.get("turn", 0), event.get("end")
    if not isinstance(key, str) or bool(_KEY.fullmatch(key)) != (name == "key"):
        raise ValueError("key")
    if not isinstance(turn, int) or not 0 <= turn <= 99:
        raise ValueError("turn")
    if (end is not None) != (name == "ended"):
        raise ValueError("end")
    at = _time(event.get("at"), received)
    found = End(str(end)) if end is not None else None
    if found is not None and found not in _ENDS:
        raise ValueError("end")
    return own_id, Happening(Kind(name), at, ref=ref, key=key, turn=turn, end=found)


def write(own_id: str, what: Happening) -> dict[str, object]:
    """The event that ``read`` reads as ``what``."""
    found: dict[str, object] = {"id": own_id, "event": what.kind.value, "at": what.at.isoformat()}
    if what.ref:
        found["ref"] = what.ref
    if what.kind is Kind.KEY:
        found["key"] = what.key
    if what.kind in (Kind.KEY, Kind.SILENCE):
        found["turn"] = what.turn
    if what.kind is Kind.ENDED:
        found["end"] = (what.end if what.end in _ENDS else End.FAILED).value
    return found


def _time(given: object, received: datetime) -> datetime:
    """The box's time, unless its clock is ahead of ours or a day behind: receipts start a clock of ours."""
    if not isinstance(given, str):
        raise ValueError("at")
    at = datetime.fromisoformat(given)
    if at.tzinfo is None:
        raise ValueError("at")
    at = at.astimezone(UTC)
    return at if received - _BELIEVED <= at <= received else received
