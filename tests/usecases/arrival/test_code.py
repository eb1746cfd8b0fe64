"""The six digits of the confirmation SMS at the desk: a second look, never the key (Art. 8(4), 14)."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from draw_service.drill.ports import DrillClock
from draw_service.usecases.arrival.sign_in import sign_in
from draw_service.usecases.calling.start_calling import start_calling
from draw_service.usecases.chain import keys_and_roll
from draw_service.usecases.draws.look import look
from tests.usecases.calling.town import Town


def card_at(town: Town, slot: int) -> str:
    with town.house.books() as books:
        seating = town.draw().seating
        assert seating is not None
        _keys, roll = keys_and_roll(books, town.draw_id)
        expert = roll[seating.holders[slot].handle].id
        cards = (record.id_card for record in books.pool.records())
        return next(card for card in cards if books.pool.id_by_card(card) == expert)


def test_a_wrong_code_is_answered_like_a_stranger_and_none_is_no_obstacle(tmp_path: Path) -> None:
    town = Town(tmp_path)
    start_calling(town.house, town.draw_id)
    town.settle()
    house = replace(town.house, clock=DrillClock(town.draw().signin_at))
    found = re.search(r"签到码：(\d{6})", town.texts(town.number_at(1))[0])
    assert found is not None
    wrong = f"{(int(found[1]) + 1) % 10**6:06}"
    shown = card_at(town, 1)

    def desk(card: str, code: str) -> int | None:
        return sign_in(house, town.draw_id, card, phone_deposited=True, code=code)

    assert desk(shown, wrong) is None
    assert desk(card_at(town, 2), found[1]) is None
    assert {seat.state for seat in look(town.house, town.draw_id).seats} == {"accepted"}
    assert desk(shown, found[1]) == 1
    assert desk(card_at(town, 2), "") == 2
