"""No count shown before a lock, and no refusal of a choice, tells who is engaged elsewhere (Art. 8(3), 9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from draw_service.rules.applications import PARTIES
from draw_service.rules.lottery import Stratum
from draw_service.rules.people import Engagement, Period
from draw_service.usecases.applications.preview_application import Preview, preview_application
from draw_service.usecases.draws.enter_room import enter_room
from draw_service.usecases.draws.join_queue import join_queue
from draw_service.usecases.draws.lock import lock
from draw_service.usecases.draws.select_experts import select_experts
from draw_service.usecases.room.forecast import Forecast, forecast
from draw_service.usecases.supervision.record_consent import record_consent
from tests.rules.examples import pack
from tests.usecases.register import SIGN_IN, START
from tests.usecases.stage import CHOSEN, Stage, refused, stage

RARE = (Stratum("rare", "C0101", 5),)


def seen(at_home: Stage) -> tuple[Preview, Forecast]:
    """All that is counted for one project before its lock, outside the room."""
    preview = preview_application(at_home.house, "AP-9", at_home.application)
    return preview, forecast(at_home.house, at_home.draw_id)


def life(drawn: Stage) -> Iterator[str]:
    """A draw of the same hour, from its first call to its opening."""
    yield "entered"
    drawn.go_on("calling")
    yield "one called"
    drawn.answer(drawn.draw().seating.open_calls[0], "declined")  # type: ignore[union-attr]
    yield "one declined"
    drawn.fill()
    yield "all accepted"
    drawn.seal()
    yield "sealed"


def both() -> tuple[Stage, Stage]:
    drawn = stage("entered", strata=RARE, owner_representatives=0)
    return drawn, drawn.sibling("appointed")


def test_nothing_counted_differs_while_experts_of_a_narrow_specialty_are_engaged() -> None:
    drawn, other = both()
    counted = {phase: seen(other) for phase in life(drawn)}
    first = counted["entered"]
    assert first[0].assessment.strata[0].eligible == 6
    assert [phase for phase, found in counted.items() if found != first] == []


def test_with_the_other_reading_the_difference_is_the_panel() -> None:
    drawn, other = both()
    drawn.town.pack = replace(pack(engagements_told="all"), id=drawn.town.pack.id)
    free = [seen(other)[0].assessment.strata[0].eligible for _phase in life(drawn)]
    assert free == [6, 5, 6, 1, 1]


def test_the_lock_judges_by_all_of_it_and_says_so_in_the_room() -> None:
    drawn, other = both()
    for _phase in life(drawn):
        pass
    join_queue(other.house, other.draw_id, "room-2")
    for party in PARTIES:
        found = forecast(other.house, other.draw_id)
        assert (found.exact, found.shortfall, found.free) == (False, 0, 6)
        enter_room(other.house, other.draw_id, "room-2", party, other.codes()[party], phone_deposited=True)
    found = forecast(other.house, other.draw_id)
    assert (found.exact, found.shortfall, found.free) == (True, 4, 6)
    assert not forecast(other.house, other.draw_id, other.application).exact
    refusal = refused(other, lambda: lock(other.house, other.draw_id), "shortage")
    assert "rare: 1/5 (-4)" in refusal.say("en")


def test_past_results_count_once_they_are_open_and_over() -> None:
    drawn, other = both()
    for _phase in life(drawn):
        pass
    drawn.morning()
    drawn.sign_in()

    later = START + timedelta(days=20)
    asked = replace(
        other.application, bid_opening=later, signin_at=later, latest_start=later + timedelta(hours=6)
    )

    def seats() -> int:
        return preview_application(other.house, "AP-9", asked).foresight[0].seats

    other.town.clock.jump(SIGN_IN + timedelta(hours=9))
    assert seats() == 0, "over by the clock, and never opened"
    drawn.unseal()
    assert seats() == 5


@pytest.mark.parametrize("stands_aside", ["engaged", "leave", "recused"])
def test_who_cannot_be_chosen_is_told_in_the_same_words(stands_aside: str) -> None:
    """E000015 engaged elsewhere; E000012 on leave; E000008 of the tenderer."""
    s = stage("entered", mode="selective")
    record_consent(s.house, s.draw_id, "C-1", "complex")
    with s.house.books() as books:
        books.pool.engage(Engagement("E000015", "other.1", Period(SIGN_IN, SIGN_IN + timedelta(hours=1))))
        books.commit()
    who = {"engaged": "E000015", "leave": "E000012", "recused": "E000008"}[stands_aside]
    chosen = [(1, who), *CHOSEN[1:5]]
    refusal = refused(
        s, lambda: select_experts(s.house, s.draw_id, chosen, "C-1", "complex", s.codes()), "stands-aside"
    )
    assert "第 1 席：不能入选" in refusal.say("zh")
    assert "seat 1: cannot be chosen" in refusal.say("en")
