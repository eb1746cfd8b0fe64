"""Orders of acts and inputs nobody would try on purpose; each was a fault once, or could have been."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from audit.canonical import canonical, parse_canonical
from audit.events import DrawEvent
from draw_service.rules.lottery import Stratum
from draw_service.usecases.applications.appoint_witness import appoint_witness
from draw_service.usecases.applications.change_application import change_application
from draw_service.usecases.applications.file_application import file_application
from draw_service.usecases.applications.open_attempt import next_attempt_id, open_attempt
from draw_service.usecases.applications.slip_proof import SlipProof, proof_of
from draw_service.usecases.arrival.mark_late import mark_late
from draw_service.usecases.arrival.replace_member import replace_member
from draw_service.usecases.arrival.report_leak import report_leak
from draw_service.usecases.arrival.sign_in import sign_in
from draw_service.usecases.arrival.withdraw import withdraw
from draw_service.usecases.draws.abort import abort
from draw_service.usecases.draws.call_next import call_next
from draw_service.usecases.draws.confirm import confirm
from draw_service.usecases.draws.declare_interest import declare_interest
from draw_service.usecases.draws.enter_room import enter_room
from draw_service.usecases.draws.join_queue import join_queue
from draw_service.usecases.draws.lock import lock
from draw_service.usecases.draws.open_bidders import open_bidders
from draw_service.usecases.draws.print_receipt import print_receipt
from draw_service.usecases.manual.next_card import next_card
from draw_service.usecases.supervision.export_bundle import export_bundle
from draw_service.usecases.supervision.hand_over import hand_over
from draw_service.usecases.supervision.record_notice import record_notice
from tests.rules.examples import pack
from tests.usecases.register import SIGN_IN, card
from tests.usecases.stage import (
    ROOM,
    Phase,
    Stage,
    assert_whatever_came_of_it_verifies,
    refused,
    stage,
)


@pytest.mark.parametrize("phase", ["one-share", "revealed"])
def test_nothing_slips_in_between_the_first_share_and_the_order(phase: Phase) -> None:
    s = stage(phase)
    refused(s, lambda: confirm(s.house, s.draw_id, "channel", "no-signal", s.codes()), "out-of-order")


def test_a_change_in_a_later_attempt_is_the_newest_version() -> None:
    """Versions count from each attempt's filing; the rows of the application go on."""
    s = stage("appointed")
    for minutes in (241, 242):
        changed = replace(s.application, expected_minutes=minutes)
        change_application(s.house, s.draw_id, changed, "longer", {})
    s.abort()
    s.draw_id = next_attempt_id(s.house, s.application_id)
    s.slips["tenderer"] = s.make_slip("tenderer")
    open_attempt(s.house, s.application_id, proof_of(s.slips["tenderer"]))
    wider = replace(s.application, strata=(Stratum("build", "A", 3), Stratum("goods", "B", 2)))
    assert change_application(s.house, s.draw_id, wider, "wider", {}) == 2
    with s.house.books() as books:
        assert books.draws.application(s.application_id) == (4, wider)
        first = books.draws.application(s.application_id, 2)
    assert first is not None
    assert first[1].expected_minutes == 241
    s.appoint()
    s.enter()
    lock(s.house, s.draw_id)
    assert s.last().body["strata"][0]["code"] == "A"


def test_a_draw_waits_for_one_room_only() -> None:
    s = stage("appointed")
    other = s.sibling("appointed")
    join_queue(s.house, s.draw_id, "room-2")
    join_queue(s.house, s.draw_id, ROOM)
    join_queue(s.house, other.draw_id, "room-2")
    s.abort()
    enter_room(s.house, other.draw_id, "room-2", "center", "op", phone_deposited=True)


def test_who_is_in_a_room_joins_no_other_queue() -> None:
    s = stage("entered")
    refused(s, lambda: join_queue(s.house, s.draw_id, "room-2"), "out-of-order")


def test_a_closed_draw_blocks_no_room() -> None:
    """It may have joined the queue again after its seal."""
    for again in (lambda s: join_queue(s.house, s.draw_id, ROOM), Stage.enter):
        s = stage("unsealed")
        again(s)
        s.close()
        with s.house.books() as books:
            assert books.rooms.occupant(ROOM) is None
            assert list(books.rooms.queue(ROOM)) == []


def test_an_aborted_draw_leaves_the_queue() -> None:
    s = stage("entered")
    other = s.sibling("appointed")
    assert join_queue(s.house, other.draw_id, ROOM) == 1
    other.abort()
    with s.house.books() as books:
        assert list(books.rooms.queue(ROOM)) == []
        assert books.rooms.occupant(ROOM) == s.draw_id


