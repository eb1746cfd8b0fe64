"""The people around one draw: they look at it and do whatever comes next, however often the service dies.

They keep on paper what people keep: the slips, what the printer handed out, who said yes on the telephone.
Everything else is asked of the service.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from audit.refusal import Refusal
from draw_service import wiring
from draw_service.documents.rosters_in import read_roster
from draw_service.drill.city import City, make_city
from draw_service.drill.ports import DrillClock, DrillPrinter
from draw_service.rules.applications import Application, Party
from draw_service.rules.lottery import Stratum
from draw_service.rules.people import Company
from draw_service.rules.refusals import BadInput, NotFound, SecretsErased
from draw_service.rules.slips import Slip, code_of, make_slip
from draw_service.settings import Settings
from draw_service.usecases.applications.appoint_witness import appoint_witness
from draw_service.usecases.applications.file_application import file_application
from draw_service.usecases.applications.file_bidders import file_bidders
from draw_service.usecases.applications.reserve_number import reserve_number
from draw_service.usecases.applications.slip_proof import proof_of
from draw_service.usecases.arrival.mark_late import mark_late
from draw_service.usecases.arrival.print_roster import print_roster
from draw_service.usecases.arrival.record_receipt import record_receipt
from draw_service.usecases.arrival.replace_member import replace_member
from draw_service.usecases.arrival.sign_in import sign_in
from draw_service.usecases.arrival.unseal import unseal
from draw_service.usecases.draws.call_next import call_next
from draw_service.usecases.draws.close import close
from draw_service.usecases.draws.enter_room import enter_room
from draw_service.usecases.draws.join_queue import join_queue
from draw_service.usecases.draws.lock import lock
from draw_service.usecases.draws.look import DrawView, look
from draw_service.usecases.draws.order_seats import order_seats
from draw_service.usecases.draws.print_receipt import print_receipt
from draw_service.usecases.draws.record_answer import CallFacts, record_answer
from draw_service.usecases.draws.redial import redial
from draw_service.usecases.draws.reveal_share import reveal_share
from draw_service.usecases.draws.seal import seal
from draw_service.usecases.pool.import_roster import import_roster
from draw_service.usecases.ports import House
from draw_service.usecases.presence import Codes
from draw_service.usecases.supervision.export_bundle import export_bundle
from draw_service.usecases.supervision.export_log import export_log
from draw_service.usecases.supervision.export_policy import export_policy
from draw_service.usecases.supervision.export_records import export_records
from draw_service.usecases.supervision.export_register import export_register
from draw_service.usecases.supervision.hand_over import hand_over
from draw_service.usecases.supervision.record_notice import record_notice

SEED, EXPERTS = 11, 60
ROOM, OPERATOR = "room-1", "operator-1"
WITNESSES: tuple[Party, Party] = ("tenderer", "regulator")
MORNING = datetime(2026, 3, 4, 0, 0, tzinfo=UTC)
SIGN_IN = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
FILED = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ANSWERS = {(1, 0): "declined", (2, 0): "silent", (3, 0): "unreachable"}
"""What the first people called say, by seat and ordinal; everybody else accepts."""
SLEEPER = 4
"""The seat whose first member never comes."""


def city() -> City:
    return make_city(SEED, EXPERTS)


def application() -> Application:
    """Four experts of two specialties and one owner's representative, on the third day."""
    return Application(
        project_code="P-1",
        section_code="S-1",
        project_name="试验工程",
        procurement="tendering",
        filed_by="tenderer",
        tenderer=Company("招标单位", ""),
        strata=(Stratum("a", "A", 2), Stratum("b", "B", 2)),
        owner_representatives=1,
        bid_opening=SIGN_IN - timedelta(minutes=30),
        signin_at=SIGN_IN,
        signin_place="评标一室",
        expected_minutes=240,
        latest_start=SIGN_IN + timedelta(hours=4),
    )


@dataclass(frozen=True, slots=True)
class Act:
    """One act. ``note`` goes on paper when it is done; ``before`` are the refusals which say that a life
    before this one did it."""

    name: str
    do: Callable[[], object]
    note: str = ""
    before: tuple[type[Refusal], ...] = ()


