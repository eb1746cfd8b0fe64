"""An attempt that ends without a panel (Art. 4, 13)."""

from __future__ import annotations

import pytest

from audit.events import DrawEvent
from draw_service.rules.applications import Party
from draw_service.usecases.draws.abort import LATE_GROUNDS, abort
from tests.usecases.stage import PHASES, Phase, failures, public_report, refused, stage

BEFORE = PHASES[1 : PHASES.index("one-share")]
AFTER = PHASES[PHASES.index("one-share") : -1]


@pytest.mark.parametrize("phase", BEFORE)
def test_before_the_first_share_the_center_and_one_witness_suffice(phase: Phase) -> None:
    s = stage(phase)
    alone: tuple[tuple[Party, ...], ...] = (("center",), ("tenderer", "regulator"), ("tenderer",))
    for parties in alone:
        codes = s.codes(*parties)

        def act(codes: object = codes) -> None:
            abort(s.house, s.draw_id, "no-witness", "told", codes)  # type: ignore[arg-type]

        refused(s, act, "parties-missing")
    abort(s.house, s.draw_id, "no-witness", "told", s.codes("center", "tenderer"))
    event = s.last()
    assert event.type is DrawEvent.DRAW_ABORTED
    assert event.body == {
        "events": event.n, "ground": "no-witness", "reason": "told", "by": ["tenderer", "center"],
    }  # fmt: skip
    report = public_report(s)
    assert failures(report) == []
    assert report.verdict == ("aborted-after-lock" if s.draw().lock else "aborted-before-lock")
    refused(s, s.abort, "draw-ended")


@pytest.mark.parametrize("phase", AFTER)
def test_afterwards_only_the_listed_grounds_and_three(phase: Phase) -> None:
    s = stage(phase)
    for ground in ("timeout", "power-cut", "no-witness", "better-panel"):

        def act(ground: str = ground) -> None:
            abort(s.house, s.draw_id, ground, "told", s.codes())

        refused(s, act, "bad-ground")
    two = s.codes("center", "regulator")
    refused(s, lambda: abort(s.house, s.draw_id, "leaked", "told", two), "parties-missing")
    ground = LATE_GROUNDS[len(phase) % 4]
    s.abort(ground)
    assert s.last().body["by"] == ["tenderer", "regulator", "center"]
    with s.house.books() as books:
        assert books.pool.engagements_of(s.draw_id) == []
        assert books.rooms.occupant("room-1") is None
    report = public_report(s)
    assert (failures(report), report.verdict) == ([], "aborted-after-lock")
    assert report.shares_open == (1 if phase == "one-share" else 3)
