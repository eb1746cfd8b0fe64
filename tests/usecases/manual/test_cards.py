"""One card at a time, typed back by two people (Art. 5(2))."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256

import pytest

from audit.canonical import parse_canonical
from audit.events import DrawEvent
from draw_service.rules.refusals import PrinterFailed
from draw_service.usecases.draws.confirm import confirm
from draw_service.usecases.draws.look import look
from draw_service.usecases.draws.redial import redial
from draw_service.usecases.manual.look_at_cards import look_at_cards
from draw_service.usecases.manual.next_card import next_card
from draw_service.usecases.manual.reprint_card import reprint_card
from draw_service.usecases.manual.type_back import Witness, type_back
from notifications.channels.manual import Tried
from tests.usecases.register import secrets_of_people
from tests.usecases.stage import Stage, assert_whatever_came_of_it_verifies, refused, selected, stage


def by_hand(s: Stage) -> Stage:
    """Three parties confirm that a person phones."""
    confirm(s.house, s.draw_id, "channel", "force-majeure", s.codes())
    return s


def tell(s: Stage, serial: str, *results: str, witness: Witness = "tenderer") -> str:
    """Type back calls that lie two minutes apart; time passes with them."""
    tried = []
    for result in results:
        tried.append(Tried(0, result, s.clock.now()))
        s.clock.jump(s.clock.now() + timedelta(minutes=2))
    return type_back(s.house, s.draw_id, serial, tried, witness, s.codes("center", witness))


def test_a_random_draw_is_phoned_by_hand_only_when_three_parties_say_so() -> None:
    s = stage("ordered")

    refused(s, lambda: next_card(s.house, s.draw_id), "parties-missing")
    assert s.town.papers.cards == []
    assert next_card(by_hand(s).house, s.draw_id) == "C-000001"
    assert s.last().body == {"slot": 1, "channel": "manual", "ordinal": 0}


def test_a_selective_draw_needs_no_such_word() -> None:
    s = selected()

    assert next_card(s.house, s.draw_id) == "C-000001"


def test_a_card_shows_numbers_and_words_and_nobody() -> None:
    s = by_hand(stage("ordered"))
    next_card(s.house, s.draw_id)

    card, who = s.town.papers.cards[0], s.holder(1)
    with s.house.books() as books:
        contact = books.pool.contact(who)
    assert contact is not None
    assert card.numbers == contact.phones
    said = " ".join(card.script) + card.serial
    for secret in (contact.name, who, s.application.project_name, s.application.tenderer.name):
        assert secret not in said + repr(card)
    assert not any(number in repr(card) for number in card.numbers)
    assert s.town.printer.sheets == [("C-000001", "C-000001")]


def test_the_next_card_comes_after_the_result_of_the_one_before() -> None:
    s = by_hand(stage("ordered"))
    serial = next_card(s.house, s.draw_id)

    refused(s, lambda: next_card(s.house, s.draw_id), "call-open")
    refused(s, lambda: s.call("manual"), "by-card-only")
    assert tell(s, serial, "accepted") == "accepted"
    assert next_card(s.house, s.draw_id) == "C-000002"
    assert [card.slot for card in s.town.papers.cards] == [1, 2]


@pytest.mark.parametrize("witness", ["tenderer", "regulator"])
def test_the_record_says_who_phoned_who_countersigned_and_when(witness: Witness) -> None:
    s = by_hand(stage("ordered"))
    serial = next_card(s.house, s.draw_id)
    start = s.clock.now()

    assert tell(s, serial, "no-answer", "silent", witness=witness) == "silent"
    with s.house.books() as books:
        kept = books.draws.call_records(s.draw_id)[-1]
    record = parse_canonical(kept.data)
    assert s.last().body == {"slot": 1, "outcome": "silent", "record": sha256(kept.data).hexdigest()}
    assert (record["card"], record["by"], record["countersigned"]) == (serial, "operator-1", [witness])
    assert [one["end"] for one in record["attempts"]] == ["no-answer", "completed"]
    assert [one["at"] for one in record["attempts"]] == [
        f"{at:%Y-%m-%dT%H:%M:%SZ}" for at in (start, start + timedelta(minutes=2))
    ]
    assert [text for text in secrets_of_people() if text in kept.data.decode()] == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda s: type_back(s.house, s.draw_id, "C-000009", [], "tenderer", s.codes()), "card-not-next"),
        (lambda s: type_back(s.house, s.draw_id, "C-000001", [], "tenderer", s.codes()), "calls-wrong"),
        (lambda s: tell_at(s, "accepted", 1), "calls-wrong"),
        (lambda s: tell_at(s, "accepted", -1), "calls-wrong"),
        (lambda s: tell_at(s, "no-answer", 0), "calls-wrong"),
        (lambda s: tell_at(s, "who-knows", 0), "calls-wrong"),
        (lambda s: tell_at(s, "accepted", 0, {"center": "operator-1"}), "parties-missing"),
        (lambda s: tell_at(s, "accepted", 0, {"tenderer": "x"}), "parties-missing"),
    ],
)
def test_what_is_not_a_countersigned_result_changes_nothing(
    change: Callable[[Stage], object], code: str
) -> None:
    s = by_hand(stage("ordered"))
    next_card(s.house, s.draw_id)

    refused(s, lambda: change(s), code)


def tell_at(s: Stage, result: str, minutes: int, codes: dict[str, str] | None = None) -> str:
    """Type back one call so many minutes from now."""
    tried = [Tried(0, result, s.clock.now() + timedelta(minutes=minutes))]
    given = s.codes("center", "tenderer") if codes is None else codes
    return type_back(s.house, s.draw_id, "C-000001", tried, "tenderer", given)  # type: ignore[arg-type]


def test_a_wrong_entry_code_is_counted_and_the_card_stays_out() -> None:
    s = by_hand(stage("ordered"))
    serial = next_card(s.house, s.draw_id)
    codes = {**s.codes("center"), "tenderer": "ZZZZZZZZ"}

    with pytest.raises(Exception, match="entry-code-wrong"):
        type_back(s.house, s.draw_id, serial, [Tried(0, "accepted", s.clock.now())], "tenderer", codes)
    assert tell(s, serial, "accepted") == "accepted"


def test_a_result_is_entered_once() -> None:
    s = by_hand(stage("ordered"))
    serial = next_card(s.house, s.draw_id)
    tell(s, serial, "declined")

    refused(s, lambda: tell(s, serial, "accepted"), "card-not-next")


def test_the_result_of_a_call_by_machine_is_not_typed() -> None:
    s = by_hand(stage("ordered"))
    tell(s, next_card(s.house, s.draw_id), "declined")
    s.call("voice")

    refused(s, lambda: tell(s, "C-000001", "accepted"), "card-not-next")


def test_nobody_answers_for_a_card_alone() -> None:
    s = by_hand(stage("ordered"))
    serial = next_card(s.house, s.draw_id)

    for act in (
        lambda: s.answer(1, "accepted"),
        lambda: s.answer(1, "declined"),
        lambda: redial(s.house, s.draw_id, 1),
        lambda: redial(s.house, s.draw_id, 1, "manual"),
    ):
        refusal = refused(s, act, "by-card-only")
        assert refusal.article == "Art. 5(2)"
    assert tell(s, serial, "accepted") == "accepted"
    slot = s.call().slot
    refused(s, lambda: redial(s.house, s.draw_id, slot, "manual"), "by-card-only")
    s.answer(slot, "declined")


def test_a_selective_draw_is_answered_by_card_too() -> None:
    s = selected()
    next_card(s.house, s.draw_id)

    refused(s, lambda: s.answer(1), "by-card-only")


def test_the_room_sees_which_card_is_out_and_no_name() -> None:
    s = by_hand(stage("ordered"))
    nothing = look_at_cards(s.house, s.draw_id)
    assert (nothing.by_hand, nothing.card, nothing.slot, nothing.kit) == ((), "", None, "")
    serial = next_card(s.house, s.draw_id)

    seen, view = look_at_cards(s.house, s.draw_id), look(s.house, s.draw_id)
    assert (seen.by_hand, seen.card, seen.slot, seen.ordinal) == ((1,), serial, 1, 0)
    assert (view.by_hand, view.open_calls) == ((1,), (1,))
    assert [text for text in secrets_of_people() if text in repr(seen) + repr(view)] == []
    tell(s, serial, "accepted")
    assert look_at_cards(s.house, s.draw_id) == nothing
    s.call("voice")
    assert look(s.house, s.draw_id).by_hand == ()


def test_a_call_the_machine_cannot_end_is_taken_over_and_the_same_person_is_dialled() -> None:
    s = stage("ordered")
    s.call("voice")
    holder = s.holder(1)
    refused(s, lambda: next_card(s.house, s.draw_id), "parties-missing")

    serial = next_card(by_hand(s).house, s.draw_id)
    assert s.last().body == {"slot": 1, "channel": "manual", "ordinal": 0}
    assert s.holder(1) == holder
    assert tell(s, serial, "accepted") == "accepted"


def test_a_spoilt_card_is_printed_again_by_three_parties() -> None:
    s = by_hand(stage("ordered"))
    refused(s, lambda: reprint_card(s.house, s.draw_id, s.codes()), "card-not-next")
    s.town.printer.works = False
    with pytest.raises(PrinterFailed):
        next_card(s.house, s.draw_id)
    s.town.printer.works = True

    refused(s, lambda: reprint_card(s.house, s.draw_id, s.codes("center")), "parties-missing")
    assert reprint_card(s.house, s.draw_id, s.codes()) == "C-000002"
    assert [card.ordinal for card in s.town.papers.cards] == [0, 0]
    refused(s, lambda: tell(s, "C-000001", "accepted"), "card-not-next")
    assert tell(s, "C-000002", "accepted") == "accepted"


def test_no_card_without_a_printer_or_an_order() -> None:
    s = by_hand(stage("ordered"))
    s.town.printer.there = False
    refused(s, lambda: next_card(s.house, s.draw_id), "printer-missing")
    early = stage("locked")
    refused(early, lambda: next_card(early.house, early.draw_id), "not-ordered")


def test_a_draw_phoned_by_hand_is_a_draw_like_any_other() -> None:
    s = by_hand(stage("ordered"))
    answers = ["declined", "wrong-number", "accepted"]
    while (seating := s.draw().seating) is not None and seating.queue:
        serial = next_card(s.house, s.draw_id)
        if serial:
            tell(s, serial, answers.pop(0) if answers else "accepted")
    s.seal()

    assert s.types().count(DrawEvent.SEAT_CALLED) == len(s.town.papers.cards)
    assert {card.script for card in s.town.papers.cards} != set()
    assert_whatever_came_of_it_verifies(s)
