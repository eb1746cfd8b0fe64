"""Selective draws (Art. 4(2)): by consent, by three, said to be not random; reserves in their turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from audit.events import DrawEvent
from draw_service.rules.applications import Bidder
from draw_service.rules.lottery import chosen_commitment
from draw_service.rules.people import Period
from draw_service.usecases.applications.file_bidders import file_bidders
from draw_service.usecases.arrival.replace_member import replace_member
from draw_service.usecases.arrival.withdraw import withdraw
from draw_service.usecases.draws.abort import abort
from draw_service.usecases.draws.declare_interest import declare_interest
from draw_service.usecases.draws.look import look
from draw_service.usecases.draws.open_bidders import open_bidders
from draw_service.usecases.draws.select_experts import select_experts
from draw_service.usecases.pool.find_experts import find_experts
from draw_service.usecases.pool.record_leave import record_leave
from draw_service.usecases.supervision.record_consent import record_consent
from tests.rules.examples import pack
from tests.usecases.draws.acts import EVIDENCE
from tests.usecases.register import RECORDS, SIGN_IN
from tests.usecases.stage import CHOSEN, Stage, failures, public_report, refused, selected, stage


def choose(
    s: Stage, chosen: Sequence[tuple[int, str]] = CHOSEN, consent: str = "C-1", why: str = "complex"
) -> None:
    select_experts(s.house, s.draw_id, chosen, consent, why, s.codes())


def test_the_confirmation_closes_over_the_choice() -> None:
    s = selected()
    event = s.last()
    assert event.type is DrawEvent.SELECTION_CONFIRMED
    with s.house.books() as books:
        k = books.draws.secret(s.draw_id, "k")
    assert k is not None
    assert event.body["chosen"] == chosen_commitment(k, CHOSEN).hex()
    assert event.body["by"] == ["tenderer", "regulator", "center"]
    assert (event.body["consent"], event.body["reason"]) == ("C-1", "complex")
    refused(s, lambda: choose(s), "already-locked")


def test_what_is_no_lawful_choice() -> None:
    s = stage("entered", mode="selective")
    refused(s, lambda: choose(s), "needs-consent")
    record_consent(s.house, s.draw_id, "C-1", "complex")
    refused(s, lambda: choose(s, consent=""), "needs-consent")
    refused(s, lambda: choose(s, consent="C-2"), "needs-consent")
    refused(s, lambda: choose(s, why="cheaper"), "needs-consent")
    first = CHOSEN[0][1]
    for chosen, code in (
        (CHOSEN[:4], "bad-input"),
        ([*CHOSEN, (6, "E000018")], "bad-input"),
        ([*CHOSEN, (2, first)], "bad-input"),
        ([*CHOSEN[:4], (5, "E000018")], "stands-aside"),
        ([*CHOSEN, (2, "E000008")], "stands-aside"),
        ([*CHOSEN, (2, "E000012")], "stands-aside"),
        ([*CHOSEN, (2, "E999999")], "stands-aside"),
    ):

        def act(chosen: Sequence[tuple[int, str]] = chosen) -> None:
            choose(s, chosen)

        refused(s, act, code)
    missing = s.codes("tenderer", "center")
    refused(
        s, lambda: select_experts(s.house, s.draw_id, CHOSEN, "C-1", "complex", missing), "parties-missing"
    )


def test_it_needs_the_room_and_its_own_kind_of_application() -> None:
    s = stage("appointed", mode="selective")
    record_consent(s.house, s.draw_id, "C-1", "complex")
    refused(s, lambda: choose(s), "room-busy")
    s = stage("entered")
    refused(s, lambda: choose(s), "not-allowed")
    refused(s, lambda: find_experts(s.house, s.draw_id), "not-allowed")


def test_who_can_be_chosen() -> None:
    s = stage("entered", mode="selective")
    able = find_experts(s.house, s.draw_id)
    aside = {"E000008", "E000009", "E000012", "E000013", "E000014"}
    assert [one.id for one in able] == [f"E{n:06}" for n in range(1, 33) if f"E{n:06}" not in aside]


def finish(s: Stage) -> str:
    s.fill()
    s.seal()
    s.morning()
    s.sign_in()
    s.unseal()
    return s.close()


def test_the_first_choices_sit_and_the_verdict_is_never_random() -> None:
    s = selected()
    s.by_card("accepted")
    assert finish(s) == "complete"
    assert [s.holder(slot) for slot in range(1, 6)] == [who for _slot, who in CHOSEN[:5]]
    report = public_report(s)
    assert (report.verdict, report.exit_code, failures(report)) == ("not-random", 0, [])


def test_a_reserve_follows_and_then_the_seat_is_exhausted() -> None:
    s = selected()
    s.fill()
    s.seal()
    for expected in ("E000020", None):
        withdraw(s.house, s.draw_id, 1, "withdrawn", s.codes())
        replace_member(s.house, s.draw_id, 1, "unable", s.codes())
        call = s.call()
        assert (call.contact.expert_id if call.contact else None) == expected
        if expected:
            s.answer(1)
            s.seal()
    s.seal()
    s.morning()
    s.sign_in()
    s.unseal()
    assert s.close() == "short"
    assert failures(public_report(s)) == []


def test_a_choice_that_has_to_step_back_since_uses_up_its_call() -> None:
    s = selected()
    record_leave(s.house, "E000015", Period(SIGN_IN))
    call = s.call()
    assert call.contact is not None
    assert call.contact.expert_id == "E000016"
    assert s.types()[-3:] == [DrawEvent.SEAT_CALLED, DrawEvent.SEAT_ANSWERED, DrawEvent.SEAT_CALLED]
    assert finish(s) == "complete"
    assert s.holder(1) == "E000020"
    assert failures(public_report(s)) == []


def test_an_interest_found_later_stops_a_member_and_a_reserve() -> None:
    s = selected()
    s.fill()
    s.seal()
    codes = s.codes("center", "regulator")
    assert declare_interest(s.house, s.draw_id, "E000020", EVIDENCE, codes) == []
    assert declare_interest(s.house, s.draw_id, "E000015", EVIDENCE, codes) == [1]
    file_bidders(s.house, s.application_id, [Bidder(RECORDS[22].employer)])
    assert open_bidders(s.house, s.draw_id, EVIDENCE, codes) == [4]
    for slot in (1, 4):
        replace_member(s.house, s.draw_id, slot, "interest", s.codes())
    while look(s.house, s.draw_id).head is not None:
        assert s.call().ordinal is None
    s.seal()
    s.morning()
    s.sign_in()
    s.unseal()
    assert s.close() == "short"
    assert failures(public_report(s)) == []


@pytest.mark.parametrize("ground", ["leaked", "project-stopped"])
def test_once_chosen_it_ends_early_as_a_revealed_draw_does(ground: str) -> None:
    s = selected()
    refused(s, lambda: abort(s.house, s.draw_id, "changed-my-mind", "r", s.codes()), "bad-ground")
    two = s.codes("center", "tenderer")
    refused(s, lambda: abort(s.house, s.draw_id, ground, "r", two), "parties-missing")
    s.abort(ground)
    report = public_report(s)
    assert (report.verdict, failures(report)) == ("not-random", [])
    assert look(s.house, s.draw_id).phase == "aborted"


def test_two_first_choices_of_one_employer_are_refused() -> None:
    s = stage("entered", mode="selective")
    record_consent(s.house, s.draw_id, "C-1", "complex")
    able = find_experts(s.house, s.draw_id)
    groups: dict[int, list[str]] = {}
    for one in able:
        groups.setdefault(one.group, []).append(one.id)
    pair = next(ids for ids in groups.values() if len(ids) > 1)[:2]
    s.town.pack = replace(pack(max_per_unit=1), id=s.town.pack.id)
    others = [expert for _slot, expert in CHOSEN if expert not in pair][:3]
    refused(s, lambda: choose(s, [*enumerate([*pair, *others], start=1)]), "stands-aside")
