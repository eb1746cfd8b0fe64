"""Reports pushed by Alibaba Cloud: arrays of finished calls, of calls under way, and of messages.

The pushes carry no signature, so the address registered for them carries a secret. Source: the provider's
pages on VoiceReport, VoiceCallReport and SmsReport.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import parse_qs

from notifications.attempts import End, Happening, Kind
from notifications.channels.port import BadCallback, Callback, Heard

LARGEST = 256 * 1024
"""Bytes of the largest array that is looked at."""
BEIJING = timezone(timedelta(hours=8))
"""The provider's times have no zone; they are Beijing's."""

_ENDS: Mapping[str, End] = {
    "200000": End.COMPLETED,
    "200001": End.COMPLETED,  # hung up before the end of the text
    "200002": End.BUSY,
    "200003": End.NO_ANSWER,
    "200004": End.INVALID_NUMBER,
    "200005": End.UNREACHABLE,
    "200007": End.UNREACHABLE,
    "200008": End.COMPLETED,  # waited for a key in vain
    "200010": End.UNREACHABLE,  # switched off
    "200011": End.UNREACHABLE,  # suspended
}
_ATTEMPT = re.compile(r"[a-z2-7]{13}")
_REF = re.compile(r"[\x21-\x7e]{1,64}")


def heard(callback: Callback, keys: Sequence[str], *, expects_keys: bool) -> Sequence[Heard]:
    """What the array reports of attempts of ours; others' are passed over. Raises ``BadCallback`` alone.

    ``keys``: the secrets an address may carry; ``expects_keys``: an answered call whose report does not even
    mention keys failed at the provider, it is not a person's silence.
    """
    if len(callback.body) > LARGEST:
        raise BadCallback(413, "too-large")
    given = parse_qs(callback.url.partition("?")[2].partition("#")[0]).get("key", [""])[0]
    good = False
    for key in keys:
        good |= hmac.compare_digest(key.encode(), given.encode("utf-8", "replace"))
    if not good:
        raise BadCallback(403, "bad-key")
    try:
        reports = json.loads(callback.body)
    except (ValueError, RecursionError):
        raise BadCallback(400, "malformed") from None
    if not isinstance(reports, list) or not all(isinstance(one, dict) for one in reports):
        raise BadCallback(400, "malformed")
    return [found for one in reports for found in _report(one, callback.at, expects_keys)]


def _report(one: Mapping[str, object], at: datetime, expects_keys: bool) -> Iterator[Heard]:
    attempt = str(one.get("out_id") or "")
    if not _ATTEMPT.fullmatch(attempt):
        return
    if "biz_id" in one:
        ref, happenings = _ref(one["biz_id"]), _message(one, at)
    elif "duration" in one:
        ref, happenings = _ref(one.get("call_id")), _finished(one, at, expects_keys)
    else:
        ref, happenings = _ref(one.get("call_id")), _under_way(one, at)
    for place, happening in enumerate(happenings):
        when = str(one.get("status_time") or one.get("end_time") or "")
        key = f"{attempt}:{ref}:{one.get('status_code', one.get('err_code'))}:{when}:{place}"
        yield Heard(attempt, key[:200].encode("ascii", "replace").decode(), happening)


def _message(one: Mapping[str, object], at: datetime) -> Iterator[Happening]:
    end = End.DELIVERED if one.get("success") is True else End.UNDELIVERED
    yield Happening(Kind.ENDED, read_time(one.get("report_time"), at), ref=_ref(one["biz_id"]), end=end)


def _under_way(one: Mapping[str, object], at: datetime) -> Iterator[Happening]:
    # A key reported while the call lasts does not say which prompt it answers: the final report does.
    yield Happening(Kind.PLACED, read_time(one.get("status_time"), at), ref=_ref(one.get("call_id")))


def _finished(one: Mapping[str, object], at: datetime, expects_keys: bool) -> Iterator[Happening]:
    ref = _ref(one.get("call_id"))
    talked = _whole(one.get("duration"))
    end = call_end(str(one.get("status_code") or ""), talked)
    ended = read_time(one.get("end_time"), at)
    if end is End.COMPLETED:
        if expects_keys and "dtmf" not in one:
            end = End.FAILED
        else:
            yield Happening(Kind.ANSWERED, read_time(one.get("start_time"), at), ref=ref)
            for turn, key in enumerate(re.findall(r"[0-9*#]", str(one.get("dtmf") or ""))[:20]):
                yield Happening(Kind.KEY, ended, ref=ref, key=key, turn=turn)
    yield Happening(Kind.ENDED, ended, ref=ref, end=end)


def call_end(state: str, talked: int) -> End:
    """How a call ended, from the carrier's state and the seconds talked."""
    return _ENDS.get(state, End.COMPLETED if talked else End.FAILED)


def read_time(given: object, otherwise: datetime) -> datetime:
    """A time of the provider's in UTC; ``otherwise``, the hour we heard of it, where there is none before."""
    try:
        read = datetime.strptime(str(given), "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING).astimezone(UTC)
    except (ValueError, OverflowError):
        return otherwise
    # A receipt starts a clock of ours: nothing was delivered after we heard of it.
    return min(read, otherwise)


def _ref(given: object) -> str:
    """The provider's id, "" where it is none: no text of its own choice reaches a column."""
    found = str(given) if isinstance(given, str | int) else ""
    return found if _REF.fullmatch(found) else ""


def _whole(given: object) -> int:
    return int(str(given)) if re.fullmatch(r"[0-9]{1,6}", str(given)) else 0
