"""The whole story in browsers: file, slips, ceremony by three people, calls, sign-in, unsealing, hand-over,
notice, verifying without us.

On the way the service is stopped and started again, a cable is pulled, a second tab presses the same button,
and everything the service says before unsealing is searched for every person of the city (ui.md rules 2 to 4,
10).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from draw_service.rules.access import Role
from tests.browser.practice import Served
from tests.browser.story import Contexts, Person, Play, at, holders, keys, leaves, named_in, people_of, press
from tests.browser.story_after import hand_over, public, unseal, verify
from tests.browser.story_before import appoint, ceremony, file
from tests.browser.wire import Wire

pytestmark = [pytest.mark.pages, pytest.mark.timeout(600)]

PEOPLE = ("operator", "tenderer", "regulator", "board", "desk", "public")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("story") / "drill"


@pytest.fixture
def play(folder: Path, context: Contexts) -> Iterator[Play]:
    made = Play(folder, context)
    made.start()
    wires = []
    for name in PEOPLE:
        wires.append(wire := Wire(made.port))
        made.person[name] = Person(wire, context(), Served(wire.url, folder, folder))
    yield made
    made.stop()
    for wire in wires:
        wire.close()


def test_from_filing_to_a_verified_panel(play: Play, tmp_path: Path) -> None:
    people = people_of(play.city)

    file(play)
    appoint(play)
    board = play.person["board"].context.new_page()
    board.clock.install()
    board.goto(f"{play.person['board'].wire.url}/board/{play.draw_id}")
    expect(board.locator("#board")).to_contain_text("第 1 步 / 共 4 步")

    ceremony(play, board)
    call(play, board)
    too_early(play)
    morning(play)
    sign_in(play, board)

    silent_before_unsealing(play, people)
    quiet = {name: len(person.wire.heard) for name, person in play.person.items()}
    unseal(play, people)
    files = hand_over(play, tmp_path)
    published = public(play, tmp_path)
    verify(play, files, published)
    silent_after_unsealing(play, people, quiet)


def call(play: Play, board: Page) -> None:
    """The service phones by itself until every seat has somebody; then the result is locked."""
    page = play.person["operator"].page(f"/draw-room/{play.draw_id}")
    at(page.locator("#sure"))
    keys(page, "Space", "Tab")
    press(page, "开始逐席通知")
    expect(page.get_by_text("系统正在按顺序通知")).to_be_visible()
    expect(board.locator("tr.calling")).not_to_have_count(0)
    for _step in range(12):
        page = operators(play, page, f"/draw-room/{play.draw_id}")
        sealing, sealed = page.get_by_role("link", name="锁定结果"), page.get_by_text("签到时启封")
        if sealing.count() or sealed.count():
            break
        play.move_clock("minutes")
    if sealing.count():
        sealing.press("Enter")
        at(page.locator("#sure"))
        keys(page, "Space", "Tab")
        press(page, "锁定结果")
    expect(page.get_by_text("签到时启封")).to_be_visible()
    expect(board.locator("#board")).to_contain_text("结果已锁定，未启封")
    page.close()


def operators(play: Play, page: Page, path: str) -> Page:
    """The operator at a page; whoever was away for long enters again."""
    page.goto(play.person["operator"].wire.url + path)
    if "/enter" in page.url:
        page.close()
        page = play.person["operator"].enter(Role.OPERATOR)
        page.goto(play.person["operator"].wire.url + path)
    return page


def too_early(play: Play) -> None:
    """Before the sign-in time there is nothing to open, whoever asks."""
    operator = play.person["operator"]
    page = operator.enter(Role.OPERATOR)
    answer = page.goto(f"{operator.wire.url}/unsealing/{play.draw_id}/open")
    assert answer is not None
    assert answer.status == 404
    regulator = play.person["regulator"].enter(Role.REGULATOR)
    answer = regulator.goto(f"{play.person['regulator'].wire.url}/supervision/{play.draw_id}/evidence")
    assert answer is not None
    assert answer.status == 404
    page.close()
    regulator.close()


def morning(play: Play) -> None:
    page = play.person["desk"].page("/drill")
    for _day in range(2):
        if re.search(r"2026-03-06 1\d:", page.locator(".big").first.inner_text()):
            break
        play.move_clock("sign-in")
        page.reload()
    expect(page.locator(".big").first).to_contain_text("2026-03-06 10:")
    page.close()


def sign_in(play: Play, board: Page) -> None:
    """The desk types cards as a scanner does; it hears a seat or no."""
    page = play.person["desk"].enter(Role.DESK)
    page.goto(f"{play.person['desk'].wire.url}/desk/{play.draw_id}")
    seats = holders(play.books(), play.draw_id)
    assert len(seats) == 5
    stranger = next(one.id_card for one in play.city.records if one.id_card not in seats.values())
    page.check("#phone")
    page.fill("#card", stranger)
    page.locator("#card").press("Enter")
    expect(page.get_by_role("heading", name="否", exact=True)).to_be_visible()
    for slot, card in seats.items():
        page.check("#phone")
        page.fill("#card", card.lower())
        page.locator("#card").press("Enter")
        expect(page.get_by_role("heading", name=f"是，第 {slot} 席")).to_be_visible()
    expect(board.locator("#board")).to_contain_text("已签到 5 / 5 席")
    page.close()


def silent_before_unsealing(play: Play, people: dict[str, bytes]) -> None:
    """No response, header, stream, printed line or event names anybody; nor does the database file."""
    for name, person in play.person.items():
        said = person.wire.heard
        assert len(said) > 1000 or name == "public", name
        assert named_in(said, people) == [], name
    assert b"text/event-stream" in play.person["board"].wire.heard
    assert named_in(play.said(), people) == []
    assert named_in(leaves(play.books()), people) == []
    stored = b"".join(path.read_bytes() for path in play.folder.glob("panel.db*"))
    assert len(stored) > 100_000
    assert named_in(stored, people) == []


def silent_after_unsealing(play: Play, people: dict[str, bytes], quiet: dict[str, int]) -> None:
    """Names went to the unsealing's page and into the regulator's files, and nowhere else."""
    for name, person in play.person.items():
        said = person.wire.heard
        if name in ("operator", "regulator"):
            assert named_in(said, people), name
        else:
            assert named_in(said, people) == [], name
            assert len(said) >= quiet[name]
    assert named_in(play.said(), people) == []
    assert named_in(leaves(play.books()), people) == []
