"""A small register and one draw, brought to any phase in a line: ``stage("sealed")``.

Forty invented experts: A080101 ×20, B070201 ×12, C010101 ×8. Numbers 1 and 2 share an employer, as do 3 and
4; 5 works for a bidder, 6 has just left one, 7 is a relative of a bidder's head, 8 works for the tenderer,
9 is on the authority's staff; 10 and 11 are relatives of each other; 12 is on leave, 13 suspended, 14 not
available; 21 and 22 work for firms of a second, sealed list of bidders.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any, Literal, Protocol, cast

from audit.events import DrawEvent, Event
from draw_service.drill.numbers import credit_number, id_number
from draw_service.rules.applications import PARTIES, Application, Bidder, Party
from draw_service.rules.life import Draw
from draw_service.rules.lottery import Stratum
from draw_service.rules.people import Company, ExpertRecord, Major, Period, Tie
from draw_service.rules.slips import Slip, code_of, make_slip
from draw_service.usecases.applications.appoint_witness import appoint_witness
from draw_service.usecases.applications.file_application import file_application
from draw_service.usecases.applications.reserve_number import reserve_number
from draw_service.usecases.applications.slip_proof import proof_of
from draw_service.usecases.arrival.sign_in import sign_in
from draw_service.usecases.arrival.unseal import unseal
from draw_service.usecases.chain import keys_and_roll, load
from draw_service.usecases.draws.abort import abort
from draw_service.usecases.draws.call_next import Call, call_next
from draw_service.usecases.draws.close import close
from draw_service.usecases.draws.enter_room import enter_room
from draw_service.usecases.draws.join_queue import join_queue
from draw_service.usecases.draws.lock import lock
from draw_service.usecases.draws.order_seats import order_seats
from draw_service.usecases.draws.print_receipt import print_receipt
from draw_service.usecases.draws.record_answer import CallFacts, record_answer
from draw_service.usecases.draws.reveal_share import reveal_share
from draw_service.usecases.draws.seal import seal
from draw_service.usecases.draws.select_experts import select_experts
from draw_service.usecases.ports import House
from draw_service.usecases.presence import Codes
from tests.rules.examples import shanghai
from tests.usecases.fakes import FakePool, State, Town

START = shanghai("2026-06-10 09:00")
SIGN_IN = shanghai("2026-06-12 10:00")
ROOM = "room-1"
TENDERER = Company("鹤测招标有限公司", credit_number(9001))
AGENCY = Company("鹤测代理有限公司", credit_number(9002))
AUTHORITY = "鹤测市住房建设局"
BIDDER = Company("鹤测一建有限公司", credit_number(9003))
PARENT = Company("鹤测集团有限公司", credit_number(9004))
BIDDERS = (Bidder(BIDDER, (PARENT,)),)
STRATA = (Stratum("build", "A08", 3), Stratum("goods", "B07", 2))

Phase = Literal[
    "filed", "appointed", "entered", "locked", "receipt", "one-share", "revealed", "ordered",
    "calling", "accepted", "sealed", "signed-in", "unsealed", "closed", "aborted",
]  # fmt: skip
PHASES: tuple[Phase, ...] = (
    "filed", "appointed", "entered", "locked", "receipt", "one-share", "revealed", "ordered",
    "calling", "accepted", "sealed", "signed-in", "unsealed", "closed",
)  # fmt: skip


class MovedClock(Protocol):
    def now(self) -> datetime: ...

    def jump(self, to: datetime) -> None: ...


def card(number: int) -> str:
    return id_number(date(1970, 1, 1) + timedelta(days=number), number)


def employer(number: int) -> Company:
    """Numbers 2 and 4 work where 1 and 3 do; 5, 8 and 9 for a party of the project."""
    known = {2: 1, 4: 3}
    special = {5: BIDDER, 8: TENDERER, 9: Company(AUTHORITY, "")}
    number = known.get(number, number)
    return special.get(number) or Company(f"鹤测单位{number:02}有限公司", credit_number(number))


def record(number: int) -> ExpertRecord:
    code = "A080101" if number <= 20 else "B070201" if number <= 32 else "C010101"
    ties: tuple[Tie, ...] = ()
    if number == 6:
        ties = (Tie("employed", PARENT, date(2025, 12, 31)),)
    if number == 7:
        ties = (Tie("relative", BIDDER),)
    kin = {10: (card(11),), 11: (card(10),)}
    return ExpertRecord(
        id_card=card(number),
        id_card_type="01",
        name=f"鹤测甲{number:02}",
        sex="1",
        birthday=date(1970, 1, 1) + timedelta(days=number),
        education="20",
        professional="高级工程师",
        onwork=True,
        employer=employer(number),
        industry="E47",
        area="220802000" if number % 4 else "220881000",
        phones=(f"+861540000{number:04}",),
        available=number != 14,
        enter_date=date(2020, 1, 1),
        base_type="2" if number > 36 else "1",
        majors=(Major(code, True),),
        ties=ties,
        relatives=kin.get(number, ()),
        leave=(Period(SIGN_IN - timedelta(days=1), SIGN_IN + timedelta(days=1)),) if number == 12 else (),
        suspended=(Period(START - timedelta(days=30)),) if number == 13 else (),
    )


RECORDS = tuple(record(number) for number in range(1, 41))


@cache
def _full() -> State:
    state = State()
    pool = FakePool(state)
    for made in RECORDS:
        pool.add(made, at=START)
    return state


def secrets_of_people() -> list[str]:
    """What must never be read anywhere before unsealing."""
    found = [f"E{number:06}" for number in range(1, 41)]
    for made in RECORDS:
        found += [made.name, made.id_card, *made.phones, *(phone[3:] for phone in made.phones)]
        found += [made.employer.name, made.employer.code]
    return sorted({text for text in found if text})


def application(**changes: Any) -> Application:
    """A works project of the day after tomorrow: five experts, two owner's representatives."""
    base = Application(
        project_code="P-1",
        section_code="S-1",
        project_name="鹤测桥加固",
        procurement="tendering",
        filed_by="tenderer",
        tenderer=TENDERER,
        agency=AGENCY,
        authority=(AUTHORITY,),
        strata=STRATA,
        owner_representatives=2,
        bid_opening=SIGN_IN - timedelta(minutes=30),
        signin_at=SIGN_IN,
        signin_place="三楼",
        expected_minutes=240,
        latest_start=SIGN_IN + timedelta(hours=6),
    )
    return replace(base, **changes)


