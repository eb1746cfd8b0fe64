"""A drill house whose draw has ended with its names open, and the accounts that work on its fees."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from draw_service.drill.ports import DrillClock, DrillEntropy
from draw_service.rules.access import Role, Who
from draw_service.rules.fees import Presence
from draw_service.rules.fees_sheet import FeeSheet
from draw_service.store.books import SqlBooks
from draw_service.store.copying import copy
from draw_service.store.engine import open_engine, views_of
from draw_service.store.keyring import open_keyring
from draw_service.store.sequencer import Sequencer
from draw_service.usecases.conduct.draft_from_seat import opened_seats
from draw_service.usecases.fees.confirm_sheet import confirm_sheet
from draw_service.usecases.fees.open_sheet import open_sheet
from draw_service.usecases.fees.write_presence import write_presence
from draw_service.usecases.ports import House
from draw_service.web.parts import Web
from draw_service.wiring import open_drill
from tests.usecases.register import AGENCY, SIGN_IN, TENDERER
from tests.usecases.stage import Phase
from tests.web.conftest import Town
from tests.web.draw_room.room import open_room
from tests.web.one_app import app_over


def who(account: str, *roles: Role, organisation: str = "", name: str = "") -> Who:
    fresh = datetime(2100, 1, 1, tzinfo=UTC)
    return Who("s", account, account, frozenset(roles), organisation, name, True, fresh, "00")


ANN, BEN = who("ann", Role.OPERATOR), who("ben", Role.OPERATOR)
PAYER = who("payer", Role.TENDERER, organisation=TENDERER.code, name=TENDERER.name)
AGENT = who("agent", Role.AGENCY, organisation=AGENCY.code, name=AGENCY.name)


@dataclass(frozen=True, slots=True)
class FeeOffice:
    house: House
    clock: DrillClock
    draw_id: str
    folder: Path

    def town(self) -> Town:
        """The pages of this house."""
        web = Web(self.house, "演练中心")
        return Town(self.house, self.clock, web, app_over(web))

    def seated(self) -> dict[int, str]:
        with self.house.books() as books:
            return opened_seats(books, self.draw_id)

    def name_of(self, expert_id: str) -> str:
        with self.house.books() as books:
            contact = books.pool.contact(expert_id)
        assert contact is not None
        return contact.name

    def written(self, hours: int = 4) -> FeeSheet:
        """Ann opens the sheet and puts everybody's leaving down; the clock is past it."""
        sheet = open_sheet(self.house, ANN, self.draw_id)
        left = {
            pay.place: Presence(pay.signed_in_at, pay.signed_in_at + timedelta(hours=hours), km=12)
            for pay in sheet.pays
        }
        self.clock.jump(max(one.left_at for one in left.values() if one.left_at) + timedelta(hours=1))
        return write_presence(self.house, ANN, self.draw_id, left)

    def confirmed(self) -> FeeSheet:
        self.written()
        return confirm_sheet(self.house, BEN, self.draw_id)


def ended_in(folder: Path, phase: Phase = "closed") -> str:
    """Make a house in ``folder`` whose draw is at ``phase``; its id."""
    return open_room(folder, phase).stage.draw_id


def copy_of(made: Path, draw_id: str, folder: Path) -> FeeOffice:
    """The same house in ``folder``, with other chance from here on."""
    for path in made.iterdir():
        if path.is_file():
            shutil.copy(path, folder / path.name)
    house, clock, _printer = open_drill(folder, 2, SIGN_IN + timedelta(hours=6))
    return FeeOffice(house, clock, draw_id, folder)


def moved(office: FeeOffice, new: Engine) -> FeeOffice:
    """The same house with its database moved to ``new``, which is empty."""
    keyring = open_keyring(office.folder / "keyring.json", DrillEntropy(3), drill=True)
    old = open_engine(f"sqlite:///{office.folder / 'panel.db'}")
    copy(old, new, keyring.log.vkey, lambda _done, _total: None)
    old.dispose()
    views = views_of(new)
    house = replace(
        office.house,
        books=lambda: SqlBooks(new, keyring),
        views=lambda: SqlBooks(views, keyring),
        sequence=Sequencer(new, keyring, office.clock.now),
    )
    return FeeOffice(house, office.clock, office.draw_id, office.folder)
