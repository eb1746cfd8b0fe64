"""Publication of 不良行为 (Art. 21; rules.md section 4): five working days, then a background record.

It starts after a second person's secrecy review, not while an objection is open or, by default, while the
time for objections runs. Whether it is shown depends on the clock alone, so it ends on time whoever sleeps.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Literal

from scoring.rules.entries import Entry, must_be_in
from scoring.rules.parameters import Parameters
from scoring.rules.people import Person, must_be, must_differ
from scoring.rules.refusals import ReasonNeeded
from scoring.rules.working_days import Calendar, Due, civil_date

State = Literal["waiting", "published", "background", "withdrawn"]


@dataclass(frozen=True, slots=True, repr=False)
class Publication:
    """Of one entry; ``subject`` is the entry's id. ``from_at``: not to start before."""

    KIND: ClassVar[str] = "publication"

    id: str
    subject: str
    expert: str
    item: int
    from_at: datetime
    state: State = "waiting"
    reviewed_by: str = ""
    reviewed_at: datetime | None = None
    started_at: datetime | None = None
    until: Due | None = None
    reason: str = ""

    @property
    def due_at(self) -> datetime | None:
        """When time alone changes something: it starts, or it ends."""
        if self.state == "waiting":
            return self.from_at if self.reviewed_at is not None else None
        return self.until.ends_at if self.state == "published" and self.until is not None else None


def publication_of(id: str, entry: Entry, now: datetime, parameters: Parameters) -> Publication | None:
    """What has to be published of an entry in effect; None for an item that is not."""
    if entry.item not in parameters.published_items or entry.window is None:
        return None
    from_at = entry.window.ends_at if parameters.publish_after == "appeal_window" else now
    return Publication(id, entry.id, entry.expert, entry.item, from_at)


def review(publication: Publication, entry: Entry, by: Person, now: datetime) -> Publication:
    """The secrecy review has passed; by somebody who neither drafted nor confirmed the entry."""
    must_be_in(publication.state, "waiting")
    must_be(by, "center", "regulator")
    must_differ(by, entry.drafted_by, entry.confirmed_by)
    return replace(publication, reviewed_by=by.account, reviewed_at=now)


def withhold(publication: Publication, by: Person, reason: str) -> Publication:
    """The review found that it must not be shown."""
    must_be_in(publication.state, "waiting")
    must_be(by, "center", "regulator")
    if not reason:
        raise ReasonNeeded
    return replace(publication, state="withdrawn", reviewed_by=by.account, reason=reason)


def withdraw(publication: Publication, reason: str) -> Publication:
    """Its entry was reversed: what is not background yet is shown no more."""
    must_be_in(publication.state, "waiting", "published", "background")
    return replace(publication, state="withdrawn", reason=reason)


def lapse(
    publication: Publication, now: datetime, objected: bool, calendar: Calendar, parameters: Parameters
) -> Publication:
    """What time alone has done by ``now``; ``objected``: an objection to the entry is open. The full period
    is given from the day it really starts."""
    due = publication.due_at
    if due is None or now < due:
        return publication
    if publication.state == "published":
        return replace(publication, state="background")
    if objected:
        return publication
    until = calendar.add_working_days(civil_date(now), parameters.publication_days)
    return replace(publication, state="published", started_at=now, until=until)


def shown(publication: Publication, now: datetime) -> bool:
    """Whether it stands on the public page at ``now``."""
    until = publication.until
    return publication.state == "published" and until is not None and now < until.ends_at


RequestState = Literal["asked", "approved", "denied"]


@dataclass(frozen=True, slots=True, repr=False)
class HistoryRequest:
    """Somebody asks for the background record of one expert (提供历史记录查询服务). ``purpose``: in words."""

    KIND: ClassVar[str] = "history"

    id: str
    expert: str
    purpose: str
    asked_by: str
    asked_at: datetime
    state: RequestState = "asked"
    decided_by: str = ""
    decided_at: datetime | None = None

    @property
    def subject(self) -> str:
        return ""


def decide(request: HistoryRequest, by: Person, approved: bool, now: datetime) -> HistoryRequest:
    """By the regulator or the management office, not by whoever asks."""
    must_be_in(request.state, "asked")
    must_be(by, "regulator", "office")
    must_differ(by, request.asked_by)
    state: RequestState = "approved" if approved else "denied"
    return replace(request, state=state, decided_by=by.account, decided_at=now)
