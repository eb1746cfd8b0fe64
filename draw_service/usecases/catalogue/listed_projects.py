"""Projects that must draw here by the catalogue, and what came of them (Art. 3, 23).

Only what was applied for is known here: a project nobody ever entered is on no list of this house.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from audit.events import DrawEvent
from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.applications import Listing
from draw_service.usecases.ports import DrawRow, House
from draw_service.usecases.supervision.supervised import supervises

READERS = (Role.REGULATOR, Role.LEAD, Role.OFFICE)
MOST = 500
"""Newest attempts looked through."""
Fate = Literal["drawn", "in-hand", "missed", "ended"]


@dataclass(frozen=True, slots=True)
class ListedProject:
    """The last attempt of an application. ``fate``: drawn (the result was sealed), in-hand, missed (its
    latest start has passed without one), ended (aborted, and no other attempt)."""

    application_id: str
    draw_id: str
    project_name: str
    listing: Listing
    latest_start: datetime
    fate: Fate


def listed_projects(house: House, who: Who) -> list[ListedProject]:
    """Those that must draw here and were not drawn first, then the newest. A regulator sees those it
    supervises. Raises ``NotYourRoom``."""
    must_hold(who, *READERS)
    now = house.clock.now()
    with house.views() as books:
        last: dict[str, DrawRow] = {}
        for row in books.draws.newest(MOST):
            last.setdefault(row.application_id, row)
        applications = books.draws.applications(last)
        kinds = books.journal.kinds([row.draw_id for row in last.values()])
    found = []
    for number, row in last.items():
        application = applications.get(number)
        said = application.catalogue if application is not None else None
        if application is None or said is None or said.duty != "must":
            continue
        if Role.REGULATOR in who.roles and not supervises(who, application):
            continue
        late = now > application.latest_start
        found.append(
            ListedProject(
                *(number, row.draw_id, application.project_name, said, application.latest_start),
                _fate(kinds.get(row.draw_id, ()), late),
            )
        )
    return sorted(found, key=lambda one: one.fate not in ("missed", "ended"))


def _fate(kinds: Collection[DrawEvent], late: bool) -> Fate:
    if DrawEvent.DRAW_ABORTED in kinds:
        return "ended"
    if DrawEvent.DRAW_SEALED in kinds:
        return "drawn"
    return "missed" if late else "in-hand"
