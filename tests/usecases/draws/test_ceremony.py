"""From the queue to the order: room, entry codes, lock, receipt, shares (Art. 4, 8(2), 10, 11)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from audit.events import DrawEvent
from draw_service.rules.applications import PARTIES, Party
from draw_service.rules.lottery import commitment, seed
from draw_service.rules.slips import code_of
from draw_service.usecases.applications.appoint_witness import appoint_witness
from draw_service.usecases.applications.slip_proof import proof_of
from draw_service.usecases.arrival.print_roster import print_roster
from draw_service.usecases.arrival.rebuild_roster import rebuild_roster
from draw_service.usecases.draws.confirm import confirm
from draw_service.usecases.draws.enter_room import enter_room
from draw_service.usecases.draws.join_queue import join_queue
from draw_service.usecases.draws.lock import lock
from draw_service.usecases.draws.look import look
from draw_service.usecases.draws.order_seats import order_seats
from draw_service.usecases.draws.print_receipt import print_receipt
from draw_service.usecases.draws.reveal_share import reveal_share
from draw_service.usecases.supervision.export_policy import export_policy
from tests.usecases.register import SIGN_IN
from tests.usecases.stage import ROOM, Stage, refused, stage

WRONG = "ZZZZZZZZ"


def enter(s: Stage, party: Party, code: str = "", *, phone: bool = True, room: str = ROOM) -> None:
    enter_room(s.house, s.draw_id, room, party, code or s.codes()[party], phone_deposited=phone)


# --- room and codes -----------------------------------------------------------------------------------------


def test_one_project_in_the_room_the_others_in_their_queue() -> None:
    first = stage("appointed")
    second, third = first.sibling("appointed"), first.sibling("appointed")
    places = [join_queue(s.house, s.draw_id, ROOM) for s in (first, second, third, second)]
    assert places == [1, 2, 3, 2]
    refused(second, lambda: enter(second, "center"), "not-in-queue")
    enter(first, "center")
    assert join_queue(first.house, first.draw_id, ROOM) == 1
    refused(second, lambda: enter(second, "center"), "room-busy")
    first.abort()
    refused(third, lambda: enter(third, "center"), "not-in-queue")
    enter(second, "center")
    refused(first, lambda: join_queue(first.house, "nothing.1", ROOM), "not-found")


def test_the_room_is_free_again_at_the_seal() -> None:
    first = stage("accepted")
    second = first.sibling("appointed")
    join_queue(second.house, second.draw_id, ROOM)
    refused(second, lambda: enter(second, "center"), "room-busy")
    first.seal()
    enter(second, "center")


def test_entering() -> None:
    s = stage("appointed")
    join_queue(s.house, s.draw_id, ROOM)
    refused(s, lambda: enter(s, "center", phone=False), "phone-not-deposited")
    refused(
        s, lambda: enter_room(s.house, s.draw_id, ROOM, "center", "", phone_deposited=True), "parties-missing"
    )
    refused(s, lambda: enter(s, "center", room="room-7"), "not-in-queue")
    enter(s, "regulator", " " + s.slips["regulator"].entry.lower())
    assert s.last().type is DrawEvent.ROOM_ENTERED
    assert s.last().body == {"party": "regulator", "phone_deposited": True}
    before = len(s.events())
    enter(s, "regulator")
    assert len(s.events()) == before
    assert look(s.house, s.draw_id).entered == ("regulator",)


def test_five_wrong_codes_spend_a_slip_and_a_new_one_helps() -> None:
    s = stage("appointed")
    join_queue(s.house, s.draw_id, ROOM)
    for left in (4, 3, 2, 1):
        with pytest.raises(Exception, match=str(left)) as caught:
            enter(s, "tenderer", WRONG)
        assert getattr(caught.value, "code", "") == "entry-code-wrong"
    refused_code(lambda: enter(s, "tenderer", WRONG), "entry-code-spent")
    refused(s, lambda: enter(s, "tenderer"), "entry-code-spent")
    counted = s.town.state.streams["access"]
    assert [fact.body["used"] for fact in counted] == [1, 2, 3, 4, 5]
    assert WRONG.encode() not in b"".join(fact.bytes for fact in counted)
    fresh = s.make_slip("tenderer", salt="2")
    appoint_witness(s.house, s.draw_id, "tenderer", proof_of(fresh), "spent")
    s.slips["tenderer"] = fresh
    enter(s, "tenderer")


def refused_code(act: Callable[[], object], code: str) -> None:
    """Refused, although a wrong try is kept."""
    with pytest.raises(Exception, match=code):
        act()


def test_a_wrong_code_is_counted_whatever_it_was_for() -> None:
    s = stage("ordered")
    codes = {**s.codes(), "regulator": WRONG}
    refused_code(lambda: confirm(s.house, s.draw_id, "channel", "x", codes), "entry-code-wrong")
    with s.house.books() as books:
        slip = books.draws.slip(s.draw_id, "regulator")
    assert slip is not None
    assert slip.wrong_tries == 1
    assert DrawEvent.DRAW_CONFIRMED not in s.types()


def test_a_confirmation_by_three() -> None:
    s = stage("ordered")
    for gone in PARTIES:
        codes = {party: code for party, code in s.codes().items() if party != gone}
        act: Callable[[], None] = lambda codes=codes: confirm(s.house, s.draw_id, "channel", "x", codes)  # type: ignore[misc]  # noqa: E731
        assert gone in str(refused(s, act, "parties-missing"))
    confirm(s.house, s.draw_id, "channel", "no-signal", s.codes())
    assert s.last().body == {"what": "channel", "by": list(PARTIES), "reason": "no-signal"}


# --- lock ---------------------------------------------------------------------------------------------------


def test_locking_needs_the_room_the_parties_and_the_hour() -> None:
    s = stage("appointed")
    refused(s, lambda: lock(s.house, s.draw_id), "room-busy")
    join_queue(s.house, s.draw_id, ROOM)
    refused(s, lambda: lock(s.house, s.draw_id), "room-busy")
    enter(s, "center")
    said = str(refused(s, lambda: lock(s.house, s.draw_id), "party-not-entered"))
    assert "tenderer, regulator" in said
    enter(s, "tenderer")
    enter(s, "regulator")
    s.town.clock.time = s.application.bid_opening + timedelta(seconds=1)
    refused(s, lambda: lock(s.house, s.draw_id), "draw-too-late")


def test_government_procurement_is_drawn_two_working_days_ahead_at_the_earliest() -> None:
    soon = stage("entered", procurement="government-procurement")
    lock(soon.house, soon.draw_id)
    later = SIGN_IN + timedelta(days=5)
    changes = {"signin_at": later, "bid_opening": later, "latest_start": later + timedelta(hours=6)}
    s = stage("entered", procurement="government-procurement", **changes)
    refused(s, lambda: lock(s.house, s.draw_id), "draw-too-early")


def test_the_lock_and_its_receipt() -> None:
    s = stage("entered")
    receipt = lock(s.house, s.draw_id)
    event, draw = s.last(), s.draw()
    assert event.type is DrawEvent.DRAW_LOCKED
    assert receipt.lock_hash == draw.lock_hash.hex()
    assert (receipt.pool, receipt.excluded) == (29, {"leave": 1, "not-available": 1, "suspended": 1})
    assert receipt.recused == {"authority-staff": 1, "employer-is-tenderer": 1}
    body = event.body
    assert (body["pool_size"], body["excluded_size"], body["recusal_size"]) == (29, 3, 2)
    assert (body["suite"], body["max_per_unit"], body["software"]) == ("std-1", 1, "panel/test")
    assert body["strata"] == [stratum.body() for stratum in s.application.strata]
    for party in ("tenderer", "regulator"):
        expected = commitment(party, s.draw_id, s.slips[party].share).hex()
        assert body["commitments"][party] == expected == receipt.commitments[party]
    refused(s, lambda: lock(s.house, s.draw_id), "already-locked")
    refused(s, lambda: lock(s.house, "nothing.1"), "not-found")


def test_a_selective_draw_is_not_locked() -> None:
    s = stage("entered", mode="selective")
    refused(s, lambda: lock(s.house, s.draw_id), "not-allowed")


# --- receipt, shares, order ---------------------------------------------------------------------------------


def test_no_share_before_the_receipt() -> None:
    s = stage("locked")
    refused(s, lambda: s.reveal("tenderer"), "receipt-not-printed")
    paper = print_receipt(s.house, s.draw_id)
    assert (paper.serial, paper.lock_hash) == ("R-000001", s.draw().lock_hash.hex())
    assert len(paper.short) == 24
    assert paper.checkpoint.startswith("panel.test/log\n")
    s.reveal("tenderer")
    assert s.last().body == {"party": "tenderer", "share": s.slips["tenderer"].share.hex()}


def test_shares_come_in_their_order_and_open_their_commitments() -> None:
    s = stage("receipt")
    for party, turn in (("regulator", "tenderer"), ("center", "tenderer")):
        act: Callable[[], None] = lambda party=party: s.reveal(party)  # type: ignore[misc]  # noqa: E731
        assert turn in str(refused(s, act, "reveal-out-of-turn"))
    other = s.make_slip("tenderer", salt="other")
    for code, why in (("", "bad-code"), ("X" * 55, "bad-code"), (s.share("tenderer")[:-1] + "0", "bad-code")):
        refused(s, lambda code=code: reveal_share(s.house, s.draw_id, "tenderer", code), why)  # type: ignore[misc]
    wrong = code_of(other.share)
    refused(s, lambda: reveal_share(s.house, s.draw_id, "tenderer", wrong), "share-does-not-open")
    unseal = s.unseal_code()
    refused(s, lambda: reveal_share(s.house, s.draw_id, "tenderer", unseal), "share-does-not-open")
    s.reveal("tenderer")
    refused(s, lambda: s.reveal("tenderer"), "reveal-out-of-turn")
    refused(s, lambda: order_seats(s.house, s.draw_id), "not-revealed")
    s.reveal("regulator", "center")
    expected = seed(s.draw().lock_hash, s.draw().shares).hex()
    assert order_seats(s.house, s.draw_id) == expected
    assert s.last().type is DrawEvent.DRAW_ORDERED
    assert s.last().body["seed"] == expected
    refused(s, lambda: order_seats(s.house, s.draw_id), "out-of-order")


def test_each_gate_waits_for_a_signed_checkpoint() -> None:
    s = stage("entered")
    s.town.signs = False
    lock(s.house, s.draw_id)
    refused(s, lambda: print_receipt(s.house, s.draw_id), "gate-waits")
    s.town.signs = True
    print_receipt(s.house, s.draw_id)
    s.reveal()
    s.town.signs = False
    order_seats(s.house, s.draw_id)
    refused(s, s.call, "gate-waits")
    s.town.signs = True
    s.fill()
    s.town.signs = False
    s.seal()
    s.morning()
    refused(s, s.unseal, "gate-waits")
    refused(s, lambda: print_roster(s.house, s.draw_id, "E", s.codes("center")), "gate-waits")
    refused(s, lambda: rebuild_roster(s.house, s.draw_id, "lost", s.codes()), "gate-waits")
    s.town.signs = True
    s.unseal()


def test_the_reveal_gate_itself() -> None:
    """The receipt of another lock would not do: the mark alone opens nothing."""
    s = stage("entered")
    s.town.signs = False
    lock(s.house, s.draw_id)
    with s.house.books() as books:
        books.draws.mark(s.draw_id, "receipt", s.clock.now())
        books.commit()
    refused(s, lambda: s.reveal("tenderer"), "gate-waits")


def test_a_clock_set_back_is_noticed() -> None:
    s = stage("ordered")
    s.town.clock.time -= timedelta(seconds=1)
    refused(s, s.call, "clock-went-back")


def test_another_pack_than_the_draw_was_filed_under_is_not_used() -> None:
    s = stage("entered")
    s.town.pack = replace(s.town.pack, id="other/9")
    refused(s, lambda: lock(s.house, s.draw_id), "not-found")
    assert b"quorum" in export_policy(s.house)