LOW_ORDER = (
    "00" * 32,
    "01" + "00" * 31,
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
)


@pytest.mark.parametrize("pk", LOW_ORDER)
def test_a_key_nobody_can_seal_to_is_refused_when_filed(pk: str) -> None:
    s = stage("filed")
    slip = SlipProof("ab" * 32, pk, "ABCDEFGH")
    refused(s, lambda: appoint_witness(s.house, s.draw_id, "regulator", slip), "bad-input")


def test_the_desk_learns_nothing_from_a_phone_that_was_kept() -> None:
    """Else a refusal would tell members from strangers, and leave no line in the log."""
    s = stage("sealed")
    member, stranger = s.card_of(s.holder(1)), card(40)
    for shown in (member, stranger):
        early = lambda shown=shown: sign_in(s.house, s.draw_id, shown, phone_deposited=True)  # noqa: E731
        refused(s, early, "desk-closed")
    s.clock.jump(SIGN_IN)
    for shown in (member, stranger):
        refused(
            s,
            lambda shown=shown: sign_in(s.house, s.draw_id, shown, phone_deposited=False),  # type: ignore[misc]
            "phone-not-deposited",
        )


def test_one_party_cannot_pass_over_a_replacement_just_called() -> None:
    """Past the limit a new acceptance without a receipt would count as unproven at once."""
    s = stage("sealed")
    s.clock.jump(SIGN_IN + timedelta(minutes=31))
    mark_late(s.house, s.draw_id, 1)
    replace_member(s.house, s.draw_id, 1, "unable", s.codes())
    s.answer(s.call().slot)
    refused(s, lambda: mark_late(s.house, s.draw_id, 1), "not-sealed")
    s.seal()
    refused(s, lambda: mark_late(s.house, s.draw_id, 1), "still-expected")
    s.clock.jump(s.clock.now() + timedelta(minutes=31))
    assert mark_late(s.house, s.draw_id, 1) == "absent"
    refused(s, s.call, "replacement-not-confirmed")


@pytest.mark.parametrize("evidence", ["", "AB" * 32, "ab" * 31, "the declaration"])
def test_what_people_add_needs_its_paper(evidence: str) -> None:
    s = stage("ordered")
    codes = s.codes("center", "regulator")
    someone = s.candidate()
    refused(s, lambda: declare_interest(s.house, s.draw_id, someone, evidence, codes), "bad-input")
    refused(s, lambda: open_bidders(s.house, s.draw_id, evidence, codes), "bad-input")


def test_out_of_town_is_a_change_of_who_can_be_drawn() -> None:
    s = stage("appointed", areas=("220802",))
    wide = replace(s.application, out_of_town=True)
    refused(s, lambda: change_application(s.house, s.draw_id, wide, "few", {}), "parties-missing")


def test_only_a_lawful_way_out_of_a_shortage_is_one() -> None:
    s = stage("appointed")
    refused(
        s,
        lambda: change_application(s.house, s.draw_id, s.application, "few", s.codes(), "owner-proposed"),  # type: ignore[arg-type]
        "bad-input",
    )


def test_a_person_phones_in_a_random_draw_only_once_three_parties_confirmed() -> None:
    s = stage("ordered")
    refused(s, lambda: next_card(s.house, s.draw_id), "parties-missing")
    slot = s.call().slot
    refused(s, lambda: next_card(s.house, s.draw_id), "parties-missing")
    confirm(s.house, s.draw_id, "channel", "no-signal", s.codes())
    s.by_card("accepted")
    assert [e.body["channel"] for e in s.events() if e.type == "seat.called"] == ["voice", "manual"]
    assert s.draw().seating.accepted == [slot]  # type: ignore[union-attr]
    s.by_card("declined")
    assert_whatever_came_of_it_verifies(s)


def test_a_bundle_with_strange_events_is_refused_and_not_stumbled_over() -> None:
    s = stage("closed")
    bundle = parse_canonical(export_bundle(s.house, s.draw_id, "auditor"))
    strange: tuple[object, ...] = ([1], 1, [{}], [])
    for events in strange:
        data = canonical({**bundle, "events": events})
        codes = s.codes("center", "regulator")
        refused(s, lambda data=data, codes=codes: hand_over(s.house, s.draw_id, data, codes), "out-of-order")  # type: ignore[misc]


