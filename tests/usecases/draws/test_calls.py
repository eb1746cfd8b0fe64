"""Calls and what stops a candidate: the order says who, nobody chooses (Art. 4, 5, 12, 13)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from audit.canonical import parse_canonical
from audit.events import DrawEvent
from draw_service.rules.applications import Bidder
from draw_service.rules.lottery import Stratum
from draw_service.rules.people import Engagement, Period
from draw_service.usecases.applications.file_bidders import file_bidders
from draw_service.usecases.arrival.replace_member import replace_member
from draw_service.usecases.arrival.withdraw import withdraw
from draw_service.usecases.chain import keys_and_roll
from draw_service.usecases.draws.declare_interest import declare_interest
from draw_service.usecases.draws.look import look
from draw_service.usecases.draws.open_bidders import open_bidders
from draw_service.usecases.draws.record_answer import CALL_OUTCOMES
from draw_service.usecases.draws.redial import redial
from draw_service.usecases.pool.record_leave import record_leave
from draw_service.usecases.pool.remove_expert import remove_expert
from draw_service.usecases.pool.suspend_expert import suspend_expert
from tests.rules.examples import pack
from tests.usecases.draws.acts import EVIDENCE
from tests.usecases.register import RECORDS, SIGN_IN
from tests.usecases.stage import (
    Stage,
    assert_whatever_came_of_it_verifies,
    by_chance,
    new_stage,
    refused,
    stage,
)


def seat_state(s: Stage, slot: int) -> tuple[str, int]:
    view = look(s.house, s.draw_id).seats[slot - 1]
    return view.state, view.tries


# --- call and answer ----------------------------------------------------------------------------------------


def test_a_call_gives_the_head_seat_its_candidate_and_the_worker_a_number() -> None:
    s = stage("ordered")
    expected = s.candidate()
    call = s.call()
    assert (call.slot, call.ordinal) == (1, 0)
    assert call.contact is not None
    assert call.contact.expert_id == expected == s.holder(1)
    assert call.contact.name not in repr(call)
    assert s.last().type is DrawEvent.SEAT_CALLED
    assert s.last().body == {"slot": 1, "channel": "voice", "ordinal": 0}
    assert seat_state(s, 1) == ("calling", 1)
    refused(s, s.seal, "call-open")


@pytest.mark.parametrize("outcome", CALL_OUTCOMES)
def test_every_outcome_of_a_call(outcome: str) -> None:
    s = stage("calling")
    who = s.holder(1)
    s.answer(1, outcome)
    assert s.last().type is DrawEvent.SEAT_ANSWERED
    body = dict(s.last().body)
    with s.house.books() as books:
        [record] = books.draws.call_records(s.draw_id)
        engaged = [held.expert_id for held in books.pool.engagements_of(s.draw_id)]
    assert body == {"slot": 1, "outcome": outcome, "record": record.hash}
    said = parse_canonical(record.data)
    assert said["outcome"] == outcome
    assert len(said["salt"]) == 32
    assert "15400000000" not in record.data.decode()
    accepted = outcome == "accepted"
    assert engaged == ([who] if accepted else [])
    assert seat_state(s, 1) == ("accepted" if accepted else "waiting", 1)
    refused(s, lambda: s.answer(1), "seat-not-called")


@pytest.mark.parametrize("outcome", ["withdrawn", "late", "absent", "leaked", "yes", ""])
def test_what_no_call_ends_with(outcome: str) -> None:
    s = stage("calling")
    refused(s, lambda: s.answer(1, outcome), "bad-outcome")


def test_a_seat_that_said_no_joins_the_end_of_the_queue() -> None:
    s = stage("ordered")
    slots = []
    for outcome in ("declined", "accepted", "silent", "accepted", "accepted", "accepted", "accepted"):
        slots.append(s.call().slot)
        s.answer(slots[-1], outcome)
    assert slots == [1, 2, 3, 4, 5, 1, 3]
    assert seat_state(s, 1) == ("accepted", 2)
    refused(s, s.call, "no-open-seat")


def test_a_redial_gives_nothing() -> None:
    s = stage("calling")
    who = s.holder(1)
    again = redial(s.house, s.draw_id, 1)
    assert again.contact is not None
    assert (again.slot, again.ordinal, again.contact.expert_id) == (1, 0, who)
    assert s.last().body == {"slot": 1, "channel": "voice", "ordinal": 0}
    refused(s, lambda: redial(s.house, s.draw_id, 2), "seat-not-called")
    refused(s, lambda: redial(s.house, s.draw_id, 9), "seat-not-called")


def test_nobody_is_called_who_could_not_be_there_in_time() -> None:
    s = stage("calling")
    s.town.clock.time = s.application.latest_start - timedelta(minutes=30)
    s.answer(1, "declined")
    s.call()
    s.town.clock.time += timedelta(seconds=1)
    refused(s, s.call, "call-too-late")
    refused(s, lambda: redial(s.house, s.draw_id, 2), "call-too-late")


def test_an_exhausted_order_takes_the_seat_off_the_queue_and_the_draw_closes_short() -> None:
    s = stage("ordered", strata=(Stratum("build", "A08", 3), Stratum("rare", "C02", 2)))
    while (head := look(s.house, s.draw_id).head) is not None:
        call = s.call()
        if call.ordinal is None:
            assert call.contact is None
            assert s.last().type is DrawEvent.SEAT_EXHAUSTED
            assert s.last().body == {"slot": head}
        else:
            s.answer(head, "accepted" if head != 5 else "declined")
    assert seat_state(s, 5) == ("exhausted", 1)
    s.seal()
    assert s.last().body["slots"] == [1, 2, 3, 4]
    s.morning()
    s.sign_in()
    s.unseal()
    assert s.close() == "short"
    assert_whatever_came_of_it_verifies(s)


def test_a_draw_with_nobody_left_cannot_be_sealed_only_aborted() -> None:
    s = stage("ordered", strata=(Stratum("rare", "C02", 2), Stratum("also", "C0101", 3)))
    while look(s.house, s.draw_id).head is not None:
        call = s.call()
        if call.ordinal is not None:
            s.answer(call.slot, "declined")
    refused(s, s.seal, "seats-open")
    refused(s, s.close, "not-sealed")
    assert_whatever_came_of_it_verifies(s)


def test_at_most_one_member_per_employer() -> None:
    """1 and 2 share an employer, 3 and 4 another; the pack's cap may be lifted."""
    together = 0
    for number in range(8):
        strata = (Stratum("build", "A08", 11),)
        s = by_chance(number, strata=strata)
        s.fill()
        held = {s.holder(slot) for slot in range(1, 12)}
        assert not {"E000001", "E000002"} <= held
        assert not {"E000003", "E000004"} <= held
        free = new_stage(strata=strata)
        free.house = replace(free.house, entropy=s.house.entropy)
        free.town.pack = pack(max_per_unit=0)
        free.go("ordered")
        free.fill()
        together += {"E000001", "E000002"} <= {free.holder(slot) for slot in range(1, 12)}
    assert together > 0


