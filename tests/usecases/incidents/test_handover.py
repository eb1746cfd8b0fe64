"""What is open in a post is counted by the service, offered by one account and taken over by another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from audit.events import DrawEvent, HouseEvent, decode_house
from audit.refusal import Refusal
from draw_service.rules.access import Role, Who
from draw_service.usecases.incidents.count_open import count_open
from draw_service.usecases.incidents.hand_over import (
    accept_post,
    look_at_handovers,
    offer_post,
    return_post,
    withdraw_post,
)
from draw_service.usecases.incidents.open_incident import open_incident
from draw_service.usecases.ports import Books, House
from draw_service.wiring import open_drill
from tests.usecases.register import START
from tests.usecases.stage import Phase, stage

LOOKED = ("safe", "keys")


def who(account: str, role: Role) -> Who:
    fresh = START + timedelta(hours=1)
    return Who("s", account, account, frozenset((role,)), "", "", True, fresh, "")


ANN, BEN = who("ann", Role.OPERATOR), who("ben", Role.DESK)
KIM, ROSE = who("kim", Role.POOL_KEEPER), who("rose", Role.REGULATOR)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return open_drill(tmp_path, 1, START)[0]


def refused(act: Callable[[], object], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        act()
    assert caught.value.code == code


def test_from_one_account_to_another_with_the_counts_of_both_moments(house: House) -> None:
    open_incident(house, ANN, "device", "读卡器无响应")
    number = offer_post(house, ANN, "draw-room", LOOKED, "读卡器已报修")
    open_incident(house, BEN, "other", "门锁松动")
    refused(lambda: offer_post(house, BEN, "draw-room", LOOKED, ""), "handover-open")
    refused(lambda: offer_post(house, KIM, "draw-room", LOOKED, ""), "not-your-room")
    refused(lambda: accept_post(house, ANN, number), "own-act")
    refused(lambda: accept_post(house, KIM, number), "not-your-room")
    refused(lambda: accept_post(house, ROSE, number), "not-your-room")
    refused(lambda: accept_post(house, BEN, "HO-2026-9999"), "not-found")
    accept_post(house, BEN, number)
    refused(lambda: return_post(house, BEN, number), "handover-decided")
    (kept,) = look_at_handovers(house, ROSE).past
    assert (kept.open_then["incidents"], kept.open_now["incidents"]) == (1, 2)
    assert (kept.offered_by, kept.decided_by, kept.state) == ("ann", "ben", "accepted")
    assert look_at_handovers(house, ROSE).mine == {}
    (told,) = look_at_handovers(house, BEN).past
    assert "读卡器" in told.words
    assert kept.words == ""  # to those of the post alone
    with house.books() as books:
        found = [decode_house(leaf) for leaf in books.journal.leaves() if b'"handover.' in leaf]
    offered, accepted = found
    assert (offered.type, accepted.type) == (HouseEvent.HANDOVER_OFFERED, HouseEvent.HANDOVER_ACCEPTED)
    assert (offered.body["incidents"], accepted.body["incidents"]) == (1, 2)
    assert "读卡器" not in str(offered.body)


def test_it_can_be_sent_back_or_taken_back(house: House) -> None:
    number = offer_post(house, ANN, "archive", ("boxes", "keys"), "")
    refused(lambda: withdraw_post(house, who("eve", Role.OPERATOR), number), "handover-decided")
    withdraw_post(house, ANN, number)
    again = offer_post(house, ANN, "archive", ("boxes", "keys"), "")
    return_post(house, who("eve", Role.OPERATOR), again)
    states = [one.state for one in look_at_handovers(house, KIM).past]
    assert states == ["returned", "withdrawn"]


def test_a_draw_is_counted_until_sealed_and_its_envelope_until_opened() -> None:
    def counted(phase: Phase) -> tuple[int, int]:
        at = stage(phase)
        now = at.house.clock.now()
        with at.house.books() as books:
            kinds = {at.draw_id: {*books.journal.kinds([at.draw_id])[at.draw_id]}}
            if DrawEvent.DRAW_SEALED in kinds[at.draw_id]:
                kinds[at.draw_id].add(DrawEvent.ROSTER_PRINTED)
            seen = SimpleNamespace(
                draws=books.draws,
                journal=SimpleNamespace(kinds=lambda _draws: kinds),
                incidents=books.incidents,
                rooms=books.rooms,
                fees=SimpleNamespace(sheets=lambda *_states: []),
                post=SimpleNamespace(alarms=list),
            )
            found = count_open(cast("Books", seen), "draw-room", now, at.house.pack(now))
        return found["sessions"], found["envelopes"]

    phases: tuple[Phase, ...] = ("filed", "locked", "sealed", "signed-in", "unsealed", "closed")
    assert [counted(phase) for phase in phases] == [(0, 0), (1, 0), (0, 1), (0, 1), (0, 0), (0, 0)]