class People:
    """Their paper, and the house in ``folder``. ``last_at`` reads the time of the log's last entry, so that
    the clock of each life goes on where the one before stopped."""

    def __init__(self, folder: Path, last_at: Callable[[], datetime | None], database: str = "") -> None:
        self.folder = folder
        self.last_at = last_at
        self.clock = DrillClock(FILED)
        settings = Settings(data=folder, database=database, keyring=None)
        self.house: House = replace(wiring.open_house(settings), clock=self.clock, printer=DrillPrinter())
        self.paper: dict[str, Any] = {}
        self.read_paper()

    @property
    def _file(self) -> Path:
        return self.folder / "paper.json"

    def read_paper(self) -> None:
        if self._file.exists():
            self.paper = json.loads(self._file.read_text("utf-8"))

    def keep(self, **facts: Any) -> None:
        self.paper |= facts
        fresh = self.folder / f"paper.{os.getpid()}"
        fresh.write_text(json.dumps(self.paper), "utf-8")
        fresh.replace(self._file)

    def live(self) -> None:
        """Do the next act until there is none."""
        for _ in range(300):
            act = self.plan()
            if act is None:
                return
            self.do(act)
        raise RuntimeError("the draw does not end")

    def do(self, act: Act) -> None:
        with suppress(*act.before):
            act.do()
        if act.note:
            self.keep(**{act.note: True})

    # --- paper ----------------------------------------------------------------------------------------

    @property
    def draw_id(self) -> str:
        return str(self.paper["draw"])

    def slip(self, party: Party) -> Slip:
        """The party's slip, made from the chance its holder kept."""
        return make_slip(party, self.draw_id, bytes.fromhex(self.paper["slips"][party]))

    def codes(self, *parties: Party) -> Codes:
        return {p: OPERATOR if p == "center" else self.slip(p).entry for p in parties}

    @property
    def everyone(self) -> Codes:
        return self.codes("tenderer", "regulator", "center")

    # --- acts -----------------------------------------------------------------------------------------

    def plan(self) -> Act | None:
        """The next act; None when the draw is closed and its evidence handed over."""
        last = self.last_at()
        if last is not None:
            self.clock.jump(last + timedelta(seconds=1))
        if "imported" not in self.paper:
            return Act("import", self.import_pool, note="imported")
        if "draw" not in self.paper:
            return Act("reserve", self.reserve)
        try:
            view = look(self.house, self.draw_id)
        except NotFound:
            return Act("file", self.file)
        if view.phase == "closed":
            return self.supervision()
        if view.phase == "filed":
            return self.preparation(view)
        if not view.ordered:
            return self.revelation(view)
        if view.to_confirm:
            slot = view.to_confirm[0]
            return Act(
                "replace", lambda: replace_member(self.house, self.draw_id, slot, "unable", self.everyone)
            )
        if view.open_calls:
            return Act("answer", lambda: self.answer(view.open_calls[0]))
        if view.head is not None:
            return Act("call", lambda: call_next(self.house, self.draw_id))
        if view.phase == "calling":
            return Act("seal", lambda: seal(self.house, self.draw_id))
        if view.phase == "sealed":
            return self.arrival(view)
        return Act("close", lambda: close(self.house, self.draw_id))

    def import_pool(self) -> None:
        file = read_roster(self.folder / "roster.xlsx")
        report = import_roster(self.house, file.rows, file_sha256=file.sha256)
        # Whole, now or in a life before: then every row is known.
        if not report.imported and len(report.duplicates) != EXPERTS:
            raise RuntimeError("half a pool")

    def reserve(self) -> None:
        number = reserve_number(self.house)
        slips = {party: self.house.entropy.bytes(72).hex() for party in WITNESSES}
        self.keep(application=number.application_id, draw=number.draw_id, slips=slips)

    def file(self) -> None:
        proof = proof_of(self.slip("tenderer"))
        file_application(self.house, self.paper["application"], application(), proof)

    def preparation(self, view: DrawView) -> Act:
        house, draw_id = self.house, self.draw_id
        if "bidders" not in self.paper:
            bidders = city().bidders
            return Act("bidders", lambda: file_bidders(house, view.application_id, bidders), note="bidders")
        if "appointed" not in self.paper:
            proof = proof_of(self.slip("regulator"))
            return Act(
                "appoint",
                lambda: appoint_witness(house, draw_id, "regulator", proof),
                note="appointed",
                before=(BadInput,),
            )
        self.clock.jump(MORNING)
        if "queued" not in self.paper:
            return Act("queue", lambda: join_queue(house, draw_id, ROOM), note="queued")
        for party, code in self.everyone.items():
            if party not in view.entered:
                enter = partial(enter_room, house, draw_id, ROOM, party, code, phone_deposited=True)
                return Act("enter", enter)
        return Act("lock", lambda: lock(house, draw_id))

    def revelation(self, view: DrawView) -> Act:
        # Printed is what came out of the printer, not what the service believes.
        if not view.receipt_printed or "receipt" not in self.paper:
            return Act(
                "receipt", lambda: self.keep(receipt=print_receipt(self.house, self.draw_id).lock_hash)
            )
        if view.next_reveal == "center":
            return Act("reveal", lambda: reveal_share(self.house, self.draw_id, "center"))
        if view.next_reveal:
            party: Party = "tenderer" if view.next_reveal == "tenderer" else "regulator"
            code = code_of(self.slip(party).share)
            return Act("reveal", lambda: reveal_share(self.house, self.draw_id, party, code))
        return Act("order", lambda: order_seats(self.house, self.draw_id))

    def answer(self, slot: int) -> None:
        """The line may have dropped with the service: dial the same person again and hear the answer."""
        call = redial(self.house, self.draw_id, slot)
        if call.contact is None or call.ordinal is None:
            raise RuntimeError("nobody to call")
        outcome = ANSWERS.get((slot, call.ordinal), "accepted")
        if outcome == "accepted":
            phone = call.contact.phones[0]
            card = next(record.id_card for record in city().records if phone in record.phones)
            first = {"sleeper": card} if slot == SLEEPER and "sleeper" not in self.paper else {}
            self.keep(**first, coming={**self.paper.get("coming", {}), str(slot): card})
        record_answer(self.house, self.draw_id, slot, outcome, CallFacts(call.contact.phones[0]))

    def arrival(self, view: DrawView) -> Act:
        house, draw_id = self.house, self.draw_id
        self.clock.jump(SIGN_IN + timedelta(minutes=1))
        if not view.printed:
            return Act("print", lambda: print_roster(house, draw_id, "ENV-1", self.codes("center")))
        for seat in view.seats:
            if seat.state == "accepted" and self.paper["coming"][str(seat.slot)] != self.paper["sleeper"]:
                return Act("sign in", lambda slot=seat.slot: self.sign_in(slot))
        for seat in view.seats:
            if seat.state == "accepted":
                self.clock.jump(SIGN_IN + timedelta(minutes=31))
                return Act("late", lambda slot=seat.slot: mark_late(house, draw_id, slot))
        code, codes = code_of(self.slip("tenderer").unseal), self.codes("center", "tenderer")
        return Act("unseal", lambda: unseal(house, draw_id, "tenderer", code, "CAM-1", codes))

    def sign_in(self, slot: int) -> None:
        record_receipt(self.house, self.draw_id, slot, MORNING + timedelta(minutes=5))
        card = self.paper["coming"][str(slot)]
        if sign_in(self.house, self.draw_id, card, phone_deposited=True) != slot:
            raise RuntimeError("the desk does not know a member")

    def supervision(self) -> Act | None:
        """The regulator's copies, the hand-over, the notice, the public's copies."""
        house, draw_id, folder = self.house, self.draw_id, self.folder
        copies: dict[str, Callable[[], bytes]] = {
            "register.json": lambda: export_register(house, draw_id),
            "records.jsonl": lambda: export_records(house, draw_id),
            "policy.json": lambda: export_policy(house),
            "auditor.edraw.json": lambda: export_bundle(house, draw_id, "auditor"),
        }
        for name, export in copies.items():
            if not (folder / name).exists():
                return Act("copy", lambda name=name, export=export: (folder / name).write_bytes(export()))
        if "handed" not in self.paper:
            bundle, codes = (folder / "auditor.edraw.json").read_bytes(), self.codes("center", "regulator")
            return Act(
                "hand over",
                lambda: hand_over(house, draw_id, bundle, codes),
                note="handed",
                before=(SecretsErased,),
            )
        if "noticed" not in self.paper:
            number = self.paper["application"]
            return Act("notice", lambda: record_notice(house, number, "NOTICE-1"), note="noticed")
        copies = {
            "public.edraw.json": lambda: export_bundle(house, draw_id, "public"),
            "log.json": lambda: export_log(house),
        }
        for name, export in copies.items():
            if not (folder / name).exists():
                return Act("copy", lambda name=name, export=export: (folder / name).write_bytes(export()))
        return None
