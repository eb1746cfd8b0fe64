"""``/handovers``: offered with its ticks, taken over by another account, read by those who supervise."""

from __future__ import annotations

import re

import pytest

from draw_service.rules.access import Role
from tests.web.conftest import Town, post

LOOKED = {"papers": "1", "words": "两件入库待核"}


def test_a_post_goes_from_one_account_to_another(town: Town) -> None:
    ann, ben = town.enter(Role.POOL_KEEPER, login="ann"), town.enter(Role.POOL_KEEPER, login="ben")
    bare = post(ann, "/handovers/new/pool", words="两件入库待核")
    assert (bare.status_code, "两件入库待核" in bare.text, "papers-error" in bare.text) == (422, True, True)
    assert post(ann, "/handovers/new/pool", **LOOKED).status_code == 303
    own, other = ann.get("/handovers").text, ben.get("/handovers").text
    assert "须由另一个账户接收" in own
    assert ">接收</button>" not in own
    assert "两件入库待核" in other
    done = post(ben, "/handovers/HO-2026-0001/accept", "/handovers")
    assert done.headers["location"] == "/handovers?told=accept"
    again = post(ben, "/handovers/HO-2026-0001/return", "/handovers")
    assert "这次交班已经办结" in again.text
    regulator = town.enter(Role.REGULATOR, "R", "监管").get("/handovers").text
    assert "HO-2026-0001" in regulator
    assert "两件入库待核" not in regulator
    assert "我的岗位" not in regulator


def test_nobody_hands_over_a_post_of_others(town: Town) -> None:
    assert town.enter(Role.POOL_KEEPER).get("/handovers/new/keys").status_code == 403
    assert town.enter(Role.REGULATOR, "R", "监管").get("/handovers/new/pool").status_code == 403


@pytest.mark.parametrize("path", ["/handovers", "/handovers/new/draw-room"])
def test_the_pages_are_whole_in_english(town: Town, path: str) -> None:
    operator = town.enter(Role.OPERATOR, login="run")
    post(operator, "/handovers/new/archive", boxes="1", keys="1")
    page = operator.get(f"{path}?lang=en")
    assert page.status_code == 200
    assert not re.search(r"[\u4e00-\u9fff]", page.text.partition("<main")[2].partition("</main")[0])
