"""One phone of the network: who holds it, what it heard, and the script a test gave it.

A test writes ``net.phone(number).expects("…").press("1").press("1").receives_sms("…")``, lets the call happen
and ends with ``check()``, which says in words what was heard instead.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from threading import Condition
from typing import Literal, Self

from notifications.simulator.callee import Callee, Press


@dataclass(frozen=True, slots=True)
class Step:
    """``what`` with its text or key, and ``after``: seconds from the end of the prompt."""

    what: Literal["expects", "press", "hangs_up", "receives_sms"]
    text: str = ""
    after: float = 2.0

    def __str__(self) -> str:
        return f'{self.what}("{self.text}")' if self.text else f"{self.what}()"


HANG_UP = Press("hang-up")
"""The move that ends the call."""


class Scripting:
    """The sentences a script is written in."""

    def expects(self, text: str) -> Self:
        """The next prompt contains ``text``; else the person stays silent and ``check`` says so."""
        return self.add(Step("expects", text))

    def press(self, key: str, after: float = 2.0) -> Self:
        """Press ``key``, ``after`` seconds from the end of the prompt; "" lets the prompt pass."""
        return self.add(Step("press", key, after))

    def hangs_up(self, after: float = 1.0) -> Self:
        """Hang up, ``after`` seconds from the end of the prompt."""
        return self.add(Step("hangs_up", "", after))

    def receives_sms(self, text: str) -> Self:
        """A message containing ``text`` arrives."""
        return self.add(Step("receives_sms", text))

    def add(self, step: Step) -> Self:
        raise NotImplementedError


class Phone(Scripting):
    """The phone at ``number``. Without a script it does what its callee does."""

    def __init__(self, number: str) -> None:
        self.number = number
        self.heard: list[str] = []
        self.keys = ""
        self.messages: list[str] = []
        self.rang = 0
        self._callee: Callee | None = None
        self._scripted = False
        self._steps: deque[Step] = deque()
        self._texts: deque[Step] = deque()
        self._unread: list[str] = []
        self._failures: list[str] = []
        self._moves: deque[Press] = deque()
        self._leaves: float | None = None
        self._doing: Step | None = None
        self._news = Condition()

    def add(self, step: Step) -> Self:
        if step.what == "receives_sms":
            self._texts.append(step)
        else:
            self._scripted = True
            self._steps.append(step)
        self._match_texts()
        return self

    def behaves(self, callee: Callee) -> Self:
        """Be ``callee`` at every call from now on."""
        self._callee = callee
        return self

    def done(self) -> bool:
        """Whether every step of the script has happened (a failed script will never be done)."""
        return not (self._steps or self._texts or self._failures or self._doing)

    def failed(self) -> bool:
        """Whether the script met something it did not expect."""
        return bool(self._failures)

    def problems(self) -> list[str]:
        """What did not go as the script says, in sentences; empty when all of it happened."""
        return [
            *self._failures,
            *([f"{self._doing} did not happen in time: the call was over"] if self._doing else []),
            *(f"{step} did not happen; heard {self.heard!r}, pressed {self.keys!r}" for step in self._steps),
            *(f"{step} did not happen; messages were {self.messages!r}" for step in self._texts),
        ]

    def wait(self, seconds: float) -> None:
        """On a network that lives with the wall: wait until the script is done, then ``check``."""
        self.settle(seconds)
        self.check()

    def settle(self, seconds: float) -> None:
        """Wait until the script is done or failed, so many seconds at most."""
        with self._news:
            self._news.wait_for(lambda: self.done() or self.failed(), seconds)

    def check(self) -> None:
        """Raise ``AssertionError`` with everything that did not go as the script says."""
        if found := self.problems():
            raise AssertionError("\n".join([f"phone {self.number}:", *(f"  - {one}" for one in found)]))

    # What the network tells the phone.

    def rings(self, usual: Callee) -> Callee:
        """A call comes in; who is there. ``usual``: who it would be by the directory."""
        self.rang += 1
        callee = self.texted(usual)
        self._moves = deque(() if self._scripted else callee.presses)
        self._leaves = callee.hangs_up
        return callee

    def texted(self, usual: Callee) -> Callee:
        """A message comes in; whose phone it is."""
        return self._callee or (Callee() if self._scripted else usual)

    def prompted(self, prompt: str) -> Press | None:
        """A prompt has been said and a key is waited for: the press to come, ``HANG_UP``, or None."""
        self.heard.append(prompt)
        if self._scripted:
            return self._next(prompt)
        if self._moves:
            return self._moves.popleft()
        return None if self._leaves is None else replace(HANG_UP, after=self._leaves)

    def told(self, prompt: str) -> None:
        """Something has been said that waits for no key."""
        self.heard.append(prompt)
        # Leniently: the expectation may be for the next call.
        if self._steps and self._steps[0].what == "expects" and self._steps[0].text in prompt:
            self._steps.popleft()
        self._tell()

    def pressed(self, key: str) -> None:
        """The person pressed a key."""
        self.keys += key
        if self._doing is not None and key == self._doing.text[-1:]:
            self._doing = None
        self._tell()

    def put_down(self) -> None:
        """The call is over."""
        if self._doing is not None and self._doing.what == "hangs_up":
            self._doing = None
        self._tell()

    def gets(self, body: str) -> None:
        """A message arrived."""
        self.messages.append(body)
        self._unread.append(body)
        self._match_texts()

    def _next(self, prompt: str) -> Press | None:
        if self._failures or not self._expected(prompt) or not self._steps:
            return None
        step = self._steps.popleft()
        self._doing = step if step.text or step.what == "hangs_up" else None
        return replace(HANG_UP, after=step.after) if step.what == "hangs_up" else Press(step.text, step.after)

    def _expected(self, prompt: str) -> bool:
        while self._steps and self._steps[0].what == "expects":
            step = self._steps.popleft()
            if step.text not in prompt:
                self._failures.append(f"{step}, but heard {prompt!r}")
                self._tell()
                return False
        return True

    def _match_texts(self) -> None:
        for step in list(self._texts):
            found = next((one for one in self._unread if step.text in one), None)
            if found is not None:
                self._unread.remove(found)
                self._texts.remove(step)
        self._tell()

    def _tell(self) -> None:
        with self._news:
            self._news.notify_all()
