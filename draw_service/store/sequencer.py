"""Places in the log for everybody at once: who asks while a round runs shares the next one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Condition, Lock

from sqlalchemy import Engine

from draw_service.store.books import sequence
from draw_service.store.keyring import Keyring

GATHER_SECONDS = 0.005
"""How long a round waits for as many as shared the one before."""


class Sequencer:
    """``House.sequence`` of one process. Returns once a round that began after the call has been committed:
    whatever the caller committed before stands under a signed checkpoint then.

    A round costs about the same for one event as for fifty, so under load many acts share a signature and a
    commit; who is alone waits for nobody. Several processes meet at the log's own keys (``audit.sequencer``).
    """

    def __init__(self, engine: Engine, keyring: Keyring, now: Callable[[], datetime]) -> None:
        self._engine, self._keyring, self._now = engine, keyring, now
        door = Lock()
        self._arrived, self._ended = Condition(door), Condition(door)
        self._asked = self._served = 0
        self._shared, self._running = 1, False

    def __call__(self) -> None:
        with self._ended:
            self._asked += 1
            mine = self._asked
            self._arrived.notify()
            self._ended.wait_for(lambda: self._served >= mine or not self._running)
            if self._served >= mine:
                return
            self._running = True
            self._arrived.wait_for(lambda: self._asked - self._served >= self._shared, GATHER_SECONDS)
            upto, served = self._asked, self._served
        try:
            sequence(self._engine, self._keyring, self._now())
            served = upto  # a round that failed serves nobody: the next in turn tries again
        finally:
            with self._ended:
                self._shared, self._served, self._running = max(1, served - self._served), served, False
                self._ended.notify_all()
