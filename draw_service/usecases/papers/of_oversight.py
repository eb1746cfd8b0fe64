"""The notice that an institution gets of a supervision measure (Art. 23)."""

from __future__ import annotations

from draw_service.rules.measures import ON_RECORD, MeasureRecord
from draw_service.rules.refusals import NotFound, PaperNotYet
from draw_service.usecases.ports import Books, House
from draw_service.usecases.ports.paper_bodies import SupervisionNotice
from scoring.rules.working_days import civil_date


def supervision_notice(_house: House, books: Books, id: str) -> tuple[SupervisionNotice, str]:
    """Of a measure that two people ordered. Raises ``NotFound``, ``PaperNotYet`` before."""
    record = books.oversight.get(MeasureRecord, id)
    if record is None:
        raise NotFound
    if record.state not in ON_RECORD or record.decided_at is None or record.answer_by is None:
        raise PaperNotYet
    body = SupervisionNotice(
        record.measure,
        record.number,
        record.institution.name,
        _project(books, record.draw_id),
        record.facts,
        record.clause,
        record.demand,
        civil_date(record.decided_at),
        record.answer_by,
    )
    return body, ""


def _project(books: Books, draw_id: str) -> str:
    row = books.draws.draw(draw_id) if draw_id else None
    found = books.draws.application(row.application_id) if row is not None else None
    return f"{found[1].project_name}（{draw_id}）" if found is not None else "—"
