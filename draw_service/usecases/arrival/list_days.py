"""The draws that the desk and the unsealing may choose from; one is worked on at a time (Art. 8(4), 8(5))."""

from __future__ import annotations

from draw_service.usecases.ports import House
from draw_service.usecases.room.look_at_rooms import Project, look_at_rooms


def days_at_desk(house: House) -> list[Project]:
    """Locked and running, the next sign-in first."""
    return sorted(
        (one for one in look_at_rooms(house).later if one.state == "sealed"), key=lambda one: one.signin_at
    )


def days_to_unseal(house: House) -> list[Project]:
    """Those whose sign-in time has come, and the draws that were closed lately."""
    view, now = look_at_rooms(house), house.clock.now()
    running = [one for one in days_at_desk(house) if one.signin_at <= now]
    return running + [one for one in view.ended if one.state == "closed"]
