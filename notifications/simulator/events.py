"""The agenda of the network: what happens when, in one order, with a clock that only moves forward."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from threading import Event, RLock

Act = Callable[[], None]
Lives = Callable[[], bool]


def _always() -> bool:
    return True


class Agenda:
    """Acts due at times. State changes under one lock; what the world is told is told outside of it, in
    order, so that whoever listens may call back.

    ``clock`` gives the time of a network that lives with the wall; without one the time moves by ``advance``
    and ``run`` alone, and everything is repeatable to the microsecond.
    """

    def __init__(self, start: datetime, clock: Callable[[], datetime] | None) -> None:
        self.lock = RLock()
        self.changed = Event()
        self._now, self._clock = start, clock
        self._due: list[tuple[datetime, int, Act, Lives]] = []
        self._order = count()
        self._outgoing: deque[Act] = deque()
        self._telling = False

    @property
    def now(self) -> datetime:
        return self._now

    def after(self, seconds: float, act: Act, lives: Lives = _always) -> None:
        """Do ``act`` so many seconds from now, if ``lives`` still says so then."""
        with self.lock:
            heappush(self._due, (self._now + timedelta(seconds=seconds), next(self._order), act, lives))
        self.changed.set()

    def tell(self, act: Act) -> None:
        """Tell the world, once the lock is free."""
        self._outgoing.append(act)

    def next_due(self) -> datetime | None:
        """When something happens next."""
        with self.lock:
            self._drop_dead()
            return self._due[0][0] if self._due else None

    def catch_up(self) -> None:
        """Do what is due by the clock."""
        if self._clock is not None:
            self.advance_to(self._clock())

    def advance(self, seconds: float) -> None:
        """Let so many seconds pass."""
        self.advance_to(self._now + timedelta(seconds=seconds))

    def advance_to(self, then: datetime) -> None:
        """Let time pass until ``then``."""
        while self._one(then):
            self.flush()
        with self.lock:
            self._now = max(self._now, then)
        self.flush()

    def run(self, limit: float = 86400.0) -> None:
        """Let time pass until nothing is due, ``limit`` seconds at most."""
        end = self._now + timedelta(seconds=limit)
        self.flush()
        while self._one(end):
            self.flush()

    def _one(self, until: datetime) -> bool:
        with self.lock:
            self._drop_dead()
            if not self._due or self._due[0][0] > until:
                return False
            at, _order, act, _lives = heappop(self._due)
            self._now = max(self._now, at)
            act()
            return True

    def settle(self, seconds: float) -> bool:
        """Wait until everything there is to tell by now has been told; False when that takes longer."""
        told = Event()
        self.tell(told.set)
        self.flush()
        return told.wait(seconds)

    def _drop_dead(self) -> None:
        # What will never happen must not move the time.
        while self._due and not self._due[0][3]():
            heappop(self._due)

    def flush(self) -> None:
        """Tell what waits to be told; one thread at a time, so that the order stays."""
        while True:
            with self.lock:
                if self._telling or not self._outgoing:
                    return
                self._telling = True
                act = self._outgoing.popleft()
            try:
                act()
            finally:
                with self.lock:
                    self._telling = False
