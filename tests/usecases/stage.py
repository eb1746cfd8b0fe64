"""One draw over the invented register, brought to any phase in a line: ``stage("sealed")``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Any, Literal, Protocol, cast

import pytest

from audit.events import DrawEvent, Event
from audit.refusal import Refusal
from audit.verify import Report, Status, verify
from draw_service.rules.applications import PARTIES, Application, Party
from draw_service.rules.life import Draw
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
from draw_service.usecases.manual.next_card import next_card
from draw_service.usecases.manual.type_back import type_back
from draw_service.usecases.ports import House
from draw_service.usecases.presence import Codes
from draw_service.usecases.supervision.export_bundle import export_bundle
from draw_service.usecases.supervision.export_policy import export_policy
from draw_service.usecases.supervision.record_consent import record_consent
from draw_service.usecases.supervision.record_notice import record_notice
from notifications.channels.manual import Tried
from tests.store.fakes import SeededEntropy
from tests.usecases.fakes import Town
from tests.usecases.register import (
    START,
    application,
    card,
    full_register,
    secrets_of_people,
)

ROOM = "room-1"

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

    def by_card(self, result: str = "accepted") -> str:
        """A person phones the head seat's candidate from a card, once, and types it back; the outcome."""
        serial = next_card(self.house, self.draw_id)
        tried, codes = [Tried(0, result, self.clock.now())], self.codes("center", "tenderer")
        return type_back(self.house, self.draw_id, serial, tried, "tenderer", codes) if serial else ""

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
            shown = self.card_of(self.holder(slot))
            assert sign_in(self.house, self.draw_id, shown, phone_deposited=True) == slot

    def unseal(self) -> None:
        code = self.unseal_code()
        unseal(self.house, self.draw_id, "tenderer", code, "CAM-1", self.codes("center", "tenderer"))

    def close(self) -> str:
        return close(self.house, self.draw_id)

    def select(self, chosen: Sequence[tuple[int, str]]) -> None:
        record_consent(self.house, self.draw_id, "C-1", "complex")
        select_experts(self.house, self.draw_id, chosen, "C-1", "complex", self.codes())

    def abort(self, ground: str = "project-stopped") -> None:
        abort(self.house, self.draw_id, ground, "told", self.codes())

    def go(self, phase: Phase) -> Stage:
        """Bring the draw to ``phase`` from nothing."""
        if phase == "aborted":
            self.go("sealed").abort()
            return self
        return self._walk(PHASES[: PHASES.index(phase) + 1])

    def go_on(self, phase: Phase) -> Stage:
        """Bring a draw whose parties are in the room to ``phase``."""
        return self._walk(PHASES[PHASES.index("locked") : PHASES.index(phase) + 1])

    def _walk(self, phases: Sequence[Phase]) -> Stage:
        steps: dict[Phase, Callable[[], object]] = {
            "filed": self._file,
            "appointed": self.appoint,
            "entered": self.enter,
            "locked": lambda: lock(self.house, self.draw_id),
            "receipt": lambda: print_receipt(self.house, self.draw_id),
            "one-share": lambda: self.reveal("tenderer"),
            "revealed": lambda: self.reveal("regulator", "center"),
            "ordered": lambda: order_seats(self.house, self.draw_id),
            "calling": self.call,
            "accepted": self.fill,
            "sealed": self.seal,
            "signed-in": self._arrive,
            "unsealed": self.unseal,
            "closed": self.close,
        }
        for phase in phases:
            steps[phase]()
        return self

    def _arrive(self) -> None:
        self.morning()
        self.sign_in()

    def _file(self) -> None:
        number = reserve_number(self.house)
        self.application_id, self.draw_id = number.application_id, number.draw_id
        self.slips["tenderer"] = self.make_slip("tenderer")
        proof = proof_of(self.slips["tenderer"])
        file_application(self.house, self.application_id, self.application, proof)

    def appoint(self) -> None:
        self.slips["regulator"] = self.make_slip("regulator")
        appoint_witness(self.house, self.draw_id, "regulator", proof_of(self.slips["regulator"]))

    def copy(self) -> Stage:
        """The same draw in a town of its own, with other chance from here on."""
        town = Town(self.town.clock.time, self.town.state, self.town.pack)
        return replace(self, house=town.house(), clock=town.clock, slips=dict(self.slips), town=town)

    def sibling(self, phase: Phase = "filed", **changes: Any) -> Stage:
        """Another project in the same town."""
        return Stage(self.house, self.clock, replace(self.application, **changes), town=self.town).go(phase)


def new_stage(town: Town | None = None, **changes: Any) -> Stage:
    """A stage over fakes with the register and no draw yet."""
    town = town or Town(START, full_register())
    return Stage(town.house(), town.clock, application(**changes), town=town)


def stage(phase: Phase, **changes: Any) -> Stage:
    """A stage over fakes whose draw is at ``phase``; ``changes`` to its application."""
    return new_stage(**changes).go(phase) if changes else _usual(phase).copy()


def by_chance(number: int, **changes: Any) -> Stage:
    """An ordered draw, another one for every ``number``."""
    made = new_stage(**changes)
    made.house = replace(made.house, entropy=SeededEntropy(b"chance %d" % number))
    return made.go("ordered")


@cache
def _usual(phase: Phase) -> Stage:
    return new_stage().go(phase)


def selected(chosen: Sequence[tuple[int, str]] = (), **changes: Any) -> Stage:
    """A selective draw whose experts are confirmed: E000015… for 1 to 3, E000023… for 4 and 5, and one
    reserve for slot 1 (E000020)."""
    here = stage("entered", mode="selective", **changes)
    here.select(chosen or CHOSEN)
    return here


CHOSEN = ((1, "E000015"), (2, "E000016"), (3, "E000017"), (4, "E000023"), (5, "E000024"), (1, "E000020"))


def refused(here: Stage, act: Callable[[], object], code: str) -> Refusal:
    """``act`` must be refused with ``code``, and nothing may have changed by it."""
    before = here.town.state.settled()
    with pytest.raises(Refusal) as caught:
        act()
    assert caught.value.code == code
    assert here.town.state.settled() == before
    return caught.value


def public_report(here: Stage) -> Report:
    """What the verifier says of the public bundle of a draw that has ended."""
    record_notice(here.house, here.application_id, "N-2")
    return verify(export_bundle(here.house, here.draw_id, "public"), policy=export_policy(here.house))


def failures(report: Report) -> list[str]:
    return [f"{step.number}: {step.detail.en}" for step in report.steps if step.status is Status.FAIL]


def assert_whatever_came_of_it_verifies(here: Stage) -> None:
    """End the draw as three parties may at any time; its public bundle then passes the verifier, and
    nobody of the register can be read out of the whole log."""
    with here.house.books() as books:
        if len(books.draws.attempts(here.application_id)) > 1:
            return
    if here.draw().end is None:
        if "regulator" not in here.slips:
            here.appoint()
        here.abort()
    report = public_report(here)
    assert failures(report) == []
    assert report.exit_code == 0
    everything = b"\n".join(here.facts()).decode()
    assert [text for text in secrets_of_people() if text in everything] == []
