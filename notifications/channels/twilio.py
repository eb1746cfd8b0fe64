"""Voice and SMS over Twilio, with its official client: the reference channel.

The synchronous client with no retries: the asynchronous one repeats a POST, and a repeated POST is a second
call. Twilio places no calls to mainland numbers; it serves Hong Kong, Macau and centers abroad.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from twilio.base.exceptions import (  # type: ignore[import-untyped]
    TwilioRestException,
    TwilioServiceException,
)
from twilio.http.http_client import TwilioHttpClient  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from notifications.attempts import Happening, Kind
from notifications.channels.port import (
    Abilities,
    Accepted,
    Callback,
    CannotTell,
    Finding,
    Found,
    Heard,
    Limits,
    NotFound,
    Outgoing,
    Placing,
    Prompt,
    Rejected,
    Reply,
    Uncertain,
    Words,
)
from notifications.channels.sending import failed, hush
from notifications.channels.statuses import CALL_ENDS, CALL_STATES, MESSAGE_ENDS, call_end, is_machine
from notifications.channels.twilio_callbacks import Signatures, heard
from notifications.channels.twilio_voice import SPOKEN, address, speak

LATER = {10004, 14107, 20429, 21611, 30022}
"""Too many at once: the attempt waits, the number is not at fault."""
NUMBER = {13223, 13224, 21201, 21211, 21214, 21216, 21217, 21604, 21610, 21612, 21614, 30005, 30006}
"""This number will not do, today or tomorrow."""
RINGS = 45
"""Seconds a phone rings before it counts as not answered."""
LONGEST = 300
"""Seconds after which Twilio ends a call, whatever happened to us."""
SETTLED = timedelta(minutes=5)
"""After this long, a call that Twilio's list does not show was never taken."""
_SKEW = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, repr=False)
class TwilioAccount:
    """Account and numbers. ``token`` signs and authenticates; ``old_token`` is still accepted on callbacks
    while the token is rotated; ``api`` is the base URL of the REST service."""

    sid: str
    token: str
    caller: str
    sms_from: str = ""
    old_token: str = ""
    api: str = "https://api.twilio.com"
    timeout: float = 10


