"""A house with lines, a small register and phones in virtual time; every number is scripted or seeded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select
from sqlmodel import Session

from audit.events import DrawEvent, HouseEvent, decode_house
from draw_service import wiring
from draw_service.drill.seating import Drill, Ear, Seating, project
from draw_service.rules.life import Draw
from draw_service.rules.slips import code_of
from draw_service.store.engine import open_engine
from draw_service.usecases.arrival.sign_in import sign_in
from draw_service.usecases.arrival.unseal import unseal
from draw_service.usecases.chain import keys_and_roll, load
from draw_service.usecases.draws.close import close
from draw_service.usecases.presence import Codes
from notifications.alarms import ALARM
from notifications.attempts import LIVE
from notifications.records import ATTEMPT, NOTICE
from notifications.reports import Ended, Report
from notifications.simulator.callee import CALLEES, presses
from notifications.simulator.faults import Faults
from notifications.simulator.network import Network
from notifications.simulator.population import Directory

NINE = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
STEP = timedelta(seconds=20)
KNOWN = CALLEES | {
    "mute": replace(CALLEES["accepts"], receipt="lost"),
    "no-messages": replace(CALLEES["accepts"], receipt="undelivered"),
    "asks-leave": replace(CALLEES["declines"], presses=presses("225")),
}


class Town(Seating):
    """Beyond ``Seating``: hands on every part, and what must hold at any moment."""

    def __init__(
        self,
        folder: Path,
        *,
        seats: int = 3,
        experts: int = 30,
        accept: float = 1.0,
        silent: float = 0.0,
        decline: float = 0.0,
        seed: int = 1,
        faults: Faults | None = None,
        scripts: Callable[[int], str | None] = lambda _n: None,
    ) -> None:
        drill = Drill(seats, experts, accept, silent, decline, 1, seed)
        named = {f"+86154{n:08}": scripts(n) for n in range(experts)}
        callees = {number: (KNOWN[name],) for number, name in named.items() if name}
        self.people = Directory(drill.population, callees)
        self.network = Network(NINE, seed, directory=self.people, faults=faults, cps=1000)
        self.reports: list[Report] = []
        self.ear = Ear()
        self.folder = folder
        self.works = wiring.open_rehearsal(folder, seed, self.network, self.listen)
        self.works.connect(self.works.dispatcher.receive)
        self.house = self.works.house
        super().__init__(drill, self.house, self.works.dispatcher, self.network, self.ear)
        self.engine = open_engine(f"sqlite:///{folder / 'panel.db'}")
        self.register()
        self.application = project(seats, self.network.now + timedelta(days=7))
        self.draw_id = self.ceremony(self.application)

    def listen(self, reports: Sequence[Report]) -> None:
        self.reports += reports
        self.ear(reports)

    # --- time -----------------------------------------------------------------------------------------

    def pass_time(self, until: Callable[[], bool] = lambda: False, **most: float) -> None:
        """Let time pass, worker ticking, until ``until`` or so long."""
        end = self.network.now + timedelta(**most)
        sweep_at = self.network.now + STEP
        self.ear.fresh = True
        while self.network.now < end:
            if self.ear.fresh:
                self._place()
                if until():
                    return
            due = [at for at in (self.network.next_due(), *self.ear.due, sweep_at, end) if at is not None]
            self.network.advance_to(min(due))
            self.ear.fresh |= any(at <= self.network.now for at in self.ear.due)
            self.ear.due = [at for at in self.ear.due if at > self.network.now]
            if self.network.now >= sweep_at:
                self.works.dispatcher.sweep()
                sweep_at, self.ear.fresh = self.network.now + STEP, True

    def settle(self) -> None:
        """Until the panel is locked and nothing is under way any more."""
        self.pass_time(lambda: self.draw().phase != "calling", hours=9)
        self.pass_time(lambda: not self.live() and not self.open_notices(), hours=30)

    def live_the_day(self) -> None:
        """Everybody signs in, the roster is opened, the draw closed."""
        self.pass_time(until=lambda: False, seconds=1)
        self.network.advance_to(self.application.signin_at)
        with self.house.books() as books:
            cards = {record.phones[0]: record.id_card for record in books.pool.records()}
        for slot in self.draw().seating.accepted:  # type: ignore[union-attr]
            assert (
                sign_in(self.house, self.draw_id, cards[self.number_at(slot)], phone_deposited=True) == slot
            )
        codes: Codes = {"center": "operator-1", "tenderer": self.slips["tenderer"].entry}
        unseal(self.house, self.draw_id, "tenderer", code_of(self.slips["tenderer"].unseal), "CAM-1", codes)
        assert close(self.house, self.draw_id) == "complete"

    # --- what is known --------------------------------------------------------------------------------

    def draw(self) -> Draw:
        with self.house.books() as books:
            return load(books, self.draw_id)

    def events(self, kind: DrawEvent) -> list[dict[str, Any]]:
        with self.house.books() as books:
            return [dict(one.body) for one in books.journal.events(self.draw_id) if one.type is kind]

    def facts(self, kind: HouseEvent) -> list[dict[str, Any]]:
        self.house.sequence()
        with self.house.books() as books:
            facts = [decode_house(leaf) for leaf in books.journal.leaves() if b'"stream"' in leaf]
        return [dict(one.body) for one in facts if one.type is kind]

    def number_at(self, slot: int) -> str:
        """First number of who holds the seat."""
        draw = self.draw()
        assert draw.seating is not None
        with self.house.books() as books:
            _keys, roll = keys_and_roll(books, self.draw_id)
            contact = books.pool.contact(roll[draw.seating.holders[slot].handle].id)
        assert contact is not None
        return contact.phones[0]

    def rows(self, table: Table, **equal: object) -> list[Any]:
        with Session(self.engine) as session:
            where = [table.c[name] == value for name, value in equal.items()]
            return list(session.execute(select(table).where(*where)).all())

    def live(self) -> list[Any]:
        return [row for row in self.rows(ATTEMPT) if row.state in LIVE]

    def open_notices(self) -> list[Any]:
        return self.rows(NOTICE, state="open")

    def alarms(self) -> list[str]:
        return [row.code for row in self.rows(ALARM) if row.cleared_at is None]

    def texts(self, number: str) -> list[str]:
        return [one.body for one in self.network.messages.values() if one.to == number]


def check(town: Town) -> None:
    """What holds after everything, whatever went wrong: Art. 4, Art. 5."""
    assert town.network.overlaps == [], "two calls to one person"
    assert town.live() == [], "an attempt nobody accounted for"
    called = [(one["slot"], one["ordinal"]) for one in town.events(DrawEvent.SEAT_CALLED)]
    answered = town.events(DrawEvent.SEAT_ANSWERED)
    accepted = Counter(one["slot"] for one in answered if one["outcome"] == "accepted")
    assert set(accepted.values()) <= {1}, "a seat given twice"
    assert len(answered) == len(set(called)), "each call has exactly one answer"
    ended = [one for one in town.reports if isinstance(one, Ended) and one.template == "invitation"]
    assert {one.subject for one in ended} == {f"{town.draw_id}/{slot}/{n}" for slot, n in called}
    with town.house.books() as books:
        records = books.draws.call_records(town.draw_id)
    assert Counter(one.hash for one in records) == Counter(one["record"] for one in answered)
