"""The story from unsealing on: names are opened, evidence is handed over, anybody verifies."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import expect

from audit.browser.build import PAGE as VERIFIER
from draw_service.rules.access import Role
from tests.browser.story import Play, named_in


def unseal(play: Play, people: dict[str, bytes]) -> None:
    """Blind print, then operator and tenderer open; names are checked one by one; the draw ends."""
    page = play.person["operator"].enter(Role.OPERATOR)
    here = f"{play.person['operator'].wire.url}/unsealing/{play.draw_id}"
    page.goto(here)
    page.fill("#envelope", "ENV-7")
    page.get_by_role("button", name="打印并装封").click()
    expect(page.get_by_role("heading", name="已打印")).to_be_visible()
    page.get_by_role("link", name="去启封").click()
    page.fill("#camera", "CAM-3")
    page.fill("#entry", play.paper["tenderer"].entry)
    page.fill("#unseal", play.paper["tenderer"].unseal)
    page.get_by_role("button", name="启封名单").click()
    expect(page.locator(".names .name")).to_have_count(5)
    assert set(page.locator(".names .name").all_inner_texts()) <= {one.name for one in play.city.records}
    for slot in range(1, 6):
        card = page.locator(".names > li", has_text=f"第 {slot} 席").first
        card.get_by_role("button", name="人证相符").click()
    page.get_by_role("button", name="结束抽取").click()
    expect(page.get_by_role("heading", name="抽取已结束")).to_be_visible()
    assert named_in(page.content().encode(), people) == []
    page.close()


def hand_over(play: Play, folder: Path) -> dict[str, Path]:
    """The regulator takes the evidence and confirms it at the operator's screen; the result is announced."""
    regulator = play.person["regulator"].enter(Role.REGULATOR)
    regulator.goto(f"{play.person['regulator'].wire.url}/supervision/{play.draw_id}/evidence")
    files = {}
    for what in ("bundle", "register", "records"):
        with regulator.expect_download() as given:
            regulator.locator(f'form[action$="/evidence/{what}"] button').click()
        files[what] = folder / given.value.suggested_filename
        given.value.save_as(files[what])
    page = play.person["operator"].enter(Role.OPERATOR)
    page.goto(f"{play.person['operator'].wire.url}/unsealing/{play.draw_id}/hand-over")
    page.set_input_files("#bundle", files["bundle"])
    page.fill("#code_regulator", play.paper["regulator"].entry)
    page.get_by_role("button", name="核对移交并销毁密钥").click()
    expect(page.get_by_role("heading", name="审计包已移交监管部门")).to_be_visible()
    page.fill("#number", "NOTICE-7")
    page.get_by_role("button", name="登记结果公告").click()
    expect(page.get_by_role("heading", name="结果公告已登记")).to_be_visible()
    regulator.goto(f"{play.person['regulator'].wire.url}/supervision/{play.draw_id}")
    expect(regulator.get_by_text("已移交，密钥已销毁")).to_be_visible()
    page.close()
    regulator.close()
    return files


def public(play: Play, folder: Path) -> dict[str, Path]:
    """Anybody takes what is published, without a login."""
    page = play.person["public"].page("/public/draws")
    with page.expect_download() as given:
        page.locator(f'a[href*="{play.draw_id}.edraw.json"]').first.click()
    bundle = folder / "public.edraw.json"
    given.value.save_as(bundle)
    page.goto(f"{play.person['public'].wire.url}/public")
    with page.expect_download() as given:
        page.get_by_role("link", name="下载信任策略").click()
    policy = folder / "policy.json"
    given.value.save_as(policy)
    page.close()
    return {"bundle": bundle, "policy": policy}


def verify(play: Play, auditor: dict[str, Path], published: dict[str, Path]) -> None:
    """By the command and by the offline page, what is public and what the regulator holds."""
    policy = published["policy"]
    asked = (
        [str(published["bundle"])],
        [
            str(auditor["bundle"]),
            "--register",
            str(auditor["register"]),
            "--records",
            str(auditor["records"]),
        ],
    )
    for files in asked:
        words = ["verify", *files, "--policy", str(policy), "--json"]
        start = "from draw_service.cli import main; main()"
        done = subprocess.run(
            [sys.executable, "-c", start, *words], capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert json.loads(done.stdout)["verdict"] == "passed"
    for given in (published, {**auditor, "policy": policy}):
        tab = play.context(offline=True).new_page()
        tab.goto(VERIFIER.as_uri())
        tab.click("summary")
        for name, path in given.items():
            tab.set_input_files(f"#{name}", path)
        tab.click("#start")
        tab.wait_for_selector("#result:not([hidden])")
        expect(tab.locator("#verdict")).to_have_text("各项核对通过")
        expect(tab.locator("#five li")).to_have_count(5)
        assert tab.locator("#five li.no").count() == 0
        tab.close()
