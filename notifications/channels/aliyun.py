"""Voice with keys and SMS over Alibaba Cloud, with its official packages: the route to mainland numbers.

Only approved templates are spoken and sent, so there is no free text and no answer to a single key; whether
the choice is read back depends on the voice template. The packages are the optional extra ``aliyun``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from notifications.attempts import End, Happening, Kind
from notifications.channels.aliyun_reports import BEIJING, call_end, heard, read_time
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
)
from notifications.channels.sending import failed, hush
from notifications.messages import ANNOUNCED

LATER = {
    "isv.BUSINESS_LIMIT_CONTROL",
    "isv.DAY_LIMIT_CONTROL",
    "isv.MONTH_LIMIT_CONTROL",
    "isv.VOICE_CALL_PERIOD_ERROR",
}
NUMBER = {"isv.MOBILE_NUMBER_ILLEGAL", "isv.COMPLAINT_REJECT"}
NOBODY_KNOWS = {
    "isp.SYSTEM_ERROR",
    "isp.GATEWAY_ERROR",
    "isp.UNKNOWN",
    "isv.VOICE_CALL_FAIL",
    "InternalError",
}
SETTLED = timedelta(minutes=5)
"""After this long, a message that the list does not show was never taken."""
_WITH_KEYS, _SPOKEN = 11000000300005, 11010000138001
"""Products of IvrCall and SingleCallByTts, as QueryCallDetailByCallId wants them."""


@dataclass(frozen=True, slots=True)
class VoiceTemplate:
    """An approved voice template. ``keys``: key -> code of what is said when it is pressed (none: nothing is
    heard from the callee); ``bye``: code of the closing words; ``read_back``: the template reads the choice
    back and waits for the same key again."""

    code: str
    keys: Mapping[str, str] = field(default_factory=dict)
    bye: str = ""
    read_back: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class AliyunAccount:
    """Access key, calling number, SMS signature, and the approved templates by our names. ``push_key`` is the
    secret in the addresses registered for reports (``…/report?key=…``): the provider signs nothing;
    ``old_push_key`` is still accepted while it is rotated."""

    key_id: str
    secret: str
    show_number: str
    sign_name: str
    push_key: str
    voice: Mapping[str, VoiceTemplate]
    sms: Mapping[str, str]
    old_push_key: str = ""
    voice_endpoint: str = "dyvmsapi.aliyuncs.com"
    sms_endpoint: str = "dysmsapi.aliyuncs.com"
    protocol: str = "HTTPS"
    timeout: float = 10


class AliyunChannel:
    """The channel ``aliyun``."""

    name = "aliyun"
    # Throttling of one called number as published: one a minute, five an hour, twenty a day.
    limits = Limits(per_second=20, per_callee=((1, 60), (5, 3600), (20, 86400)))

    def __init__(self, account: AliyunAccount) -> None:
        """Raises ``ImportError`` when the extra ``aliyun`` is not installed."""
        self.account = account
        # What is only told needs no keys; one template that asks without them would burn people.
        asked = [one for name, one in account.voice.items() if name not in ANNOUNCED]
        self.abilities = Abilities(
            voice=bool(account.voice),
            sms=bool(account.sms),
            free_text=False,
            keys=bool(asked) and all(one.keys for one in asked),
            read_back=bool(asked) and all(one.keys and one.read_back for one in asked),
            receipts=True,
            reference=15,
        )
        hush()
        self._voice, self._sms, self._runtime = _clients(account)

    def place(self, out: Outgoing) -> Placing:
        """Call, or send. The attempt id travels as ``OutId``."""
        try:
            return self._call(out) if out.kind == "voice" else self._send(out)
        except KeyError:
            return Rejected("template", configuration=True)
        except Exception as error:  # noqa: BLE001 - whatever broke, a call may be under way
            return refused(error)

    def _call(self, out: Outgoing) -> Placing:
        from alibabacloud_dyvmsapi20170525 import models  # type: ignore[import-untyped]

        template, number = self.account.voice[out.template], out.number.removeprefix("+86")
        if number == out.number:
            return Rejected("not-mainland", permanent=True)
        params = json.dumps(dict(out.params), ensure_ascii=False)
        speed = -200 if out.slow else 0
        if not template.keys:
            request = models.SingleCallByTtsRequest(
                called_number=number, called_show_number=self.account.show_number, tts_code=template.code,
                tts_param=params, play_times=2, speed=speed, out_id=out.attempt,
            )  # fmt: skip
            body = self._voice.single_call_by_tts_with_options(request, self._runtime).body
        else:
            menu = [
                models.IvrCallRequestMenuKeyMap(key=key, code=code, tts_params=params)
                for key, code in template.keys.items()
            ]
            request = models.IvrCallRequest(
                called_number=number, called_show_number=self.account.show_number, start_code=template.code,
                start_tts_params=params, menu_key_map=menu, bye_code=template.bye or None, play_times=3,
                timeout=12_000 if out.slow else 6_000, out_id=out.attempt,
            )  # fmt: skip
            body = self._voice.ivr_call_with_options(request, self._runtime).body
        return _answer(body.code, body.call_id)

    def _send(self, out: Outgoing) -> Placing:
        from alibabacloud_dysmsapi20170525 import models  # type: ignore[import-untyped]

        request = models.SendSmsRequest(
            phone_numbers=out.number.removeprefix("+86").removeprefix("+"),
            sign_name=self.account.sign_name,
            template_code=self.account.sms[out.template],
            template_param=json.dumps(dict(out.params), ensure_ascii=False),
            out_id=out.attempt,
        )
        body = self._sms.send_sms_with_options(request, self._runtime).body
        return _answer(body.code, body.biz_id)

    def hear(self, callback: Callback) -> Sequence[Heard]:
        """What an array of reports says."""
        keys = tuple(key for key in (self.account.push_key, self.account.old_push_key) if key)
        return heard(callback, keys, expects_keys=self.abilities.keys)

    def ack(self, callback: Callback, prompt: Prompt | None) -> Reply:  # noqa: ARG002 - nothing can be said
        return Reply(200, "application/json", b'{"code":0,"msg":"OK"}')

    def reconcile(self, out: Outgoing, ref: str, since: datetime, now: datetime) -> Finding:
        """A message by our own id, a call by the provider's: a call whose answer was lost cannot be found."""
        try:
            return (
                self._ask_call(out, ref, since, now)
                if out.kind == "voice"
                else self._ask_sms(out, since, now)
            )
        except Exception as error:  # noqa: BLE001 - a look-up that failed tells nothing
            return CannotTell(failed(error).reason)

    def _ask_call(self, out: Outgoing, ref: str, since: datetime, now: datetime) -> Finding:
        from alibabacloud_dyvmsapi20170525 import models

        if not ref:
            return CannotTell("no-reference")
        template = self.account.voice.get(out.template)
        with_keys = template is not None and bool(template.keys)
        request = models.QueryCallDetailByCallIdRequest(
            call_id=ref,
            prod_id=_WITH_KEYS if with_keys else _SPOKEN,
            query_date=int((since - timedelta(minutes=5)).timestamp() * 1000),
        )
        body = self._voice.query_call_detail_by_call_id_with_options(request, self._runtime).body
        if body.code != "OK":
            return CannotTell(str(body.code))
        detail = json.loads(body.data or "{}")
        state, talked = str(detail.get("state") or ""), int(detail.get("duration") or 0)
        placed = Happening(Kind.PLACED, read_time(detail.get("gmtCreate"), now), ref=ref)
        if not state:
            return Found(ref, (placed,))
        if talked and with_keys:
            # The keys stand in the report alone. Without them this would look like silence.
            return CannotTell("keys")
        end = call_end(state, talked)
        ended = Happening(Kind.ENDED, read_time(detail.get("endDate"), now), ref=ref, end=end)
        return Found(ref, (placed, ended))

    def _ask_sms(self, out: Outgoing, since: datetime, now: datetime) -> Finding:
        from alibabacloud_dysmsapi20170525 import models

        request = models.QuerySendDetailsRequest(
            phone_number=out.number.removeprefix("+86").removeprefix("+"),
            send_date=since.astimezone(BEIJING).strftime("%Y%m%d"),
            page_size=50,
            current_page=1,
        )
        body = self._sms.query_send_details_with_options(request, self._runtime).body
        if body.code != "OK":
            return CannotTell(str(body.code))
        details = body.sms_send_detail_dtos.sms_send_detail_dto if body.sms_send_detail_dtos else []
        for one in details or []:
            if one.out_id == out.attempt:
                return Found("", _message(one, now))
        return NotFound() if now - since >= SETTLED else CannotTell("too-early")

    def renders(self, template: str) -> bool:
        return template in self.account.voice or template in self.account.sms


