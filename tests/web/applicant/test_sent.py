"""What follows sending: slip, mandate, change, next attempt, bidder list, papers (Art. 8, 12, 13)."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO

import pytest
import xlsxwriter

from draw_service.drill.numbers import credit_number
from draw_service.rules.slips import make_slip
from draw_service.usecases.applications.appoint_witness import appoint_witness
from draw_service.usecases.applications.slip_proof import proof_of
from draw_service.usecases.draws.abort import abort
from draw_service.usecases.supervision.record_consent import record_consent
from draw_service.usecases.supervision.record_notice import record_notice
from tests.usecases.register import AGENCY, TENDERER
from tests.web.applicant.conftest import PROJECT, TIMES, Desk
from tests.web.conftest import csrf_of, post

MANDATE = b"a signed paper"


def regulator_joins(desk: Desk, number: str, attempt: int = 1) -> str:
    """The regulator's slip is on record; its entry code."""
    draw_id = f"{number}.{attempt}"
    slip = make_slip("regulator", draw_id, sha256(draw_id.encode()).digest() * 2 + b"regulate")
    appoint_witness(desk.town.house, draw_id, "regulator", proof_of(slip))
    return slip.entry


def test_sending_says_what_comes_next(desk: Desk) -> None:
    number = desk.filed()
    page = desk.tenderer.get(f"/applications/{number}?told=sent").text
    assert "申请已提交" in page
    assert "监管部门指派见证人" in page
    assert "更换见证凭条" in page
    regulator_joins(desk, number)
    assert "等待到中心抽取" in desk.agency.get("/applications").text


def test_a_selective_draw_is_told_as_what_it_is_and_what_it_waits_for(desk: Desk) -> None:
    number = desk.begin(desk.tenderer)
    desk.write(desk.tenderer, number)
    path = f"/applications/{number}"
    assert (
        post(desk.tenderer, f"{path}/draft/project", **(PROJECT | {"mode": "selective"})).status_code == 303
    )
    check = desk.tenderer.get(f"{path}/check").text
    assert "照书面人选当场选定" in check
    assert "会不会被猜中" not in check
    assert "同一顺序" not in check
    assert desk.send(number, desk.slip(number)).status_code == 303
    page = desk.tenderer.get(path).text
    assert "选择性抽取，非随机" in page
    assert "登记书面同意之前不能选定人员" in page
    record_consent(desk.town.house, f"{number}.1", "JH-2026-12", "complex")
    page = desk.tenderer.get(path).text
    assert "文号 JH-2026-12" in page
    assert "登记书面同意之前不能选定人员" not in page


def test_the_second_window_is_told_that_it_was_done(desk: Desk) -> None:
    number = desk.filed()
    path = f"/applications/{number}/send"
    assert desk.tenderer.get(path).headers["location"] == f"/applications/{number}?told=elsewhere"
    again = desk.tenderer.post(path, data={"csrf": csrf_of(desk.tenderer, f"/applications/{number}")})
    assert again.headers["location"] == f"/applications/{number}?told=elsewhere"
    assert "已由另一窗口办理" in desk.tenderer.get(f"/applications/{number}?told=elsewhere").text


