"""The pages of the fees: who may enter, what each shows, what is kept of what was typed (Art. 18)."""

from __future__ import annotations

import re
from datetime import timedelta

from starlette.testclient import TestClient

from draw_service.rules.access import Role
from draw_service.usecases.fees.open_sheet import open_sheet
from draw_service.web.pages import when
from tests.usecases.fees.office import ANN, FeeOffice
from tests.usecases.register import AGENCY, TENDERER
from tests.web.conftest import post


def typed(office: FeeOffice, **changes: str) -> dict[str, str]:
    """The form as somebody fills it: everybody left after four hours."""
    sheet = open_sheet(office.house, ANN, office.draw_id)
    fields = {}
    for pay in sheet.pays:
        left = pay.signed_in_at + timedelta(hours=4)
        fields |= {f"arrived_{pay.place}": when(pay.signed_in_at), f"left_{pay.place}": when(left)}
        fields |= {f"km_{pay.place}": "12", f"nights_{pay.place}": "0"}
    return fields | changes


def names(office: FeeOffice) -> list[str]:
    return [office.name_of(expert) for expert in office.seated().values()]


def shows_a_name(office: FeeOffice, page: str) -> bool:
    return any(name in page for name in names(office))


def test_two_people_and_the_payer(office: FeeOffice) -> None:
    town = office.town()
    ann, ben = town.enter(Role.OPERATOR), town.enter(Role.OPERATOR)
    payer = town.enter(Role.TENDERER, TENDERER.code, TENDERER.name)
    here = f"/fees/{office.draw_id}"
    assert post(ann, f"{here}/open", "/fees").headers["location"] == f"{here}?told=opened"
    assert f"/payments/{office.draw_id}" not in payer.get("/payments").text

    said = post(ann, f"{here}/presence", here, **typed(office))
    assert said.headers["location"] == f"{here}?told=saved"
    assert "确认发放明细" not in ann.get(here).text
    page = ben.get(here).text
    assert "确认发放明细" in page
    assert not shows_a_name(office, page)
    assert post(ben, f"{here}/confirm", here).headers["location"] == f"{here}?told=confirmed"

    bill = payer.get(f"/payments/{office.draw_id}").text
    assert all(name in bill for name in names(office))
    places = [str(slot) for slot in office.seated()]
    day = when(office.house.clock.now())[:10]
    known = {f"known_{place}": "1" for place in places}
    sent = post(payer, f"/payments/{office.draw_id}", place=places, day=day, voucher="V-9", **known)
    assert sent.headers["location"].endswith("told=paid")
    assert "V-9" in payer.get(f"/payments/{office.draw_id}").text
    assert "已支付" in ann.get("/fees").text


def test_what_was_typed_stays_when_it_is_refused(office: FeeOffice) -> None:
    ann = office.town().enter(Role.OPERATOR)
    here = f"/fees/{office.draw_id}"
    answer = post(ann, f"{here}/presence", here, **typed(office, left_1="很晚", km_2="77"))

    assert answer.status_code == 422
    assert 'value="很晚"' in answer.text
    assert 'value="77"' in answer.text
    assert 'href="#left_1"' in answer.text

    backwards = post(ann, f"{here}/presence", here, **typed(office, left_1="2026-01-01 08:00"))
    assert "presence-wrong" in backwards.text


def test_a_form_from_another_window_shows_how_it_stands(office: FeeOffice) -> None:
    ann = office.town().enter(Role.OPERATOR)
    here, fields = f"/fees/{office.draw_id}", typed(office)
    old = ann.get(here).text
    hidden = dict(re.findall(r'<input type="hidden" name="(csrf|n)" value="([^"]*)"', old))
    post(ann, f"{here}/presence", here, **fields)

    late = ann.post(f"{here}/presence", data={**fields, **hidden, "km_1": "999"})

    assert late.headers["location"] == f"{here}?told=elsewhere"
    assert "已由另一窗口办理" in ann.get(late.headers["location"]).text


def test_other_doors_stay_shut(office: FeeOffice) -> None:
    office.confirmed()
    town = office.town()
    agency = town.enter(Role.AGENCY, AGENCY.code, AGENCY.name)
    other = town.enter(Role.TENDERER, "91220800MA00000099", "别的单位")

    assert agency.get("/payments").status_code == 403
    assert other.get(f"/payments/{office.draw_id}").status_code == 404
    assert town.enter(Role.REGULATOR).get("/fees").status_code == 403
    assert town.stranger().get("/fees").status_code in (303, 401)


def _pay_page(browser: TestClient) -> str:
    return browser.get("/expert/pay").text


def test_an_expert_sees_the_own_fee_and_saves_an_account(office: FeeOffice) -> None:
    sheet = office.confirmed()
    expert = sheet.pays[0].expert
    browser = office.town().enter_expert(expert)
    assert "540.00" in _pay_page(browser) or f"{sheet.pays[0].total // 100}" in _pay_page(browser)
    fields = {"holder": "别人", "bank": "白城农商行", "number": "6222 0200 1234 5678", "agree": "1"}

    wrong = post(browser, "/expert/pay", **fields)
    assert "name-differs" in wrong.text
    assert 'value="白城农商行"' in wrong.text

    right = post(browser, "/expert/pay", **fields | {"holder": office.name_of(expert)})
    assert right.headers["location"] == "/expert/pay?said=saved"
    page = _pay_page(browser)
    assert "5678" in page
    assert "12345678" not in page


def test_english_is_whole(office: FeeOffice) -> None:
    office.confirmed()
    town = office.town()
    pages = [
        town.enter(Role.OPERATOR).get(f"/fees/{office.draw_id}?lang=en").text,
        town.enter(Role.OPERATOR).get("/fees?lang=en").text,
        town.enter(Role.TENDERER, TENDERER.code, "Tenderer").get("/payments?lang=en").text,
    ]
    for page in pages:
        main = page.partition("<main")[2].partition("</main>")[0]
        main = re.sub(r"<h1>.*?</h1>|<td><a[^>]*>[^<]*</a>|<dd>[^<]*</dd>", "", main)
        assert not re.search(r"[\u4e00-\u9fff]", main)