def _message(one: Any, now: datetime) -> tuple[Happening, ...]:
    placed = Happening(Kind.PLACED, read_time(one.send_date, now))
    ends = {2: End.UNDELIVERED, 3: End.DELIVERED}
    if one.send_status not in ends:
        return (placed,)
    ended = Happening(Kind.ENDED, read_time(one.receive_date, now), end=ends[one.send_status])
    return placed, ended


def _answer(code: object, ref: object) -> Placing:
    if code == "OK":
        return Accepted(ref) if isinstance(ref, str) and ref else Uncertain("no-reference")
    return by_code(str(code))


def by_code(code: str) -> Rejected | Uncertain:
    """What an error code means. One nobody here knows stops the channel: it is not paid by the person."""
    if code in LATER or code.startswith("Throttling"):
        return Rejected(code)
    if code in NUMBER:
        return Rejected(code, permanent=True)
    if code in NOBODY_KNOWS:
        return Uncertain(code)
    return Rejected(code, configuration=True)


def refused(error: Exception) -> Placing:
    """What an exception of the packages means."""
    status, code = getattr(error, "status_code", None), getattr(error, "code", None)
    if not isinstance(status, int):
        return failed(error)
    if status == 429:
        return Rejected(str(code))
    if status >= 500:
        return Uncertain(f"http-{status}")
    return by_code(str(code))


def _clients(account: AliyunAccount) -> tuple[Any, Any, Any]:
    """Clients of voice and SMS, and the options of every request: no retries, ever."""
    from alibabacloud_dysmsapi20170525.client import Client as SmsClient  # type: ignore[import-untyped]
    from alibabacloud_dyvmsapi20170525.client import Client as VoiceClient  # type: ignore[import-untyped]
    from alibabacloud_tea_openapi.utils_models import Config  # type: ignore[import-untyped]
    from darabonba.runtime import RuntimeOptions  # type: ignore[import-untyped]

    def config(endpoint: str) -> Any:
        return Config(
            access_key_id=account.key_id,
            access_key_secret=account.secret,
            endpoint=endpoint,
            protocol=account.protocol,
        )

    milliseconds = int(account.timeout * 1000)
    runtime = RuntimeOptions(
        autoretry=False, max_attempts=1, connect_timeout=milliseconds, read_timeout=milliseconds
    )
    return VoiceClient(config(account.voice_endpoint)), SmsClient(config(account.sms_endpoint)), runtime
