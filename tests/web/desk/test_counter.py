"""Outside the draw room: the slip page, its hash, and slips on paper (Art. 8(2), 10)."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from audit.events import DrawEvent
from draw_service.drill.ports import DrillClock
from draw_service.rules.access import Role
from draw_service.usecases.ports import House
from draw_service.web.parts import Web
from draw_service.wiring import open_drill
from tests.usecases.register import START, application
from tests.usecases.stage import Stage
from tests.web.conftest import post
from tests.web.desk.conftest import Day
from tests.web.one_app import app_over


@pytest.fixture
def early(tmp_path: Path) -> Day:
    """An application is filed; no witness of the regulator is named."""
    house: House
    clock: DrillClock
    house, clock, printer = open_drill(tmp_path, 3, START)
    web = Web(house, "演练中心")
    stage = Stage(house, clock, application()).go("filed")
    return Day(house, clock, web, app_over(web), stage, printer)


def fields(early: Day, party: str, **changes: str) -> dict[str, str]:
    slip = early.stage.make_slip(party, salt="new")  # type: ignore[arg-type]
    return {
        "draw": early.stage.draw_id,
        "party": party,
        "public": f"{slip.commitment}:{slip.public_key}",
        "entry": slip.entry,
        **changes,
    }


def test_only_the_counter_comes_in(early: Day) -> None:
    assert early.stranger().get("/counter").headers["location"].startswith("/enter?next=")
    assert early.enter(Role.OPERATOR).get("/counter").status_code == 403


@pytest.mark.parametrize(("lang", "word"), [("zh", "制单台"), ("en", "Slip counter")])
def test_the_hash_shown_is_the_one_of_the_file_served(early: Day, lang: str, word: str) -> None:
    counter = early.enter(Role.COUNTER)
    page = counter.get(f"/counter?lang={lang}").text
    assert word in page
    assert sha256(counter.get("/static/slip.html").content).hexdigest() in page


def test_the_regulators_first_slip_needs_no_reason(early: Day) -> None:
    counter = early.enter(Role.COUNTER)
    kept = post(counter, "/counter/slips", "/counter", **fields(early, "regulator"))
    assert kept.headers["location"] == f"/counter?kept={early.stage.draw_id}"
    assert early.stage.last().type is DrawEvent.WITNESS_APPOINTED
    assert early.stage.draw_id in counter.get(kept.headers["location"]).text


def test_a_lost_slip_is_replaced_with_its_reason(early: Day) -> None:
    counter = early.enter(Role.COUNTER)
    given = fields(early, "tenderer")
    refused = post(counter, "/counter/slips", "/counter", **given)
    assert refused.status_code == 422
    assert 'href="#reason"' in refused.text
    assert given["public"] in refused.text
    assert given["entry"] not in refused.text
    assert post(counter, "/counter/slips", "/counter", **given, reason="lost").status_code == 303
    assert early.stage.last().body["reason"] == "lost"
    assert "slip-used" in post(counter, "/counter/slips", "/counter", **given, reason="lost").text


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"public": "abc"}, "form-incomplete"),
        ({"draw": "AP-2026-9999.1"}, "not-found"),
        ({"entry": "12"}, "bad-input"),
    ],
)
def test_what_cannot_be_is_refused_and_stays(early: Day, change: dict[str, str], code: str) -> None:
    counter = early.enter(Role.COUNTER)
    refused = post(counter, "/counter/slips", "/counter", **fields(early, "regulator", **change))
    assert code in refused.text
    assert DrawEvent.WITNESS_APPOINTED not in early.stage.types()