def test_a_refill_after_a_leak_says_who_kept_those_who_had_come() -> None:
    s = stage("sealed")
    s.town.pack = pack(leak_response="refill")
    s.town.pack = replace(s.town.pack, id=s.draw().rule_pack)
    s.morning()
    s.sign_in(1, 2)
    report_leak(s.house, s.draw_id, "seen-outside", s.codes())
    kept = next(event for event in s.events() if event.type is DrawEvent.DRAW_CONFIRMED)
    assert kept.body == {
        "what": "leak-refill", "by": ["tenderer", "regulator", "center"], "reason": "seen-outside",
    }  # fmt: skip
    left = [event.body["slot"] for event in s.events() if event.body.get("outcome") == "leaked"]
    assert left == [3, 4, 5]
    for slot in left:
        replace_member(s.house, s.draw_id, slot, "leaked", s.codes())
    s.fill()
    s.seal()
    s.sign_in(3, 4, 5)
    s.unseal()
    assert s.close() == "complete"
    assert_whatever_came_of_it_verifies(s)


BAD = "新\u0007" * 2


def test_words_the_log_does_not_take_are_bad_input() -> None:
    s = stage("ordered")
    codes = s.codes()
    for act in (
        lambda: confirm(s.house, s.draw_id, "No Slug", "reason", codes),
        lambda: confirm(s.house, s.draw_id, "channel", BAD, codes),
        lambda: abort(s.house, s.draw_id, "leaked", "x" * 201, codes),
        lambda: report_leak(s.house, s.draw_id, BAD, codes),
        lambda: call_next(s.house, s.draw_id, "Voice Mail"),
    ):
        code = "parties-missing" if act.__code__.co_names[0] == "call_next" else "bad-input"
        refused(s, act, code)
    s = stage("appointed")
    refused(s, lambda: abort(s.house, s.draw_id, "Not a slug", "r", s.codes()), "bad-input")
    refused(s, lambda: join_queue(s.house, s.draw_id, "三号室"), "bad-input")
    s.abort()
    refused(s, lambda: record_notice(s.house, s.application_id, "公告"), "bad-input")
    fresh = Stage(s.house, s.clock, s.application, town=s.town)
    proof = proof_of(s.make_slip("tenderer", "x"))
    refused(
        fresh, lambda: file_application(s.house, "no such number!" * 9, s.application, proof), "bad-input"
    )
    naive = replace(s.application, bid_opening=s.application.bid_opening.replace(tzinfo=None))
    refused(fresh, lambda: file_application(s.house, "AP-9", naive, proof), "bad-input")


def test_no_free_words_as_a_reason() -> None:
    """They could name somebody, and the log is for every eye."""
    told = "鹤测甲01说的"
    s = stage("appointed")
    slip = proof_of(s.make_slip("regulator", salt="2"))
    for act in (
        lambda: confirm(s.house, s.draw_id, "channel", told, s.codes()),
        lambda: abort(s.house, s.draw_id, "leaked", told, s.codes()),
        lambda: report_leak(s.house, s.draw_id, told, s.codes()),
        lambda: change_application(s.house, s.draw_id, s.application, told, s.codes()),
        lambda: appoint_witness(s.house, s.draw_id, "regulator", slip, told),
    ):
        refused(s, act, "bad-input")


def test_vacated_after_unsealing_it_is_sealed_and_unsealed_again() -> None:
    s = stage("unsealed")
    withdraw(s.house, s.draw_id, 2, "recused", s.codes())
    refused(s, s.close, "not-sealed")
    refused(s, s.unseal, "not-sealed")
    replace_member(s.house, s.draw_id, 2, "recused", s.codes())
    s.fill()
    s.seal()
    refused(s, s.close, "not-accounted-for")
    s.sign_in(2)
    refused(s, s.close, "not-unsealed")
    s.unseal()
    assert s.close() == "complete"
    assert_whatever_came_of_it_verifies(s)


def test_replacing_while_another_call_is_open() -> None:
    s = stage("sealed")
    for slot in (4, 1):
        withdraw(s.house, s.draw_id, slot, "withdrawn", s.codes())
        replace_member(s.house, s.draw_id, slot, "unable", s.codes())
    assert s.call().slot == 4
    withdraw(s.house, s.draw_id, 2, "withdrawn", s.codes())
    refused(s, s.seal, "call-open")
    replace_member(s.house, s.draw_id, 2, "unable", s.codes())
    s.fill()
    s.seal()
    assert_whatever_came_of_it_verifies(s)


def test_a_receipt_paper_may_be_printed_again_and_changes_no_chain() -> None:
    s = stage("sealed")
    before = s.types()
    print_receipt(s.house, s.draw_id)
    assert s.types() == before
