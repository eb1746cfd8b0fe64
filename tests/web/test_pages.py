"""What holds for every page: headers, languages, refusals, forms of strangers."""

from __future__ import annotations

import pytest

from draw_service.rules.access import Role
from draw_service.web.rooms import ROOMS
from tests.web.conftest import Town


def test_every_answer_carries_the_headers(town: Town) -> None:
    for path in ("/", "/static/panel.css", "/nowhere"):
        answer = town.stranger().get(path)
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "max-age" in answer.headers["strict-transport-security"]
    assert town.stranger().get("/").headers["cache-control"] == "no-store"


def test_a_nonce_is_never_used_twice(town: Town) -> None:
    policies = {town.stranger().get("/").headers["content-security-policy"] for _ in range(5)}
    assert len(policies) == 5


def test_the_language_switch_keeps_the_place_and_is_remembered(town: Town) -> None:
    browser = town.stranger()
    assert '<html lang="zh-CN">' in browser.get("/patterns").text
    assert 'href="/patterns?lang=en"' in browser.get("/patterns").text
    assert '<html lang="en">' in browser.get("/patterns?lang=en").text
    assert '<html lang="en">' in browser.get("/").text


def test_the_way_to_the_public_pages_keeps_the_language(town: Town) -> None:
    browser = town.stranger()
    assert 'href="/public"' in browser.get("/").text
    assert 'href="/public"' not in browser.get("/?lang=en").text
    assert '<html lang="en">' in browser.get("/public?lang=en").text
    assert 'href="/public?lang=en"' in browser.get("/public/draws?lang=en").text


def test_nothing_there_is_a_page_with_words(town: Town) -> None:
    answer = town.stranger().get("/nowhere")
    assert answer.status_code == 404
    assert "回到首页" in answer.text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_pattern_page_is_only_there_in_a_drill(town: Town, lang: str) -> None:
    assert town.stranger().get(f"/patterns?lang={lang}").status_code == 200


@pytest.mark.parametrize(
    ("role", "path"),
    [
        (Role.ADMINISTRATOR, "/admin"),
        (Role.OPERATOR, "/draw-room"),
        (Role.POOL_KEEPER, "/pool"),
        (Role.REGULATOR, "/supervision"),
        (Role.OFFICE, "/office"),
        (Role.LEAD, "/lead"),
        (Role.TENDERER, "/applications"),
    ],
)
def test_everybody_begins_in_the_room_of_their_work(role: Role, path: str) -> None:
    assert next(room.path for room in ROOMS if role in room.roles) == path
