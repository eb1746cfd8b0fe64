"""An expert did not come, for a good reason: the invitation lapses and nothing is deducted (Art. 20(1) 无故).

Whether a reason is good is not for the desk alone to say: the parties of a replacement say it, on record.
"""

from __future__ import annotations

from audit.events import DrawEvent
from draw_service.rules.refusals import BadInput
from draw_service.usecases.arrival.mark_late import lapse
from draw_service.usecases.chain import append, load_running
from draw_service.usecases.ports import House
from draw_service.usecases.presence import Codes, confirm_parties, parties_asked

CAUSES = ("illness", "accident", "weather", "traffic", "duty", "other")
"""Slugs of the causes offered."""


def accept_cause(house: House, draw_id: str, slot: int, cause: str, codes: Codes) -> str:
    """Returns the outcome recorded. Raises ``BadInput``, ``PartiesMissing`` and what ``mark_late`` raises."""
    if cause not in CAUSES:
        raise BadInput(what="cause")
    by = confirm_parties(house, draw_id, codes, parties_asked(house, draw_id, "replacement_parties"))
    with house.books() as books:
        draw = load_running(books, draw_id)
        agreed = {"what": "late-cause", "by": by, "reason": f"seat-{slot}-{cause}"}
        append(books, draw, DrawEvent.DRAW_CONFIRMED, agreed, house.clock.now())
        outcome = lapse(house, books, draw, slot, accepted_cause=True)
        books.commit()
    return outcome
