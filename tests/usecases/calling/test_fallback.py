"""What the lines of a house cannot do, a person does: nothing rings, and the operator is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from audit.events import DrawEvent
from draw_service import wiring
from draw_service.cli.worker import fallbacks
from draw_service.rules.refusals import PartiesMissing, SettingWrong
from draw_service.settings import Settings
from draw_service.usecases.arrival.record_receipt import record_receipt
from draw_service.usecases.calling.hear import hear
from draw_service.usecases.calling.resume_calling import resume_calling
from draw_service.usecases.calling.start_calling import start_calling
from draw_service.usecases.draws.call_next import call_next
from draw_service.usecases.draws.confirm import confirm
from draw_service.usecases.draws.record_answer import CallFacts, record_answer
from draw_service.usecases.manual.next_card import next_card
from draw_service.usecases.manual.type_back import type_back
from draw_service.usecases.notices import policy_of, subject_of
from draw_service.usecases.ports import Contact, Lines
from draw_service.usecases.presence import Codes
from notifications.alarms import ALARM
from notifications.channels.manual import Tried
from notifications.records import ATTEMPT, NOTICE
from notifications.simulator.network import Network
from tests.usecases.calling.town import NINE, Town

Opened = Callable[..., Town]


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    """A town whose line cannot do what is named in ``lacks``."""

    def open_town(*lacks: str, **options: Any) -> Town:
        town = Town(tmp_path, **options)
        line: Any = town.works.channels["simulated"]
        line.abilities = replace(line.abilities, **dict.fromkeys(lacks, False))
        return town

    return open_town


def subjects(town: Town, code: str) -> list[str]:
    return sorted(row.subject for row in town.rows(ALARM, code=code) if row.cleared_at is None)


def parties(town: Town) -> Codes:
    return {"center": "operator-1", **{party: slip.entry for party, slip in town.slips.items()}}


@pytest.mark.parametrize("lacks", ["keys", "read_back", "voice"])
def test_without_a_read_back_answer_the_seat_waits_for_a_card(opened: Opened, lacks: str) -> None:
    town = opened(lacks)
    start_calling(town.house, town.draw_id)

    town.pass_time(minutes=30)

    assert town.network.calls == {}
    assert subjects(town, "by-hand") == [subject_of(town.draw_id, slot, 0) for slot in (1, 2, 3)]
    draw = town.draw()
    assert draw.seating is not None
    assert draw.seating.open_calls == [1, 2, 3], "nobody has lost a seat"
    with pytest.raises(PartiesMissing):
        next_card(town.house, town.draw_id)

    confirm(town.house, town.draw_id, "channel", "no-read-back", parties(town))
    for slot in (1, 2, 3):
        serial = next_card(town.house, town.draw_id)
        assert subject_of(town.draw_id, slot, 0) not in subjects(town, "by-hand"), "somebody has seen to it"
        now = town.house.clock.now()
        codes: Codes = {"center": "operator-1", "tenderer": town.slips["tenderer"].entry}
        told = type_back(town.house, town.draw_id, serial, [Tried(0, "accepted", now)], "tenderer", codes)
        assert told == "accepted"
    town.pass_time(minutes=1)

    assert town.alarms() == []
    channels = [(one["slot"], one["channel"]) for one in town.events(DrawEvent.SEAT_CALLED)]
    assert channels == [(slot, by) for by in ("voice", "manual") for slot in (1, 2, 3)]
    with town.house.books() as books:
        assert all(books.draws.receipt_time(town.draw_id, slot) for slot in (1, 2, 3)), "their messages came"
    assert town.network.calls == {}


def test_once_a_person_phones_the_machine_calls_nobody_else(opened: Opened) -> None:
    town = opened(scripts=lambda _n: "declines")
    start_calling(town.house, town.draw_id)
    confirm(town.house, town.draw_id, "channel", "no-signal", parties(town))

    town.pass_time(minutes=30)

    assert len(town.network.calls) == 3
    draw = town.draw()
    assert draw.seating is not None
    assert sorted(draw.seating.queue) == [1, 2, 3]


def test_without_messages_place_and_code_are_read_out_and_a_person_makes_sure(opened: Opened) -> None:
    town = opened("sms")
    start_calling(town.house, town.draw_id)

    town.pass_time(minutes=10)

    assert town.network.messages == {}
    for slot in (1, 2, 3):
        first, second = [call for call in town.network.calls.values() if call.to == town.number_at(slot)]
        assert "按1" in "".join(first.heard)
        assert re.search("签到码是.*评标一室|评标一室.*签到码是", "".join(second.heard))
    assert subjects(town, "no-receipt") == [subject_of(town.draw_id, slot, 0) for slot in (1, 2, 3)]
    record_receipt(town.house, town.draw_id, 1, town.house.clock.now())


def test_without_messages_and_without_voice_a_person_is_asked_at_once(opened: Opened) -> None:
    town = opened("sms", "voice")
    confirm(town.house, town.draw_id, "channel", "no-signal", parties(town))
    next_card(town.house, town.draw_id)
    serial, now = "C-000001", town.house.clock.now()
    codes: Codes = {"center": "operator-1", "tenderer": town.slips["tenderer"].entry}
    type_back(town.house, town.draw_id, serial, [Tried(0, "accepted", now)], "tenderer", codes)

    town.pass_time(minutes=1)

    assert subjects(town, "no-receipt") == [subject_of(town.draw_id, 1, 0)]
    assert {(row.template, row.outcome) for row in town.rows(NOTICE)} == {
        ("details", "by-hand"),
        ("details-call", "by-hand"),
    }


def test_a_message_that_is_refused_is_repeated_and_read_out_at_once(opened: Opened) -> None:
    town = opened(scripts=lambda _n: "no-messages")
    start_calling(town.house, town.draw_id)

    town.pass_time(minutes=4)

    number = town.number_at(1)
    calls = [call for call in town.network.calls.values() if call.to == number]
    assert "签到码是" in "".join(calls[1].heard)
    town.pass_time(minutes=20)
    assert subjects(town, "no-receipt") == [subject_of(town.draw_id, slot, 0) for slot in (1, 2, 3)]
    assert len([call for call in town.network.calls.values() if call.to == number]) == 2, "read out once"


# --- a house with a line for messages alone -------------------------------------------------------------


def texting(town: Town) -> Any:
    return replace(town.house, lines=Lines("", "simulated", "某中心"))


def test_a_house_that_only_texts_confirms_what_a_person_recorded(opened: Opened) -> None:
    town = opened()
    house = texting(town)
    with pytest.raises(PartiesMissing):
        start_calling(house, town.draw_id)
    call = call_next(house, town.draw_id)
    assert call.contact is not None
    assert town.rows(NOTICE) == [], "nothing is put in a queue that nobody serves"

    record_answer(house, town.draw_id, call.slot, "accepted", CallFacts(call.contact.phones[0], "11"))
    town.pass_time(minutes=1)

    (text,) = town.texts(call.contact.phones[0])
    assert "签到码" in text
    assert town.network.calls == {}
    with town.house.books() as books:
        assert books.draws.receipt_time(town.draw_id, call.slot) is not None


def test_its_missing_receipt_brings_the_message_again_and_then_a_person(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = opened(scripts=lambda _n: "mute")
    house = texting(town)
    monkeypatch.setattr(wiring, "hear", lambda _house, books, reports: hear(house, books, reports))
    call = call_next(house, town.draw_id)
    assert call.contact is not None
    record_answer(house, town.draw_id, call.slot, "accepted", CallFacts(call.contact.phones[0], "11"))

    town.pass_time(minutes=20)

    assert len(town.texts(call.contact.phones[0])) == 2
    assert town.network.calls == {}, "there is no line to read it out on"
    assert "no-receipt" in town.alarms()


def test_the_worker_of_such_a_house_serves_messages_and_says_who_phones(tmp_path: Path) -> None:
    def settings(**given: Any) -> Settings:
        return Settings(data=tmp_path, drill=True, _env_file=None, **given)  # type: ignore[call-arg]

    with pytest.raises(SettingWrong):
        wiring.open_works(settings(voice="", sms=""))

    works = wiring.open_works(settings(voice="", sms="simulated"), Network(NINE, 1))

    assert works.house.lines == Lines("", "simulated", settings().center)
    assert set(works.channels) == {"simulated"}
    assert ["工作人员" in said for said in fallbacks(works, "zh")] == [True]
    whole = wiring.open_works(settings(voice="simulated"), Network(NINE, 1))
    assert list(fallbacks(whole, "en")) == []


# --- a long outage --------------------------------------------------------------------------------------


def postponed(town: Town, **by: float) -> None:
    with town.house.books() as books:
        filed = town.draw().application_id
        version, application = books.draws.application(filed)  # type: ignore[misc]
        later = replace(application, latest_start=town.network.now + timedelta(**by))
        books.draws.put_application(filed, version + 1, later)
        books.commit()


def test_after_an_outage_past_the_latest_start_nobody_is_rung_until_it_is_postponed(opened: Opened) -> None:
    town = opened()
    start_calling(town.house, town.draw_id)
    town.network.advance_to(town.application.latest_start + timedelta(hours=1))

    town.pass_time(minutes=2)

    assert town.network.calls == {}
    assert subjects(town, "expired") == [subject_of(town.draw_id, slot, 0) for slot in (1, 2, 3)]
    assert town.events(DrawEvent.SEAT_ANSWERED) == [], "nobody is said to have been unreachable"
    assert {row.outcome for row in town.rows(NOTICE)} == {"expired"}
    assert resume_calling(town.house) == 3

    postponed(town, days=1)
    assert resume_calling(town.house) == 0
    assert town.alarms() == []
    town.settle()

    draw = town.draw()
    assert draw.stands_sealed
    assert {one["ordinal"] for one in town.events(DrawEvent.SEAT_CALLED)} == {0}, "the same people"
    assert len(town.network.calls) == 3


def test_a_redial_that_waited_out_its_time_ends_with_what_was_heard(opened: Opened) -> None:
    town = opened(scripts=lambda _n: "switched-off")
    start_calling(town.house, town.draw_id)
    town.pass_time(minutes=1)
    town.network.advance_to(town.application.latest_start + timedelta(hours=1))

    town.pass_time(minutes=2)

    answered = town.events(DrawEvent.SEAT_ANSWERED)
    assert [one["outcome"] for one in answered] == ["unreachable"] * 3
    assert len(town.network.calls) == 3, "rung once each"
    assert town.alarms() == ["call-refused"]


def test_an_alarm_about_a_seat_that_moved_on_goes_by_itself(opened: Opened) -> None:
    town = opened()
    with town.house.books() as books:
        books.post.alarm("expired", subject_of(town.draw_id, 1, 7), town.house.clock.now())
        books.commit()

    assert resume_calling(town.house) == 0
    assert town.alarms() == []


# --- one phone, two experts -----------------------------------------------------------------------------


def test_two_experts_with_one_phone_are_never_rung_together_across_draws(opened: Opened) -> None:
    town = opened()
    lines, pack, now = town.house.lines, town.house.pack(NINE), town.house.clock.now()
    assert lines is not None
    when = {"signin_at": town.application.signin_at.isoformat(), "center": "某中心"}
    params = {**when, "place": "某室", "code": "123456"}
    with town.house.books() as books:
        for draw, expert in (("D-1", "E000001"), ("D-2", "E000002")):
            contact = Contact(expert, "", ("+8615400000000",))
            subject = subject_of(draw, 1, 0)
            policy = policy_of(pack)
            books.post.tell(subject, contact, "voice", "details-call", params, lines, policy, now)
        books.commit()

    rows = town.rows(ATTEMPT)
    assert len({row.callee for row in rows}) == 1
    assert len({row.callee for row in town.rows(NOTICE)}) == 2
    assert "15400000000" not in repr([row.callee for row in rows])
    assert town.works.dispatcher.tick() == 1
    assert town.works.dispatcher.tick() == 0
    assert town.network.overlaps == []
