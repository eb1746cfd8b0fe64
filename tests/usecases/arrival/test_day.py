"""The day itself: receipts, sign-in, late, replaced, leaked, void findings (Art. 8(4), 9, 13, 14, 20(1))."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from audit.events import DrawEvent
from draw_service.usecases.applications.open_attempt import next_attempt_id, open_attempt
from draw_service.usecases.applications.slip_proof import proof_of
from draw_service.usecases.arrival.accept_cause import accept_cause
from draw_service.usecases.arrival.mark_late import mark_late
from draw_service.usecases.arrival.record_receipt import record_receipt
from draw_service.usecases.arrival.replace_member import replace_member
from draw_service.usecases.arrival.report_leak import report_leak
from draw_service.usecases.arrival.sign_in import sign_in
from draw_service.usecases.arrival.void_findings import void_findings
from draw_service.usecases.arrival.withdraw import withdraw
from draw_service.usecases.draws.look import look
from tests.rules.examples import pack
from tests.usecases.register import SIGN_IN, card
from tests.usecases.stage import Stage, assert_whatever_came_of_it_verifies, refused, stage

LIMIT = timedelta(minutes=30)


def test_the_desk_hears_a_seat_or_no() -> None:
    s = stage("sealed")
    s.morning()
    shown = s.card_of(s.holder(3))
    assert sign_in(s.house, s.draw_id, f" {shown.lower()} ", phone_deposited=True) == 3
    assert s.last().type is DrawEvent.SEAT_ARRIVED
    assert s.last().body == {"slot": 3, "method": "id-card"}
    n = len(s.events())
    assert sign_in(s.house, s.draw_id, shown, phone_deposited=True, method="fingerprint") == 3
    assert len(s.events()) == n
    for stranger in (card(40), card(12), "110101199001011237", ""):
        assert sign_in(s.house, s.draw_id, stranger, phone_deposited=True) is None
    facts = s.town.state.streams["desk"]
    assert [dict(f.body) for f in facts] == [{"draw": s.draw_id, "known": False, "method": "id-card"}] * 4
    assert len(s.events()) == n


def test_who_left_the_seat_is_a_stranger_at_the_desk() -> None:
    s = stage("sealed")
    s.clock.jump(SIGN_IN)
    shown = s.card_of(s.holder(1))
    withdraw(s.house, s.draw_id, 1, "withdrawn", s.codes())
    assert sign_in(s.house, s.draw_id, shown, phone_deposited=True) is None


def test_an_unsealed_replacement_signs_in_after_its_seal() -> None:
    s = stage("sealed")
    s.clock.jump(SIGN_IN)
    withdraw(s.house, s.draw_id, 1, "withdrawn", s.codes())
    replace_member(s.house, s.draw_id, 1, "unable", s.codes())
    s.fill()
    shown = s.card_of(s.holder(1))
    assert sign_in(s.house, s.draw_id, shown, phone_deposited=True) is None
    s.seal()
    assert sign_in(s.house, s.draw_id, shown, phone_deposited=True) == 1


def test_the_first_receipt_counts_and_belongs_to_its_holder() -> None:
    s = stage("sealed")
    refused(s, lambda: record_receipt(s.house, s.draw_id, 2, SIGN_IN + timedelta(days=9)), "bad-input")
    s.clock.jump(SIGN_IN)
    record_receipt(s.house, s.draw_id, 2, SIGN_IN - timedelta(minutes=5))
    record_receipt(s.house, s.draw_id, 2, SIGN_IN)
    with s.house.books() as books:
        assert books.draws.receipt_time(s.draw_id, 2) == SIGN_IN - timedelta(minutes=5)
    withdraw(s.house, s.draw_id, 2, "withdrawn", s.codes())
    with s.house.books() as books:
        assert books.draws.receipt_time(s.draw_id, 2) is None
    refused(s, lambda: record_receipt(s.house, s.draw_id, 2, SIGN_IN), "seat-not-called")


@pytest.mark.parametrize(
    ("receipt", "cause", "outcome"),
    [(True, False, "late"), (True, True, "absent"), (False, False, "absent")],
)
def test_late_with_a_receipt_absent_without(receipt: bool, cause: bool, outcome: str) -> None:
    s = stage("sealed")
    if receipt:
        record_receipt(s.house, s.draw_id, 1, s.clock.now())
    s.clock.jump(SIGN_IN + LIMIT)

    def lapse() -> str:
        if cause:
            return accept_cause(s.house, s.draw_id, 1, "weather", s.codes())
        return mark_late(s.house, s.draw_id, 1)

    refused(s, lapse, "still-expected")
    s.town.clock.time += timedelta(seconds=1)
    assert lapse() == outcome
    assert s.last().body["outcome"] == outcome
    refused(s, lambda: mark_late(s.house, s.draw_id, 1), "seat-not-called")
    refused(s, s.call, "replacement-not-confirmed")


def test_a_late_receipt_moves_the_limit() -> None:
    s = stage("sealed")
    s.clock.jump(SIGN_IN + timedelta(minutes=50))
    record_receipt(s.house, s.draw_id, 1, SIGN_IN + timedelta(minutes=20))
    said = str(refused(s, lambda: mark_late(s.house, s.draw_id, 1), "still-expected"))
    assert "10:50" in said


def test_who_has_arrived_is_not_late() -> None:
    s = stage("signed-in")
    s.clock.jump(SIGN_IN + timedelta(hours=2))
    refused(s, lambda: mark_late(s.house, s.draw_id, 1), "seat-not-called")


def test_a_replacement_takes_three_and_a_ground() -> None:
    s = stage("sealed")
    withdraw(s.house, s.draw_id, 5, "withdrawn", s.codes())
    refused(s, lambda: replace_member(s.house, s.draw_id, 5, "bored", s.codes()), "bad-ground")  # type: ignore[arg-type]
    two = s.codes("center", "regulator")
    refused(s, lambda: replace_member(s.house, s.draw_id, 5, "unable", two), "parties-missing")
    refused(s, lambda: replace_member(s.house, s.draw_id, 4, "unable", s.codes()), "seat-not-called")
    replace_member(s.house, s.draw_id, 5, "unable", s.codes())
    assert s.last().type is DrawEvent.REPLACEMENT_CONFIRMED
    assert s.last().body == {"slot": 5, "ground": "unable", "by": ["tenderer", "regulator", "center"]}
    refused(s, lambda: replace_member(s.house, s.draw_id, 5, "unable", s.codes()), "seat-not-called")
    before = {slot: s.holder(slot) for slot in range(1, 5)}
    s.fill()
    assert {slot: s.holder(slot) for slot in range(1, 5)} == before


def test_the_operator_cannot_close_while_somebody_is_missing() -> None:
    s = stage("sealed")
    s.morning()
    s.sign_in(1, 2, 3, 4)
    s.unseal()
    assert "5" in str(refused(s, s.close, "not-accounted-for"))
    s.sign_in(5)
    assert s.close() == "complete"
    event = s.last()
    assert event.body == {"events": event.n, "reason": "complete"}


def test_a_leak_ends_the_attempt_and_the_next_has_fresh_slips() -> None:
    s = stage("signed-in")
    two = s.codes("center", "regulator")
    refused(s, lambda: report_leak(s.house, s.draw_id, "seen", two), "parties-missing")
    due = report_leak(s.house, s.draw_id, "seen-outside", s.codes())
    assert due == s.clock.now() + timedelta(hours=24)
    assert s.last().body["ground"] == "leaked"
    fact, opened = s.town.state.streams["incidents"]
    assert fact.body == {"draw": s.draw_id, "due": "2026-06-13T02:00:00Z"}
    assert opened.body == {**fact.body, "incident": "IN-2026-0001", "kind": "list-leaked"}
    with s.house.books() as books:
        assert books.pool.engagements_of(s.draw_id) == []
    again = next_attempt_id(s.house, s.application_id)
    slip = s.make_slip("tenderer", again)
    assert open_attempt(s.house, s.application_id, proof_of(slip)) == again
    assert_whatever_came_of_it_verifies(s)


def test_a_leak_that_refills_needs_an_order() -> None:
    s = stage("locked")
    s.town.pack = replace(pack(leak_response="refill"), id=s.town.pack.id)
    refused(s, lambda: report_leak(s.house, s.draw_id, "seen", s.codes()), "not-ordered")


def test_findings_of_a_member_replaced_mid_evaluation_are_void() -> None:
    s = stage("signed-in")
    refused(s, lambda: void_findings(s.house, s.draw_id, 2, 0), "seat-not-called")
    withdraw(s.house, s.draw_id, 2, "recused", s.codes())
    void_findings(s.house, s.draw_id, 2, 0)
    [fact] = s.town.state.streams["evaluations"]
    assert fact.body == {"draw": s.draw_id, "slot": 2, "ordinal": 0}
    refused(s, lambda: void_findings(s.house, s.draw_id, 2, 1), "seat-not-called")
    refused(s, lambda: void_findings(s.house, s.draw_id, 3, 0), "seat-not-called")
    replace_member(s.house, s.draw_id, 2, "recused", s.codes())
    s.fill()
    s.seal()
    refused(s, lambda: void_findings(s.house, s.draw_id, 2, 1), "seat-not-called")


def test_who_never_arrived_has_no_findings() -> None:
    s = stage("sealed")
    withdraw(s.house, s.draw_id, 2, "withdrawn", s.codes())
    refused(s, lambda: void_findings(s.house, s.draw_id, 2, 0), "seat-not-called")


def test_the_view_of_a_day() -> None:
    s = stage("sealed")
    s.morning()
    s.sign_in(1)
    withdraw(s.house, s.draw_id, 2, "withdrawn", s.codes())
    view = look(s.house, s.draw_id)
    assert [seat.state for seat in view.seats] == ["arrived", "waiting", *["accepted"] * 3]
    assert (view.phase, view.head, view.to_confirm) == ("calling", 2, (2,))


def test_everybody_replaced_by_the_order_in_turn() -> None:
    s: Stage = stage("sealed")
    s.clock.jump(SIGN_IN + LIMIT + timedelta(minutes=1))
    first = [s.holder(slot) for slot in range(1, 6)]
    for slot in range(1, 6):
        mark_late(s.house, s.draw_id, slot)
    for slot in range(1, 6):
        replace_member(s.house, s.draw_id, slot, "unable", s.codes())
    s.fill()
    s.seal()
    assert not set(first) & {s.holder(slot) for slot in range(1, 6)}
    s.sign_in()
    s.unseal()
    assert s.close() == "complete"
    assert_whatever_came_of_it_verifies(s)
