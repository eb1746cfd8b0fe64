"""What a witness can say of its log: for the page, the command and whoever watches them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from audit.witness.rules import Chain
from audit.witness.store import Alarm, Cosigned, Mirror

MOST = 50
"""Rows of each table."""


@dataclass(frozen=True, slots=True)
class Report:
    """``cosigned``, ``aborted``, ``alarms``: the last first; ``unended``: the oldest first. ``open``,
    ``stopped``: how many there are in all."""

    origin: str
    feed: str
    cosigned: list[Cosigned]
    unended: list[Chain]
    open: int
    aborted: list[Chain]
    stopped: int
    alarms: list[Alarm]

    @property
    def size(self) -> int:
        """Leaves under the last checkpoint signed."""
        return self.cosigned[0].size if self.cosigned else 0


def read_report(file: Path) -> Report:
    """The state of the witness's file. Raises ``WitnessMissing``, ``WitnessDamaged``."""
    with Mirror.open(file) as mirror:
        log = mirror.log()
        unended, aborted = mirror.counts()
        return Report(
            log.origin if log else "",
            log.feed if log else "",
            mirror.last_cosigned(MOST),
            mirror.unended(MOST),
            unended,
            mirror.aborted(MOST),
            aborted,
            mirror.alarms(MOST),
        )
