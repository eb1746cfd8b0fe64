"""The part of a call in which somebody is on the line: saying, gathering keys, asking what comes next."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from notifications.simulator.callee import Callee, Press
from notifications.simulator.calls import Answer, Ask, Call, Caller
from notifications.simulator.phone import HANG_UP, Phone
from notifications.simulator.twiml import APOLOGY, Gather, Hangup, Redirect, Say, Spoken, Verb, seconds

if TYPE_CHECKING:
    from notifications.simulator.network import Network

DETECTION = 4.0
"""Seconds machine detection takes."""
BETWEEN_KEYS = 0.5
DOCUMENTS = 100
"""More documents in one call are a loop."""


class Conversation:
    """One answered call. Acts planned before the last turn of the conversation are void: ``_turn`` counts."""

    def __init__(self, network: Network, call: Call, phone: Phone, callee: Callee, caller: Caller) -> None:
        self._network, self._call, self._phone = network, call, phone
        self._callee, self._caller = callee, caller
        self._turn = self._documents = 0
        self._program: deque[Verb] = deque()
        self._prompt: list[str] = []
        self._here = call.order.url
        self._gather: Gather | None = None
        self._digits = ""

    def begin(self) -> None:
        """Somebody picked up."""
        order = self._call.order
        if order.detection:
            self._network.after(DETECTION, self._detected, self._goes_on)
        if order.detection != "before":
            self._first()

    def close(self) -> None:
        """The call is over; what was being said has been heard."""
        self._turn += 1
        self._gather = None
        if self._prompt:
            self._phone.told("\n".join(self._prompt))
            self._prompt = []
        self._phone.put_down()

    def redirect(self, url: str, method: str, verbs: Sequence[Verb] | None) -> None:
        """Drop what is being said and go on elsewhere."""
        self._gather = None
        if verbs is None:
            self._ask(Ask(url, method))
        else:
            self._turn += 1
            self._perform(verbs)

    def _first(self) -> None:
        order = self._call.order
        if order.verbs is not None:
            self._perform(order.verbs)
        else:
            self._ask(Ask(order.url, order.method))

    def _detected(self) -> None:
        call = self._call
        truth = "machine_start" if self._callee.line == "machine" else "human"
        call.answered_by = self._callee.seems or truth
        call.detected_after = DETECTION
        if call.order.detection == "before":
            self._first()
        else:
            self._network.report(call, "amd")

    def _ask(self, ask: Ask) -> None:
        self._turn += 1
        self._documents += 1
        if self._documents > DOCUMENTS:
            self._call.error = 11750
            self._perform(APOLOGY)
            return
        self._here = ask.url or self._here
        asked = Ask(self._here, ask.method, ask.digits)
        answer = self._answer(self._turn)
        self._network.tell(lambda: self._caller.asked(self._call, asked, answer))

    def _answer(self, turn: int) -> Answer:
        def answer(verbs: Sequence[Verb]) -> None:
            self._network.catch_up()
            with self._network.lock:
                if self._turn == turn and not self._call.over:
                    self._perform(verbs)
            self._network.flush()

        return answer

    def _later(self, after: float, act: Callable[[], None]) -> None:
        turn = self._turn

        self._network.after(after, act, lambda: self._turn == turn and not self._call.over)

    def _perform(self, verbs: Sequence[Verb]) -> None:
        self._program = deque(verbs)
        self._step()

    def _step(self) -> None:
        match self._program.popleft() if self._program else Hangup():
            case Hangup():
                self._hang_up()
            case Redirect(url, method):
                self._ask(Ask(url, method))
            case Gather() as gather:
                lasts = sum(self._say(one) for one in gather.prompts)
                self._gather, self._digits = gather, ""
                self._later(lasts, self._listen)
            case spoken:
                self._later(self._say(spoken), self._step)

    def _say(self, spoken: Spoken) -> float:
        if isinstance(spoken, Say):
            self._prompt.append(spoken.text)
            self._call.heard.append(spoken.text)
        return seconds(spoken)

    def _listen(self) -> None:
        prompt, self._prompt = "\n".join(self._prompt), []
        press = self._phone.prompted(prompt)
        if press is not None:
            self._plan(press)
        if self._gather is not None:
            self._later(self._gather.timeout, self._timed_out)

    def _plan(self, press: Press) -> None:
        # A key pressed late comes whatever is being said by then, so it is not bound to this turn.
        if press.key == HANG_UP.key:
            self._network.after(press.after, self._hang_up, self._goes_on)
            return
        for place, key in enumerate(press.key):
            self._network.after(press.after + place * BETWEEN_KEYS, self._pressing(key), self._goes_on)

    def _goes_on(self) -> bool:
        return not self._call.over

    def _hang_up(self) -> None:
        self._network.end(self._call, "completed")

    def _pressing(self, key: str) -> Callable[[], None]:
        def press() -> None:
            self._call.pressed.append((self._network.now, key))
            self._phone.pressed(key)
            if self._gather is not None:
                self._heard_key(self._gather, key)

        return press

    def _heard_key(self, gather: Gather, key: str) -> None:
        if key == gather.finish:
            # Alone it is an empty answer, as with Twilio.
            self._gathered(gather)
            return
        self._digits += key
        self._turn += 1
        if gather.digits and len(self._digits) >= gather.digits:
            self._gathered(gather)
        else:
            self._later(gather.timeout, self._timed_out)

    def _timed_out(self) -> None:
        gather = self._gather
        if gather is None:
            return
        if self._digits or gather.on_empty:
            self._gathered(gather)
        else:
            self._gather = None
            self._step()

    def _gathered(self, gather: Gather) -> None:
        digits, self._gather, self._digits = self._digits, None, ""
        self._ask(Ask(gather.action, gather.method, digits))
