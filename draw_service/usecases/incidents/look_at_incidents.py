"""The register of incidents, as those concerned see it (Art. 9; 保密工作制度 10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from draw_service.rules.access import CENTER_ROLES, Role, Who, must_hold
from draw_service.rules.incidents import Incident, Stage, stage_of
from draw_service.rules.refusals import NotFound
from draw_service.usecases.ports import Books, House
from draw_service.usecases.supervision.supervised import supervises

READERS = (*sorted(CENTER_ROLES), Role.REGULATOR, Role.LEAD, Role.OFFICE)


@dataclass(frozen=True, slots=True)
class IncidentSeen:
    """``stage``: its hour is near or past; ``logins``: account id -> login of everybody who acted."""

    incident: Incident
    stage: Stage
    logins: Mapping[str, str] = field(default_factory=dict)


def list_incidents(house: House, who: Who) -> list[IncidentSeen]:
    """The newest first, those still open before the others. Raises ``NotYourRoom``."""
    must_hold(who, *READERS)
    now = house.clock.now()
    pack = house.pack(now)
    with house.views() as books:
        found = [
            IncidentSeen(one, stage_of(one, now, pack), _logins(books, one))
            for one in reversed(books.incidents.find(Incident))
            if may_see(books, who, one)
        ]
    return sorted(found, key=lambda seen: seen.incident.state == "closed")


def look_at_incident(house: House, who: Who, number: str) -> IncidentSeen:
    """Raises ``NotYourRoom``, ``NotFound``."""
    for seen in list_incidents(house, who):
        if seen.incident.id == number:
            return seen
    raise NotFound


def may_see(books: Books, who: Who, incident: Incident) -> bool:
    """An industry regulator sees those of its own projects, and those of none."""
    if Role.REGULATOR not in who.roles or not incident.draw_id:
        return True
    row = books.draws.draw(incident.draw_id)
    found = books.draws.application(row.application_id) if row is not None else None
    return found is not None and supervises(who, found[1])


def _logins(books: Books, incident: Incident) -> dict[str, str]:
    acted = {incident.opened_by, incident.owner, incident.contained_by, incident.reported_by}
    acted |= {incident.concluded_by, incident.closed_by}
    known = {one: books.access.account(one) for one in acted - {""}}
    return {one: account.login for one, account in known.items() if account is not None}
