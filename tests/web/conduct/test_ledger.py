"""Entering conduct: who may, from which draws, and the second person (Art. 20)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from draw_service.rules.access import Role
from draw_service.web.forms import SHANGHAI
from tests.usecases.register import secrets_of_people
from tests.web.conduct.conftest import PDF, Ledger
from tests.web.conftest import csrf_of, post
from tests.web.draw_room.room import open_room


def fields(ledger: Ledger, **changes: str) -> dict[str, str]:
    at = (ledger.now - timedelta(minutes=10)).astimezone(SHANGHAI).replace(tzinfo=None)
    given = {
        "place": f"{ledger.draw_id}/1",
        "item": "7",
        "at": at.isoformat(timespec="minutes"),
        "note": "评审中离开两次",
    }
    return {**given, **changes}


def drafted(answer: Any) -> str:
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).partition("?")[0].rpartition("/")[2]


@pytest.mark.parametrize("path", ["/conduct", "/conduct/new", "/conduct/0123456789abcdef"])
def test_the_gate_keeps_others_out(ledger: Ledger, path: str) -> None:
    assert ledger.town.stranger().get(path).headers["location"].startswith("/enter")
    for role in (Role.DESK, Role.LEAD, Role.OFFICE, Role.ADMINISTRATOR, Role.POOL_KEEPER):
        assert ledger.town.enter(role).get(path).status_code == 403


def test_a_seat_is_entered_confirmed_by_another_and_told(ledger: Ledger) -> None:
    ann, ben = ledger.operator(), ledger.operator()
    id = drafted(post(ann, "/conduct/new", **fields(ledger)))
    entry = ledger.entry(id)
    assert (entry.expert, entry.item, entry.state) == (ledger.seated()[1], 7, "draft")
    own = ann.get(f"/conduct/{id}").text
    assert "须由另一人确认" in own
    assert f'action="/conduct/{id}/confirm"' not in own
    refused = post(ann, f"/conduct/{id}/confirm", f"/conduct/{id}")
    assert (refused.status_code, ledger.entry(id).state) == (403, "draft")
    assert "second-person-needed" in refused.text
    assert id in ben.get("/conduct").text
    assert "降至 95 分" in ben.get(f"/conduct/{id}").text
    assert "falls to 95" in ben.get(f"/conduct/{id}?lang=en").text
    assert post(ben, f"/conduct/{id}/confirm", f"/conduct/{id}").status_code == 303
    assert post(ben, f"/conduct/{id}/notify", f"/conduct/{id}", means="paper").status_code == 303
    assert ledger.entry(id).state == "effective"
    again = post(ben, f"/conduct/{id}/notify", f"/conduct/{id}", means="paper")
    assert again.headers["location"].endswith("told=elsewhere")


def test_a_file_is_kept_and_given_back_and_another_kind_stops_the_draft(ledger: Ledger) -> None:
    ann = ledger.operator()
    csrf = csrf_of(ann, "/conduct/new")
    sent = {"csrf": csrf, **fields(ledger)}
    bad = ann.post("/conduct/new", data=sent, files={"file": ("看.exe", b"MZ")})
    assert bad.status_code == 422
    assert "评审中离开两次" in bad.text
    id = drafted(ann.post("/conduct/new", data=sent, files={"file": ("../..\\看<i id=zq9>\u202e.pdf", PDF)}))
    page = ann.get(f"/conduct/{id}").text
    assert [one for one in ("<i id=zq9>", "\u202e", "..\\") if one in page] == []
    link = page.partition(f'href="/conduct/{id}/files/')[2].partition('"')[0]
    file = ann.get(f"/conduct/{id}/files/{link}")
    assert (file.content, file.headers["content-type"]) == (PDF, "application/pdf")
    assert file.headers["content-disposition"] == f'attachment; filename="{link}"'
    assert ann.get(f"/conduct/{id}/files/{'0' * 16}.pdf").status_code == 404


def test_the_same_again_asks_for_a_reason_and_keeps_what_was_typed(ledger: Ledger) -> None:
    ann = ledger.operator()
    drafted(post(ann, "/conduct/new", **fields(ledger)))
    twice = post(ann, "/conduct/new", **fields(ledger))
    assert twice.status_code == 409
    assert 'name="again"' in twice.text
    assert "评审中离开两次" in twice.text
    drafted(post(ann, "/conduct/new", **fields(ledger, again="下午又一次")))


def test_what_is_missing_is_said_and_nothing_is_lost(ledger: Ledger) -> None:
    answer = post(ledger.operator(), "/conduct/new", **fields(ledger, at="", item="21"))
    assert answer.status_code == 422
    assert 'href="#at"' in answer.text
    assert 'href="#item"' in answer.text
    assert "评审中离开两次" in answer.text


def test_tenderer_and_agency_see_their_own_and_no_other(ledger: Ledger) -> None:
    tenderer, agency = ledger.tenderer(), ledger.agency()
    id = drafted(post(tenderer, "/conduct/new", **fields(ledger)))
    assert ledger.entry(id).source == "tenderer"
    page = tenderer.get(f"/conduct/{id}").text
    assert "confirm" not in page
    assert "降至" not in page  # the score is nobody's but the expert's and the departments'
    assert ledger.entry(id).expert not in page + tenderer.get("/conduct").text
    assert ledger.tenderer().get(f"/conduct/{id}").status_code == 200  # a colleague
    assert agency.get(f"/conduct/{id}").status_code == 404
    assert id not in agency.get("/conduct").text
    other = ledger.town.enter(Role.TENDERER, "91220000000000000X", "别家")
    assert other.get(f"/conduct/{id}").status_code == 404
    assert ledger.draw_id not in other.get("/conduct/new").text
    stolen = post(other, "/conduct/new", "/account", **fields(ledger))
    assert stolen.status_code in (403, 404, 422)
    system = ledger.draft()
    assert tenderer.get(f"/conduct/{system}").status_code == 404
    forbidden = post(tenderer, f"/conduct/{id}/confirm", f"/conduct/{id}")
    assert (forbidden.status_code, ledger.entry(id).state) == (403, "draft")


def test_only_the_regulator_names_an_expert_by_number(ledger: Ledger) -> None:
    expert = ledger.seated()[2]
    by_number = fields(ledger, place="", expert=expert.lower(), project="质疑处理")
    id = drafted(post(ledger.regulator(), "/conduct/new", **by_number))
    assert ledger.entry(id).expert == expert
    assert post(ledger.operator(), "/conduct/new", **by_number).status_code == 422
    unknown = post(ledger.regulator(), "/conduct/new", **{**by_number, "expert": "E999999"})
    assert unknown.status_code == 404


def test_a_regulator_reverses_with_a_reason_but_not_what_it_confirmed(ledger: Ledger) -> None:
    id, rose = ledger.effective(), ledger.regulator()
    assert post(rose, f"/conduct/{id}/reverse", f"/conduct/{id}").status_code == 422
    assert post(rose, f"/conduct/{id}/reverse", f"/conduct/{id}", reason="查明不实").status_code == 303
    assert ledger.entry(id).state == "reversed"
    assert "查明不实" in rose.get(f"/conduct/{id}").text
    other = ledger.effective(8)
    refused = post(ledger.operator(), f"/conduct/{other}/reverse", "/conduct", reason="x")
    assert (refused.status_code, ledger.entry(other).state) == (403, "effective")


def test_a_draft_is_taken_back_with_a_reason(ledger: Ledger) -> None:
    id, ben = ledger.draft(), ledger.operator()
    assert post(ben, f"/conduct/{id}/drop", f"/conduct/{id}", reason="查无此事").status_code == 303
    assert ledger.entry(id).state == "dropped"


def test_before_unsealing_there_is_nothing_to_choose_and_nothing_to_send(tmp_path: Path) -> None:
    sealed = Ledger(open_room(tmp_path, "signed-in"))
    for browser in (sealed.operator(), sealed.tenderer(), sealed.agency(), sealed.regulator()):
        page = browser.get("/conduct/new").text
        assert sealed.draw_id not in page
        csrf = browser.get("/account").text.partition('name="csrf" value="')[2].partition('"')[0]
        answer = browser.post("/conduct/new", data={"csrf": csrf, **fields(sealed)})
        assert answer.status_code == 422
    with sealed.town.house.books() as books:
        assert not list(books.scores.lines())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_page_of_the_ledger_says_a_name(ledger: Ledger, lang: str) -> None:
    id = ledger.effective(10)
    who: list[TestClient] = [ledger.operator(), ledger.regulator()]
    said = "".join(
        browser.get(f"{path}?lang={lang}").text
        for browser in who
        for path in ("/conduct", "/conduct/new", f"/conduct/{id}")
    )
    numbers = set(ledger.seated().values())
    assert not [secret for secret in secrets_of_people() if secret in said and secret not in numbers]