# --- what stops a candidate ---------------------------------------------------------------------------------


def _engage(s: Stage, who: str) -> None:
    with s.house.books() as books:
        books.pool.engage(Engagement(who, "other.1", Period(SIGN_IN, SIGN_IN + timedelta(hours=1))))
        books.commit()


def _unavailable(s: Stage, who: str) -> None:
    with s.house.books() as books:
        state = books.pool._state  # type: ignore[attr-defined]
        state.people[who] = replace(state.people[who], available=False)
        books.commit()


def _late_four_times(s: Stage, who: str) -> None:
    suspend_expert(s.house, who, Period(s.clock.now() - timedelta(days=1)))


STOPS: dict[str, tuple[Callable[[Stage, str], object], str, str]] = {
    "engaged": (_engage, "engaged", "engaged"),
    "leave": (lambda s, who: record_leave(s.house, who, Period(SIGN_IN)), "leave", "leave"),
    "suspended": (_late_four_times, "suspended", "suspended"),
    "left": (lambda s, who: remove_expert(s.house, who), "left-pool", "left-pool"),
    "unavailable": (_unavailable, "not-available", "suspended"),
}


@pytest.mark.parametrize("name", STOPS)
def test_whatever_stops_a_candidate_is_logged_before_the_call_that_passes_over(name: str) -> None:
    stop, why, reason = STOPS[name]
    s = stage("ordered")
    stopped = s.candidate()
    stop(s, stopped)
    call = s.call()
    assert call.contact is not None
    assert call.contact.expert_id != stopped
    added, called = s.events()[-2:]
    assert (added.type, called.type) == (DrawEvent.RECUSAL_ADDED, DrawEvent.SEAT_CALLED)
    assert {key: added.body[key] for key in ("reason", "by", "evidence", "size")} == {
        "reason": reason, "by": ["center"], "evidence": "", "size": 1,
    }  # fmt: skip
    with s.house.books() as books:
        [(n, leaves)] = books.draws.added(s.draw_id)
        [leaf] = parse_canonical(leaves)
        _keys, roll = keys_and_roll(books, s.draw_id)
    assert (n, leaf["why"], roll[bytes.fromhex(leaf["h"])].id) == (added.n, why, stopped)
    s.fill()
    s.seal()
    assert_whatever_came_of_it_verifies(s)


