"""What Twilio tells our service about a call or a message: which address, which fields, and the TwiML it
fetches for a call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import urljoin

from notifications.simulator.calls import Answer, Ask, Call, Message, Report
from notifications.simulator.twiml import APOLOGY, BadTwiml, parse
from notifications.simulator.webhooks import Answered, Webhook, Webhooks

API_VERSION = "2010-04-01"
EVENTS = {"initiated": "initiated", "ringing": "ringing", "in-progress": "answered"}
"""Status -> the event one subscribes to; every end is "completed"."""


@dataclass(slots=True)
class Hooks:
    """Addresses of one call or message; "" for none. ``events`` asked for with ``status``."""

    status: str = ""
    status_method: str = "POST"
    events: frozenset[str] = frozenset({"completed"})
    fallback: str = ""
    fallback_method: str = "POST"
    amd: str = ""
    amd_method: str = "POST"


def rfc2822(at: datetime | None) -> str | None:
    """A time as Twilio writes it: ``Mon, 02 Mar 2026 01:00:00 +0000``."""
    return format_datetime(at) if at else None


class HookedCaller:
    """The caller of one call or one message placed over the REST service."""

    def __init__(self, account: str, hooks: Hooks, webhooks: Webhooks) -> None:
        self.hooks = hooks
        self._account, self._webhooks = account, webhooks
        self._base = ""
        self._asked = 0

    def asked(self, call: Call, ask: Ask, answer: Answer) -> None:
        """Fetch the next document; the fallback address when there is none to be had."""
        form = self._call_form(call)
        if ask.digits is not None:
            form["Digits"] = ask.digits
            form["msg"] = "Gather End" if ask.digits else "Gather Timeout"
        if call.answered_by and call.order.detection == "before" and not self._asked:
            form["AnsweredBy"] = call.answered_by
        self._base = urljoin(self._base or call.order.url, ask.url)
        self._fetch(call, ask.method, self._base, form, answer, self.hooks.fallback)

    def _fetch(
        self, call: Call, method: str, url: str, form: dict[str, str], answer: Answer, fallback: str
    ) -> None:
        self._asked += 1

        def then(got: Answered) -> None:
            verbs = None
            try:
                if got.well:
                    verbs = parse(got.body)
                else:
                    call.error = 11200
            except BadTwiml as bad:
                call.error = bad.code
            if verbs is not None:
                answer(verbs)
            elif fallback:
                blame = {"ErrorCode": str(call.error), "ErrorUrl": url.partition("#")[0]}
                self._fetch(call, self.hooks.fallback_method, fallback, {**form, **blame}, answer, "")
            else:
                answer(APOLOGY)

        self._webhooks.send(
            f"{call.sid}/twiml", Webhook(method, url, form, f"{call.sid}-{self._asked}"), then
        )

    def call_reported(self, call: Call, report: Report) -> None:
        """The status callback, or the verdict of machine detection."""
        if report.status == "amd":
            form = {
                "CallSid": call.sid,
                "AccountSid": self._account,
                "AnsweredBy": call.answered_by,
                "MachineDetectionDuration": str(int(call.detected_after * 1000)),
            }
            self._tell(call.sid, self.hooks.amd, self.hooks.amd_method, form, report)
            return
        if EVENTS.get(report.status, "completed") not in self.hooks.events:
            return
        form = self._call_form(call) | {
            "CallStatus": report.status,
            "CallbackSource": "call-progress-events",
            "SequenceNumber": str(report.number),
            "Timestamp": rfc2822(report.at) or "",
        }
        if report.status not in EVENTS:
            form |= {"CallDuration": str(call.seconds), "Duration": str(-(-call.seconds // 60))}
            if call.answered_by:
                form["AnsweredBy"] = call.answered_by
            if call.sip:
                form["SipResponseCode"] = str(call.sip)
        self._tell(call.sid, self.hooks.status, self.hooks.status_method, form, report)

    def message_reported(self, message: Message, report: Report) -> None:
        """The status callback of a message."""
        form = {
            "AccountSid": self._account,
            "ApiVersion": API_VERSION,
            "From": message.sender,
            "MessageSid": message.sid,
            "MessageStatus": report.status,
            "SmsSid": message.sid,
            "SmsStatus": report.status,
            "To": message.to,
        }
        if message.code and report.status in ("undelivered", "failed"):
            form["ErrorCode"] = str(message.code)
        self._tell(message.sid, self.hooks.status, self.hooks.status_method, form, report)

    def _call_form(self, call: Call) -> dict[str, str]:
        return {
            "AccountSid": self._account,
            "ApiVersion": API_VERSION,
            "CallSid": call.sid,
            "CallStatus": call.status,
            "Called": call.to,
            "Caller": call.order.sender,
            "Direction": "outbound-api",
            "From": call.order.sender,
            "To": call.to,
        }

    def _tell(self, sid: str, url: str, method: str, form: dict[str, str], report: Report) -> None:
        if url:
            self._webhooks.send(f"{sid}/status", Webhook(method, url, form, report.key), _nothing)


def _nothing(_answered: Answered) -> None:
    """Whatever a status callback answers is of no interest."""
