"""Whether the clock of this machine can be believed; where it cannot, nothing is done (protocol section 3).

A clock that runs behind would write events before those already in the log: it is refused here, with a
tolerance for what machines of one house differ by; the log itself refuses what lies further back. A clock
that runs ahead would open a roster too soon: where there are witnesses, it must be time for them, too
(Art. 8(5)).
"""

from __future__ import annotations

from datetime import datetime

from draw_service.rules.refusals import ClockWentBack
from draw_service.usecases.ports import House


def check_clock(house: House) -> None:
    """Raises ``ClockWentBack`` when now lies before the log's last event by more than ``house.tolerance``."""
    with house.views() as books:
        last = books.journal.last_at()
    if last is not None and house.clock.now() < last - house.tolerance:
        raise ClockWentBack


def is_ready(house: House) -> bool:
    """Whether the database answers and the clock can be believed."""
    try:
        check_clock(house)
    except Exception:  # noqa: BLE001 - whatever it is, no work may be sent here
        return False
    return True


def witnessed_now(house: House) -> datetime:
    """The earlier of this machine's time and, where witnesses are required, what enough of them say it is.

    No transaction may be open meanwhile. Raises ``WitnessSilent``, ``WitnessRefuses``.
    """
    now = house.clock.now()
    return now if house.witnesses is None else min(now, house.witnesses.time())
