"""PURE. Incidents: what threatens the secrecy of a list, its 24-hour clock and its end (Art. 9, 13(4);
保密工作制度 10).

An incident is contained, reported upward with the number of the report, and concluded; somebody else closes
it. The clock runs from its opening until it is reported. Nobody can know at first whether a lost slip told
anybody anything, so every kind has the clock unless the rule pack leaves it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import ClassVar, Literal

from draw_service.rules.access import not_own
from draw_service.rules.codes import Word
from draw_service.rules.packs import RulePack
from draw_service.rules.refusals import IncidentSettled, IncidentStepsMissing

KINDS: Mapping[str, Word] = {
    "list-leaked": Word("名单泄露", "the list leaked"),
    "lost-slip": Word("凭条遗失", "a slip is lost"),
    "broken-envelope": Word("信封破损或被拆", "an envelope is broken or opened"),
    "device": Word("设备遗失或故障", "a device is lost or fails"),
    "other": Word("其他", "other"),
}
STATES: Mapping[str, Word] = {
    "open": Word("处置中", "open"),
    "concluded": Word("待他人结案", "waits to be closed"),
    "closed": Word("已结案", "closed"),
}
ABOVE: Mapping[str, Word] = {
    "regulator": Word("行业监管部门", "the industry regulator"),
    "office": Word("管理办公室", "the management office"),
    "secrecy": Word("上级保密部门", "the secrecy department above"),
}
"""Whom an incident is reported to."""
State = Literal["open", "concluded", "closed"]
Stage = Literal["", "near", "late"]


@dataclass(frozen=True, slots=True)
class Incident:
    """``draw_id`` "" where no draw is concerned; ``due``: when it must be reported at the latest, None for a
    kind without a clock; accounts are "" while nobody did; ``words``, ``measures``, ``conclusion`` and
    ``number`` (of the report upward) are people's own."""

    KIND: ClassVar[str] = "incident"
    id: str
    kind: str
    draw_id: str
    opened_at: datetime
    due: datetime | None
    opened_by: str = ""
    owner: str = ""
    words: str = field(default="", repr=False)
    state: State = "open"
    contained_at: datetime | None = None
    contained_by: str = ""
    measures: str = field(default="", repr=False)
    reported_at: datetime | None = None
    reported_by: str = ""
    reported_to: str = ""
    number: str = field(default="", repr=False)
    concluded_at: datetime | None = None
    concluded_by: str = ""
    conclusion: str = field(default="", repr=False)
    closed_at: datetime | None = None
    closed_by: str = ""
    warned_at: datetime | None = None
    escalated_at: datetime | None = None


def due_of(kind: str, opened_at: datetime, pack: RulePack) -> datetime | None:
    """When it has to be reported at the latest (保密工作制度 10), None for a kind the pack leaves out."""
    hours = timedelta(hours=pack.int("leak_report_hours"))
    return opened_at + hours if kind in pack.list("incident_report_kinds") else None


def stage_of(incident: Incident, now: datetime, pack: RulePack) -> Stage:
    """Whether its hour is near or past; "" once it is reported, and while there is time."""
    if incident.due is None or incident.reported_at is not None or incident.state == "closed":
        return ""
    if now >= incident.due:
        return "late"
    near = incident.due - timedelta(hours=pack.int("incident_warn_hours"))
    return "near" if now >= near else ""


def own(incident: Incident, by: str) -> Incident:
    """``by`` sees to it from now on. Raises ``IncidentSettled``."""
    _must_be_open(incident)
    return replace(incident, owner=by)


def contain(incident: Incident, by: str, now: datetime, measures: str) -> Incident:
    """What was done at once. Raises ``IncidentSettled`` when it was contained before, or is concluded."""
    _must_be_open(incident)
    if incident.contained_at is not None:
        raise IncidentSettled
    return replace(incident, contained_at=now, contained_by=by, measures=measures)


def report_up(incident: Incident, by: str, now: datetime, to: str, number: str) -> Incident:
    """Reported upward under ``number``: the clock stops. Raises ``IncidentSettled``."""
    _must_be_open(incident)
    if incident.reported_at is not None:
        raise IncidentSettled
    return replace(incident, reported_at=now, reported_by=by, reported_to=to, number=number)


def conclude(incident: Incident, by: str, now: datetime, conclusion: str) -> Incident:
    """Raises ``IncidentSettled``, ``IncidentStepsMissing`` before it is contained, and reported where it has
    a clock."""
    _must_be_open(incident)
    if incident.contained_at is None or (incident.due is not None and incident.reported_at is None):
        raise IncidentStepsMissing
    return replace(incident, state="concluded", concluded_at=now, concluded_by=by, conclusion=conclusion)


def close(incident: Incident, by: str, now: datetime) -> Incident:
    """By another person than who concluded. Raises ``IncidentSettled``, ``IncidentStepsMissing`` before the
    conclusion, ``OwnAct``."""
    if incident.state == "closed":
        raise IncidentSettled
    if incident.state != "concluded":
        raise IncidentStepsMissing
    not_own(incident.concluded_by, by)
    return replace(incident, state="closed", closed_at=now, closed_by=by)


def reopen(incident: Incident, by: str) -> Incident:
    """Who was to close it sends it back: the conclusion falls. Raises as ``close`` does."""
    if incident.state != "concluded":
        raise IncidentSettled
    not_own(incident.concluded_by, by)
    return replace(incident, state="open", concluded_at=None, concluded_by="", conclusion="")


def _must_be_open(incident: Incident) -> None:
    if incident.state != "open":
        raise IncidentSettled
