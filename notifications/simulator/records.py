"""Calls and messages as Twilio's REST service shows them, and pages of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from notifications.simulator.calls import Call, Message
from notifications.simulator.fields import Form, RestError, first
from notifications.simulator.hooks import API_VERSION, rfc2822

Record = TypeVar("Record", Call, Message)
PAGE = 50
LARGEST_PAGE = 1000


def call_json(call: Call, account: str) -> dict[str, Any]:
    """One call. A dialled call that does not ring yet still counts as queued."""
    uri = f"/{API_VERSION}/Accounts/{account}/Calls/{call.sid}"
    wait = (call.dial_at - call.created).total_seconds() if call.dial_at else 0.0
    parts = ("Notifications", "Recordings", "Payments", "Events", "Siprec", "Streams")
    return {
        "sid": call.sid,
        "account_sid": account,
        "answered_by": call.answered_by or None,
        "api_version": API_VERSION,
        "caller_name": None,
        "date_created": rfc2822(call.created),
        "date_updated": rfc2822(call.updated or call.created),
        "direction": "outbound-api",
        "duration": str(call.seconds) if call.over else None,
        "end_time": rfc2822(call.times[call.status]) if call.over else None,
        "forwarded_from": None,
        "from": call.order.sender,
        "from_formatted": call.order.sender,
        "group_sid": None,
        "parent_call_sid": None,
        "phone_number_sid": None,
        "price": None,
        "price_unit": "USD",
        "queue_time": str(int(wait * 1000)),
        "start_time": rfc2822(call.times.get("in-progress")),
        "status": "queued" if call.status == "initiated" else call.status,
        "subresource_uris": {one.lower(): f"{uri}/{one}.json" for one in parts},
        "to": call.to,
        "to_formatted": call.to,
        "trunk_sid": None,
        "uri": f"{uri}.json",
    }


def message_json(message: Message, account: str) -> dict[str, Any]:
    """One message. Seventy characters of Chinese fill a segment, more of them are split at 67."""
    uri = f"/{API_VERSION}/Accounts/{account}/Messages/{message.sid}"
    wide, length = not message.body.isascii(), len(message.body)
    single, several = (70, 67) if wide else (160, 153)
    return {
        "sid": message.sid,
        "account_sid": account,
        "api_version": API_VERSION,
        "body": message.body,
        "date_created": rfc2822(message.created),
        "date_sent": rfc2822(message.times.get("sent")),
        "date_updated": rfc2822(message.updated or message.created),
        "direction": "outbound-api",
        "error_code": message.code or None,
        "error_message": None,
        "from": message.sender or None,
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": "1" if length <= single else str(-(-length // several)),
        "price": None,
        "price_unit": "USD",
        "status": message.status,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": message.to,
        "uri": f"{uri}.json",
    }


def list_calls(calls: Sequence[Call], query: Form, account: str) -> dict[str, Any]:
    """A page of the calls that pass the filters of ``query``, the newest first."""
    status = first(query, "Status")
    started, ended = _between(query, "StartTime"), _between(query, "EndTime")
    found = [
        call
        for call in calls
        if _numbers(query, call.to, call.order.sender)
        and (not status or call_json(call, account)["status"] == status)
        and not first(query, "ParentCallSid")
        and started(call.times.get("in-progress"))
        and ended(call.times.get(call.status) if call.over else None)
    ]
    return _page("Calls", found, query, account, call_json)


def list_messages(messages: Sequence[Message], query: Form, account: str) -> dict[str, Any]:
    """A page of the messages that pass the filters of ``query``, the newest first."""
    sent = _between(query, "DateSent")
    found = [
        message
        for message in messages
        if _numbers(query, message.to, message.sender) and sent(message.times.get("sent"))
    ]
    return _page("Messages", found, query, account, message_json)


def _numbers(query: Form, to: str, sender: str) -> bool:
    return first(query, "To") in ("", to) and first(query, "From") in ("", sender)


def _between(query: Form, name: str) -> Callable[[datetime | None], bool]:
    """A filter by time. ``name`` is a day or a moment; with < or > after it a bound, both inclusive."""
    asked = [
        (bound, *_moment(given)) for bound in ("", "<", ">") if (given := first(query, f"{name}{bound}"))
    ]

    def passes(at: datetime | None) -> bool:
        return all(at is not None and _holds(bound, at, moment, day) for bound, moment, day in asked)

    return passes


def _moment(given: str) -> tuple[datetime, bool]:
    """The time, and whether it is a whole day."""
    try:
        found = datetime.fromisoformat(given)
    except ValueError:
        raise RestError(400, 20001, "A date is written YYYY-MM-DD, a time after ISO 8601.") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC), len(given) == 10


def _holds(bound: str, at: datetime, moment: datetime, day: bool) -> bool:
    seen = at.replace(hour=0, minute=0, second=0, microsecond=0) if day else at
    return {"": seen == moment, "<": seen <= moment, ">": seen >= moment}[bound]


def _page(
    kind: str, found: list[Record], query: Form, account: str, render: Callable[[Record, str], dict[str, Any]]
) -> dict[str, Any]:
    size = min(max(_number(query, "PageSize", PAGE), 1), LARGEST_PAGE)
    page = _number(query, "Page", 0)
    newest = sorted(found, key=lambda one: (one.created, one.sid), reverse=True)
    start = page * size
    shown = newest[start : start + size]

    def uri(number: int) -> str:
        asked = {**query, "PageSize": [str(size)], "Page": [str(number)]}
        return f"/{API_VERSION}/Accounts/{account}/{kind}.json?{urlencode(asked, doseq=True)}"

    return {
        kind.lower(): [render(one, account) for one in shown],
        "end": max(start + len(shown) - 1, 0),
        "first_page_uri": uri(0),
        "next_page_uri": uri(page + 1) if start + size < len(newest) else None,
        "page": page,
        "page_size": size,
        "previous_page_uri": uri(page - 1) if page else None,
        "start": start,
        "uri": uri(page),
    }


def _number(query: Form, name: str, default: int) -> int:
    given = first(query, name) or str(default)
    if not (given.isascii() and given.isdigit() and len(given) < 9):
        raise RestError(400, 20001, f"{name} is a number.")
    return int(given)
