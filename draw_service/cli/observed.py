"""What a long-running process does before it works: its log, its clock, its figures."""

from __future__ import annotations

import sys
from contextlib import ExitStack

from draw_service import wiring
from draw_service.observing.logs import configure
from draw_service.observing.metrics import Meter
from draw_service.settings import Settings
from draw_service.usecases.platform.clock_check import check_clock


def observe(given: Settings, works: wiring.Works, stack: ExitStack) -> Meter:
    """The process's counters, shown where the settings say until ``stack`` is left; its log goes to the error
    stream. Raises ``ClockWentBack``, ``SettingWrong``, ``AddressUnusable``."""
    configure(sys.stderr, given.log_level)
    check_clock(works.house)
    meter = Meter(channels=works.channels)
    meter.watch(works.reading, works.now)
    if given.metrics:
        stack.callback(meter.listen(given.metrics))
    return meter
