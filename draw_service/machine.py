"""Clocks, chance and threads as the machine has them; ``wiring`` hands them to the rooms."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Executor, Future
from datetime import UTC, datetime
from typing import Any

from notifications.simulator.network import Network


class SystemClock:
    """The machine's clock, whole seconds."""

    def now(self) -> datetime:
        return self.exact().replace(microsecond=0)

    def exact(self) -> datetime:
        """To the microsecond."""
        return datetime.now(UTC)


class NetworkClock:
    """The time of a phone network that no wall moves."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def now(self) -> datetime:
        return self.exact().replace(microsecond=0)

    def exact(self) -> datetime:
        """To the microsecond."""
        return self._network.now


class InlineExecutor(Executor):
    """Does everything at once, in the caller's thread."""

    def submit(self, act: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(act(*given, **named))
        except Exception as error:  # noqa: BLE001 - whoever waits for it is told
            future.set_exception(error)
        return future


class SystemEntropy:
    """The operating system's random numbers."""

    def bytes(self, size: int) -> bytes:
        return os.urandom(size)
