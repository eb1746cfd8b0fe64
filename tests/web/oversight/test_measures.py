"""``/measures``: two of the office, the institution that answers, the regulator who reads (Art. 23)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from draw_service.drill.numbers import credit_number
from draw_service.rules.access import Role
from draw_service.usecases.oversight.lapse import lapse_all
from tests.web.conftest import Town, post

CODE, OTHER = credit_number(1), credit_number(2)
FACTS = "未从专家抽取系统抽取"
FIELDS: dict[str, Any] = {
    **{"measure": "admonition", "standing": "tenderer", "name": "甲单位", "code": CODE, "clause": "Art. 3"},
    **{"draw": "", "number": "管办〔2026〕9号", "facts": FACTS, "demand": "重新抽取"},
}
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def office(town: Town) -> tuple[TestClient, TestClient]:
    return town.enter(Role.OFFICE), town.enter(Role.OFFICE)


def proposed(client: TestClient, **other: Any) -> str:
    sent = post(client, "/measures/new", **{**FIELDS, **other})
    assert sent.status_code == 303, sent.text
    return str(sent.headers["location"]).partition("?")[0]


def test_from_proposal_to_practice_record(town: Town, office: tuple[TestClient, TestClient]) -> None:
    ann, bob = office
    tenderer = town.enter(Role.TENDERER, CODE, "甲单位")
    other = town.enter(Role.AGENCY, OTHER, "乙代理")
    regulator = town.enter(Role.REGULATOR, "R", "监管")
    place = proposed(ann)
    assert place == "/measures/M-2026-0001"
    assert "确认并作出" not in ann.get(place).text
    assert tenderer.get(place).status_code == regulator.get(place).status_code == 404
    assert post(ann, f"{place}/order", place).status_code == 403

    assert post(bob, f"{place}/order", place).headers["location"].endswith("told=ordered")
    assert FACTS in tenderer.get(place).text
    assert "2026-03-17" in tenderer.get("/measures").text
    assert FACTS in regulator.get(place).text
    assert other.get(place).status_code == 404
    assert "甲单位" not in other.get("/measures").text
    assert post(other, f"{place}/answer", "/measures", words="x").status_code == 404

    empty = post(tenderer, f"{place}/answer", place, words="")
    assert "words-error" in empty.text
    assert post(tenderer, f"{place}/answer", place, words="已重新抽取").status_code == 303
    back = post(bob, f"{place}/judge", place, verdict="returned", reply="")
    assert "reply-error" in back.text
    assert post(bob, f"{place}/judge", place, verdict="returned", reply="请附记录").status_code == 303
    assert "请附记录" in tenderer.get(place).text
    post(tenderer, f"{place}/answer", place, words="已附")
    assert post(ann, f"{place}/judge", place, verdict="accepted", reply="").status_code == 303
    assert "已办结" in regulator.get("/measures").text

    with town.house.books() as books:
        lines = [leaf.decode() for leaf in books.journal.leaves() if b'"stream":"oversight"' in leaf]
    assert [re.findall(r'"type":"([^"]*)"', line)[0] for line in lines] == [
        *("measure.proposed", "measure.ordered", "measure.answered", "measure.returned"),
        *("measure.answered", "measure.closed"),
    ]
    assert not any(HAN.search(line) or CODE in line for line in lines)


def test_the_notice_is_a_numbered_paper_once_it_is_ordered(
    town: Town, office: tuple[TestClient, TestClient]
) -> None:
    ann, bob = office
    place = proposed(ann)
    paper = f"/office-papers/supervision-notice/{place.rpartition('/')[2]}"
    assert ann.get(paper).status_code in (200, 409)
    early = post(ann, f"{paper}/print", place, way="download", copies="1")
    assert early.headers["content-type"] != "application/pdf"
    post(bob, f"{place}/order", place)
    printed = post(bob, f"{paper}/print", paper, way="download", copies="1")
    assert printed.content.startswith(b"%PDF")
    assert "SN-2026-0001" in ann.get(place).text


def test_nobody_answers_and_everybody_sees_it(town: Town, office: tuple[TestClient, TestClient]) -> None:
    ann, bob = office
    place = proposed(ann, standing="center", name="", code="", draw="")
    post(bob, f"{place}/order", place)
    town.clock.jump(town.clock.now() + timedelta(days=15))
    assert lapse_all(town.house) == 0
    town.clock.jump(town.clock.now() + timedelta(days=1))
    assert (lapse_all(town.house), lapse_all(town.house)) == (1, 0)
    with town.house.books() as books:
        assert [(one.code, one.subject) for one in books.post.alarms()] == [("measure-late", "M-2026-0001")]
    operator = town.enter(Role.OPERATOR)
    assert "已逾期" in operator.get("/measures").text
    assert "M-2026-0001" in town.enter(Role.ADMINISTRATOR).get("/admin/watch").text
    assert post(operator, f"{place}/answer", place, words="已整改").status_code == 303
    with town.house.books() as books:
        assert not books.post.alarms()
    assert "逾期答复" in town.enter(Role.OFFICE).get(place).text


def test_what_is_refused_stays_typed_in_both_languages(
    town: Town, office: tuple[TestClient, TestClient]
) -> None:
    ann, _bob = office
    wrong = post(ann, "/measures/new", **{**FIELDS, "clause": "", "code": "123"})
    assert wrong.status_code == 422
    assert FACTS in wrong.text
    odd = post(ann, "/measures/new", **{**FIELDS, "code": "123"})
    assert "measure-incomplete" in odd.text
    assert "/measures/new" in ann.get("/measures").text
    place = proposed(ann)
    for page in ("/measures", "/measures/new", place):
        text = ann.get(f"{page}?lang=en").text.partition("<main")[2].partition("</main")[0]
        for own in (FACTS, "甲单位", "重新抽取", FIELDS["number"]):
            text = text.replace(own, "")
        assert not HAN.search(text), page
