"""The worker's look at incidents: an alarm before the hour, and one when it has passed (保密工作制度 10)."""

from __future__ import annotations

from dataclasses import replace

from audit.events import HouseEvent
from draw_service.rules.incidents import Incident, stage_of
from draw_service.usecases.chain import stamp
from draw_service.usecases.incidents.open_incident import STREAM
from draw_service.usecases.ports import House


def watch_clocks(house: House) -> int:
    """How many alarms were raised now; each stage of an incident once, however often somebody looks."""
    now = house.clock.now()
    pack = house.pack(now)
    with house.views() as books:
        waiting = [one.id for one in books.incidents.find(Incident, ("open",)) if stage_of(one, now, pack)]
    raised = 0
    for number in waiting:
        with house.books() as books:
            incident = books.incidents.get(Incident, number)
            stage = stage_of(incident, now, pack) if incident is not None else ""
            if incident is None or incident.due is None:
                continue
            if stage == "near" and incident.warned_at is None:
                books.incidents.put(replace(incident, warned_at=now))
                books.post.alarm("incident-near", number, now)
            elif stage == "late" and incident.escalated_at is None:
                books.incidents.put(replace(incident, escalated_at=now))
                books.post.all_clear("incident-near", number, now)
                books.post.alarm("incident-late", number, now)
                body = {"incident": number, "due": stamp(incident.due)}
                books.journal.note(STREAM, HouseEvent.INCIDENT_ESCALATED, body, now)
            else:
                continue
            books.commit()
            raised += 1
    if raised:
        house.sequence()
    return raised
