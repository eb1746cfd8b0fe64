"""A house whose draw is closed, and entries against its seats at any step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from draw_service.rules.access import Role
from draw_service.usecases.conduct.draft_from_seat import opened_seats
from draw_service.usecases.conduct.office import office_of
from scoring.ports import Office
from scoring.rules.entries import Entry, Facts
from scoring.rules.people import Person
from scoring.rules.working_days import Year
from scoring.usecases.confirm_entry import confirm_entry
from scoring.usecases.desk import found
from scoring.usecases.draft_entry import draft_entry
from scoring.usecases.load_calendar import load_calendar
from scoring.usecases.notify_entry import notify_entry
from tests.usecases.register import AGENCY, AUTHORITY, TENDERER
from tests.web.conftest import Town
from tests.web.draw_room.room import DrawnRoom, open_room

ANN, BEN = Person("center-1", "center"), Person("center-2", "center")
PDF = b"%PDF-1.7 what was seen"


@dataclass(frozen=True, slots=True)
class Ledger:
    """``room``: with a draw that is closed and open by name."""

    room: DrawnRoom

    @property
    def town(self) -> Town:
        return self.room.town

    @property
    def office(self) -> Office:
        return office_of(self.town.house)

    @property
    def draw_id(self) -> str:
        return self.room.stage.draw_id

    @property
    def now(self) -> datetime:
        return self.town.house.clock.now()

    def seated(self) -> dict[int, str]:
        with self.town.house.books() as books:
            return opened_seats(books, self.draw_id)

    def entry(self, id: str) -> Entry:
        with self.office.books() as books:
            return found(books, Entry, id)

    def draft(self, item: int = 7, expert: str = "", project: str = "P-1") -> str:
        facts = Facts(expert or self.seated()[1], item, self.now - timedelta(hours=1), project, "离开评审区")
        return draft_entry(self.office, facts, ANN)

    def confirmed(self, item: int = 7, expert: str = "", project: str = "P-1") -> str:
        id = self.draft(item, expert, project)
        confirm_entry(self.office, id, BEN)
        return id

    def effective(self, item: int = 7, expert: str = "", project: str = "P-1") -> str:
        id = self.confirmed(item, expert, project)
        notify_entry(self.office, id, "paper", BEN)
        return id

    def wait(self, **span: int) -> None:
        self.town.clock.jump(self.now + timedelta(**span))

    def next_year(self) -> None:
        """5 January, with a provisional calendar."""
        year = self.now.year + 1
        load_calendar(self.office, Year(year, frozenset({date(year, 1, 1)}), frozenset(), True), BEN)
        self.town.clock.jump(self.now.replace(year=year, month=1, day=5))

    def operator(self) -> TestClient:
        return self.town.enter(Role.OPERATOR)

    def regulator(self) -> TestClient:
        return self.town.enter(Role.REGULATOR, "", AUTHORITY)

    def tenderer(self) -> TestClient:
        return self.town.enter(Role.TENDERER, TENDERER.code, TENDERER.name)

    def agency(self) -> TestClient:
        return self.town.enter(Role.AGENCY, AGENCY.code, AGENCY.name)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(open_room(tmp_path, "closed"))
