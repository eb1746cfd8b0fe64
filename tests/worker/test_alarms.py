"""What a person must look at is said on the worker's own screen, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import get_args

from draw_service.worker import Worker
from notifications.alarms import SAID, Code
from notifications.channels.port import Callback, Reply


@dataclass
class Raised:
    id: str
    code: Code
    subject: str


class Dispatching:
    """It has alarms and nothing to do."""

    def __init__(self) -> None:
        self.raised: list[Raised] = []

    def tick(self) -> int:
        return 0

    def sweep(self) -> int:
        return 0

    def receive(self, name: str, callback: Callback) -> Reply:
        raise KeyError(name, callback.step)

    def alarms(self) -> list[Raised]:
        return self.raised


def test_an_alarm_is_told_once_and_again_when_it_is_raised_again() -> None:
    dispatching, told = Dispatching(), list[tuple[Code, str]]()
    with ThreadPoolExecutor(1) as pool:
        worker = Worker(
            dispatching,
            lambda: None,
            lambda: 0,
            pool,
            lambda _channel, _code: None,
            ring=lambda code, subject: told.append((code, subject)),
        )
        dispatching.raised = [Raised("1", "by-hand", "D/1/0")]
        worker.sweep()
        worker.sweep()
        dispatching.raised.append(Raised("2", "expired", "D/2/0"))
        worker.sweep()
        dispatching.raised = []
        worker.sweep()
        dispatching.raised = [Raised("3", "by-hand", "D/1/0")]
        worker.sweep()

    assert told == [("by-hand", "D/1/0"), ("expired", "D/2/0"), ("by-hand", "D/1/0")]


def test_every_alarm_has_a_sentence_in_both_languages() -> None:
    assert set(SAID) == set(get_args(Code))
    assert all(zh != en and zh and en for zh, en in SAID.values())
