"""Record training, an exam or an assessment of an expert (Art. 17(7), Art. 22)."""

from __future__ import annotations

from datetime import date

from audit.events import HouseEvent
from scoring.ports import Office
from scoring.rules.people import Person, must_be
from scoring.rules.refusals import ActInFuture
from scoring.rules.stops import Training, TrainingKind
from scoring.rules.working_days import civil_date
from scoring.usecases.desk import note


def record_training(
    office: Office,
    expert: str,
    kind: TrainingKind,
    on: date,
    by: Person,
    *,
    hours: int = 0,
    passed: bool = True,
    words: str = "",
) -> str:
    """Returns the record's id. Raises ``ActInFuture``, ``RoleNotAllowed``."""
    must_be(by, "regulator", "center", "office")
    with office.books() as books:
        now = office.now()
        if on > civil_date(now):
            raise ActInFuture
        record = Training(office.new_id(), kind, expert, on, hours, passed, words, by.account, now)
        books.scores.put(record)
        note(office, books, record, HouseEvent.TRAINING_RECORDED, by, now, kind=kind, passed=passed)
        books.commit()
    return record.id
