"""A caller without HTTP, speaking the script of the service: what an in-process channel is to the network."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from notifications import script
from notifications.script import Position
from notifications.simulator.calls import Answer, Ask, Call, Message, Order, Report
from notifications.simulator.network import Network
from notifications.simulator.twiml import Gather, Hangup, Say, Verb

NINE = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
HERE = "+8643655550100"
SOMEBODY = "+8613900000001"
OTHER = "+8613900000002"


class Voice:
    """Asks the script what to say; ``log`` of everything reported, in order."""

    def __init__(self) -> None:
        self.positions: dict[str, Position] = {}
        self.log: list[tuple[str, str, int]] = []

    def asked(self, call: Call, ask: Ask, answer: Answer) -> None:
        if ask.digits is None and call.sid not in self.positions:
            position, said = script.start(live=True)
        else:
            position, said = script.step(self.positions[call.sid], ask.digits or "", live=True)
        self.positions[call.sid] = position
        answer(verbs(said.line, said.gather))

    def call_reported(self, call: Call, report: Report) -> None:
        self.log.append((call.sid, report.status, report.number))

    def message_reported(self, message: Message, report: Report) -> None:
        self.log.append((message.sid, report.status, report.number))

    def statuses(self, sid: str) -> list[str]:
        return [status for of, status, _number in self.log if of == sid]


def verbs(line: str, gather: bool) -> Sequence[Verb]:
    if not gather:
        return (Say(f"line {line}"), Hangup())
    return (Gather((Say(f"line {line}"),), "next", digits=1, timeout=6, on_empty=True),)


def ring(network: Network, voice: Voice, to: str = SOMEBODY, **options: object) -> Call:
    """Call ``to`` and let it happen."""
    call = network.call(Order(to, HERE, "start", **options), voice)  # type: ignore[arg-type]
    network.run()
    return call