def test_a_draft_changed_meanwhile_is_not_sent(desk: Desk) -> None:
    number = desk.begin(desk.tenderer)
    desk.write(desk.tenderer, number)
    answer = desk.send(number, desk.slip(number), n="1")
    assert (answer.status_code, "changed-under-you" in answer.text) == (409, True)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"commitment": "ab" * 31}, "64 位十六进制"),
        ({"unseal_pk": ""}, "请填写"),
        ({"entry": "ABC"}, "应为 8 个字符"),
        ({"kept": ""}, "请确认"),
    ],
)
def test_an_odd_slip_is_told_and_what_was_typed_stays(desk: Desk, typed: dict[str, str], said: str) -> None:
    number = desk.begin(desk.tenderer)
    desk.write(desk.tenderer, number)
    slip = desk.slip(number)
    answer = desk.send(number, slip, **typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert (typed.get("commitment") or slip.commitment) in answer.text


def test_both_public_values_may_come_in_one(desk: Desk) -> None:
    number = desk.begin(desk.tenderer)
    desk.write(desk.tenderer, number)
    slip = desk.slip(number)
    both = f"{slip.commitment}:{slip.public_key}".upper()
    assert desk.send(number, slip, commitment=both, unseal_pk="").status_code == 303


def test_a_half_that_comes_after_the_application_waits_for_the_tenderer(desk: Desk) -> None:
    number = desk.filed()
    path = f"/applications/{number}/half"
    assert "请通知招标人更换见证凭条" in desk.agency.get(path).text
    given = post(desk.agency, path, unseal_pk=desk.slip(number, salt="half").public_key)
    assert "启封公钥已提交" in desk.agency.get(given.headers["location"]).text
    assert "启封公钥已提交" not in desk.tenderer.get(f"/applications/{number}").text


def test_the_agency_keeps_the_unseal_half_on_a_mandate(desk: Desk) -> None:
    number = desk.begin(desk.agency)
    desk.write(desk.agency, number)
    parties = f"/applications/{number}/draft/parties"
    post(desk.agency, parties, other_name=TENDERER.name, other_code=TENDERER.code)
    half = desk.slip(number, salt="half")
    path = f"/applications/{number}/half"
    assert desk.tenderer.get(path).status_code == 404
    assert post(desk.agency, path, unseal_pk="00").status_code == 422
    given = post(desk.agency, path, unseal_pk=half.public_key)
    assert given.headers["location"] == f"/applications/{number}/draft"
    assert half.public_key in desk.tenderer.get(f"/applications/{number}/send").text
    witness = desk.slip(number)
    lacking = desk.send(number, witness, holder="agency", unseal_pk="")
    assert "委托书文件" in lacking.text
    digest = sha256(MANDATE).hexdigest()
    sent = desk.send(number, witness, holder="agency", unseal_pk="", mandate=digest)
    assert sent.status_code == 303
    with desk.town.house.books() as books:
        event = books.journal.events(f"{number}.1")[0]
    assert event.body["unseal_pk"] == half.public_key
    desk.town.house.sequence()
    with desk.town.house.books() as books:
        assert any(digest.encode() in leaf for leaf in books.journal.leaves())


def test_the_mandate_may_come_as_a_file(desk: Desk) -> None:
    number = desk.begin(desk.tenderer)
    desk.write(desk.tenderer, number)
    parties = f"/applications/{number}/draft/parties"
    post(desk.tenderer, parties, other_name=AGENCY.name, other_code=AGENCY.code)
    half, witness = desk.slip(number, salt="half"), desk.slip(number)
    post(desk.agency, f"/applications/{number}/half", unseal_pk=half.public_key)
    path = f"/applications/{number}/send"
    page = desk.tenderer.get(path).text
    fields = {
        "csrf": csrf_of(desk.tenderer, path),
        "n": page.partition('name="n" value="')[2].partition('"')[0],
        "holder": "agency",
        "commitment": witness.commitment,
        "entry": witness.entry,
        "kept": "1",
    }
    sent = desk.tenderer.post(path, data=fields, files={"mandate_file": ("m.pdf", MANDATE)})
    assert sent.status_code == 303


def test_a_lost_slip_is_replaced(desk: Desk) -> None:
    number = desk.filed()
    fresh = desk.slip(number, salt="again")
    fields = {"commitment": fresh.commitment, "unseal_pk": fresh.public_key, "entry": fresh.entry}
    path = f"/applications/{number}/slip"
    assert "tenderer-sends" in desk.agency.get(path).text
    assert post(desk.tenderer, path, **fields, kept="1").status_code == 422
    done = post(desk.tenderer, path, **fields, kept="1", reason="lost")
    assert done.headers["location"] == f"/applications/{number}?told=slip"
    page = desk.tenderer.get(f"/applications/{number}?told=slip").text
    assert "原凭条作废" in page
    assert "招标人更换见证凭条" in page


def test_a_change_is_a_new_version(desk: Desk) -> None:
    number = desk.filed()
    here = f"/applications/{number}"
    assert post(desk.agency, f"{here}/change", here).headers["location"] == f"{here}/draft"
    assert desk.tenderer.get(f"{here}/draft/parties").status_code == 404
    moved = {
        "bid_opening": "2026-03-04T09:30",
        "signin_at": "2026-03-04T10:00",
        "signin_place": "四楼",
        "expected_minutes": "240",
        "latest_start": "2026-03-04T16:00",
    }
    assert post(desk.agency, f"{here}/draft/times", **moved).headers["location"] == f"{here}/check"
    assert "变更由招标人的账户提交" in desk.agency.get(f"{here}/check").text
    assert "有未提交的变更" in desk.tenderer.get("/applications").text
    page = desk.tenderer.get(f"{here}/check").text
    n = page.partition('name="n" value="')[2].partition('"')[0]
    send = f"{here}/change/send"
    assert post(desk.tenderer, send, f"{here}/check", n=n).status_code == 422
    assert post(desk.tenderer, send, f"{here}/check", n="0", reason="place").status_code == 409
    done = post(desk.tenderer, send, f"{here}/check", n=n, reason="place")
    assert done.headers["location"] == f"{here}?told=changed"
    page = desk.agency.get(f"{here}?told=changed").text
    assert "现为第 2 版" in page
    assert "四楼" in page
    again = post(desk.tenderer, send, here, n=n, reason="place")
    assert again.headers["location"] == f"{here}?told=elsewhere"


def test_whom_can_be_drawn_is_changed_by_three_parties_and_the_draft_waits(desk: Desk) -> None:
    number = desk.filed()
    regulator_joins(desk, number)
    here = f"/applications/{number}"
    post(desk.tenderer, f"{here}/change", here)
    wider = {"rows": "4", "code_1": "A", "quota_1": "5", "owner_representatives": "2"}
    post(desk.tenderer, f"{here}/draft/experts", **wider)
    n = desk.tenderer.get(f"{here}/check").text.partition('name="n" value="')[2].partition('"')[0]
    answer = post(desk.tenderer, f"{here}/change/send", f"{here}/check", n=n, reason="specialties")
    assert answer.headers["location"] == f"{here}?told=waiting", answer.text
    assert "有变更等待三方确认" in desk.tenderer.get("/applications").text
    post(desk.tenderer, f"{here}/draft/times", f"{here}/draft/times", **TIMES)
    assert "有未提交的变更" in desk.tenderer.get("/applications").text


def test_the_next_attempt_follows_an_abort(desk: Desk) -> None:
    number = desk.filed()
    entry = regulator_joins(desk, number)
    slip, here = desk.slip(number), f"/applications/{number}"
    codes = {"tenderer": slip.entry, "regulator": entry, "center": "operator-1"}
    abort(desk.town.house, f"{number}.1", "project-stopped", "told", codes)  # type: ignore[arg-type]
    page = desk.tenderer.get(here).text
    assert "终止：项目停止" in page
    assert f"{number}.2" in desk.tenderer.get(f"{here}/slip").text
    fresh = desk.slip(number, 2)
    fields = {"commitment": fresh.commitment, "unseal_pk": fresh.public_key, "entry": fresh.entry}
    assert post(desk.tenderer, f"{here}/slip", **fields, kept="1").status_code == 303
    page = desk.tenderer.get(f"{here}?told=sent").text
    assert "第 2 次抽取" in page
    assert desk.tenderer.get(f"{here}/slip").status_code == 200


def test_the_public_bundle_is_had_after_the_notice(desk: Desk) -> None:
    number = desk.filed()
    entry, slip = regulator_joins(desk, number), desk.slip(number)
    codes = {"tenderer": slip.entry, "regulator": entry, "center": "operator-1"}
    abort(desk.town.house, f"{number}.1", "project-stopped", "told", codes)  # type: ignore[arg-type]
    path = f"/applications/{number}/bundles/{number}.1"
    assert desk.agency.get(path).status_code == 404
    record_notice(desk.town.house, number, "N-1")
    assert path in desk.agency.get(f"/applications/{number}").text
    found = desk.agency.get(path)
    assert found.json()["stage"] == "public"
    assert f'filename="{number}.1.edraw.json"' in found.headers["content-disposition"]
    assert desk.stranger.get(path).status_code == 404


def test_the_bidder_list_goes_in_and_is_not_shown_again(desk: Desk) -> None:
    number = desk.filed()
    path, firm = f"/applications/{number}/bidders", "鹤测秘密投标有限公司"
    nothing = post(desk.agency, path)
    assert (nothing.status_code, "请选择表格文件，或粘贴名单" in nothing.text) == (422, True)
    wrong = post(desk.agency, path, bidders=f"{firm}\t91220800MA00000000")
    assert "第 1 行有误" in wrong.text
    assert firm in wrong.text  # what was typed stays with who typed it
    done = post(desk.agency, path, bidders=f"名称\t代码\n{firm}\t{credit_number(77)}\t鹤测集团\t\n另一家，")
    assert done.headers["location"] == f"/applications/{number}?told=bidders"
    for browser in (desk.agency, desk.tenderer):
        for page in (f"/applications/{number}?told=bidders", path):
            assert "3 家" in browser.get(page).text
            assert firm not in browser.get(page).text


def test_the_bidder_list_may_be_a_sheet(desk: Desk) -> None:
    number = desk.filed()
    path, made = f"/applications/{number}/bidders", BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["投标人名称", "统一社会信用代码"])
        sheet.write_row(1, 0, ["鹤测一建有限公司", credit_number(77)])
    fields = {"csrf": csrf_of(desk.tenderer, path), "bidders": ""}
    done = desk.tenderer.post(path, data=fields, files={"bidders_file": ("b.xlsx", made.getvalue())})
    assert done.headers["location"] == f"/applications/{number}?told=bidders"
    assert "1 家" in desk.tenderer.get(path).text
    broken = desk.tenderer.post(path, data=fields, files={"bidders_file": ("b.xlsx", b"PK no sheet")})
    assert (broken.status_code, "file-refused" in broken.text) == (422, True)


def test_a_suppliers_letter_goes_in_and_is_not_shown_again(desk: Desk) -> None:
    number = desk.filed()
    path = f"/applications/{number}/letters"
    words = {"supplier": "鹤测某供应商", "person": "鹤测某某", "employer": "", "grounds": "曾任其顾问"}
    lacking = post(desk.agency, path, **words)
    assert (lacking.status_code, "请选择申请书的扫描件" in lacking.text) == (422, True)
    assert "鹤测某供应商" in lacking.text
    fields = {"csrf": csrf_of(desk.agency, path), **words}
    done = desk.agency.post(path, data=fields, files={"letter_file": ("l.pdf", MANDATE)})
    assert done.headers["location"] == f"/applications/{number}?told=letter"
    page = desk.tenderer.get(f"/applications/{number}?told=letter").text
    assert sha256(MANDATE).hexdigest()[:16] in page
    assert "等待监管部门" in page
    assert not any(word in page for word in words.values() if word)
