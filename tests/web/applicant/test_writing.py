"""An application is written in steps, kept as typed, checked and sent by the tenderer (Art. 8(1))."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any

import pytest

from draw_service.rules.access import Role
from draw_service.rules.refusals import ChangedUnderYou
from draw_service.web.applicant import writing
from tests.usecases.register import AGENCY, RECORDS, TENDERER
from tests.web.applicant.conftest import EXPERTS, PROJECT, TIMES, Desk
from tests.web.conftest import Town, csrf_of, post

PAGES = ("/draft", "/draft/project", "/draft/parties", "/draft/experts", "/draft/times", "/check", "/send")


@pytest.mark.parametrize("path", ["/applications", "/applications/AP-2026-0001", "/applications/x/send"])
def test_strangers_are_sent_to_the_door_and_other_roles_away(town: Town, path: str) -> None:
    assert town.stranger().get(path).headers["location"].startswith("/enter?next=")
    for role in (Role.OPERATOR, Role.REGULATOR, Role.ADMINISTRATOR):
        assert town.enter(role, "91220800MA00000001").get(path).status_code == 403


def test_an_application_of_others_is_not_there(desk: Desk) -> None:
    number, sent = desk.begin(desk.tenderer), desk.filed()
    for path in (*PAGES, "", "/half", "/bidders", "/slip"):
        assert desk.stranger.get(f"/applications/{number}{path}").status_code == 404
        assert desk.stranger.get(f"/applications/{sent}{path}").status_code == 404
    assert number not in desk.stranger.get("/applications").text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_is_there_in_both_languages(desk: Desk, lang: str) -> None:
    number, sent = desk.begin(desk.tenderer), desk.filed()
    places = ["", *(f"/{number}{path}" for path in PAGES), f"/{sent}", f"/{sent}/slip", f"/{sent}/bidders"]
    places.append(f"/{sent}/letters")
    for place in places:
        page = desk.tenderer.get(f"/applications{place}?lang={lang}")
        assert page.status_code == 200, place
        if lang == "en":
            body = page.text.partition('<main id="main"')[2].partition("</main>")[0]
            for word in ("提交", "专业", "凭条", "请", "名单", "核对"):
                assert word not in body.replace("建筑材料", ""), (place, word)


def test_what_is_typed_is_kept_complete_or_not(desk: Desk) -> None:
    number = desk.begin(desk.tenderer)
    path = f"/applications/{number}/draft/project"
    answer = post(desk.tenderer, path, **(PROJECT | {"project_name": "", "budget": "很多"}))
    assert answer.status_code == 422
    assert "请填写整数，以元为单位" in answer.text
    assert 'href="#project_name"' in answer.text
    later = desk.tenderer.get(path).text
    assert 'value="很多"' in later
    assert 'value="Ｐ-2026 01"' in later
    assert post(desk.tenderer, path, later="1").headers["location"] == f"/applications/{number}/draft"


def test_rows_for_specialties_are_added_without_a_script(desk: Desk) -> None:
    number = desk.begin(desk.tenderer)
    path = f"/applications/{number}/draft/experts"
    assert 'name="code_4"' in desk.tenderer.get(path).text
    assert 'name="code_5"' not in desk.tenderer.get(path).text
    answer = post(desk.tenderer, path, **EXPERTS, more="1")
    assert answer.headers["location"] == f"{path}#code_5"
    page = desk.tenderer.get(path).text
    assert 'name="code_8"' in page
    assert 'value="a08"' in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"code_1": "Z99"}, "专业分类中没有这一项"),
        ({"code_2": "工程施工"}, "同一专业填了两次"),
        ({"quota_1": "0"}, "请填写数字"),
        ({"quota_1": ""}, "请填写"),
        ({"code_1": "", "quota_1": "", "code_2": "", "quota_2": ""}, "请至少填写一个专业"),
        ({"code_1": ""}, "请填写专业"),
        ({"areas": "白城"}, "地区代码只含数字"),
    ],
)
def test_odd_specialties_are_told(desk: Desk, typed: dict[str, str], said: str) -> None:
    number = desk.begin(desk.tenderer)
    answer = post(desk.tenderer, f"/applications/{number}/draft/experts", **(EXPERTS | typed))
    assert answer.status_code == 422
    assert said in answer.text


def test_the_start_is_not_before_the_sign_in(desk: Desk) -> None:
    number = desk.begin(desk.tenderer)
    early = TIMES | {"latest_start": "2026-03-04 09:00"}
    answer = post(desk.tenderer, f"/applications/{number}/draft/times", **early)
    assert "不能早于签到时间" in answer.text


def test_the_check_page_counts_and_names_nobody(desk: Desk) -> None:
    number = desk.begin(desk.tenderer)
    page = desk.tenderer.get(f"/applications/{number}/check").text
    assert "没有填好" in page
    missing = re.findall(r"/draft/([a-z]+)#([a-z_0-9]+)", page)
    assert missing[:2] == [("project", "project_code"), ("project", "project_name")]
    steps = [step for step, _rows in groupby(step for step, _field in missing)]
    assert steps == ["project", "experts", "times"]
    assert re.findall(r"<dt>([^<]*)</dt><dd></dd>", page) == [], "what is empty says so"
    desk.write(desk.tenderer, number)
    page = desk.tenderer.get(f"/applications/{number}/check").text
    assert "工程施工：符合条件 17 人，需要 3 人。" in page
    assert '工程施工</td><td class="number">17</td>' in page, "the table counts as the sentence does"
    assert "猜中至少一人的机会" in page
    assert "<svg" in page
    assert f"/applications/{number}/send" in page
    assert not any(one.name in page or one.phones[0] in page for one in RECORDS)


def test_a_shortage_is_told_with_its_lawful_ways_out(desk: Desk) -> None:
    number = desk.begin(desk.tenderer)
    desk.write(desk.tenderer, number)
    thin = EXPERTS | {"code_1": "C02", "quota_1": "3"}
    post(desk.tenderer, f"/applications/{number}/draft/experts", **thin)
    page = desk.tenderer.get(f"/applications/{number}/check").text
    assert "人数不足：还缺 1 人。" in page
    assert "扩大到上一级专业" in page


def test_what_the_law_stands_against_is_told_before_sending(desk: Desk) -> None:
    number = desk.begin(desk.tenderer)
    desk.write(desk.tenderer, number)
    post(desk.tenderer, f"/applications/{number}/draft/experts", **(EXPERTS | {"owner_representatives": "1"}))
    page = desk.tenderer.get(f"/applications/{number}/check").text
    assert "照此不能提交" in page
    assert f"/applications/{number}/send" not in page


def test_the_agency_drafts_and_the_tenderer_sends(desk: Desk) -> None:
    number = desk.begin(desk.agency)
    desk.write(desk.agency, number)
    parties = f"/applications/{number}/draft/parties"
    wrong = post(desk.agency, parties, other_name=TENDERER.name, other_code="91220800MA00000000")
    assert "代码校验不符" in wrong.text
    assert desk.tenderer.get(f"/applications/{number}/draft").status_code == 404
    assert post(desk.agency, parties, other_name=TENDERER.name, other_code=TENDERER.code).status_code == 303
    assert "不会" not in desk.agency.get(f"/applications/{number}/send").text
    assert "tenderer-sends" in desk.agency.get(f"/applications/{number}/send").text
    handed = post(desk.agency, f"/applications/{number}/hand-over", f"/applications/{number}/check")
    assert handed.status_code == 303
    assert "代理机构已填好" in desk.tenderer.get("/applications").text
    assert desk.tenderer.get(parties).status_code == 404
    assert desk.send(number, desk.slip(number)).headers["location"] == f"/applications/{number}?told=sent"
    page = desk.agency.get(f"/applications/{number}?told=sent").text
    assert "申请已提交" in page
    assert f"{number}.1" in page


def test_an_agency_that_does_not_say_for_whom_cannot_hand_over(desk: Desk) -> None:
    number = desk.begin(desk.agency)
    path = f"/applications/{number}/hand-over"
    answer = post(desk.agency, path, f"/applications/{number}/draft")
    assert (answer.status_code, "bad-input" in answer.text) == (422, True)


def test_a_draft_is_deleted(desk: Desk) -> None:
    number = desk.begin(desk.tenderer)
    gone = post(desk.tenderer, f"/applications/{number}/drop", f"/applications/{number}/draft")
    assert gone.headers["location"] == "/applications"
    assert desk.tenderer.get(f"/applications/{number}/draft").status_code == 404


def test_a_form_without_its_token_changes_nothing(desk: Desk) -> None:
    before = desk.tenderer.get("/applications").text
    assert desk.tenderer.post("/applications", data={}).status_code == 403
    assert csrf_of(desk.tenderer, "/applications") in before
    assert "AP-2026" not in desk.tenderer.get("/applications").text


def test_an_agency_can_be_left_out_and_taken_out_again(desk: Desk) -> None:
    number = desk.begin(desk.tenderer)
    parties = f"/applications/{number}/draft/parties"
    post(desk.tenderer, parties, other_name=AGENCY.name, other_code=AGENCY.code)
    assert desk.agency.get(f"/applications/{number}/draft").status_code == 200
    post(desk.tenderer, parties, other_name="", other_code="")
    assert desk.agency.get(f"/applications/{number}/draft").status_code == 404


def test_a_save_that_met_another_is_saved_over_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    number = desk.begin(desk.tenderer)
    save, met = writing.save_draft, [True]

    def meets(*given: Any) -> Any:
        if met:
            met.pop()
            raise ChangedUnderYou
        return save(*given)

    monkeypatch.setattr(writing, "save_draft", meets)
    path = f"/applications/{number}/draft/project"
    assert post(desk.tenderer, path, **PROJECT).status_code == 303
    assert "鹤测桥加固" in desk.tenderer.get(path).text
