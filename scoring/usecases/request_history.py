"""Ask for the background record of an expert (Art. 21 提供历史记录查询服务)."""

from __future__ import annotations

from dataclasses import replace

from audit.events import HouseEvent
from scoring.ports import Office
from scoring.rules.people import Person
from scoring.rules.publication import HistoryRequest
from scoring.rules.refusals import ReasonNeeded
from scoring.usecases.desk import note


def request_history(office: Office, expert: str, purpose: str, by: Person) -> str:
    """Returns the request's id; approved at once where the parameter ``history_query`` is open."""
    if not purpose:
        raise ReasonNeeded
    with office.books() as books:
        now = office.now()
        free = office.parameters(now).history_query == "open"
        request = HistoryRequest(office.new_id(), expert, purpose, by.account, now)
        request = replace(request, state="approved") if free else request
        books.scores.put(request)
        note(office, books, request, HouseEvent.HISTORY_ASKED, by, now)
        books.commit()
    return request.id
