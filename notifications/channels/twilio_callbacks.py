"""What Twilio tells us, and whether it was Twilio: signatures first, then fields, then happenings."""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlparse

from twilio.request_validator import (  # type: ignore[import-untyped]
    RequestValidator,
    add_port,
    remove_port,
)

from notifications.attempts import Happening, Kind
from notifications.channels.port import BadCallback, Callback, Heard
from notifications.channels.statuses import (
    CALL_ENDS,
    CALL_STATES,
    MESSAGE_ENDS,
    MESSAGE_STATES,
    call_end,
    is_machine,
)
from notifications.channels.twilio_voice import query_of

LARGEST = 64 * 1024
"""Bytes of the largest body that is looked at; Twilio's are below 4 KiB."""

STEPS = ("voice", "key", "amd", "status", "message")

_ATTEMPT = re.compile(r"[a-z2-7]{13}")
_SID = re.compile(r"(CA|SM|MM)[0-9a-f]{32}")
_KEY = re.compile(r"[0-9*#A-D]")


@dataclass(frozen=True, slots=True, repr=False)
class Signatures:
    """The auth tokens a signature may be made with: the current one, and the old one while it is rotated."""

    tokens: tuple[str, ...]

    def check(self, callback: Callback) -> None:
        """Raises ``BadCallback`` 403 unless one of the tokens signed this very request."""
        signature = callback.headers.get("x-twilio-signature", "")
        if not signature:
            raise BadCallback(403, "no-signature")
        try:
            parsed = urlparse(callback.url)
            urls = (remove_port(parsed), add_port(parsed))
        except ValueError:
            raise BadCallback(403, "bad-signature") from None
        good = False
        for token in self.tokens:
            for url in urls:
                expected = RequestValidator(token).compute_signature(url, dict(callback.form))
                # Every candidate is compared, whichever fits: the time says nothing.
                good |= hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace"))
        if not good or not self.tokens:
            raise BadCallback(403, "bad-signature")


def heard(callback: Callback, signatures: Signatures, account: str) -> Sequence[Heard]:
    """What ``callback`` reports. Raises ``BadCallback`` and nothing else."""
    if len(callback.body) > LARGEST:
        raise BadCallback(413, "too-large")
    signatures.check(callback)
    if not _ATTEMPT.fullmatch(callback.attempt):
        raise BadCallback(404, "unknown-attempt")
    if callback.step not in STEPS:
        raise BadCallback(404, "unknown-step")
    form = callback.form
    if form.get("AccountSid") != account:
        raise BadCallback(403, "other-account")
    sid = form.get("MessageSid" if callback.step == "message" else "CallSid", "")
    if not _SID.fullmatch(sid):
        raise BadCallback(400, "malformed")
    match callback.step:
        case "voice":
            report = "voice", Happening(Kind.ANSWERED, callback.at, ref=sid)
        case "key":
            report = _key(callback, sid)
        case "amd":
            report = _machine(callback, sid)
        case "status":
            report = _status(callback, sid)
        case _:
            report = _message(callback, sid)
    name, happening = report
    return [Heard(callback.attempt, f"{sid}:{name}{_again(callback)}", happening)]


def _again(callback: Callback) -> str:
    waited = query_of(callback).get("wait", "")
    return f":{waited}" if waited else ""


def _key(callback: Callback, sid: str) -> tuple[str, Happening]:
    query = query_of(callback)
    turn = query.get("turn", "")
    if not re.fullmatch(r"[0-9]{1,3}", turn):
        raise BadCallback(400, "malformed")
    pressed = query.get("heard") or callback.form.get("Digits", "")
    if pressed and not _KEY.fullmatch(pressed):
        raise BadCallback(400, "malformed")
    kind = Kind.KEY if pressed else Kind.SILENCE
    return f"key:{int(turn)}", Happening(kind, callback.at, ref=sid, key=pressed, turn=int(turn))


def _machine(callback: Callback, sid: str) -> tuple[str, Happening]:
    by = callback.form.get("AnsweredBy", "")
    if not by:
        raise BadCallback(400, "malformed")
    return "amd", Happening(Kind.MACHINE if is_machine(by) else Kind.PLACED, callback.at, ref=sid)


def _status(callback: Callback, sid: str) -> tuple[str, Happening]:
    status = callback.form.get("CallStatus", "")
    number = callback.form.get("SequenceNumber", "")
    if status in CALL_STATES:
        happening = Happening(CALL_STATES[status], callback.at, ref=sid)
    elif status in CALL_ENDS:
        end = call_end(status, callback.form.get("SipResponseCode", ""))
        happening = Happening(Kind.ENDED, callback.at, ref=sid, end=end)
    else:
        raise BadCallback(400, "malformed")
    if number and not re.fullmatch(r"[0-9]{1,6}", number):
        raise BadCallback(400, "malformed")
    return f"status:{number}:{status}", happening


def _message(callback: Callback, sid: str) -> tuple[str, Happening]:
    status = callback.form.get("MessageStatus", "")
    if status in MESSAGE_ENDS:
        happening = Happening(Kind.ENDED, callback.at, ref=sid, end=MESSAGE_ENDS[status])
    elif status in MESSAGE_STATES:
        happening = Happening(Kind.PLACED, callback.at, ref=sid)
    else:
        raise BadCallback(400, "malformed")
    return f"message:{status}", happening
