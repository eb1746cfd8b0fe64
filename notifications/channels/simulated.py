"""The embedded default: a phone network in the process, rehearsals only. Nothing here rings a real phone.

Callbacks do not travel: the network hands them to ``receive``, which is what the house does with a
provider's request. Like a provider, the network comes again when it is answered with a 5xx.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from notifications.attempts import Happening, Kind
from notifications.channels.port import (
    Abilities,
    Accepted,
    BadCallback,
    Callback,
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
from notifications.channels.statuses import (
    CALL_ENDS,
    CALL_STATES,
    MESSAGE_ENDS,
    MESSAGE_STATES,
    call_end,
    is_machine,
)
from notifications.simulator.calls import Answer, Ask, Call, Message, Order, Report
from notifications.simulator.faults import Trouble
from notifications.simulator.network import Network
from notifications.simulator.twiml import Gather, Hangup, Pause, Redirect, Say, Verb

SENDER = "+8610000000000"
_RETRIES = 3
_PATIENCE = {False: 6.0, True: 12.0}


class SimulatedChannel:
    """The channel ``simulated``. ``secret`` marks what the network itself says, so that nobody who reaches a
    callback address can speak in its name; ``receive`` is set once the house is built."""

    name = "simulated"
    abilities = Abilities(voice=True, sms=True, free_text=True, keys=True, read_back=True, receipts=True)
    limits = Limits()

    def __init__(self, network: Network, words: Words, templates: Collection[str], secret: str) -> None:
        self.network, self.words, self.templates = network, words, templates
        self.receive: Callable[[Callback], Reply] | None = None
        self._secret = secret
        self._taken: dict[str, str] = {}

    def place(self, out: Outgoing) -> Placing:
        """Ring or text a simulated phone."""
        line = _Line(self, out.attempt)
        try:
            if out.kind == "voice":
                order = Order(out.number, SENDER, url="voice", ringing=45, limit=300, detection="beside")
                sid = self.network.call(order, line).sid
            else:
                text = self.words(out.template, out.params, out.lang, out.slow)
                body = ("" if out.lang == "zh" else " ").join(text)
                sid = self.network.message(out.number, SENDER, body, line).sid
        except KeyError:
            return Rejected("template", configuration=True)
        except Trouble as trouble:
            if trouble.sid:
                self._taken[out.attempt] = trouble.sid
            answer = trouble.effect.answer
            return Rejected("429") if answer == "429" else Uncertain(answer)
        self._taken[out.attempt] = sid
        return Accepted(sid)

    def deliver(self, attempt: str, step: str, form: Mapping[str, str]) -> Reply:
        """One callback of the network, ``step`` with its query."""
        if self.receive is None:
            return Reply(503, "text/plain", b"")
        url = f"simulated://network/{attempt}/{step}"
        headers = {"x-simulated": self._secret}
        path = step.partition("?")[0]
        return self.receive(Callback(attempt, path, url, headers, b"", self.network.now, form))

    def hear(self, callback: Callback) -> Sequence[Heard]:
        """What the network reports."""
        given = callback.headers.get("x-simulated", "").encode("utf-8", "replace")
        if not self._secret or not hmac.compare_digest(given, self._secret.encode()):
            raise BadCallback(403, "bad-signature")
        form, ref = callback.form, callback.form.get("ref", "")
        status, number = form.get("status", ""), form.get("number", "")
        end = None
        match callback.step:
            case "voice":
                kind = Kind.ANSWERED
            case "key":
                return [self._key(callback, ref)]
            case "status" if status == "amd":
                kind = Kind.MACHINE if is_machine(form.get("by", "")) else Kind.PLACED
            case "status" if status in CALL_ENDS:
                kind, end = Kind.ENDED, call_end(status, form.get("sip", ""))
            case "status" if status in CALL_STATES:
                kind = CALL_STATES[status]
            case "message" if status in MESSAGE_ENDS:
                kind, end = Kind.ENDED, MESSAGE_ENDS[status]
            case "message" if status in MESSAGE_STATES:
                kind = Kind.PLACED
            case _:
                raise BadCallback(400, "malformed")
        key = f"{ref}:{callback.step}:{number}:{status}"
        return [Heard(callback.attempt, key, Happening(kind, callback.at, ref=ref, end=end))]

    def _key(self, callback: Callback, ref: str) -> Heard:
        turn = callback.url.partition("?turn=")[2]
        if not (turn.isascii() and turn.isdigit()):
            raise BadCallback(400, "malformed")
        pressed = callback.form.get("key", "")
        kind = Kind.KEY if pressed else Kind.SILENCE
        happening = Happening(kind, callback.at, ref=ref, key=pressed, turn=int(turn))
        return Heard(callback.attempt, f"{ref}:key:{turn}", happening)

    def ack(self, callback: Callback, prompt: Prompt | None) -> Reply:
        """What is said, as JSON; ``verbs_of`` reads it back."""
        if callback.step not in ("voice", "key"):
            return Reply(204, "text/plain", b"")
        waits = prompt is None or (prompt.line == "wait" and not prompt.gather)
        if waits or prompt is None:
            said: dict[str, object] = {"say": "".join(self.words("wait", {}, "zh", False)), "wait": True}
        else:
            text = self.words(prompt.words, prompt.params, prompt.lang, prompt.slow)
            said = {
                "say": ("" if prompt.lang == "zh" else " ").join(text),
                "gather": prompt.gather,
                "turn": prompt.turn,
                "patience": _PATIENCE[prompt.slow],
            }
        return Reply(200, "application/json", json.dumps(said, ensure_ascii=False).encode())

    def reconcile(self, out: Outgoing, ref: str, since: datetime, now: datetime) -> Finding:  # noqa: ARG002
        """The network knows everything it ever took, and nothing from before it was started."""
        sid = ref or self._taken.get(out.attempt, "")
        one = self.network.calls.get(sid) or self.network.messages.get(sid)
        if one is None:
            return NotFound()
        happenings = [Happening(Kind.PLACED, one.created, ref=sid)]
        at = one.updated or now
        if isinstance(one, Call):
            if is_machine(one.answered_by):
                happenings.append(Happening(Kind.MACHINE, at, ref=sid))
            if one.over:
                end = call_end(one.status, str(one.sip))
                happenings.append(Happening(Kind.ENDED, at, ref=sid, end=end))
        elif one.over:
            happenings.append(Happening(Kind.ENDED, at, ref=sid, end=MESSAGE_ENDS[one.status]))
        return Found(sid, tuple(happenings))

    def renders(self, template: str) -> bool:
        return template in self.templates


def verbs_of(reply: Reply, url: str) -> tuple[Verb, ...]:
    """What the network performs after ``reply`` to a callback at ``url``."""
    if reply.status != 200:
        return Pause(1), Redirect(url)
    said = json.loads(reply.body)
    if said.get("wait"):
        return Say(said["say"]), Pause(1), Redirect(url)
    if not said["gather"]:
        return Say(said["say"]), Hangup()
    gather = Gather(
        (Say(said["say"]),), action=f"key?turn={said['turn']}", timeout=said["patience"], digits=1, finish="",
        on_empty=True,
    )  # fmt: skip
    return (gather,)


class _Line:
    """One attempt as the network sees whoever placed it."""

    def __init__(self, channel: SimulatedChannel, attempt: str) -> None:
        self._channel, self._attempt = channel, attempt

    def asked(self, call: Call, ask: Ask, answer: Answer) -> None:
        step, _, held = ask.url.partition("#")
        key = ask.digits if ask.digits is not None else held
        form = {"ref": call.sid, "key": key or ""}
        # A key that could not be taken comes again with the redirect.
        answer(verbs_of(self._channel.deliver(self._attempt, step, form), f"{step}#{key or ''}"))

    def call_reported(self, call: Call, report: Report) -> None:
        form = {
            "ref": call.sid,
            "status": report.status,
            "number": str(report.number),
            "by": call.answered_by,
            "sip": str(call.sip),
        }
        self._tell("status", form)

    def message_reported(self, message: Message, report: Report) -> None:
        form = {"ref": message.sid, "status": report.status, "number": str(report.number)}
        self._tell("message", form)

    def _tell(self, step: str, form: Mapping[str, str], tries: int = 0) -> None:
        reply = self._channel.deliver(self._attempt, step, form)
        network = self._channel.network
        if reply.status >= 500 and tries < _RETRIES:
            network.after(1.0, lambda: network.tell(lambda: self._tell(step, form, tries + 1)))
