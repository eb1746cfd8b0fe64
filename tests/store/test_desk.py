"""The desk of a running house: one card at a time, one result for each, countersigned."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest

from audit.events import HouseEvent
from audit.refusal import Refusal
from draw_service import wiring
from draw_service.settings import Settings
from draw_service.store.desk import TypedCalls
from draw_service.usecases.calling.start_calling import start_calling
from draw_service.usecases.chain import keys_and_roll
from draw_service.usecases.manual.type_back_call import type_back_call
from draw_service.usecases.notices import subject_of
from draw_service.usecases.presence import Codes
from notifications.policy import Policy
from notifications.records import ATTEMPT
from tests.usecases.calling.town import Town


class Desk:
    """A panel that accepted, and the house opened once more with a person for the phone."""

    def __init__(self, folder: Path, printer: str = "cat") -> None:
        self.town = town = Town(folder)
        start_calling(town.house, town.draw_id)
        town.settle()
        clock = cast("wiring.SystemClock", wiring.NetworkClock(town.network))
        settings = Settings(
            data=folder,
            origin="panel.invalid/drill",
            voice="manual",
            sms="simulated",
            printer=printer,
            drill=True,
            _env_file=None,  # type: ignore[call-arg]
        )
        self.works = wiring.open_works(settings, town.network, clock)
        self.house = self.works.house
        calls = self.works.typed_calls()
        assert calls is not None
        self.calls: TypedCalls = calls

    def tell(self, slot: int) -> None:
        """The details are to be read out to the holder of a seat."""
        params = {
            "signin_at": self.town.application.signin_at.isoformat(),
            "place": "x", "center": "x", "code": "123456",
        }  # fmt: skip
        seating, lines = self.town.draw().seating, self.house.lines
        assert seating is not None
        assert lines is not None
        with self.house.books() as books:
            _keys, roll = keys_and_roll(books, self.town.draw_id)
            contact = books.pool.contact(roll[seating.holders[slot].handle].id)
            assert contact is not None
            subject, now = subject_of(self.town.draw_id, slot, 0), self.house.clock.now()
            policy = Policy(tries=1)
            books.post.tell(subject, contact, "voice", "details-call", params, lines, policy, now)
            books.commit()
        self.tick()

    def tick(self) -> None:
        self.works.dispatcher.tick()
        for _ in range(200):
            if not any(state == "intent" for state, _ref in self.attempts()):
                return
            time.sleep(0.02)

    def attempts(self) -> list[tuple[str, str]]:
        return sorted((row.state, row.ref) for row in self.town.rows(ATTEMPT, channel="manual"))

    def type_back(self, serial: str, result: str, *parties: str) -> None:
        slips = self.town.slips
        codes: Codes = {"center": "operator-1", "tenderer": slips["tenderer"].entry}
        given = {party: code for party, code in codes.items() if not parties or party in parties}
        now = self.house.clock.now()
        type_back_call(self.house, self.calls, serial, result, now, "tenderer", given)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def refused(act: Callable[[], object], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        act()
    assert caught.value.code == code


def test_one_card_at_a_time_and_the_next_after_its_result(desk: Desk) -> None:
    desk.tell(1)
    assert desk.attempts() == [("placed", "C-000001")]
    assert desk.town.facts(HouseEvent.CARD_PRINTED)[-1]["serial"] == "C-000001"
    desk.tell(2)
    assert desk.attempts() == [("placed", "C-000001"), ("queued", "")]

    desk.type_back("C-000001", "silent")
    desk.town.network.advance_to(desk.town.network.now + timedelta(minutes=10))
    desk.tick()
    assert desk.attempts() == [("ended", "C-000001"), ("placed", "C-000002")]


def test_a_second_result_for_a_card_is_refused_and_changes_nothing(desk: Desk) -> None:
    desk.tell(1)
    desk.type_back("C-000001", "silent")
    before = desk.attempts(), desk.town.rows(ATTEMPT), desk.town.alarms(), desk.town.draw().last

    desk.town.network.advance_to(desk.town.network.now + timedelta(minutes=1))
    refused(lambda: desk.type_back("C-000001", "no-answer"), "card-not-next")
    assert (desk.attempts(), desk.town.rows(ATTEMPT), desk.town.alarms(), desk.town.draw().last) == before


def test_a_result_is_countersigned_and_one_of_the_list(desk: Desk) -> None:
    desk.tell(1)
    refused(lambda: desk.type_back("C-000001", "silent", "center"), "parties-missing")
    refused(lambda: desk.type_back("C-000001", "accepted"), "calls-wrong")
    refused(lambda: desk.type_back("C-000009", "silent"), "card-not-next")
    assert desk.attempts() == [("placed", "C-000001")]


@pytest.mark.parametrize(("printer", "state"), [("", "queued"), ("false", "uncertain")])
def test_a_printer_that_is_not_there_or_stops_halfway(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, printer: str, state: str
) -> None:
    monkeypatch.setattr(wiring, "_printer", lambda given: wiring.printer_at(given.printer))
    desk = Desk(tmp_path, printer)
    desk.tell(1)

    assert [one for one, _ref in desk.attempts()] == [state]
