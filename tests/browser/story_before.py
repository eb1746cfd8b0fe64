"""The story up to the order: filing, the witnesses' slips, the ceremony by keys alone at three screens."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from draw_service.rules.access import Role
from tests.browser.story import Paper, Play, at, keys, press

PROJECT = "鹤桥大修工程"
STRATA = (("A08", 3), ("C", 2))


def file(play: Play) -> None:
    """The tenderer writes the application, makes its slip offline and enters what is public of it."""
    cast, page = play.city.cast, play.person["tenderer"].enter(Role.TENDERER)
    page.get_by_role("button", name="新建申请").click()
    page.get_by_role("link", name="项目", exact=True).click()
    page.fill("#project_code", "hq-2026-07")
    page.fill("#project_name", PROJECT)
    page.select_option("#procurement", "tendering")
    page.fill("#budget", "3,000,000")
    page.select_option("#catalogue", "A01")
    page.fill("#authority", cast.authority)
    page.check("input[name=mode][value=random]")
    saved(page)
    page.fill("#other_name", cast.agency.name)
    page.fill("#other_code", cast.agency.code.lower())
    saved(page)
    for row, (code, quota) in enumerate(STRATA, start=1):
        page.fill(f"#code_{row}", code)
        page.fill(f"#quota_{row}", str(quota))
    page.fill("#owner_representatives", "2")
    saved(page)
    page.fill("#bid_opening", "2026-03-06T09:30")
    page.fill("#signin_at", "2026-03-06T10:00")
    page.fill("#signin_place", "三楼评标区")
    page.fill("#expected_minutes", "240")
    page.fill("#latest_start", "2026-03-06T12:00")
    saved(page)
    page.get_by_role("link", name="制作凭条并提交").click()
    play.draw_id = page.locator("strong.number.big").inner_text()
    play.slip("tenderer", play.draw_id)
    enter_slip(page, play.paper["tenderer"])
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("heading", name="申请已提交")).to_be_visible()


def saved(page: Page) -> None:
    page.get_by_role("button", name="保存并继续").click()
    expect(page.locator(".summary[role=alert]")).to_have_count(0)


def enter_slip(page: Page, paper: Paper) -> None:
    page.fill("#commitment", paper.commitment)
    page.fill("#unseal_pk", paper.key)
    page.fill("#entry", paper.entry)
    page.check("#kept")


def appoint(play: Play) -> None:
    """The regulator finds the project that waits for its witness."""
    page = play.person["regulator"].enter(Role.REGULATOR)
    page.locator("li.card", has_text=PROJECT).get_by_role("link").click()
    page.get_by_role("link", name="登记见证凭条").click()
    play.slip("regulator", play.draw_id)
    enter_slip(page, play.paper["regulator"])
    page.get_by_role("button", name="登记凭条").click()
    expect(page.get_by_role("heading", name="见证凭条已登记")).to_be_visible()


def ceremony(play: Play, board: Page) -> None:
    operator = play.person["operator"]
    page = operator.enter(Role.OPERATOR)
    row = page.locator("tr", has_text=play.draw_id)
    row.get_by_role("button", name="加入队列").press("Enter")
    page.locator("tr", has_text=play.draw_id).get_by_role("link", name="进入抽取室").press("Enter")
    for party in ("tenderer", "regulator"):
        at(page.locator(f"#name_{party}"))
        keys(page, "'某人", "Tab", f"'{play.paper[party].entry}", "Tab", "Space", "Tab", "Enter")
    at(page.locator("#name_center"))
    keys(page, "'操作员", "Tab", "Space", "Tab", "Enter")
    expect(board.get_by_text("已入场", exact=True)).to_have_count(3)

    witness = {party: enter_witness(play, party) for party in ("tenderer", "regulator")}
    press(page, "核对项目")
    press(page, "核对无误，去封存名单")
    second = operator.page(f"/draw-room/{play.draw_id}/lock")
    for tab in (page, second):
        at(tab.locator("#sure"))
        keys(tab, "Space", "Tab")
        press(tab, "封存名单")
    expect(second.get_by_role("heading", name="已由另一窗口办理")).to_be_visible()
    second.close()
    expect(board.locator("#board")).to_contain_text("名单已封存")
    expect(witness["regulator"].locator("#now")).to_contain_text("请等拿到回执")
    press(page, "打印封存回执")
    expect(page.locator(".short-code")).to_be_visible()
    short = page.locator(".short-code").inner_text()
    keys(page, "Tab", "Enter")

    reveal(play, witness["tenderer"], "tenderer", short)
    expect(board.get_by_text("份额已揭示")).to_have_count(1)
    restarted(play, board)
    page.reload()
    expect(page.get_by_text("轮到监管部门揭示份额")).to_be_visible()
    reveal(play, witness["regulator"], "regulator", short)
    for verb in ("揭示中心份额", "抽取：产生通知顺序"):
        expect(page.get_by_role("button", name=verb)).to_be_visible()
        at(page.locator("#compared"))
        keys(page, "Space", "Tab")
        press(page, verb)
    expect(page.locator(".seats tbody tr")).to_have_count(5)
    expect(board.locator("#board")).to_contain_text("第 4 步 / 共 4 步")
    page.close()


def enter_witness(play: Play, party: str) -> Page:
    """At an own screen, by the entry code of the slip."""
    page = play.context().new_page()
    page.goto(f"{play.person[party].wire.url}/witness?draw={play.draw_id}")
    at(page.locator("#draw"))
    keys(page, "Tab", "Space", *(["ArrowDown"] if party == "regulator" else []), "Tab")
    keys(page, f"'{play.paper[party].entry}", "Tab", "Enter")
    expect(page.locator("#now")).to_contain_text("正在核对项目")
    return page


def reveal(play: Play, page: Page, party: str, short: str) -> None:
    at(page.locator("#compared"))
    assert page.locator(".mine .short-code").inner_text() == short
    keys(page, "Space", "Tab", f"'{play.paper[party].share}", "Tab", "Enter")
    expect(
        page.locator(".shares tr", has_text="招标人" if party == "tenderer" else "监管部门")
    ).to_contain_text("已揭示")


def restarted(play: Play, board: Page) -> None:
    """The service goes away; a silence of 20 seconds is loud; it comes back and nothing is lost."""
    expect(board.locator(".lost")).to_be_hidden()
    play.stop()
    board.clock.fast_forward(25_000)
    expect(board.locator(".lost")).to_be_visible()
    play.start()
    board.clock.fast_forward(5_000)
    expect(board.locator(".lost")).to_be_hidden(timeout=20_000)
    expect(board.get_by_text("份额已揭示")).to_have_count(1)
    with play.person["board"].wire.cut():
        board.clock.fast_forward(25_000)
        expect(board.locator(".lost")).to_be_visible()
    expect(board.locator(".lost")).to_be_hidden(timeout=15_000)
