"""Whom the drill offers to choose can be chosen (Art. 4(2), 12)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

from draw_service.drill.practice import SLIPS, TO_CHOOSE, Practice
from tests.usecases.stage import stage


def practice_in(folder: Path) -> Practice:
    """Of which the files in ``folder`` alone are asked."""
    return Practice(cast("Any", None), cast("Any", None), folder)


def test_three_parties_may_choose_whom_the_drill_offers(tmp_path: Path) -> None:
    s = stage("entered", mode="selective")
    slip = {"draw_id": s.draw_id, "party": "tenderer", "entry": "", "share": "", "unseal": ""}
    (tmp_path / SLIPS).write_text(json.dumps([slip]), "utf-8")
    offered = practice_in(tmp_path).to_choose(s.house)
    places = [stratum.code for stratum in s.application.strata for _ in range(stratum.quota)]
    assert all(places.count(code) <= len(numbers) <= TO_CHOOSE for code, numbers in offered.items())
    left = {code: iter(numbers) for code, numbers in offered.items()}
    chosen = tuple((slot, next(left[code])) for slot, code in enumerate(places, start=1))
    reserves = tuple((places.index(code) + 1, number) for code, rest in left.items() for number in rest)
    s.select((*chosen, *reserves))
    assert s.draw().selected is not None


def test_a_drill_without_projects_offers_nobody(tmp_path: Path) -> None:
    assert practice_in(tmp_path).to_choose(stage("filed").house) == {}