@dataclass
class Stage:
    """One draw, its people and their paper."""

    house: House
    clock: MovedClock
    application: Application
    application_id: str = ""
    draw_id: str = ""
    slips: dict[Party, Slip] = field(default_factory=dict)
    town: Town = field(default=cast("Town", None), repr=False)

    # --- people and paper ---------------------------------------------------------------------------------

    def codes(self, *parties: Party) -> Codes:
        """Entry codes as the parties type them; of all three when none is named."""
        return {p: "operator-1" if p == "center" else self.slips[p].entry for p in parties or PARTIES}

    def make_slip(self, party: Party, draw_id: str = "", salt: str = "") -> Slip:
        draw_id = draw_id or self.draw_id
        seed = f"{draw_id} {party} {salt}"
        chance = b"".join(sha256(f"{seed} {part}".encode()).digest() for part in range(3))
        return make_slip(party, draw_id, chance[:72])

    def share(self, party: Party) -> str:
        return "" if party == "center" else code_of(self.slips[party].share)

    def unseal_code(self, party: Party = "tenderer") -> str:
        return code_of(self.slips[party].unseal)

    # --- what the log and the service hold ----------------------------------------------------------------

    def draw(self) -> Draw:
        with self.house.books() as books:
            return load(books, self.draw_id)

    def events(self) -> list[Event]:
        with self.house.books() as books:
            return list(books.journal.events(self.draw_id))

    def types(self) -> list[DrawEvent]:
        return [event.type for event in self.events()]

    def last(self) -> Event:
        return self.events()[-1]

    def facts(self) -> list[bytes]:
        """Every leaf of the whole log."""
        self.house.sequence()
        with self.house.books() as books:
            return list(books.journal.leaves())

    def who(self, handle: bytes) -> str:
        """The expert behind a handle, as only a holder of K can tell."""
        with self.house.books() as books:
            return keys_and_roll(books, self.draw_id)[1][handle].id

    def holder(self, slot: int) -> str:
        seating = self.draw().seating
        assert seating is not None
        return self.who(seating.holders[slot].handle)

    def candidate(self) -> str:
        """Whom the next call would go to."""
        seating = self.draw().seating
        assert seating is not None
        handle = seating.candidate()[1]
        assert handle is not None
        return self.who(handle)

    def card_of(self, expert_id: str) -> str:
        return card(int(expert_id[1:]))

    # --- acts in a line -----------------------------------------------------------------------------------

    def enter(self, room: str = ROOM) -> None:
        join_queue(self.house, self.draw_id, room)
        for party, code in self.codes().items():
            enter_room(self.house, self.draw_id, room, party, code, phone_deposited=True)

    def reveal(self, *parties: Party) -> None:
        for party in parties or PARTIES:
            reveal_share(self.house, self.draw_id, party, self.share(party))

    def answer(self, slot: int, outcome: str = "accepted") -> None:
        facts = CallFacts("+8615400000000", "1", [("ring", self.clock.now())], "ref")
        record_answer(self.house, self.draw_id, slot, outcome, facts)

    def call(self, channel: str = "voice") -> Call:
        return call_next(self.house, self.draw_id, channel)

    def fill(self) -> None:
        """Everybody called says yes until nobody waits."""
        seating = self.draw().seating
        assert seating is not None
        for slot in seating.open_calls:
            self.answer(slot)
        while (seating := self.draw().seating) is not None and seating.queue:
            made = self.call()
            if made.ordinal is not None:
                self.answer(made.slot)

    def seal(self) -> str:
        return seal(self.house, self.draw_id)

    def morning(self) -> None:
        """The sign-in time has come."""
        self.clock.jump(self.application.signin_at)

    def sign_in(self, *slots: int) -> None:
        for slot in slots or self.draw().seating.accepted:  # type: ignore[union-attr]
            assert sign_in(self.house, self.draw_id, self.card_of(self.holder(slot)), phone_deposited=True) == slot

    def unseal(self) -> None:
        code = self.unseal_code()
        unseal(self.house, self.draw_id, "tenderer", code, "CAM-1", self.codes("center", "tenderer"))

    def close(self) -> str:
        return close(self.house, self.draw_id)

    def select(self, chosen: Sequence[tuple[int, str]]) -> None:
        select_experts(self.house, self.draw_id, chosen, "C-1", "complex", self.codes())

    def abort(self, ground: str = "project-stopped") -> None:
        abort(self.house, self.draw_id, ground, "told", self.codes())

    def go(self, phase: Phase) -> Stage:
        """Bring the draw to ``phase`` from nothing."""
        steps = {
            "filed": self._file,
            "appointed": self._appoint,
            "entered": self.enter,
            "locked": lambda: lock(self.house, self.draw_id),
            "receipt": lambda: print_receipt(self.house, self.draw_id),
            "one-share": lambda: self.reveal("tenderer"),
            "revealed": lambda: self.reveal("regulator", "center"),
            "ordered": lambda: order_seats(self.house, self.draw_id),
            "calling": self.call,
            "accepted": self.fill,
            "sealed": self.seal,
            "signed-in": lambda: (self.morning(), self.sign_in()),
            "unsealed": self.unseal,
            "closed": self.close,
        }
        if phase == "aborted":
            return self.go("sealed")._aborted()
        for name, step in steps.items():
            step()
            if name == phase:
                return self
        raise ValueError(phase)

    def _aborted(self) -> Stage:
        self.abort()
        return self

    def _file(self) -> None:
        number = reserve_number(self.house)
        self.application_id, self.draw_id = number.application_id, number.draw_id
        self.slips["tenderer"] = self.make_slip("tenderer")
        proof = proof_of(self.slips["tenderer"])
        file_application(self.house, self.application_id, self.application, proof)

    def _appoint(self) -> None:
        self.slips["regulator"] = self.make_slip("regulator")
        appoint_witness(self.house, self.draw_id, "regulator", proof_of(self.slips["regulator"]))

    def sibling(self, phase: Phase = "filed", **changes: Any) -> Stage:
        """Another project in the same town."""
        return Stage(self.house, self.clock, replace(self.application, **changes), town=self.town).go(phase)


def new_stage(town: Town | None = None, **changes: Any) -> Stage:
    """A stage over fakes with the register and no draw yet."""
    town = town or Town(START, _full())
    return Stage(town.house(), town.clock, application(**changes), town=town)


def stage(phase: Phase, **changes: Any) -> Stage:
    """A stage over fakes whose draw is at ``phase``; ``changes`` to its application."""
    return new_stage(**changes).go(phase)


def selected(chosen: Sequence[tuple[int, str]] = (), **changes: Any) -> Stage:
    """A selective draw whose experts are confirmed: E000015… for 1 to 3, E000023… for 4 and 5, and one
    reserve for slot 1 (E000020)."""
    here = stage("entered", mode="selective", **changes)
    here.select(chosen or CHOSEN)
    return here


CHOSEN = ((1, "E000015"), (2, "E000016"), (3, "E000017"), (4, "E000023"), (5, "E000024"), (1, "E000020"))
