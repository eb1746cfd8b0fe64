"""What a practice house holds in its ledger (Art. 19-22): one of everything a desk can wait for."""

from __future__ import annotations

from datetime import datetime, timedelta

from draw_service.usecases.conduct.draft_from_seat import draft_from_seat
from draw_service.usecases.conduct.office import office_of
from draw_service.usecases.ports import House
from scoring.ports import Office
from scoring.rules.entries import Facts
from scoring.rules.people import Person
from scoring.rules.working_days import civil_date
from scoring.usecases.add_evidence import add_evidence
from scoring.usecases.confirm_entry import confirm_entry
from scoring.usecases.draft_entry import draft_entry
from scoring.usecases.file_objection import file_objection
from scoring.usecases.notify_entry import notify_entry
from scoring.usecases.order_rectification import order_rectification
from scoring.usecases.prepare_annual import prepare_annual
from scoring.usecases.record_training import record_training
from scoring.usecases.request_history import request_history
from scoring.usecases.suspend_expert import suspend_expert

FIRST, SECOND = Person("practice-center-1", "center"), Person("practice-center-2", "center")
REGULATOR = Person("practice-regulator", "regulator")
KNOWN = "E000005"
"""The expert a newcomer is most likely to sign in as."""
PAPER = b"%PDF-1.4\n%practice\n"


def fill_ledger(house: House, draw_id: str) -> None:
    """Drafts, confirmed entries, entries in effect, an objection, an order, last year's results. ``draw_id``:
    a draw that is closed and open by name."""
    office, now = office_of(house), house.clock.now()
    hour = now - timedelta(hours=20)
    draft_from_seat(house, draw_id, 1, 15, hour, "演练：不签字，未说明理由", FIRST)
    waiting = draft_from_seat(house, draw_id, 2, 7, hour, "演练：评审中离开评审区域", FIRST)
    confirm_entry(office, waiting, SECOND)
    _effective(office, KNOWN, 10, hour, "DRILL-2026-0001", "演练：接受倾向性要求")
    contested = _effective(office, KNOWN, 7, hour, "DRILL-2026-0001", "演练：评审中离开评审区域")
    file_objection(office, "entry", contested, KNOWN, "演练：当时经同意去取资料。", Person(KNOWN, "expert"))
    order_rectification(office, KNOWN, "演练：学习评审纪律并书面说明。", REGULATOR, contested)
    record_training(office, KNOWN, "education", civil_date(now), REGULATOR, hours=8)
    suspend_expert(office, "E000006", None, "演练：调查期间", REGULATOR)
    request_history(office, KNOWN, "演练：评选优秀专家", REGULATOR)
    last_year = now - timedelta(days=365)
    for number, item in ((7, 9), (8, 16), (8, 18)):
        _effective(office, f"E{number:06}", item, last_year, "DRILL-2025-0001", "演练：上年度记分")
    prepare_annual(office, civil_date(last_year).year, REGULATOR)


def _effective(office: Office, expert: str, item: int, at: datetime, project: str, note: str) -> str:
    id = draft_entry(office, Facts(expert, item, at, project, note), FIRST)
    add_evidence(office, id, "practice.pdf", PAPER, FIRST)
    confirm_entry(office, id, SECOND)
    notify_entry(office, id, "paper", SECOND)
    return id
