"""The keeper's and the regulator's pages: a name only after a reason, nothing by one person alone."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from draw_service.documents.rosters_out import write_roster
from draw_service.drill.numbers import credit_number
from draw_service.rules.pool_changes import texts_of
from tests.usecases.register import secrets_of_people
from tests.web.conftest import post
from tests.web.pool.conftest import PDF, REGULATOR, Keepers, person

NAME = person(1).name
MORE = ("/bulk", "/specialties", "/declarations", "/pairs", "/aliases")
PAPER = {"papers1": ("意见.pdf", PDF, "application/pdf")}


def send(client: TestClient, path: str, page: str, files: Any = None, **fields: str) -> Any:
    csrf = client.get(page).text.partition('name="csrf" value="')[2].partition('"')[0]
    return client.post(path, data={"csrf": csrf, **fields}, files=files)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", ["", "/admit", "/cases", "/proposals", "/experts/E000001", *MORE])
def test_pages_without_a_look_name_nobody(keepers: Keepers, path: str, lang: str) -> None:
    answer = keepers.ann.get(f"/pool{path}?lang={lang}")
    assert answer.status_code == 200
    # Who has not signed is told to the keeper by register number alone.
    numbers = re.compile(r"E\d{6}" if path == "/declarations" else "E000001")
    said = [one for one in (*secrets_of_people(), NAME) if one in answer.text]
    assert [one for one in said if not numbers.fullmatch(one)] == []


def test_a_name_is_shown_for_a_reason_alone(keepers: Keepers) -> None:
    page = "/pool/experts/E000001"
    without = send(keepers.ann, f"{page}/file", page, why="")
    assert without.status_code == 422
    assert NAME not in without.text
    opened = send(keepers.ann, f"{page}/file", page, why="asked")
    assert opened.status_code == 200
    assert NAME in opened.text
    assert "本人要求查阅" in keepers.ben.get(page).text
    assert keepers.ann.get("/pool/experts/E000009").status_code == 404


def test_admission_goes_through_three_people(keepers: Keepers) -> None:
    new = {name: text for name, text in texts_of(person(4)).items() if name.isupper()}
    wrong = send(
        *(keepers.ann, "/pool/admit", "/pool/admit", PAPER),
        **{**new, "PHONE_NUMBER": "12", "authority": REGULATOR, "document": "1号", "reason": "征集"},
    )
    assert wrong.status_code == 422
    assert 'value="12"' in wrong.text
    assert new["POST_ADDRESS"] in wrong.text
    filed = send(
        *(keepers.ann, "/pool/admit", "/pool/admit", PAPER),
        **{**new, "authority": REGULATOR, "document": "1号", "reason": "征集"},
    )
    assert filed.status_code == 303
    case = filed.headers["location"].partition("?")[0].rpartition("/")[2]
    theirs, ours = f"/supervision/pool/{case}", f"/pool/cases/{case}"
    assert case in keepers.rose.get("/supervision/pool").text
    assert person(4).name not in keepers.rose.get(theirs).text
    assert person(4).name in send(keepers.rose, f"{theirs}/open", theirs).text
    early = send(keepers.ben, f"{ours}/decide", ours, verdict="approve")
    assert (early.status_code, "review-missing" in early.text) == (409, True)
    assert send(keepers.rose, f"{theirs}/review", theirs, verdict="").status_code == 422
    assert send(keepers.rose, f"{theirs}/review", theirs, verdict="approve").status_code == 303
    own = send(keepers.ann, f"{ours}/decide", ours, verdict="approve")
    assert "own-act" in own.text
    assert send(keepers.ben, f"{ours}/decide", ours, verdict="approve").status_code == 303
    assert "E000004" in keepers.ann.get(ours).text
    paper = keepers.ben.get(ours).text.partition(f"{ours}/files/")[2].partition('"')[0]
    assert keepers.ben.get(f"{ours}/files/{paper}").content == PDF


def test_a_paper_is_called_by_its_number_whatever_its_sender_calls_it(
    keepers: Keepers, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    new = {name: text for name, text in texts_of(person(4)).items() if name.isupper()}
    called = "../../../zq9\\..\\C:\\zq9<i id=zq9>\u202efdp.pdf"
    filed = send(
        *(keepers.ann, "/pool/admit", "/pool/admit", {"papers1": (called, PDF, "application/pdf")}),
        **{**new, "authority": REGULATOR, "document": "1号", "reason": "征集"},
    )
    ours = filed.headers["location"].partition("?")[0]
    page = keepers.ben.get(ours).text
    assert "zq9&lt;i id=zq9&gt;fdp.pdf</a>" in page
    assert [one for one in ("<i id=zq9>", "\u202e", "C:\\", "../") if one in page] == []
    link = page.partition(f"{ours}/files/")[2].partition('"')[0]
    file = keepers.ben.get(f"{ours}/files/{link}")
    assert (file.content, file.headers["content-disposition"]) == (PDF, f'attachment; filename="{link}"')
    assert [path for path in tmp_path.parent.rglob("*") if "zq9" in path.name] == []
    assert "zq9" not in caplog.text


def test_a_change_is_asked_for_on_the_file_and_approved_by_another_keeper(keepers: Keepers) -> None:
    page = "/pool/experts/E000001"
    typed = {name: text for name, text in texts_of(person(1)).items() if name.isupper()}
    bad = send(keepers.ann, f"{page}/amend", page, **{**typed, "POSTCODE": "1", "reason": "地址"})
    assert bad.status_code == 422
    assert NAME in bad.text
    done = send(keepers.ann, f"{page}/amend", page, **{**typed, "DUTY": "处长", "reason": "升职"})
    ours = done.headers["location"].partition("?")[0]
    assert "处长" in send(keepers.ben, f"{ours}/open", ours).text
    assert send(keepers.ben, f"{ours}/decide", ours, verdict="approve").status_code == 303
    opened = send(keepers.ann, f"{page}/file", page, why="change").text
    assert "变更历史" in opened
    assert "处长" in opened


def test_a_suspension_is_asked_by_a_keeper_and_decided_by_the_regulator(keepers: Keepers) -> None:
    page = "/pool/experts/E000002"
    missing = send(keepers.ann, f"{page}/suspend", page, reason="", authority=REGULATOR)
    assert missing.status_code == 422
    done = send(keepers.ann, f"{page}/suspend", page, reason="核查举报", authority=REGULATOR)
    case = done.headers["location"].partition("?")[0].rpartition("/")[2]
    theirs = f"/supervision/pool/{case}"
    assert send(keepers.rose, f"{theirs}/decide", theirs, verdict="approve").status_code == 303
    assert "暂停抽取" in keepers.ann.get(page).text
    assert post(keepers.ann, f"{page}/file/x", page).status_code in (404, 405)
    assert send(keepers.ann, f"{page}/dance", page).status_code == 404


def test_an_entry_is_found_by_a_form_and_never_by_an_address(keepers: Keepers) -> None:
    found = send(keepers.ann, "/pool/experts", "/pool", wanted=person(2).id_card)
    assert found.headers["location"] == "/pool/experts/E000002"
    lost = send(keepers.ann, "/pool/experts", "/pool", wanted="220802")
    assert (lost.status_code, "220802" in lost.text) == (404, True)


def test_a_roster_is_previewed_and_approved_by_another_keeper(keepers: Keepers, tmp_path: Path) -> None:
    file = tmp_path / "r.xlsx"
    write_roster([replace(person(1), duty="处长")], file)
    sent = {"file": ("r.xlsx", file.read_bytes(), "application/octet-stream")}
    assert send(keepers.ann, "/pool/bulk", "/pool/bulk", reason="核对").status_code == 422
    done = send(keepers.ann, "/pool/bulk", "/pool/bulk", sent, reason="核对")
    page = done.headers["location"].partition("?")[0]
    shown = keepers.ben.get(page)
    assert (shown.status_code, NAME in shown.text, "职务" in shown.text) == (200, False, True)
    assert "own-act" in send(keepers.ann, f"{page}/approve", page).text
    assert send(keepers.ben, f"{page}/approve", page).status_code == 303
    typed = {"file": ("x.xlsx", b"PK no workbook", "application/octet-stream")}
    refused = send(keepers.ann, "/pool/bulk", "/pool/bulk", typed, reason="核对")
    assert (refused.status_code, "file-refused" in refused.text) == (422, True)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_roster_says_which_names_no_paper_can_print(keepers: Keepers, tmp_path: Path, lang: str) -> None:
    file = tmp_path / "r.xlsx"
    write_roster([replace(person(4), name="鹤测𫕟"), person(5)], file)
    sent = {"file": ("r.xlsx", file.read_bytes(), "application/octet-stream")}
    limit = keepers.ann.get(f"/pool/bulk?lang={lang}").text
    assert "12 MB" in limit
    done = send(keepers.ann, "/pool/bulk", "/pool/bulk", sent, reason="核对")
    page = done.headers["location"].partition("?")[0]
    shown = keepers.ann.get(f"{page}?lang={lang}").text
    assert ("U+2B55F" in shown, "鹤测𫕟" in shown) == (True, False)
    assert "U+2B55F" not in keepers.ben.get(page).text


def test_an_edition_and_other_names(keepers: Keepers) -> None:
    table = {"file": ("e.csv", "code,name\nA08,施工\nA0809,建筑\n".encode(), "text/csv")}
    fields = {"edition": "2026", "valid_from": "2026-03-02", "reason": "换版", "mapping": "A08,A0809"}
    done = send(keepers.ann, "/pool/specialties", "/pool/specialties", table, **fields)
    page = done.headers["location"].partition("?")[0]
    assert "2026" in keepers.ben.get(page).text
    number = page.rpartition("/")[2]
    assert send(keepers.ben, f"/pool/specialties/{number}/approve", page).status_code == 303
    assert "2026-03-02" in keepers.ann.get("/pool/specialties").text
    wrong = send(keepers.ann, "/pool/aliases", "/pool/aliases", rows="甲,123")
    assert (wrong.status_code, "甲,123" in wrong.text) == (422, True)
    kept = send(keepers.ann, "/pool/aliases", "/pool/aliases", name="甲建", code=credit_number(1))
    assert kept.status_code == 303
    page = keepers.ann.get("/pool/aliases").text
    assert "甲建" in page
    handle = re.findall(r'<option value="([0-9a-f]{32})">', page)[0]
    bare = send(keepers.ann, "/pool/aliases/remove", "/pool/aliases", handle=handle, reason="")
    assert (bare.status_code, f'value="{handle}" selected' in bare.text) == (422, True)
    asked = send(keepers.ann, "/pool/aliases/remove", "/pool/aliases", handle=handle, reason="登记有误")
    page = asked.headers["location"].partition("?")[0]
    assert "甲建" not in page
    assert send(keepers.ben, f"{page}/decide", page, verdict="approve").status_code == 303
    assert "登记有误" in keepers.ann.get(page).text
    assert re.findall(r'<option value="[0-9a-f]{32}">', keepers.ann.get("/pool/aliases").text) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_character_no_paper_can_show_is_reported_to_who_typed_it(keepers: Keepers, lang: str) -> None:
    new = {name: text for name, text in texts_of(person(5)).items() if name.isupper()}
    filed = send(
        *(keepers.ann, "/pool/admit", "/pool/admit", PAPER),
        **{**new, "EXPERT_NAME": "鹤测𫕟", "authority": REGULATOR, "document": "1号", "reason": "征集"},
    )
    page = filed.headers["location"] + f"&lang={lang}"
    assert "U+2B55F" in keepers.ann.get(page).text
    assert "U+2B55F" not in keepers.ben.get(page).text