class TwilioChannel:
    """The channel ``twilio``."""

    name = "twilio"
    abilities = Abilities(voice=True, sms=True, free_text=True, keys=True, read_back=True, receipts=True)
    limits = Limits(per_second=1)

    def __init__(self, account: TwilioAccount, words: Words, templates: Collection[str]) -> None:
        """``words`` render its sentences; ``templates`` are those it can say."""
        self.account, self.words, self.templates = account, words, templates
        hush()
        quiet = logging.getLogger("notifications.twilio.client")
        quiet.disabled = True  # the client logs the parameters of a look-up, which are numbers
        http = TwilioHttpClient(timeout=account.timeout, max_retries=0, logger=quiet)
        # A connection of its own for each request: one kept open may be dead, and then nobody knows.
        http.session.headers["Connection"] = "close"
        self._client: Any = Client(account.sid, account.token, http_client=http)
        self._client.api.base_url = account.api.rstrip("/")

    def place(self, out: Outgoing) -> Placing:
        """Create the call or the message."""
        if out.kind == "voice":
            return self._post(self._client.calls.create, self._call(out))
        try:
            body = ("" if out.lang == "zh" else " ").join(
                self.words(out.template, out.params, out.lang, out.slow)
            )
        except KeyError:
            return Rejected("template", configuration=True)
        return self._post(
            self._client.messages.create,
            {
                "to": out.number,
                "from_": self.account.sms_from or self.account.caller,
                "body": body,
                "status_callback": address(out.callback, out.attempt, "message"),
            },
        )

    def _call(self, out: Outgoing) -> dict[str, object]:
        return {
            "to": out.number,
            "from_": self.account.caller,
            "url": address(out.callback, out.attempt, "voice"),
            "method": "POST",
            "status_callback": address(out.callback, out.attempt, "status"),
            "status_callback_event": ["initiated", "ringing", "answered", "completed"],
            "status_callback_method": "POST",
            "machine_detection": "Enable",
            "async_amd": "true",
            "async_amd_status_callback": address(out.callback, out.attempt, "amd"),
            "async_amd_status_callback_method": "POST",
            "timeout": RINGS,
            "time_limit": LONGEST,
        }

    def _post(self, create: Any, fields: dict[str, object]) -> Placing:
        try:
            sid = create(**fields).sid
        except (TwilioRestException, TwilioServiceException) as error:
            return refused(error.status, error.code)
        except Exception as error:  # noqa: BLE001 - whatever broke, a call may be under way
            return failed(error)
        return Accepted(sid) if isinstance(sid, str) and sid else Uncertain("no-sid")

    def hear(self, callback: Callback) -> Sequence[Heard]:
        """What a signed callback reports."""
        tokens = tuple(token for token in (self.account.token, self.account.old_token) if token)
        return heard(callback, Signatures(tokens), self.account.sid)

    def ack(self, callback: Callback, prompt: Prompt | None) -> Reply:
        """TwiML where the callee listens, else nothing."""
        if callback.step not in SPOKEN:
            return Reply(204, "text/plain", b"")
        try:
            document = speak(callback, prompt, self.words)
        except Exception:  # noqa: BLE001 - the callee must not hear a provider's error
            document = "<Response><Hangup/></Response>"
        return Reply(200, "text/xml; charset=utf-8", document.encode())

    def reconcile(self, out: Outgoing, ref: str, since: datetime, now: datetime) -> Finding:
        """Fetch by its id; without one, look through what went to that number since the intent.

        Twilio carries no id of ours, but no callee has two attempts under way: a single call from our number
        since the intent is this one. More than one is for a person to tell apart.
        """
        resource = self._client.calls if out.kind == "voice" else self._client.messages
        sender = self.account.caller if out.kind == "voice" else self.account.sms_from or self.account.caller
        try:
            if ref:
                return self._found(resource(ref).fetch(), out, now)
            earliest = since - _SKEW
            listed = resource.list(to=out.number, from_=sender, limit=50, page_size=50)
            ours = [one for one in listed if one.date_created is None or _utc(one.date_created) >= earliest]
        except (TwilioRestException, TwilioServiceException) as error:
            return CannotTell(f"http-{error.status}")
        except Exception as error:  # noqa: BLE001 - a look-up that failed tells nothing
            return CannotTell(failed(error).reason)
        if len(ours) == 1:
            return self._found(ours[0], out, now)
        if ours:
            return CannotTell("several")
        return NotFound() if now - since >= SETTLED else CannotTell("too-early")

    def _found(self, one: Any, out: Outgoing, now: datetime) -> Finding:
        status = str(one.status)
        at = _utc(one.date_updated) if one.date_updated else now
        happenings = [
            Happening(Kind.PLACED, _utc(one.date_created) if one.date_created else now, ref=one.sid)
        ]
        if out.kind == "sms":
            if status in MESSAGE_ENDS:
                happenings.append(Happening(Kind.ENDED, at, ref=one.sid, end=MESSAGE_ENDS[status]))
            return Found(one.sid, tuple(happenings))
        if is_machine(one.answered_by or ""):
            happenings.append(Happening(Kind.MACHINE, at, ref=one.sid))
        if status in CALL_ENDS:
            ended = _utc(one.end_time) if one.end_time else at
            happenings.append(Happening(Kind.ENDED, ended, ref=one.sid, end=call_end(status)))
        elif CALL_STATES.get(status) is Kind.RINGING:
            happenings.append(Happening(Kind.RINGING, at, ref=one.sid))
        return Found(one.sid, tuple(happenings))

    def renders(self, template: str) -> bool:
        return template in self.templates


def refused(status: int, code: object) -> Rejected | Uncertain:
    """What an error answer of the REST service means. A refusal nobody here knows stops the channel: it must
    not be paid by the person called."""
    known = code if isinstance(code, int) else status
    if status >= 500 or status == 408:
        return Uncertain(f"http-{status}")
    if status == 429 or known in LATER:
        return Rejected(str(known))
    if known in NUMBER:
        return Rejected(str(known), permanent=True)
    return Rejected(str(known), configuration=True)


def _utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
