"""Reports in confidence: who reads them, what the reporter gets, and what nobody else ever sees."""

from __future__ import annotations

import re
from typing import Any

import pytest

from audit.events import decode_house
from draw_service.rules.access import CENTER_ROLES, Role
from draw_service.rules.reports import CODE_LENGTH, plain_code, receipt_code
from tests.web.conftest import Town, post

HAN = re.compile(r"[\u4e00-\u9fff]")
WORDS = "三号评标室有人塞红包"
FIELDS = {"subject": "bribe", "to": "both", "words": WORDS, "contact": "晚上打电话"}
PDF = b"%PDF-1.7 secret receipt"


def code_in(answer: Any) -> str:
    found = re.search(r'<strong class="number">([A-Z0-9-]+)</strong>', answer.text)
    assert found is not None, answer.text
    return found[1]


def test_from_a_stranger_to_the_answer(town: Town) -> None:
    stranger, regulator = town.stranger(), town.enter(Role.REGULATOR, "", "某局")
    kept = post(stranger, "/public/report", **{**FIELDS, "subject": ""})
    assert WORDS in kept.text
    assert "subject-error" in kept.text

    files = {"file1": ("张三的截图.pdf", PDF)}
    code = code_in(stranger.post("/public/report", data=FIELDS, files=files))
    wrong = post(stranger, "/public/report/answer", code="ABCDE-FGHJK-MNPQR-STVWX")
    assert "没有这个回执码" in wrong.text
    assert "还没有答复" in post(stranger, "/public/report/answer", code=code.lower().replace("-", " ")).text

    [place] = re.findall(r'href="(/reports/[0-9a-f]+)"', regulator.get("/reports").text)
    page = regulator.get(place).text
    assert WORDS in page
    assert "张三" not in page
    [file] = re.findall(r'href="([^"]+\.pdf)"', page)
    assert regulator.get(file).content == PDF
    empty = post(regulator, place, answer="")
    assert "answer-error" in empty.text
    assert post(regulator, place, answer="已立案调查").status_code == 303
    assert "已立案调查" in post(stranger, "/public/report/answer", code=code).text
    assert "这一步已经办理" in post(regulator, place, page="/reports", answer="又一次").text


def test_the_center_hears_nothing_of_it(town: Town) -> None:
    """No role of the center, no party and no lead department opens it; no page, alarm or event holds it."""
    code = code_in(post(town.stranger(), "/public/report", **FIELDS))
    office = town.enter(Role.OFFICE)
    [place] = re.findall(r'href="(/reports/[0-9a-f]+)"', office.get("/reports").text)
    assert WORDS in office.get(place).text

    for role in {*CENTER_ROLES, Role.TENDERER, Role.AGENCY, Role.LEAD}:
        outside = role in (Role.TENDERER, Role.AGENCY)
        client = town.enter(role, "91110108MA01C8JB7K" if outside else "", "某单位" if outside else "")
        assert client.get("/reports").status_code == 403
        assert client.get(place).status_code == 403
        assert post(client, place, page="/account", answer="x").status_code == 403
        for page in ("/", "/admin", "/draw-room", "/desk", "/incidents", "/pool", "/account"):
            text = client.get(page).text
            assert 'href="/reports"' not in text
            assert WORDS not in text
            assert place not in text

    with town.house.views() as books:
        assert books.post.alarms() == []
        facts = [decode_house(leaf) for leaf in books.journal.leaves() if b'"stream":"reports"' in leaf]
    assert [sorted(one.body) for one in facts] == [["report"], ["by", "report"]]
    assert code not in str([one.body for one in facts])
    assert "bribe" not in str([one.body for one in facts])


def test_what_is_for_the_office_alone_no_regulator_finds(town: Town) -> None:
    post(town.stranger(), "/public/report", **{**FIELDS, "to": "office"})
    office, regulator = town.enter(Role.OFFICE), town.enter(Role.REGULATOR, "", "某局")
    [place] = re.findall(r'href="(/reports/[0-9a-f]+)"', office.get("/reports").text)
    assert "/reports/" not in regulator.get("/reports").text
    assert regulator.get(place).status_code == 404


@pytest.mark.parametrize("signed", [False, True])
def test_an_expert_is_known_only_by_choice(town: Town, signed: bool) -> None:
    expert, office = town.enter_expert("E000042"), town.enter(Role.OFFICE)
    ticked = {"signed": "1"} if signed else {}
    code_in(post(expert, "/expert/report", **FIELDS, **ticked))
    [place] = re.findall(r'href="(/reports/[0-9a-f]+)"', office.get("/reports").text)
    assert ("E000042" in office.get(place).text) == signed
    # A stranger who sends the field is nobody.
    post(town.stranger(), "/public/report", **FIELDS, signed="1")
    assert len(re.findall(r'href="/reports/[0-9a-f]+"', office.get("/reports").text)) == 2


def test_reports_and_receipts_are_throttled(town: Town) -> None:
    stranger = town.stranger()
    tries = town.house.access.address_tries + 1
    answers = [post(stranger, "/public/report/answer", code=f"X{n}").status_code for n in range(tries)]
    assert (answers[0], answers[-1]) == (422, 429)
    sent = [post(stranger, "/public/report", **FIELDS).status_code for _ in range(tries)]
    assert (sent[0], sent[-1]) == (200, 429)


def test_a_code_is_read_as_people_write_it() -> None:
    code = receipt_code(bytes(range(32)))
    assert len(plain_code(code)) == CODE_LENGTH
    assert plain_code(f" {code.lower()} ") == plain_code(code)
    assert receipt_code(bytes(31) + b"\1") != receipt_code(bytes(32))


def test_english_is_whole(town: Town) -> None:
    stranger, office = town.stranger(), town.enter(Role.OFFICE)
    sent = post(stranger, "/public/report?lang=en", **{**FIELDS, "words": "x", "contact": ""})
    [place] = re.findall(r'href="(/reports/[0-9a-f]+)"', office.get("/reports").text)
    pages = [sent.text, stranger.get("/public/report?lang=en").text]
    pages += [office.get(f"{path}?lang=en").text for path in ("/reports", place)]
    pages += [town.enter_expert("E000042").get("/expert/report?lang=en").text]
    for page in pages:
        assert not HAN.search(page.partition("<main")[2].partition("</main>")[0])
