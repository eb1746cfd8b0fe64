"""How long it takes to seat a panel (Art. 5), beside what is possible: seeded draws on simulated phones.

Time is the network's own, so a panel takes seconds; ``speed`` slows it down to so many times life.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any, Protocol

from draw_service.drill import words
from draw_service.drill.bound import answer_of, bound
from draw_service.drill.chance import Chance
from draw_service.drill.numbers import credit_number, id_number
from draw_service.rules.applications import PARTIES, Application, Party
from draw_service.rules.identifiers import RESIDENT_CARD, sex_of
from draw_service.rules.life import orders_of
from draw_service.rules.lottery import Stratum
from draw_service.rules.people import Company, ExpertRecord, Major
from draw_service.rules.slips import Slip, code_of, make_slip
from draw_service.usecases.applications.appoint_witness import appoint_witness
from draw_service.usecases.applications.file_application import file_application
from draw_service.usecases.applications.reserve_number import reserve_number
from draw_service.usecases.applications.slip_proof import proof_of
from draw_service.usecases.calling.start_calling import start_calling
from draw_service.usecases.chain import keys_and_roll, lists_of, load
from draw_service.usecases.draws.enter_room import enter_room
from draw_service.usecases.draws.join_queue import join_queue
from draw_service.usecases.draws.lock import lock
from draw_service.usecases.draws.look import DrawView, look
from draw_service.usecases.draws.order_seats import order_seats
from draw_service.usecases.draws.print_receipt import print_receipt
from draw_service.usecases.draws.reveal_share import reveal_share
from draw_service.usecases.ports import House
from notifications.messages import worded
from notifications.reports import Redialled, Report
from notifications.simulator.network import Network
from notifications.simulator.population import Population

WITNESSES: tuple[Party, Party] = ("tenderer", "regulator")
ROOM, OPERATOR = "room-1", "operator-1"
STRATUM = "a08"
SWEEP = timedelta(seconds=30)
"""Between two sweeps."""
LONGEST = timedelta(hours=10)
MORNING = timedelta(hours=1)
"""Nine in the morning of Shanghai, from midnight UTC."""


class Dispatching(Protocol):
    """What the drill needs of a dispatcher."""

    def tick(self) -> int: ...

    def sweep(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Drill:
    """What to practise: ``seats`` of one panel, ``experts`` in the register, shares of them that accept, are
    silent, decline (the rest cannot be reached), ``draws`` panels, ``speed`` times life (0: at once)."""

    seats: int
    experts: int
    accept: float
    silent: float
    decline: float
    draws: int
    seed: int
    speed: float = 0.0

    @property
    def population(self) -> Population:
        unreachable = max(0.0, 1 - self.accept - self.silent - self.decline)
        return Population(self.seed, self.accept, self.decline, self.silent, unreachable)


@dataclass(frozen=True, slots=True)
class Seated:
    """One panel: seconds to its lock and at best, calls placed, seats filled."""

    seconds: float
    bound: float
    calls: int
    filled: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """All panels of a drill."""

    drill: Drill
    panels: tuple[Seated, ...]

    def figures(self) -> dict[str, Any]:
        """JSON-ready: medians over the panels, and the worst ratio among them."""
        ratios = [one.seconds / one.bound for one in self.panels]
        calls = [one.calls / self.drill.seats for one in self.panels]
        return {
            "drill": True,
            "seats": self.drill.seats,
            "draws": self.drill.draws,
            "accept": self.drill.accept,
            "median_seconds": round(median(one.seconds for one in self.panels), 1),
            "bound_seconds": round(median(one.bound for one in self.panels), 1),
            "ratio_to_bound": round(median(ratios), 4),
            "worst_ratio": round(max(ratios), 4),
            "calls_per_seat": round(median(calls), 2),
            "seats_short": sum(self.drill.seats - one.filled for one in self.panels),
        }


class Ear:
    """Hears every report: something may be due now, and when redials will be."""

    def __init__(self) -> None:
        self.fresh = True
        self.due: list[datetime] = []

    def __call__(self, reports: Sequence[Report]) -> None:
        self.fresh = True
        self.due += [report.due for report in reports if isinstance(report, Redialled)]


class Seating:
    """Panels seated one after another, a day each, in a house of its own."""

    def __init__(
        self, drill: Drill, house: House, dispatcher: Dispatching, network: Network, ear: Ear
    ) -> None:
        self._drill, self._house, self._dispatcher = drill, house, dispatcher
        self._network, self._ear = network, ear
        self._people = drill.population
        self.slips: dict[Party, Slip] = {}

    def run(self, progress: Callable[[int, int], None] = lambda _done, _all: None) -> Outcome:
        """Seat every panel."""
        self.register()
        panels = []
        for day in range(self._drill.draws):
            panels.append(self._panel())
            progress(day + 1, self._drill.draws)
        return Outcome(self._drill, tuple(panels))

    def register(self, groups: int = 1) -> None:
        """The experts of the drill, in so many specialties in turn: A0801, A0802, …"""
        chance = Chance(self._drill.seed, "seating")
        with self._house.books() as books:
            for n in range(self._drill.experts):
                books.pool.add(_expert(chance, n, f"A08{n % groups + 1:02}"), at=self._house.clock.now())
            books.commit()

    def _panel(self) -> Seated:
        application = project(self._drill.seats, self._network.now + timedelta(days=7))
        draw_id = self.ceremony(application)
        began, before = self._network.now, len(self._network.calls)
        said, pack = self._words(application), self._house.pack(began)
        tries, gap = pack.int("call_tries"), 60.0 * pack.int("call_gap_minutes")
        best = bound(
            [(self._drill.seats, self._order(draw_id))],
            lambda number: answer_of(self._people.callee(number), said, tries, gap),
        )
        start_calling(self._house, draw_id)
        view = self._play(draw_id, began)
        filled = sum(seat.state == "accepted" for seat in view.seats)
        took = (self._network.now - began).total_seconds()
        calls = len(self._network.calls) - before
        self._place()
        tomorrow = began.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1) + MORNING
        self._network.advance_to(tomorrow)
        self._dispatcher.sweep()
        return Seated(took, best.seconds, calls, filled)

    # --- one draw -------------------------------------------------------------------------------------

    def _words(self, application: Application) -> dict[str, str]:
        """What the invitation says today."""
        said = {
            "signin_at": application.signin_at.isoformat(),
            "minutes": str(application.expected_minutes),
            "center": self._house.lines.center if self._house.lines is not None else "",
        }
        return worded(said, "voice", "zh", self._network.now)

    def ceremony(self, application: Application, room: str = ROOM) -> str:
        """From the application to the committed order; returns the draw."""
        house = self._house
        number = reserve_number(house)
        draw_id = number.draw_id
        slips = self.slips = {
            party: make_slip(party, draw_id, house.entropy.bytes(72)) for party in WITNESSES
        }
        file_application(house, number.application_id, application, proof_of(slips["tenderer"]))
        appoint_witness(house, draw_id, "regulator", proof_of(slips["regulator"]))
        join_queue(house, draw_id, room)
        for party in PARTIES:
            code = OPERATOR if party == "center" else slips[party].entry
            enter_room(house, draw_id, room, party, code, phone_deposited=True)
        lock(house, draw_id)
        print_receipt(house, draw_id)
        for witness, slip in slips.items():
            reveal_share(house, draw_id, witness, code_of(slip.share))
        reveal_share(house, draw_id, "center")
        order_seats(house, draw_id)
        return draw_id

    def _order(self, draw_id: str) -> list[str]:
        """First numbers of the candidates, in the committed order."""
        with self._house.books() as books:
            draw = load(books, draw_id)
            _keys, roll = keys_and_roll(books, draw_id)
            handles = orders_of(draw, lists_of(books, draw_id))[STRATUM]
            contacts = [books.pool.contact(roll[handle].id) for handle in handles]
        return [contact.phones[0] for contact in contacts if contact is not None]

    def _play(self, draw_id: str, began: datetime) -> DrawView:
        """Let time pass, event by event, until the panel is locked."""
        sweep_at = began + SWEEP
        while True:
            if self._ear.fresh:
                self._place()
                view = look(self._house, draw_id)
                if view.phase != "calling":
                    return view
            following = [at for at in (self._network.next_due(), *self._ear.due, sweep_at) if at is not None]
            then = min(following)
            if then - began > LONGEST:
                raise RuntimeError("the panel is never seated")
            self._wait(then)
            self._network.advance_to(then)
            if then >= sweep_at:
                self._dispatcher.sweep()
                sweep_at, self._ear.fresh = then + SWEEP, True
            if any(at <= then for at in self._ear.due):
                self._ear.due = [at for at in self._ear.due if at > then]
                self._ear.fresh = True

    def _place(self) -> None:
        self._ear.fresh = False
        while self._dispatcher.tick():
            pass

    def _wait(self, then: datetime) -> None:
        if self._drill.speed:
            time.sleep(max(0.0, (then - self._network.now).total_seconds()) / self._drill.speed)


def project(seats: int, signin_at: datetime, specialty: str = "A08") -> Application:
    """The least lawful project with so many experts: an even number sits with one owner's representative."""
    firm = Company("演练：招标单位", credit_number(99_999))
    small = seats + seats % 2 < 5
    return Application(
        project_code="DRILL-SEATING",
        section_code="DRILL-SEATING-01",
        project_name="演练：通知用时",
        procurement="negotiation" if small else "tendering",
        filed_by="tenderer",
        tenderer=firm,
        strata=(Stratum(STRATUM, specialty, seats),),
        owner_representatives=1 - seats % 2,
        bid_opening=signin_at,
        signin_at=signin_at,
        signin_place="演练：评标一室",
        expected_minutes=240,
        latest_start=signin_at + timedelta(hours=4),
    )


def _expert(chance: Chance, n: int, specialty: str) -> ExpertRecord:
    """An expert of the specialty, alone in a firm, with one number: the order alone decides who is next."""
    birthday = date(1960 + n % 30, 1 + n % 12, 1 + n // 999 % 28)
    card = id_number(birthday, n % 999)
    return ExpertRecord(
        id_card=card,
        id_card_type=RESIDENT_CARD,
        name=chance.pick(words.SURNAMES) + chance.pick(words.GIVEN) + chance.pick(words.GIVEN),
        sex=sex_of(card),
        birthday=birthday,
        education=words.EDUCATION[0],
        professional=words.TITLES[0],
        onwork=True,
        employer=Company(f"演练：第{n + 1}单位", credit_number(n)),
        industry="E48",
        area=words.CITY_AREA,
        phones=(f"+86154{n:08}",),
        available=True,
        enter_date=date(2020, 1, 1),
        base_type="1",
        majors=(Major(specialty, True),),
    )
