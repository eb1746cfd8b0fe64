"""``/looks``: every time a name was shown stands there, with who and why, and no name does."""

from __future__ import annotations

import re

from draw_service.rules.access import Role
from draw_service.usecases.archive.requests import ask_look, decide, open_file
from draw_service.usecases.expert.propose_change import propose_change
from draw_service.usecases.fees.dossier import take_dossier
from draw_service.usecases.fees.pay import look_at_payment
from draw_service.usecases.papers.preview_paper import preview_paper
from draw_service.usecases.papers.print_paper import print_paper
from draw_service.usecases.pool.export_roster import hand_out_register
from draw_service.usecases.pool.look_at_expert import look_at_expert
from tests.usecases.fees.office import ANN, PAYER, FeeOffice, who


def kinds_on(page: str) -> list[str]:
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return re.findall(r"<tr><td>[^<]*</td><td>([^<]*)</td>", body)


def test_each_look_leaves_its_line_and_no_name(office: FeeOffice) -> None:
    house, draw, town = office.house, office.draw_id, office.town()
    lead = town.enter(Role.LEAD, login="lead")
    assert kinds_on(lead.get("/looks").text) == ["启封名单"]

    keeper, seated = who("keeper", Role.POOL_KEEPER), office.seated()
    office.confirmed()
    look_at_payment(house, PAYER, draw)
    preview_paper(house, "sign-in-sheet", draw, "ann")
    print_paper(house, "sign-in-sheet", draw, "ann")
    take_dossier(house, ANN, draw)
    expert = next(iter(seated.values()))
    look_at_expert(house, keeper, expert, "asked")
    records = sum(1 for _ in hand_out_register(house))
    asked = ask_look(house, ANN, draw, "投诉核查")
    decide(house, who("boss", Role.OFFICE), asked, approve=True)
    open_file(house, ANN, asked)

    page = lead.get("/looks").text
    meant = {"启封名单", "付款方查看报酬表", "查看姓名", "打印含姓名的文书", "取出报销材料"}
    assert set(kinds_on(page)) >= meant | {"查看专家档案", "导出专家名册", "打开归档项目"}
    assert "本人要求查阅" in page
    assert records > 5
    assert not any(office.name_of(one) in page for one in seated.values())
    assert kinds_on(lead.get(f"/looks?expert={expert}").text) == ["查看专家档案"]
    assert "查看专家档案" not in kinds_on(lead.get(f"/looks?draw={draw}").text)
    assert kinds_on(lead.get("/looks?draw=AP-2026-0009.1").text) == []


def test_an_account_is_found_by_its_login(office: FeeOffice) -> None:
    town = office.town()
    boss = town.enter(Role.OFFICE, login="guan")
    keeper = town.enter(Role.POOL_KEEPER, login="keeper")
    with office.house.views() as books:
        account = books.access.account_by_login("keeper")
    assert account is not None
    expert = next(iter(office.seated().values()))
    look_at_expert(office.house, who(account.id, Role.POOL_KEEPER), expert, "complaint", "IN-2026-0001")

    page = boss.get("/looks?account=keeper").text
    assert kinds_on(page) == ["查看专家档案"]
    assert "IN-2026-0001" in page
    assert keeper.get("/looks").status_code == 403


def test_a_regulator_sees_its_own_draws(office: FeeOffice) -> None:
    other = office.town().enter(Role.REGULATOR, "", "别处的局")
    assert office.draw_id not in other.get("/looks").text.partition("<tbody>")[2]


def test_names_in_proposals_are_looked_at_on_record(office: FeeOffice) -> None:
    expert = next(iter(office.seated().values()))
    number = propose_change(office.house, expert, "phone", {"phone": "154 0000 9999"})
    town = office.town()
    shown = town.enter(Role.POOL_KEEPER).get("/pool/proposals")
    assert office.name_of(expert) in shown.text
    with office.house.views() as books:
        [look] = books.keeping.looks(expert)
    assert (look.reason, look.about) == ("change", number)


def test_english_is_whole(office: FeeOffice) -> None:
    main = office.town().enter(Role.LEAD).get("/looks?lang=en").text.partition("<main")[2]
    assert not re.search(r"[\u4e00-\u9fff]", main.partition("</main>")[0])
