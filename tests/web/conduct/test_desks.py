"""Objections, the annual board, confirmation, stops and the public page (Art. 19, 21, 22)."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient

from draw_service.rules.access import Role
from draw_service.usecases.conduct.send_notice import send_notice
from scoring.rules.annual import Run
from scoring.rules.objections import Objection
from scoring.rules.people import Person
from scoring.rules.publication import HistoryRequest, Publication
from scoring.rules.stops import Stop
from scoring.usecases.add_evidence import add_evidence
from scoring.usecases.desk import found
from scoring.usecases.file_objection import file_objection
from scoring.usecases.prepare_annual import prepare_annual
from scoring.usecases.review_publication import review_publication
from scoring.usecases.tick_due import tick_due
from tests.usecases.register import RECORDS, secrets_of_people
from tests.web.conduct.conftest import ANN, BEN, PDF, Ledger
from tests.web.conftest import post

ROSE = Person("regulator-1", "regulator")
BOARD = "/supervision/scores"


def enter(ledger: Ledger, role: Role) -> TestClient:
    return ledger.town.enter(role)


def objected(ledger: Ledger, item: int = 7) -> str:
    entry = ledger.effective(item)
    expert = ledger.entry(entry).expert
    by = Person(expert, "expert")
    return file_objection(ledger.office, "entry", entry, expert, "当时在洗手间", by)


def objection(ledger: Ledger, id: str) -> Objection:
    with ledger.office.books() as books:
        return found(books, Objection, id)


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("/lead", Role.LEAD),
        ("/office", Role.OFFICE),
        (BOARD, Role.REGULATOR),
        (f"{BOARD}/stops", Role.REGULATOR),
        (f"{BOARD}/orders", Role.REGULATOR),
        (f"{BOARD}/history", Role.REGULATOR),
        (f"{BOARD}/experts/E000001", Role.REGULATOR),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_desk_has_its_gate_and_both_languages(ledger: Ledger, path: str, role: Role, lang: str) -> None:
    assert ledger.town.stranger().get(path).headers["location"].startswith("/enter")
    for other in set(Role) - {role}:
        assert enter(ledger, other).get(path).status_code == 403
    answer = enter(ledger, role).get(f"{path}?lang={lang}")
    assert answer.status_code == 200
    assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}"' in answer.text


def test_an_objection_is_accepted_and_answered_with_both_dates(ledger: Ledger) -> None:
    id, lead = objected(ledger), enter(ledger, Role.LEAD)
    held = objection(ledger, id)
    page = lead.get(f"/lead/{id}").text
    assert "当时在洗手间" in page
    assert held.accept_by.date.isoformat() in page
    early = post(lead, f"/lead/{id}/answer", f"/lead/{id}", result="revoked", reply="x")
    assert early.headers["location"].endswith("told=elsewhere")
    assert post(lead, f"/lead/{id}/accept", f"/lead/{id}").status_code == 303
    accepted = objection(ledger, id)
    assert accepted.answer_by is not None
    assert accepted.answer_by.date.isoformat() in lead.get("/lead").text
    empty = post(lead, f"/lead/{id}/answer", f"/lead/{id}", result="changed", reply="查明")
    assert empty.status_code == 422
    assert "查明" in empty.text
    assert (
        post(lead, f"/lead/{id}/answer", f"/lead/{id}", result="revoked", reply="查明不实").status_code == 303
    )
    assert ledger.entry(held.subject).state == "reversed"
    expert = ledger.town.enter_expert(held.expert).get("/expert/score").text
    assert "查明不实" in expert
    assert "撤销" in expert


def test_a_clock_is_shown_as_it_stands_before_anything_has_ticked(ledger: Ledger) -> None:
    id, lead = objected(ledger), enter(ledger, Role.LEAD)
    ledger.town.clock.jump(objection(ledger, id).accept_by.ends_at)
    lead = enter(ledger, Role.LEAD)
    assert "视为受理" in lead.get("/lead").text
    assert objection(ledger, id).state == "filed"  # nobody has written it down yet
    ledger.wait(days=40)
    assert "逾期" in enter(ledger, Role.LEAD).get(f"/lead/{id}").text


def test_a_refusal_needs_its_reason(ledger: Ledger) -> None:
    id, lead = objected(ledger), enter(ledger, Role.LEAD)
    assert post(lead, f"/lead/{id}/refuse", f"/lead/{id}").status_code == 422
    assert post(lead, f"/lead/{id}/refuse", f"/lead/{id}", reason="不属异议范围").status_code == 303
    assert objection(ledger, id).state == "refused"


def test_publication_waits_for_another_persons_review_is_public_and_ends_by_itself(ledger: Ledger) -> None:
    entry = ledger.effective(10)
    expert = ledger.entry(entry).expert
    name = next(one.name for n, one in enumerate(RECORDS, 1) if f"E{n:06d}" == expert)
    rose = ledger.regulator()
    assert entry in rose.get("/conduct").text
    nothing = post(rose, f"/conduct/{entry}/review", f"/conduct/{entry}", verdict="withheld")
    assert nothing.status_code == 422
    assert post(rose, f"/conduct/{entry}/review", f"/conduct/{entry}", verdict="passed").status_code == 303
    public = ledger.town.stranger()
    assert name not in public.get("/public/conduct").text
    window = ledger.entry(entry).window
    assert window is not None
    ledger.town.clock.jump(window.ends_at)
    assert tick_due(ledger.office) == 1
    shown = public.get("/public/conduct")
    assert name in shown.text
    assert shown.headers["cache-control"] == "public, max-age=300"
    assert "set-cookie" not in shown.headers
    others = [one for one in secrets_of_people() if one != name and one in shown.text]
    assert others == []
    assert public.get("/public/conduct?lang=en").text.count(name) == 1
    with ledger.office.books() as books:
        (publication,) = books.scores.find(Publication, subject=entry)
    assert publication.until is not None
    ledger.town.clock.jump(publication.until.ends_at - timedelta(seconds=40))
    assert public.get("/public/conduct").headers["cache-control"] == "public, max-age=40"
    ledger.town.clock.jump(publication.until.ends_at)
    assert name not in public.get("/public/conduct").text  # by the clock, while nothing ticks


def test_who_confirmed_does_not_review(ledger: Ledger) -> None:
    entry = ledger.effective(10)
    with ledger.office.books() as books:
        (publication,) = books.scores.find(Publication, subject=entry)
    with pytest.raises(Exception, match="second-person-needed"):
        review_publication(ledger.office, publication.id, BEN)


def test_the_annual_result_from_board_to_confirmation(ledger: Ledger) -> None:
    ledger.effective(7)
    year = ledger.now.year
    ledger.next_year()
    with ledger.office.books() as books:
        lines = len(list(books.scores.lines(year)))
    assert lines > 1
    rose = ledger.regulator()
    early = post(rose, BOARD, year=str(year + 1))
    assert early.status_code == 422
    done = post(rose, BOARD, year=str(year))
    page = rose.get(done.headers["location"]).text
    with ledger.office.books() as books:
        (run,) = books.scores.find(Run)
    assert run.root in page
    assert 'aria-labelledby="scores-title scores-desc"' in page
    assert "未列入" in page
    sheet = rose.get(f"{BOARD}/runs/{run.id}.xlsx?lang=en")
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert len(rows) == run.size + 2
    assert {row[0] for row in rows[2:]} == set(ledger.seated().values())
    office = enter(ledger, Role.OFFICE)
    page = office.get(f"/office/{run.id}").text
    assert "异议期未满" in page
    assert "（暂定）" in page
    forced = post(office, f"/office/{run.id}", document="鹤办〔2027〕1号")
    assert forced.status_code == 409
    assert "鹤办〔2027〕1号" not in office.get(f"/office/{run.id}").text
    ledger.town.clock.jump(run.window.ends_at)
    office = enter(ledger, Role.OFFICE)
    assert "全部结果由台账重新算出" in office.get(f"/office/{run.id}").text
    assert post(office, f"/office/{run.id}", document="鹤办〔2027〕1号").status_code == 303
    assert "鹤办〔2027〕1号" in office.get(f"/office/{run.id}").text


def test_a_ledger_that_moved_is_shown_to_differ_and_not_confirmed(ledger: Ledger) -> None:
    entry = ledger.effective(7)
    year = ledger.now.year
    ledger.next_year()
    run = prepare_annual(ledger.office, year, ROSE)
    rose = ledger.regulator()
    assert post(rose, f"/conduct/{entry}/reverse", f"/conduct/{entry}", reason="查明不实").status_code == 303
    ledger.town.clock.jump(run.window.ends_at)
    office = enter(ledger, Role.OFFICE)
    page = office.get(f"/office/{run.id}").text
    assert "不一致" in page
    assert ledger.entry(entry).expert in page
    assert 'name="document"' not in page


def test_suspending_training_and_orders(ledger: Ledger) -> None:
    expert = ledger.seated()[1]
    rose, here = ledger.regulator(), f"{BOARD}/experts/{ledger.seated()[1]}"
    assert post(rose, f"{here}/suspend", here).status_code == 422
    assert post(rose, f"{here}/suspend", here, reason="调查期间").status_code == 303
    with ledger.office.books() as books:
        (stop,) = books.scores.find(Stop, expert=expert)
    assert expert in rose.get(f"{BOARD}/stops").text
    assert post(rose, f"{BOARD}/stops/{stop.id}/lift", here, reason="查清").status_code == 303
    today = ledger.now.date().isoformat()
    assert post(rose, f"{here}/train", here, kind="exam", on=today, passed="1").status_code == 303
    assert post(rose, f"{here}/order", here, words="书面说明").status_code == 303
    me = ledger.town.enter_expert(expert)
    page = me.get("/expert/score").text
    assert "书面说明" in page
    assert "考试" in page
    order = page.partition('action="/expert/score/orders/')[2].partition('"')[0]
    assert post(me, f"/expert/score/orders/{order}", "/expert/score", reply="").status_code == 422
    assert post(me, f"/expert/score/orders/{order}", "/expert/score", reply="已学习").status_code == 303
    assert "已学习" in rose.get(f"{BOARD}/orders").text
    assert post(rose, f"{BOARD}/orders/{order}", f"{BOARD}/orders", verdict="enough").status_code == 303
    assert rose.get(f"{BOARD}/experts/E999999").status_code == 404


def test_a_history_is_asked_for_approved_by_the_office_and_each_look_logged(ledger: Ledger) -> None:
    expert, rose, here = ledger.seated()[1], ledger.regulator(), f"{BOARD}/history"
    assert post(rose, here, expert=expert, purpose="评选").status_code == 303
    with ledger.office.books() as books:
        (request,) = books.scores.find(HistoryRequest)
    refused = post(rose, f"{here}/{request.id}", here)
    assert refused.status_code == 403
    office = enter(ledger, Role.OFFICE)
    assert "评选" in office.get("/office").text
    assert post(office, f"/office/history/{request.id}", "/office", verdict="approved").status_code == 303
    before = len(ledger.room.stage.facts())
    assert "没有公开过的不良行为" in post(rose, f"{here}/{request.id}", here).text
    assert len(ledger.room.stage.facts()) == before + 1
    other = ledger.regulator()
    assert post(other, f"{here}/{request.id}", here).status_code == 403


def test_a_house_without_lines_tells_on_paper(ledger: Ledger) -> None:
    id = ledger.confirmed()
    with pytest.raises(Exception, match="no-lines"):
        send_notice(ledger.town.house, id, "sms", BEN)
    assert ledger.entry(id).state == "confirmed"
    page = ledger.operator().get(f"/conduct/{id}").text
    assert 'value="sms"' not in page
    assert send_notice(ledger.town.house, id, "paper", BEN).state == "effective"


def test_evidence_reaches_the_expert_and_no_other(ledger: Ledger) -> None:
    id = ledger.effective()
    add_evidence(ledger.office, id, "a.pdf", PDF, ANN)
    me = ledger.town.enter_expert(ledger.seated()[1])
    page = me.get("/expert/score").text
    file = page.partition(f'href="/expert/score/{id}/files/')[2].partition('"')[0]
    assert me.get(f"/expert/score/{id}/files/{file}").content == PDF
    other = ledger.town.enter_expert(ledger.seated()[2])
    assert other.get(f"/expert/score/{id}/files/{file}").status_code == 404
