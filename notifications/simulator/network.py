"""A whole phone network in the process: calls and messages to callees with scripts, nothing real.

Time is given in (a clock, or ``advance`` and ``run``), chance comes from a seed, and ids and behaviour depend
on the number called and how often it was called, so that a rehearsal repeats itself. ``notifications``
section "The pipeline" of the design lists the faults.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from notifications.simulator.callee import Callee
from notifications.simulator.calls import Call, Caller, CallStatus, Message, MessageStatus, Order, Report
from notifications.simulator.chance import digest
from notifications.simulator.conversation import Conversation
from notifications.simulator.events import Agenda
from notifications.simulator.faults import Fault, Faults, Trouble
from notifications.simulator.phone import Phone
from notifications.simulator.population import Directory, Population
from notifications.simulator.twiml import Verb

POST_DIAL = 1.5
"""Seconds from dialling to the first ring."""
SENDING = 1.0
"""Seconds until a message is sent on."""
HELD_BACK = 5.0
"""Seconds after which a callback that was to be overtaken comes at last."""
UNREACHED: dict[str, tuple[CallStatus, int]] = {
    "busy": ("busy", 486),
    "switched-off": ("failed", 480),
    "invalid": ("failed", 404),
}
"""Line that nobody picks up -> how the call ends, and the SIP response of it."""

Watch = Callable[[Call | Message], None]


class NotInState(Exception):
    """The call or message is not in a state in which that can be done."""


class Network(Agenda):
    """``cps``: calls dialled a second, the rest queue; ``watch`` hears of every call and message that ended.

    ``overlaps``: numbers called while a call to them was going on, which nobody should ever do.
    """

    def __init__(
        self,
        start: datetime,
        seed: str | int = 0,
        *,
        directory: Directory | None = None,
        faults: Faults | None = None,
        cps: float = 10.0,
        clock: Callable[[], datetime] | None = None,
        watch: Watch | None = None,
    ) -> None:
        super().__init__(start, clock)
        self.faults = faults or Faults(seed)
        self.calls: dict[str, Call] = {}
        self.messages: dict[str, Message] = {}
        self.overlaps: list[str] = []
        self._live: defaultdict[str, list[Call]] = defaultdict(list)
        self._seed = str(seed)
        self._directory = directory or Directory(Population(seed))
        self._gap, self._dial_free, self._watch = timedelta(seconds=1 / cps), start, watch
        self._phones: dict[str, Phone] = {}
        self._callers: dict[str, Caller] = {}
        self._talks: dict[str, Conversation] = {}
        self._nth: defaultdict[tuple[str, str], int] = defaultdict(int)
        self._reports: defaultdict[str, int] = defaultdict(int)
        self._held: dict[str, list[Callable[[], None]]] = {}

    def phone(self, number: str) -> Phone:
        """The phone at ``number``, to script it or to ask it."""
        with self.lock:
            return self._phones.setdefault(number, Phone(number))

    def caller(self, sid: str) -> Caller:
        """Who placed a call or a message."""
        return self._callers[sid]

    def check(self) -> None:
        """Raise ``AssertionError`` with everything that did not go as the scripts say."""
        phones = self._phones.values()
        found = [f"phone {one.number}: {problem}" for one in phones for problem in one.problems()]
        if found:
            raise AssertionError("\n".join(found))

    # Calls.

    def call(self, order: Order, caller: Caller) -> Call:
        """Place a call. Raises ``Trouble``; its ``sid`` says whether it was placed all the same."""
        self.catch_up()
        with self.lock:
            nth = self._count("call", order.to)
            effect = self.faults.request("call", f"{order.to}:{nth}")
            if effect is not None and not effect.accepted:
                raise Trouble(effect)
            call = Call(self._sid("CA", order.to, nth), order, self.now, nth)
            self.calls[call.sid], self._callers[call.sid] = call, caller
            if self._live[order.to]:
                self.overlaps.append(order.to)
            self._live[order.to].append(call)
            call.dial_at = max(self.now, self._dial_free)
            self._dial_free = call.dial_at + self._gap
            call.early = self.faults.early("call", call.sid)
            if call.early:
                self._dial(call, post_dial=0.0)
            else:
                wait = (call.dial_at - self.now).total_seconds()
                self.after(wait, lambda: self._dial(call), lambda: not call.over)
        self.flush()
        if effect is not None:
            raise Trouble(effect, call.sid)
        return call

    def redirect(self, sid: str, url: str, method: str = "POST", verbs: Sequence[Verb] | None = None) -> None:
        """Go on with other instructions. Raises ``NotInState`` unless somebody is on the line."""
        self.catch_up()
        with self.lock:
            talk = self._talks.get(sid)
            if talk is None:
                raise NotInState(self.calls[sid].status)
            talk.redirect(url, method, verbs)
        self.flush()

    def cancel(self, sid: str) -> None:
        """End a call that nobody picked up yet. Raises ``NotInState`` for any other."""
        self.catch_up()
        with self.lock:
            if self.calls[sid].status not in ("queued", "initiated", "ringing"):
                raise NotInState(self.calls[sid].status)
            self.end(self.calls[sid], "canceled")
        self.flush()

    def complete(self, sid: str) -> None:
        """End a call, whatever it is doing. Raises ``NotInState`` when it is over."""
        self.catch_up()
        with self.lock:
            call = self.calls[sid]
            if call.over:
                raise NotInState(call.status)
            self.end(call, "completed" if call.status == "in-progress" else "canceled")
        self.flush()

    def forget(self, sid: str) -> None:
        """Delete the record of a call or message that is over. Raises ``NotInState`` for any other."""
        with self.lock:
            one: Call | Message = self.calls[sid] if sid in self.calls else self.messages[sid]
            if not one.over:
                raise NotInState(one.status)
            self.calls.pop(sid, None)
            self.messages.pop(sid, None)

    def end(self, call: Call, status: CallStatus, sip: int = 0) -> None:
        """The call is over."""
        if call.over:
            return
        call.sip = sip
        self._live[call.to].remove(call)
        talk = self._talks.pop(call.sid, None)
        if talk is not None:
            talk.close()
        self._moved(call, status)
        self._show(call)

    def _dial(self, call: Call, post_dial: float = POST_DIAL) -> None:
        self._moved(call, "initiated")
        if post_dial:
            self.after(post_dial, lambda: self._ring(call), lambda: not call.over)
        else:
            self._ring(call)

    def _ring(self, call: Call) -> None:
        self._moved(call, "ringing")
        if any(one.status == "in-progress" for one in self._live[call.to]):
            callee = Callee(line="busy", ringing=1.0)
        else:
            callee = self.phone(call.to).rings(self._directory.callee(call.to, call.nth))

        def rings() -> bool:
            return call.status == "ringing"

        self.after(call.order.ringing, lambda: self.end(call, "no-answer"), rings)
        if callee.picks_up:
            self.after(callee.ringing, lambda: self._pick_up(call, callee), rings)
        elif callee.line in UNREACHED:
            status, sip = UNREACHED[callee.line]
            self.after(callee.ringing, lambda: self.end(call, status, sip), rings)

    def _pick_up(self, call: Call, callee: Callee) -> None:
        self._moved(call, "in-progress")
        talk = Conversation(self, call, self.phone(call.to), callee, self._callers[call.sid])
        self._talks[call.sid] = talk
        talk.begin()
        self.after(call.order.limit, lambda: self.end(call, "completed"), lambda: not call.over)

    def _moved(self, call: Call, status: CallStatus) -> None:
        call.status, call.updated = status, self.now
        call.times[status] = self.now
        self.report(call, status)

    # Messages.

    def message(self, to: str, sender: str, body: str, caller: Caller) -> Message:
        """Send a message. Raises ``Trouble``; its ``sid`` says whether it was sent all the same."""
        self.catch_up()
        with self.lock:
            nth = self._count("message", to)
            effect = self.faults.request("message", f"{to}:{nth}")
            if effect is not None and not effect.accepted:
                raise Trouble(effect)
            message = Message(self._sid("SM", to, nth), to, sender, body, self.now, nth)
            self.messages[message.sid], self._callers[message.sid] = message, caller
            self._pass_on(message, "queued")
            message.early = self.faults.early("message", message.sid)
            if message.early:
                self._send(message)
            else:
                self.after(SENDING, lambda: self._send(message), lambda: not message.over)
        self.flush()
        if effect is not None:
            raise Trouble(effect, message.sid)
        return message

    def cancel_message(self, sid: str) -> None:
        """Stop a message that was not sent on yet. Raises ``NotInState`` for any other."""
        self.catch_up()
        with self.lock:
            if self.messages[sid].status != "queued":
                raise NotInState(self.messages[sid].status)
            self._pass_on(self.messages[sid], "canceled")
        self.flush()

    def _send(self, message: Message) -> None:
        self._pass_on(message, "sent")
        callee = self.phone(message.to).texted(self._directory.callee(message.to, 0))
        if callee.receipt != "lost":
            self.after(callee.receipt_after, lambda: self._arrive(message, callee))

    def _arrive(self, message: Message, callee: Callee) -> None:
        if callee.receipt == "delivered":
            self.phone(message.to).gets(message.body)
            self._pass_on(message, "delivered")
        else:
            message.code = 30005 if callee.line == "invalid" else 30003
            self._pass_on(message, "undelivered")

    def _pass_on(self, message: Message, status: MessageStatus) -> None:
        message.status, message.updated = status, self.now
        message.times[status] = self.now
        self.report(message, status)
        if message.over:
            self._show(message)

    # Telling.

    def _show(self, of: Call | Message) -> None:
        watch = self._watch
        if watch is not None:
            self.tell(lambda: watch(of))

    def report(self, of: Call | Message, status: str) -> None:
        """Tell the caller, unless a fault of callbacks has it otherwise."""
        number = self._reports[of.sid]
        self._reports[of.sid] += 1
        report = Report(status, self.now, number, digest(self._seed, "report", of.sid, number)[:32])
        caller = self._callers[of.sid]

        def deliver() -> None:
            if isinstance(of, Call):
                caller.call_reported(of, report)
            else:
                caller.message_reported(of, report)

        match self.faults.callback(status, f"{of.sid}:{number}"):
            case Fault.LOST:
                return
            case Fault.REORDERED:
                self._held.setdefault(of.sid, []).append(deliver)
                self.after(HELD_BACK, lambda: self._release(of.sid))
                return
            case Fault.DUPLICATED:
                self.after(1.0, lambda: self.tell(deliver))
        self.tell(deliver)
        self._release(of.sid)

    def _release(self, sid: str) -> None:
        for deliver in self._held.pop(sid, []):
            self.tell(deliver)

    def _count(self, what: str, number: str) -> int:
        self._nth[what, number] += 1
        return self._nth[what, number] - 1

    def _sid(self, prefix: str, number: str, nth: int) -> str:
        return prefix + digest(self._seed, prefix, number, nth)[:32]
