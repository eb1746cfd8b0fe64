"""Where a draw waits for the log's witnesses (protocol section 6): before a share is read, before anybody is
called, before the roster is opened. Nothing is skipped: without their signatures the draw stands."""

from __future__ import annotations

from draw_service.usecases.ports import House


def await_gate(house: House, draw_id: str, *, whole: bool = False) -> None:
    """Sign the log and, where witnesses are required, wait until they have cosigned the draw's last lock,
    order or seal; ``whole``: its last event. No transaction may be open meanwhile.

    Raises ``WitnessSilent`` after 20 seconds, ``WitnessRefuses`` at once.
    """
    house.sequence()
    if house.witnesses is not None:
        house.witnesses.reach(draw_id, whole=whole)


def keep_log(house: House) -> None:
    """Sign the log and show it to its witnesses; nobody waits for them here.

    Raises ``WitnessSilent`` or ``WitnessRefuses`` when that begins, once.
    """
    house.sequence()
    if house.witnesses is not None:
        house.witnesses.submit()
