"""The paper kit: printed blind, phoned from without power, typed back into the same draw (Art. 5(2))."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from audit.events import HouseEvent
from draw_service.usecases.draws.confirm import confirm
from draw_service.usecases.draws.look import look
from draw_service.usecases.manual.destroy_kit import destroy_kit
from draw_service.usecases.manual.kit_labels import kit_labels
from draw_service.usecases.manual.look_at_cards import look_at_cards
from draw_service.usecases.manual.next_card import next_card
from draw_service.usecases.manual.print_kit import print_kit
from draw_service.usecases.manual.type_back import Witness, type_back
from draw_service.usecases.manual.type_back_kit import type_back_kit
from notifications.channels.manual import Tried
from tests.usecases.register import secrets_of_people
from tests.usecases.stage import (
    Stage,
    assert_whatever_came_of_it_verifies,
    refused,
    selected,
    stage,
)


def with_kit(per_seat: int = 4) -> Stage:
    """An ordered draw with its kit printed and the channel confirmed."""
    s = stage("ordered")
    print_kit(s.house, s.draw_id, s.codes(), per_seat)
    confirm(s.house, s.draw_id, "channel", "force-majeure", s.codes())
    return s


def typed(s: Stage, label: str, *results: str, serial: str = "K-000001") -> str:
    """Calls two minutes apart that ended now."""
    now = s.clock.now()
    tried = []
    for place, result in enumerate(results):
        tried.append(Tried(0, result, now + timedelta(minutes=2 * place)))
    s.clock.jump(now + timedelta(minutes=2 * len(results)))
    return type_back_kit(s.house, s.draw_id, serial, label, tried, s.codes())


def next_label(s: Stage) -> str:
    """The card whose turn it is, read off a copy of the draw that calls by machine."""
    there = s.copy()
    there.call("voice")
    labels = kit_labels(there.house, there.draw_id)
    return labels[max(labels, key=lambda slot: (slot not in kit_labels(s.house, s.draw_id), slot))]


def test_it_is_printed_by_three_parties_straight_to_the_printer() -> None:
    s = stage("ordered")
    refused(s, lambda: print_kit(s.house, s.draw_id, s.codes("center", "tenderer")), "parties-missing")

    assert print_kit(s.house, s.draw_id, s.codes()) == "K-000001"
    assert s.town.printer.sheets == [("K-000001", "K-000001")]
    fact = s.town.state.streams["papers"][-1]
    assert (fact.type, fact.body["serial"]) == (HouseEvent.KIT_PRINTED, "K-000001")
    assert fact.body["cards"] == len(s.town.papers.kits[0].cards)
    refused(s, lambda: print_kit(s.house, s.draw_id, s.codes()), "kit-out")
    everything = b"\n".join(s.facts()).decode()
    assert [text for text in secrets_of_people() if text in everything] == []


def test_it_is_not_printed_early_nor_for_a_selective_draw_nor_without_a_printer() -> None:
    for s, code in (
        (stage("locked"), "not-ordered"),
        (selected(), "not-allowed"),
        (stage("calling"), "call-open"),
    ):
        refused(s, partial(print_kit, s.house, s.draw_id, s.codes()), code)
    s = stage("ordered")
    s.town.printer.there = False
    refused(s, lambda: print_kit(s.house, s.draw_id, s.codes()), "printer-missing")


def test_the_cards_are_the_committed_order_and_no_more_than_asked_for() -> None:
    s = with_kit(per_seat=2)
    kit = s.town.papers.kits[0]

    quotas = [stratum.quota for stratum in s.draw().strata]
    assert [slot for slot, _place in kit.seats] == list(range(1, sum(quotas) + 1))
    for place, quota in enumerate(quotas, start=1):
        labels = [card.label for card in kit.cards if card.label.startswith(f"{place}-")]
        assert labels == [f"{place}-{n:02}" for n in range(1, len(labels) + 1)]
        assert 0 < len(labels) <= 2 * quota
    assert len(kit.checkpoint) == 64
    text = repr(kit)
    assert [secret for secret in secrets_of_people() if secret in text] == []


def test_the_paper_continues_exactly_the_draw_the_machine_would_have_made() -> None:
    s = with_kit()
    machine = s.copy()
    answers = ["accepted", "declined", "no-answer", "accepted"]
    for answer in answers:
        label = next_label(s)
        results = (answer, answer) if answer == "no-answer" else (answer,)
        outcome = typed(s, label, *results)
        call = machine.call("voice")
        machine.answer(call.slot, outcome)

    mine, theirs = s.draw().seating, machine.draw().seating
    assert mine is not None
    assert theirs is not None
    assert (mine.holders, list(mine.queue), mine.given) == (theirs.holders, list(theirs.queue), theirs.given)
    assert {e.body["channel"] for e in s.events() if e.type == "seat.called"} == {"manual"}


def test_the_record_has_the_time_of_the_call_and_the_event_the_time_of_typing() -> None:
    s = with_kit()
    label, called = next_label(s), s.clock.now()
    s.clock.jump(called + timedelta(hours=3))
    type_back_kit(s.house, s.draw_id, "K-000001", label, [Tried(0, "accepted", called)], s.codes())

    with s.house.books() as books:
        record = books.draws.call_records(s.draw_id)[-1].data.decode()
    assert f'"at":"{called:%Y-%m-%dT%H:%M:%SZ}"' in record
    assert '"countersigned":["tenderer","regulator"]' in record
    assert s.last().at == f"{s.clock.now():%Y-%m-%dT%H:%M:%SZ}"


def test_a_card_that_was_not_next_has_no_result() -> None:
    s = with_kit()
    right = next_label(s)
    wrong = next(card.label for card in s.town.papers.kits[0].cards if card.label != right)

    refused(s, lambda: typed(s, wrong, "accepted"), "card-not-next")
    refused(s, lambda: typed(s, "9-99", "accepted"), "card-not-next")
    refused(s, lambda: typed(s, right, "accepted", serial="K-000009"), "kit-missing")
    refused(s, lambda: typed(s, right), "calls-wrong")
    refused(s, lambda: typed(s, right, "no-answer"), "calls-wrong")
    typed(s, right, "accepted")
    refused(s, lambda: typed(s, right, "accepted"), "card-not-next")


def test_both_witnesses_countersign_and_three_parties_confirmed_the_channel() -> None:
    s = stage("ordered")
    print_kit(s.house, s.draw_id, s.codes())
    label = next_label(s)
    tried = [Tried(0, "accepted", s.clock.now())]

    def by(*parties: str) -> object:
        codes = s.codes(*parties)  # type: ignore[arg-type]
        return type_back_kit(s.house, s.draw_id, "K-000001", label, tried, codes)

    refused(s, lambda: by("center", "tenderer"), "parties-missing")
    refused(s, by, "parties-missing")


def test_a_call_cut_off_by_the_failure_is_dialled_again_from_its_card() -> None:
    s = with_kit()
    s.call("voice")
    label = kit_labels(s.house, s.draw_id)[1]
    holder = s.holder(1)

    assert typed(s, label, "accepted") == "accepted"
    assert s.holder(1) == holder
    assert [e.body["channel"] for e in s.events() if e.type == "seat.called"] == ["voice", "manual"]


def test_the_cards_not_used_are_destroyed_by_two_people_and_then_the_kit_is_gone() -> None:
    s = with_kit()
    typed(s, next_label(s), "accepted")
    left = len(s.town.papers.kits[0].cards) - 1
    codes = s.codes("center", "regulator")

    def destroy(unused: int, witness: Witness, serial: str = "K-000001") -> int:
        return destroy_kit(s.house, s.draw_id, serial, unused, witness, codes)

    refused(s, lambda: destroy(left - 1, "regulator"), "kit-miscounted")
    refused(s, lambda: destroy(left, "tenderer"), "parties-missing")
    refused(s, lambda: destroy(left, "regulator", "K-000002"), "kit-missing")
    assert destroy(left, "regulator") == left
    fact = s.town.state.streams["papers"][-1]
    assert fact.type is HouseEvent.KIT_DESTROYED
    assert fact.body == {"draw": s.draw_id, "serial": "K-000001", "cards": left, "by": "center,regulator"}
    refused(s, lambda: destroy(left, "regulator"), "kit-missing")
    assert print_kit(s.house, s.draw_id, s.codes()) == "K-000002"


def test_the_room_sees_the_labels_of_the_kit_until_it_is_destroyed() -> None:
    s = with_kit()
    all_cards = len(s.town.papers.kits[0].cards)
    s.call("voice")
    seen = look_at_cards(s.house, s.draw_id)

    assert (seen.kit, seen.unused) == ("K-000001", all_cards)
    assert seen.labels == kit_labels(s.house, s.draw_id) != {}
    assert [text for text in secrets_of_people() if text in repr(seen)] == []
    destroy_kit(s.house, s.draw_id, "K-000001", all_cards, "tenderer", s.codes("center", "tenderer"))
    after = look_at_cards(s.house, s.draw_id)
    assert (after.kit, after.unused, after.labels) == ("", 0, {})


@pytest.mark.parametrize("cards_typed", [0, 1])
def test_no_draw_is_closed_while_cards_of_the_kit_are_about(cards_typed: int) -> None:
    s = with_kit()
    for _ in range(cards_typed):
        typed(s, next_label(s), "accepted")
    left = len(s.town.papers.kits[0].cards) - cards_typed
    s.fill()
    s.seal()
    s.morning()
    s.sign_in()
    s.unseal()

    refusal = refused(s, s.close, "kit-not-accounted-for")
    assert (refusal.fields["serial"], refusal.fields["left"]) == ("K-000001", left)
    destroy_kit(s.house, s.draw_id, "K-000001", left, "regulator", s.codes("center", "regulator"))
    assert s.close() == "complete"


def test_a_kit_of_which_every_card_was_typed_back_needs_no_destroying() -> None:
    s = with_kit(per_seat=1)
    while look(s.house, s.draw_id).head is not None:
        typed(s, next_label(s), "accepted")
    assert look_at_cards(s.house, s.draw_id).unused == 0
    s.seal()
    s.morning()
    s.sign_in()
    s.unseal()

    assert s.close() == "complete"


def test_people_of_one_employer_and_of_two_specialties_are_marked_on_the_outside() -> None:
    s = with_kit(per_seat=20)
    cards = s.town.papers.kits[0].cards
    by_label = {card.label: card for card in cards}

    marks = [card.mark for card in cards if card.mark]
    assert all(marks.count(mark) > 1 for mark in marks)
    for card in cards:
        for other in card.same_as:
            assert card.label in by_label[other].same_as
            assert by_label[other].numbers == card.numbers


@pytest.mark.parametrize("by", ["machine", "card"])
def test_after_the_kit_the_draw_goes_on_and_verifies(by: str) -> None:
    s = with_kit()
    typed(s, next_label(s), "accepted")
    typed(s, next_label(s), "declined")
    if by == "machine":
        s.fill()
    else:
        serial = next_card(s.house, s.draw_id)
        tried = [Tried(0, "accepted", s.clock.now())]
        type_back(s.house, s.draw_id, serial, tried, "tenderer", s.codes("center", "tenderer"))
        s.fill()
    s.seal()

    assert_whatever_came_of_it_verifies(s)
