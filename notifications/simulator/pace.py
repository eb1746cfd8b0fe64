"""A network that lives with the wall: its time runs as many times faster as asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event, Thread
from time import monotonic
from typing import Protocol

from notifications.simulator.events import Agenda


class WallClock(Protocol):
    """The time of a network, and how far off a moment of it is on the wall."""

    def __call__(self) -> datetime: ...

    def wall_seconds(self, until: datetime) -> float: ...


class ScaledClock:
    """``start`` plus ``speed`` times what has passed since."""

    def __init__(self, start: datetime, speed: float = 1.0, ticks: Callable[[], float] = monotonic) -> None:
        if not 0 < speed < 1e6:
            raise ValueError("the speed is more than 0")
        self._start, self._speed, self._ticks = start, speed, ticks
        self._zero = ticks()

    def __call__(self) -> datetime:
        return self._start + timedelta(seconds=(self._ticks() - self._zero) * self._speed)

    def wall_seconds(self, until: datetime) -> float:
        """Seconds on the wall until then; 0 when it is past."""
        return max(0.0, (until - self()).total_seconds() / self._speed)


class Pace:
    """The thread that lets things happen when their time comes."""

    def __init__(self, agenda: Agenda, clock: WallClock) -> None:
        self._agenda, self._clock = agenda, clock
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="pace")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._agenda.changed.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._agenda.changed.clear()
            self._agenda.advance_to(self._clock())
            due = self._agenda.next_due()
            wait = None if due is None else self._clock.wall_seconds(due)
            if not self._stopping.is_set():
                self._agenda.changed.wait(wait)
