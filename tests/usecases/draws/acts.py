"""Every act on one draw, each with the best input its people could give at that moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import cast

from draw_service.rules.applications import PARTIES, Party
from draw_service.usecases.applications.appoint_witness import appoint_witness
from draw_service.usecases.applications.change_application import change_application
from draw_service.usecases.applications.file_application import file_application
from draw_service.usecases.applications.file_bidders import file_bidders
from draw_service.usecases.applications.open_attempt import next_attempt_id, open_attempt
from draw_service.usecases.applications.slip_proof import proof_of
from draw_service.usecases.arrival.mark_late import mark_late
from draw_service.usecases.arrival.print_roster import print_roster
from draw_service.usecases.arrival.rebuild_roster import rebuild_roster
from draw_service.usecases.arrival.record_receipt import record_receipt
from draw_service.usecases.arrival.replace_member import replace_member
from draw_service.usecases.arrival.report_leak import report_leak
from draw_service.usecases.arrival.sign_in import sign_in
from draw_service.usecases.arrival.unseal import unseal
from draw_service.usecases.arrival.void_findings import void_findings
from draw_service.usecases.arrival.withdraw import withdraw
from draw_service.usecases.draws.abort import abort
from draw_service.usecases.draws.call_next import call_next
from draw_service.usecases.draws.close import close
from draw_service.usecases.draws.confirm import confirm
from draw_service.usecases.draws.declare_interest import declare_interest
from draw_service.usecases.draws.enter_room import enter_room
from draw_service.usecases.draws.join_queue import join_queue
from draw_service.usecases.draws.lock import lock
from draw_service.usecases.draws.open_bidders import open_bidders
from draw_service.usecases.draws.order_seats import order_seats
from draw_service.usecases.draws.print_receipt import print_receipt
from draw_service.usecases.draws.redial import redial
from draw_service.usecases.draws.reveal_share import reveal_share
from draw_service.usecases.draws.seal import seal
from draw_service.usecases.presence import Codes
from draw_service.usecases.supervision.export_bundle import export_bundle
from draw_service.usecases.supervision.export_records import export_records
from draw_service.usecases.supervision.export_register import export_register
from draw_service.usecases.supervision.hand_over import hand_over
from draw_service.usecases.supervision.record_notice import record_notice
from tests.usecases.register import BIDDERS
from tests.usecases.stage import ROOM, Stage

EVIDENCE = "ab" * 32


def _codes(s: Stage) -> Codes:
    return s.codes(*(party for party in PARTIES if party == "center" or party in s.slips))


def _seat(s: Stage) -> int:
    """A seat somebody holds, or 1."""
    seating = s.draw().seating
    return min(seating.holders, default=1) if seating is not None else 1


def _reveal(s: Stage) -> None:
    party = cast("Party", s.draw().next_of_reveal or "center")
    share = s.share(party) if party in _codes(s) else ""
    reveal_share(s.house, s.draw_id, party, share)


def _replace_slip(s: Stage) -> None:
    slip = s.make_slip("tenderer", salt=f"again {len(s.events())}")
    appoint_witness(s.house, s.draw_id, "tenderer", proof_of(slip), "lost")
    s.slips["tenderer"] = slip


def _next_attempt(s: Stage) -> None:
    slip = s.make_slip("tenderer", next_attempt_id(s.house, s.application_id), "next")
    open_attempt(s.house, s.application_id, proof_of(slip))


def _sign_in(s: Stage) -> None:
    seating = s.draw().seating
    held = seating.accepted if seating is not None else []
    expert = s.holder(held[0]) if held and s.draw().end is None else "E000001"
    sign_in(s.house, s.draw_id, s.card_of(expert), phone_deposited=True)


def _declare(s: Stage) -> None:
    with s.house.books() as books:
        known = books.draws.list(s.draw_id, "pool")
    seating = s.draw().seating
    running = known and seating is not None and s.draw().end is None
    expert = s.who(min(seating.pool_handles())) if running and seating is not None else "E000001"
    declare_interest(s.house, s.draw_id, expert, EVIDENCE, _codes(s))


def _hand_over(s: Stage) -> None:
    hand_over(s.house, s.draw_id, export_bundle(s.house, s.draw_id, "auditor"), _codes(s))


def _change(s: Stage) -> None:
    changed = replace(s.application, expected_minutes=s.application.expected_minutes + 1)
    change_application(s.house, s.draw_id, changed, "longer", _codes(s))


def _file_again(s: Stage) -> None:
    slip = proof_of(s.make_slip("tenderer", salt="twice"))
    file_application(s.house, s.application_id, s.application, slip)


ACTS: dict[str, Callable[[Stage], object]] = {
    "file again": _file_again,
    "change": _change,
    "replace slip": _replace_slip,
    "next attempt": _next_attempt,
    "file bidders": lambda s: file_bidders(s.house, s.application_id, BIDDERS),
    "join queue": lambda s: join_queue(s.house, s.draw_id, ROOM),
    "enter room": lambda s: enter_room(s.house, s.draw_id, ROOM, "center", "op", phone_deposited=True),
    "confirm": lambda s: confirm(s.house, s.draw_id, "channel", "no-signal", _codes(s)),
    "lock": lambda s: lock(s.house, s.draw_id),
    "print receipt": lambda s: print_receipt(s.house, s.draw_id),
    "reveal": _reveal,
    "order": lambda s: order_seats(s.house, s.draw_id),
    "call next": lambda s: call_next(s.house, s.draw_id),
    "redial": lambda s: redial(s.house, s.draw_id, _seat(s)),
    "answer": lambda s: s.answer(_seat(s)),
    "open bidders": lambda s: open_bidders(s.house, s.draw_id, EVIDENCE, _codes(s)),
    "declare interest": _declare,
    "seal": lambda s: seal(s.house, s.draw_id),
    "record receipt": lambda s: record_receipt(s.house, s.draw_id, _seat(s), s.clock.now()),
    "withdraw": lambda s: withdraw(s.house, s.draw_id, _seat(s), "withdrawn", _codes(s)),
    "sign in": _sign_in,
    "mark late": lambda s: mark_late(s.house, s.draw_id, _seat(s)),
    "replace": lambda s: replace_member(s.house, s.draw_id, _seat(s), "unable", _codes(s)),
    "leak": lambda s: report_leak(s.house, s.draw_id, "seen", _codes(s)),
    "print roster": lambda s: print_roster(s.house, s.draw_id, "ENV-1", _codes(s)),
    "unseal": lambda s: unseal(s.house, s.draw_id, "tenderer", s.unseal_code(), "CAM-1", _codes(s)),
    "rebuild": lambda s: rebuild_roster(s.house, s.draw_id, "halves-lost", _codes(s)),
    "void findings": lambda s: void_findings(s.house, s.draw_id, _seat(s), 0),
    "close": lambda s: close(s.house, s.draw_id),
    "abort": lambda s: abort(s.house, s.draw_id, "project-stopped", "told", _codes(s)),
    "auditor bundle": lambda s: export_bundle(s.house, s.draw_id, "auditor"),
    "public bundle": lambda s: export_bundle(s.house, s.draw_id, "public"),
    "records": lambda s: export_records(s.house, s.draw_id),
    "register": lambda s: export_register(s.house, s.draw_id),
    "hand over": _hand_over,
    "notice": lambda s: record_notice(s.house, s.application_id, "N-1"),
}