def test_two_stopped_in_a_row() -> None:
    s = stage("ordered")
    with s.house.books() as books:
        _keys, roll = keys_and_roll(books, s.draw_id)
    seating = s.draw().seating
    assert seating is not None
    for handle in seating._orders["build"][:2]:
        remove_expert(s.house, roll[handle].id)
    s.call()
    assert s.types()[-3:] == [DrawEvent.RECUSAL_ADDED, DrawEvent.RECUSAL_ADDED, DrawEvent.SEAT_CALLED]


def test_near_relatives_do_not_sit_on_one_panel() -> None:
    """10 and 11 are relatives: whoever holds a seat first, the other is passed over, and the log says why."""
    found = 0
    for number in range(8):
        s = by_chance(number, strata=(Stratum("build", "A08", 11),))
        s.fill()
        held = {s.holder(slot) for slot in range(1, 12)}
        assert not {"E000010", "E000011"} <= held
        reasons = [e.body["reason"] for e in s.events() if e.type is DrawEvent.RECUSAL_ADDED]
        assert reasons in ([], ["relative-on-panel"])
        found += len(reasons)
    assert found > 0


def test_relatives_may_sit_together_where_the_pack_says_so() -> None:
    together = 0
    for number in range(8):
        s = by_chance(number, strata=(Stratum("build", "A08", 11),))
        s.town.pack = replace(pack(relatives_same_panel=False), id=s.town.pack.id)
        s.fill()
        together += {"E000010", "E000011"} <= {s.holder(slot) for slot in range(1, 12)}
    assert together > 0


def test_who_is_being_called_elsewhere_is_engaged() -> None:
    """Two draws never seat one person, not even when both calls are still open (rules.md section 2)."""
    strata = (Stratum("rare", "C02", 1), Stratum("b", "B07", 4))
    first = stage("accepted", strata=strata)
    first.seal()
    second = stage_after(first)
    withdraw(first.house, first.draw_id, 1, "withdrawn", first.codes())
    replace_member(first.house, first.draw_id, 1, "unable", first.codes())
    first.call()
    called = first.holder(1)
    while look(second.house, second.draw_id).head is not None:
        call = second.call()
        if call.ordinal is not None:
            second.answer(call.slot, "declined" if call.slot == 1 else "accepted")
    reasons = [e.body["reason"] for e in second.events() if e.type is DrawEvent.RECUSAL_ADDED]
    assert "engaged" in reasons
    seating = second.draw().seating
    assert seating is not None
    assert called not in [second.who(handle) for handle in seating.given]


def stage_after(first: Stage) -> Stage:
    """Another project of the same hours in the same town, ordered: one of its two rare experts is free."""
    return first.sibling("ordered", strata=(Stratum("rare", "C02", 1), Stratum("c", "C0101", 4)))


# --- the bidder list opens, an interest is declared ---------------------------------------------------------


def bidders_of(*experts: str) -> tuple[Bidder, ...]:
    return tuple(Bidder(RECORDS[int(who[1:]) - 1].employer) for who in experts)


