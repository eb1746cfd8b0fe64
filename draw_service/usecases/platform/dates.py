"""What moves on because time has passed: one list for every process that ticks (Art. 21)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from draw_service.usecases.conduct.office import office_of
from draw_service.usecases.fees.forget_accounts import once_a_day
from draw_service.usecases.incidents.watch_clocks import watch_clocks
from draw_service.usecases.oversight.lapse import lapse_all
from draw_service.usecases.pool.remind_declarations import remind_declarations
from draw_service.usecases.ports import House
from draw_service.usecases.statistics.catch_up import catch_up
from scoring.usecases.tick_due import tick_due


def dates_of(house: House) -> tuple[Callable[[], object], ...]:
    """Acts for a worker to repeat, in this order. None waits for another: the clock of an incident runs on
    where counting fails."""
    return (
        partial(tick_due, office_of(house)),
        partial(catch_up, house),
        partial(remind_declarations, house),
        partial(lapse_all, house),
        partial(watch_clocks, house),
        once_a_day(house),
    )
