"""The form fields of Twilio's REST service, read or refused with Twilio's codes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from notifications.simulator.calls import Detection, Order
from notifications.simulator.hooks import Hooks
from notifications.simulator.twiml import BadTwiml, Verb, parse

Form = Mapping[str, Sequence[str]]
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_EVENTS = ("initiated", "ringing", "answered", "completed")


class RestError(Exception):
    """An answer that refuses: ``status`` of HTTP, ``code`` of Twilio's list of errors."""

    def __init__(self, status: int, code: int, message: str) -> None:
        self.status, self.code, self.message = status, code, message
        super().__init__(message)

    def body(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "message": self.message,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }


def first(form: Form, name: str) -> str:
    """The field, "" when it is not there."""
    return form[name][0].strip() if form.get(name) else ""


def read_call(form: Form) -> tuple[Order, Hooks]:
    """The call asked for. Raises ``RestError``."""
    to, sender = first(form, "To"), first(form, "From")
    if not to:
        raise RestError(400, 21201, "No 'To' number is specified")
    if not _E164.fullmatch(to):
        raise RestError(400, 21211, "The 'To' phone number you are attempting to call is not valid.")
    if not sender:
        raise RestError(400, 21213, "No 'From' number is specified")
    if not _E164.fullmatch(sender):
        raise RestError(400, 21212, "The 'From' number is not a valid phone number.")
    url, verbs = read_instructions(form)
    if not url and verbs is None:
        raise RestError(400, 21205, "Url parameter is required.")
    detection: Detection = ""
    if first(form, "MachineDetection") in ("Enable", "DetectMessageEnd"):
        detection = "beside" if first(form, "AsyncAmd").lower() == "true" else "before"
    order = Order(
        to=to,
        sender=sender,
        url=url,
        method=read_method(form, "Method"),
        verbs=verbs,
        ringing=float(_whole(form, "Timeout", 60, 1, 600)),
        limit=float(_whole(form, "TimeLimit", 14400, 1, 14400)),
        detection=detection,
    )
    hooks = Hooks(
        fallback=read_url(form, "FallbackUrl", 21205),
        fallback_method=read_method(form, "FallbackMethod"),
        amd=read_url(form, "AsyncAmdStatusCallback", 21609),
        amd_method=read_method(form, "AsyncAmdStatusCallbackMethod"),
    )
    read_status(form, hooks)
    events = [one for given in form.get("StatusCallbackEvent", ()) for one in given.split()]
    if set(events) - set(_EVENTS):
        raise RestError(400, 21626, "Invalid status callback event")
    if events:
        hooks.events = frozenset(events)
    return order, hooks


def read_status(form: Form, hooks: Hooks) -> None:
    """Where status callbacks go, if the form says so."""
    if "StatusCallback" in form:
        hooks.status = read_url(form, "StatusCallback", 21609)
        hooks.status_method = read_method(form, "StatusCallbackMethod")


def read_message(form: Form) -> tuple[str, str, str, Hooks]:
    """Number, sender, text and hooks of the message asked for. Raises ``RestError``."""
    to, sender, body = first(form, "To"), first(form, "From"), "".join(form.get("Body", ())[:1])
    if not to:
        raise RestError(400, 21604, "A 'To' phone number is required.")
    if not _E164.fullmatch(to):
        raise RestError(400, 21211, "The 'To' number is not a valid phone number.")
    if not sender and not first(form, "MessagingServiceSid"):
        raise RestError(400, 21603, "A 'From' phone number is required.")
    if sender and not _E164.fullmatch(sender):
        raise RestError(400, 21212, "The 'From' number is not a valid phone number.")
    if not body:
        raise RestError(400, 21602, "Message body is required.")
    if len(body) > 1600:
        raise RestError(400, 21617, "The concatenated message body exceeds the 1600 character limit.")
    hooks = Hooks()
    read_status(form, hooks)
    return to, sender, body, hooks


def read_instructions(form: Form) -> tuple[str, tuple[Verb, ...] | None]:
    """``Url``, or the verbs of ``Twiml``. Raises ``RestError``."""
    inline = first(form, "Twiml")
    if not inline:
        return read_url(form, "Url", 21205), None
    try:
        return "", parse(inline)
    except BadTwiml as bad:
        raise RestError(400, bad.code, "Twiml is not valid") from None


def read_url(form: Form, name: str, code: int) -> str:
    """An address, "" when it is not there."""
    given = first(form, name)
    if given:
        try:
            parts = urlsplit(given)
            sound = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            sound = False
        if not sound:
            raise RestError(400, code, f"{name} is not a valid URL.")
    return given


def read_method(form: Form, name: str) -> str:
    given = first(form, name).upper() or "POST"
    if given not in ("GET", "POST"):
        raise RestError(400, 20001, f"{name} is GET or POST.")
    return given


def _whole(form: Form, name: str, default: int, least: int, most: int) -> int:
    given = first(form, name) or str(default)
    if not (given.isascii() and given.isdigit() and len(given) < 9):
        raise RestError(400, 20001, f"{name} is a number.")
    return min(max(int(given), least), most)
