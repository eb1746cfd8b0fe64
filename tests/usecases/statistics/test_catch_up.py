"""What is counted of a draw, and when (Art. 4(1), 23)."""

from __future__ import annotations

from datetime import timedelta

from draw_service.rules.statistics import Fact
from draw_service.usecases.applications.file_bidders import file_bidders
from draw_service.usecases.arrival.mark_late import mark_late
from draw_service.usecases.arrival.record_receipt import record_receipt
from draw_service.usecases.arrival.replace_member import replace_member
from draw_service.usecases.statistics.catch_up import catch_up
from draw_service.usecases.supervision.export_bundle import export_bundle
from draw_service.usecases.supervision.hand_over import hand_over
from tests.usecases.register import AGENCY, AUTHORITY, BIDDERS, SIGN_IN, TENDERER
from tests.usecases.stage import Stage, selected, stage


def counted(here: Stage) -> tuple[Fact, ...]:
    here.house.sequence()
    assert catch_up(here.house) == 0
    found: tuple[Fact, ...] = here.town.state.counted
    return found


def finish(here: Stage) -> None:
    """From a sealed draw to its end."""
    here.morning()
    here.sign_in()
    here.unseal()
    here.close()


def test_a_draw_counts_when_it_has_ended_and_once() -> None:
    here = stage("unsealed")
    assert counted(here) == ()
    held = {slot: here.holder(slot) for slot in range(1, 6)}
    here.close()
    (fact,) = counted(here)
    assert counted(here) == (fact,)
    assert (fact.draw_id, fact.end, fact.opened, fact.revealed) == (here.draw_id, "complete", True, 3)
    assert (fact.tenderer.key, fact.agency.name, fact.bodies) == (TENDERER.code, AGENCY.name, (AUTHORITY,))
    assert {seat.slot: seat.expert for seat in fact.seats if seat.served} == held
    assert fact.minutes is not None


def test_who_was_called_and_did_not_come_is_drawn_and_no_service() -> None:
    here = stage("sealed")
    late = here.holder(4)
    record_receipt(here.house, here.draw_id, 4, here.clock.now())
    here.clock.jump(SIGN_IN + timedelta(minutes=31))
    here.sign_in(1, 2, 3, 5)
    assert mark_late(here.house, here.draw_id, 4) == "late"
    replace_member(here.house, here.draw_id, 4, "unable", here.codes())
    here.fill()
    here.seal()
    here.sign_in(4)
    here.unseal()
    here.close()
    (fact,) = counted(here)
    one = next(seat for seat in fact.seats if seat.expert == late)
    assert (one.first, one.outcome, one.asked, one.accepted, one.served) == (
        "accepted",
        "late",
        True,
        True,
        False,
    )
    assert sum(seat.served for seat in fact.seats) == 5


def test_tickets_are_those_of_the_order_whoever_sat() -> None:
    here = stage("closed")
    (fact,) = counted(here)
    first = {(seat.code, seat.expert) for seat in fact.seats if seat.ordinal == 0}
    assert [len(order.drawn) for order in fact.orders] == [
        stratum.quota for stratum in here.application.strata
    ]
    for order in fact.orders:
        assert set(order.drawn) <= set(order.eligible)
        assert first & {(order.code, expert) for expert in order.drawn}


def test_an_attempt_nobody_opened_names_nobody() -> None:
    here = stage("sealed")
    here.abort()
    (fact,) = counted(here)
    assert (fact.end, fact.opened, fact.orders, fact.bidders) == ("aborted", False, (), ())
    assert fact.by == ("center", "regulator", "tenderer")
    assert fact.seats
    assert {seat.expert for seat in fact.seats} == {""}


def test_the_hand_over_counts_before_it_erases() -> None:
    here = stage("closed")
    bundle = export_bundle(here.house, here.draw_id, "auditor")
    assert here.town.state.counted == ()
    hand_over(here.house, here.draw_id, bundle, here.codes("center", "regulator"))
    (fact,) = counted(here)
    assert all(seat.expert for seat in fact.seats)


def test_a_draw_whose_keys_went_before_tells_those_who_sat() -> None:
    here = stage("closed")
    held = {slot: here.holder(slot) for slot in range(1, 6)}
    with here.house.books() as books:
        books.draws.erase_secrets(here.draw_id)
        books.commit()
    (fact,) = counted(here)
    assert {seat.slot: seat.expert for seat in fact.seats if seat.served} == held
    assert fact.orders == ()


def test_bidders_count_where_somebody_served() -> None:
    here = stage("sealed")
    file_bidders(here.house, here.application_id, BIDDERS)
    finish(here)
    (fact,) = counted(here)
    assert [one.name for one in fact.bidders] == [each.company.name for each in BIDDERS]


def test_a_selective_draw_has_no_tickets() -> None:
    here = selected()
    here.fill()
    here.seal()
    finish(here)
    (fact,) = counted(here)
    assert (fact.mode, fact.orders, {seat.code for seat in fact.seats}) == ("selective", (), {""})
    assert fact.minutes is not None
