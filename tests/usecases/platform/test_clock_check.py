"""A clock that cannot be believed: nothing is written before the log's end, nothing is opened too soon."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from draw_service.rules.refusals import ClockWentBack, TooEarlyToOpen, WitnessSilent
from draw_service.usecases.arrival.print_roster import print_roster
from draw_service.usecases.arrival.rebuild_roster import rebuild_roster
from draw_service.usecases.arrival.unseal import unseal
from draw_service.usecases.platform.clock_check import check_clock, is_ready
from draw_service.usecases.ports import House
from tests.usecases.stage import Stage, stage


@dataclass
class FakeWitnesses:
    """Everything is signed; ``says`` is the time they vouch for, None for silence."""

    says: datetime | None
    policy: tuple[tuple[str, ...], int] = ((), 0)

    def submit(self) -> None: ...

    def reach(self, draw_id: str, *, whole: bool = False) -> None: ...

    def time(self) -> datetime:
        if self.says is None:
            raise WitnessSilent(wait=20)
        return self.says


def test_a_clock_before_the_logs_end_is_refused_beyond_the_tolerance() -> None:
    s = stage("sealed")
    end = s.town.clock.time
    assert is_ready(s.house)
    s.town.clock.time = end - timedelta(seconds=60)
    check_clock(s.house)

    with pytest.raises(ClockWentBack):
        check_clock(replace(s.house, tolerance=timedelta(seconds=59)))
    s.town.clock.time = end - timedelta(seconds=61)
    with pytest.raises(ClockWentBack):
        check_clock(s.house)
    assert not is_ready(s.house)


def _acts(s: Stage, house: House) -> dict[str, object]:
    return {
        "unseal": lambda: unseal(
            house, s.draw_id, "tenderer", s.unseal_code("tenderer"), "CAM-1", s.codes("center", "tenderer")
        ),
        "rebuild": lambda: rebuild_roster(house, s.draw_id, "lost", s.codes()),
        "print": lambda: print_roster(house, s.draw_id, "ENV-1", s.codes("center")),
    }


@pytest.mark.parametrize("act", ["unseal", "rebuild", "print"])
def test_a_clock_that_runs_ahead_opens_nothing_before_it_is_time_for_the_witnesses(act: str) -> None:
    s = stage("sealed")
    s.morning()
    signin = s.application.signin_at
    chain = s.types()
    early = replace(s.house, witnesses=FakeWitnesses(signin - timedelta(seconds=1)))

    with pytest.raises(TooEarlyToOpen):
        _acts(s, early)[act]()  # type: ignore[operator]
    assert len(s.town.state.streams.get("unsealing", ())) == 1
    assert s.types() == chain

    with pytest.raises(WitnessSilent):
        _acts(s, replace(s.house, witnesses=FakeWitnesses(None)))[act]()  # type: ignore[operator]
    assert s.types() == chain

    _acts(s, replace(s.house, witnesses=FakeWitnesses(signin)))[act]()  # type: ignore[operator]
    assert len(s.types()) == len(chain) + 1


def test_a_clock_ahead_of_everybody_still_waits_for_its_own_time() -> None:
    s = stage("sealed")
    s.town.clock.time = s.application.signin_at - timedelta(seconds=1)
    house = replace(s.house, witnesses=FakeWitnesses(s.application.signin_at + timedelta(days=1)))

    for act in _acts(s, house).values():
        with pytest.raises(TooEarlyToOpen):
            act()  # type: ignore[operator]
