"""How easily panels still to be drawn could be guessed, on the regulator's page (Art. 4(1), 8(3), 9)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from draw_service.rules.access import Role
from draw_service.rules.lottery import Stratum
from tests.usecases.register import AUTHORITY, secrets_of_people
from tests.usecases.stage import Stage
from tests.web.regulator.conftest import Watch, watch

HOME = "/supervision/foresight"
RARE = (Stratum("rare", "C0101", 5),)


def table(page: str) -> list[str]:
    """The cells of each row, tags taken off."""
    rows = re.findall(r"<tr><td>(.*?)</tr>", page)
    return [" ".join(re.sub(r"<[^>]*>", " ", row).split()) for row in rows]


def other(seen: Watch, days: int = 0) -> Stage:
    """Another project, ``days`` later."""
    asked, later = seen.stage.application, timedelta(days=days)
    moved = replace(
        asked,
        bid_opening=asked.bid_opening + later,
        signin_at=asked.signin_at + later,
        latest_start=asked.latest_start + later,
    )
    return Stage(seen.stage.house, seen.stage.clock, moved).go("appointed")


def test_only_its_regulator_reads_it_and_only_before_the_lock(filed: Watch) -> None:
    assert filed.town.stranger().get(HOME).headers["location"].startswith("/enter?next=")
    assert filed.town.enter(Role.OPERATOR).get(HOME).status_code == 403
    asked = {"draw": f" {filed.stage.draw_id} "}
    assert "没有等待封存的申请" in filed.other.get(HOME).text
    assert filed.other.get(HOME, params=asked).status_code == 404
    page = filed.regulator.get(HOME).text
    build, goods = table(page)
    assert (build[:3], build.partition(" 15 : ")[2]) == ("A08", "3 51.6 % — 可能猜中")
    assert (goods[:3], goods.partition(" 12 : ")[2]) == ("B07", "2 31.8 % — 不易猜中")
    assert table(filed.regulator.get(HOME, params=asked).text) == table(page)
    assert f"{HOME}?draw={filed.stage.draw_id}" in filed.regulator.get(filed.here).text
    for lang in ("zh", "en"):
        text = filed.regulator.get(f"{HOME}?lang={lang}").text
        assert [one for one in secrets_of_people() if one.startswith("E0") and one in text] == []
    filed.stage.appoint()
    filed.stage.enter()
    filed.stage.go_on("locked")
    assert "没有等待封存的申请" in filed.regulator.get(f"{HOME}?lang=zh").text
    assert "已经封存" in filed.regulator.get(HOME, params=asked).text


def test_what_three_parties_choose_is_not_to_be_guessed(tmp_path: Path) -> None:
    seen = watch(tmp_path, "filed", mode="selective")
    assert "没有等待封存的申请" in seen.regulator.get(HOME).text
    assert "或由三方选定" in seen.regulator.get(HOME, params={"draw": seen.stage.draw_id}).text
    assert HOME not in seen.regulator.get(seen.here).text


def test_a_narrow_specialty_is_warned_of_by_the_thresholds_of_its_pack(tmp_path: Path) -> None:
    seen = watch(tmp_path, "filed", strata=RARE, owner_representatives=0)
    page = seen.regulator.get(f"{HOME}?lang=en").text
    (row,) = table(page)
    assert "6 : 5" in row
    assert "easy to guess few candidates for each seat" in row
    assert "fewer than 5 candidates for each seat, a chance above 80 %" in page


def test_it_is_the_same_while_experts_of_it_are_engaged_and_knows_past_results(tmp_path: Path) -> None:
    seen = watch(tmp_path, "entered", strata=RARE, owner_representatives=0)
    at_the_hour, later = other(seen), other(seen, days=20)

    def rows() -> list[str]:
        regulator = seen.town.enter(Role.REGULATOR, "", AUTHORITY)
        asked = ({"draw": one.draw_id} for one in (at_the_hour, later))
        return [table(regulator.get(HOME, params=one).text)[0] for one in asked]

    before = rows()
    seen.stage.go_on("sealed")
    assert rows() == before
    seen.stage.morning()
    seen.stage.sign_in()
    seen.stage.unseal()
    assert rows() == before
    seen.stage.clock.jump(seen.stage.application.signin_at + timedelta(hours=5))
    assert "100.0 %" in rows()[1], "five people had all the seats of the year"