def test_the_list_opens_while_calls_are_open() -> None:
    s = stage("ordered")
    s.call()
    s.call()
    s.answer(1)
    accepted, calling, waiting = s.holder(1), s.holder(2), s.candidate()
    codes = s.codes("center", "regulator")
    refused(s, lambda: open_bidders(s.house, s.draw_id, EVIDENCE, codes), "not-found")
    file_bidders(s.house, s.application_id, bidders_of(accepted, calling, waiting))
    few = s.codes("center", "tenderer")
    refused(s, lambda: open_bidders(s.house, s.draw_id, EVIDENCE, few), "parties-missing")
    assert open_bidders(s.house, s.draw_id, EVIDENCE, codes) == [1, 2]
    added = next(event for event in s.events() if event.type is DrawEvent.RECUSAL_ADDED)
    assert (added.body["reason"], added.body["by"]) == ("bidders-opened", ["center", "regulator"])
    assert added.body["evidence"] == EVIDENCE
    assert added.body["size"] >= 3
    assert [event.body["outcome"] for event in s.events()[-2:]] == ["recused", "recused"]
    refused(s, lambda: s.answer(2), "seat-not-called")
    with s.house.books() as books:
        assert books.pool.engagements_of(s.draw_id) == []
    before = s.types()
    assert open_bidders(s.house, s.draw_id, EVIDENCE, codes) == []
    assert s.types() == before
    s.fill()
    assert {accepted, calling, waiting}.isdisjoint({s.holder(slot) for slot in range(1, 6)})
    s.seal()
    assert_whatever_came_of_it_verifies(s)


def test_the_list_opens_after_the_seal_and_article_13_follows() -> None:
    s = stage("signed-in")
    who = s.holder(3)
    file_bidders(s.house, s.application_id, bidders_of(who))
    codes = s.codes("center", "regulator")
    assert open_bidders(s.house, s.draw_id, EVIDENCE, codes) == [3]
    assert look(s.house, s.draw_id).to_confirm == (3,)
    refused(s, s.call, "replacement-not-confirmed")
    refused(s, s.unseal, "not-sealed")
    replace_member(s.house, s.draw_id, 3, "interest", s.codes())
    s.fill()
    s.seal()
    assert s.holder(3) != who
    s.sign_in(3)
    s.unseal()
    assert s.close() == "complete"
    assert_whatever_came_of_it_verifies(s)


def test_an_interest_is_declared_of_a_member_a_candidate_and_a_stranger() -> None:
    s = stage("sealed")
    member, codes = s.holder(2), s.codes("center", "regulator")
    assert declare_interest(s.house, s.draw_id, member, EVIDENCE, codes) == [2]
    assert s.types()[-2:] == [DrawEvent.RECUSAL_ADDED, DrawEvent.SEAT_ANSWERED]
    assert s.events()[-2].body["reason"] == "declared"
    replace_member(s.house, s.draw_id, 2, "interest", s.codes())
    waiting = s.candidate()
    assert declare_interest(s.house, s.draw_id, waiting, EVIDENCE, codes) == []
    n = len(s.events())
    assert declare_interest(s.house, s.draw_id, waiting, EVIDENCE, codes) == []
    assert len(s.events()) == n
    for stranger in ("E000040", "E000012", "E999999"):

        def declare(who: str = stranger) -> object:
            return declare_interest(s.house, s.draw_id, who, EVIDENCE, codes)

        refused(s, declare, "not-found")
    assert s.call().contact.expert_id not in (member, waiting)  # type: ignore[union-attr]
    assert_whatever_came_of_it_verifies(s)


# --- seal ---------------------------------------------------------------------------------------------------


def test_sealing_twice_changes_nothing_and_every_change_asks_for_a_new_seal() -> None:
    s = stage("accepted")
    digest = s.seal()
    assert s.last().type is DrawEvent.DRAW_SEALED
    assert s.last().body == {
        "roster_hash": digest, "slots": [1, 2, 3, 4, 5], "signin_at": "2026-06-12T02:00:00Z",
    }  # fmt: skip
    n = len(s.events())
    assert s.seal() == digest
    assert len(s.events()) == n
    withdraw(s.house, s.draw_id, 1, "withdrawn", s.codes())
    refused(s, s.seal, "seats-open")
    replace_member(s.house, s.draw_id, 1, "unable", s.codes())
    s.fill()
    assert s.seal() != digest


def test_withdrawing_before_the_seal_needs_no_confirmation() -> None:
    s = stage("accepted")
    withdraw(s.house, s.draw_id, 4, "recused", s.codes())
    assert s.last().body["outcome"] == "recused"
    assert look(s.house, s.draw_id).to_confirm == ()
    refused(s, lambda: withdraw(s.house, s.draw_id, 4, "recused", s.codes()), "seat-not-called")
    refused(s, lambda: withdraw(s.house, s.draw_id, 1, "ill", s.codes()), "bad-outcome")  # type: ignore[arg-type]
    s.fill()
    s.seal()
    assert_whatever_came_of_it_verifies(s)
