"""Print blind, unseal by two, check one by one, close, hand over (Art. 8(3), 8(5), 9)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from audit.events import DrawEvent, HouseEvent
from draw_service.drill.ports import DrillPrinter
from draw_service.rules.access import Role
from draw_service.rules.refusals import PrinterFailed
from draw_service.usecases.arrival.replace_member import replace_member
from draw_service.usecases.arrival.withdraw import withdraw
from draw_service.usecases.room.as_seen import steps_of
from draw_service.usecases.supervision.export_bundle import export_bundle
from tests.usecases.register import RECORDS, SIGN_IN, TENDERER, secrets_of_people
from tests.web.conftest import csrf_of, post
from tests.web.desk.conftest import Day

ACTS = ("/open", "/rebuild", "/reprint", "/hand-over")


def entry(day: Day, *parties: str) -> dict[str, str]:
    return {f"code_{p}": day.stage.slips[p].entry for p in parties}  # type: ignore[index]


def unseal(day: Day, operator: TestClient, **changes: str) -> Any:
    page = day.unsealing + "/open"
    fields = {
        "party": "tenderer",
        "camera": "CAM-3",
        "entry": day.stage.slips["tenderer"].entry,
        "unseal": day.stage.unseal_code(),
        **changes,
    }
    return post(operator, page, **fields)


@pytest.mark.parametrize("path", ["", *ACTS])
def test_only_the_operator_comes_in(day: Day, path: str) -> None:
    assert day.stranger().get(day.unsealing + path).headers["location"].startswith("/enter?next=")
    assert day.enter(Role.DESK).get(day.unsealing + path).status_code == 403


def test_who_has_not_just_proved_it_is_asked_again(day: Day) -> None:
    operator = day.enter(Role.OPERATOR)
    day.clock.jump(day.clock.now() + timedelta(minutes=11))
    for path in ACTS:
        assert operator.get(day.unsealing + path).headers["location"].startswith("/enter/again?next=")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_before_the_time_it_answers_as_if_there_were_nothing(day: Day, lang: str) -> None:
    day.clock.jump(SIGN_IN - timedelta(seconds=1))
    operator = day.enter(Role.OPERATOR)
    assert day.unsealing not in operator.get(f"/unsealing?lang={lang}").text

    def answer(path: str) -> tuple[int, str]:
        found = operator.get(path + f"?lang={lang}")
        return found.status_code, found.text.partition("<main")[2].partition("</main>")[0]

    for path in ("", *ACTS):
        early = answer(day.unsealing + path)
        assert early[0] == 404, early
        assert early == answer("/unsealing/AP-2026-9999.1" + path)
    for path in ("/print", "/check", "/close", "/open", "/rebuild"):
        assert post(operator, day.unsealing + path, "/desk").status_code == 404
    assert DrawEvent.ROSTER_PRINTED not in day.stage.types()


def test_the_print_is_blind_and_a_second_one_takes_three(day: Day) -> None:
    day.morning()
    operator = day.enter(Role.OPERATOR)
    n = steps_of(day.stage.events())
    nothing = post(operator, day.unsealing + "/print", day.unsealing)
    assert nothing.status_code == 422
    printed = post(operator, day.unsealing + "/print", day.unsealing, envelope="ENV-1")
    assert printed.headers["location"] == day.unsealing
    assert day.printer.serials == ["P-000001"]
    page = operator.get(day.unsealing).text
    assert "P-000001" in page
    assert [text for text in secrets_of_people() if text in page] == []
    again = post(operator, day.unsealing + "/print", day.unsealing, n=n, envelope="ENV-1")
    assert again.headers["location"] == f"{day.unsealing}?moved=1"
    reprint = day.unsealing + "/reprint"
    two = post(operator, reprint, envelope="ENV-2", **entry(day, "tenderer"))
    assert two.status_code == 422
    assert 'value="ENV-2"' in two.text
    three = post(operator, reprint, envelope="ENV-2", **entry(day, "tenderer", "regulator"))
    assert three.headers["location"] == day.unsealing
    assert day.printer.serials == ["P-000001", "P-000002"]


def test_a_print_that_failed_says_so(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_self: DrillPrinter, serial: str, _sheet: bytes) -> None:
        raise PrinterFailed(serial=serial)

    monkeypatch.setattr(DrillPrinter, "send", fail)
    day.morning()
    operator = day.enter(Role.OPERATOR)
    failed = post(operator, day.unsealing + "/print", day.unsealing, envelope="ENV-1")
    assert "printer-failed" in failed.text
    assert "P-000001" in failed.text
    parties = entry(day, "tenderer", "regulator")
    again = post(operator, day.unsealing + "/reprint", envelope="ENV-2", **parties)
    assert "printer-failed" in again.text


def test_the_whole_day_of_the_operator(day: Day) -> None:
    day.morning()
    operator = day.enter(Role.OPERATOR)
    day.stage.sign_in(1, 2, 3, 4)
    assert unseal(day, operator).headers["location"] == day.unsealing
    body = day.stage.last().body
    assert (body["by"], body["camera"]) == (["center", "tenderer"], "CAM-3")
    page = operator.get(day.unsealing).text
    assert [slot for slot in range(1, 6) if f'<p class="name">{day.name(slot)}</p>' in page] == [
        1,
        2,
        3,
        4,
        5,
    ]
    assert "不得离开" in page
    day.stage.sign_in(5)
    assert "names-unchecked" in post(operator, day.unsealing + "/close", day.unsealing).text
    for slot in range(1, 6):
        said = "0" if slot == 5 else "1"
        assert (
            post(operator, day.unsealing + "/check", day.unsealing, slot=slot, same=said).status_code == 303
        )
    assert "（第 5 席）" in post(operator, day.unsealing + "/close", day.unsealing).text
    post(operator, day.unsealing + "/check", day.unsealing, slot=5, same="1")
    assert post(operator, day.unsealing + "/close", day.unsealing).headers["location"] == day.unsealing
    assert day.stage.last().type is DrawEvent.DRAW_CLOSED
    page = operator.get(day.unsealing).text
    assert [slot for slot in range(1, 6) if day.name(slot) in page] == []
    tenderer = day.enter(Role.TENDERER, TENDERER.code, TENDERER.name)
    own = f"/applications/{day.stage.application_id}"
    assert "结果公告登记后" in tenderer.get(own).text
    assert post(operator, day.unsealing + "/notice", day.unsealing, number="N-1").status_code == 303
    assert "结果公告已登记" in operator.get(day.unsealing).text
    page = tenderer.get(own).text
    assert ("结果公告已登记" in page, "结果公告登记后" in page) == (True, False)


def test_an_opened_name_stands_beside_its_employer_and_is_checked_once_signed_in(day: Day) -> None:
    day.morning()
    operator = day.enter(Role.OPERATOR)
    day.stage.sign_in(2)
    unseal(day, operator)
    page = operator.get(day.unsealing).text
    firms = [RECORDS[int(day.stage.holder(slot)[1:]) - 1].employer for slot in range(1, 6)]
    assert [firm.name for firm in firms if firm.name not in page] == []
    assert [firm.code for firm in firms if firm.code and firm.code in page] == []
    assert page.count('name="same"') == 2
    assert page.count(">还没有签到<") == 4
    checked = post(operator, day.unsealing + "/check", day.unsealing, slot=2, same="1")
    assert checked.headers["location"] == day.unsealing + "#seat-2"


def test_after_a_replacement_the_page_says_why_it_begins_anew(day: Day) -> None:
    day.morning()
    stage, operator = day.stage, day.enter(Role.OPERATOR)
    unseal(day, operator)
    given_up = day.name(1)
    withdraw(day.house, stage.draw_id, 1, "withdrawn", stage.codes())
    page = operator.get(day.unsealing).text
    assert "席位已空出" in page.partition(given_up)[2].partition("</li>")[0]
    assert "已重新锁定" not in page
    replace_member(day.house, stage.draw_id, 1, "unable", stage.codes())
    stage.fill()
    stage.seal()
    assert "已重新锁定" in operator.get(day.unsealing).text
    unseal(day, operator)
    assert "已重新锁定" not in operator.get(day.unsealing).text


def test_checks_are_on_record_without_a_name(day: Day) -> None:
    day.morning()
    operator = day.enter(Role.OPERATOR)
    unseal(day, operator)
    for _again in range(2):
        post(operator, day.unsealing + "/check", day.unsealing, slot=2, same="1")
    day.house.sequence()
    with day.house.books() as books:
        leaves = list(books.journal.leaves())
    checked = [leaf for leaf in leaves if f'"{HouseEvent.IDENTITY_CHECKED}"'.encode() in leaf]
    assert len(checked) == 1
    assert [text for text in secrets_of_people() if text.encode() in b"".join(leaves)] == []
    assert "seat-not-called" in post(operator, day.unsealing + "/check", day.unsealing, slot=9, same="1").text


def test_a_wrong_code_leaves_everything_sealed_and_what_was_typed_but_no_code(day: Day) -> None:
    day.morning()
    operator = day.enter(Role.OPERATOR)
    wrong = unseal(day, operator, unseal=day.stage.unseal_code("regulator"))
    assert "unseal-code-does-not-open" in wrong.text or wrong.status_code == 422
    assert 'value="CAM-3"' in wrong.text
    assert day.stage.unseal_code("regulator") not in wrong.text
    assert day.stage.slips["tenderer"].entry not in wrong.text
    assert day.stage.draw().unsealed is None
    assert unseal(day, operator, entry="").status_code == 422


def test_the_regulator_is_a_fallback_with_a_reason(day: Day) -> None:
    day.morning()
    operator = day.enter(Role.OPERATOR)
    fallback = {
        "party": "regulator",
        "entry": day.stage.slips["regulator"].entry,
        "unseal": day.stage.unseal_code("regulator"),
    }
    assert unseal(day, operator, **fallback).status_code == 422
    assert unseal(day, operator, **fallback, reason="half-lost").status_code == 303
    assert day.stage.last().body["reason"] == "half-lost"


def test_three_parties_rebuild(day: Day) -> None:
    day.morning()
    operator, page = day.enter(Role.OPERATOR), day.unsealing + "/rebuild"
    given = {"reason": "halves-lost", **entry(day, "tenderer", "regulator")}
    assert post(operator, page, **given).headers["location"] == day.unsealing
    assert day.stage.last().type is DrawEvent.ROSTER_REBUILT
    assert day.name(1) in operator.get(day.unsealing).text


def test_the_hand_over_compares_and_erases(day: Day) -> None:
    day.morning()
    day.stage.sign_in()
    day.stage.unseal()
    day.stage.close()
    operator, page = day.enter(Role.OPERATOR), day.unsealing + "/hand-over"
    code = entry(day, "regulator")

    def send(data: bytes) -> Any:
        files = {"bundle": ("b.json", data)}
        return operator.post(page, data={"csrf": csrf_of(operator, page), **code}, files=files)

    bundle = export_bundle(day.house, day.stage.draw_id, "auditor")
    assert post(operator, page, **code).status_code == 422
    assert "out-of-order" in send(b"{}").text
    assert send(bundle).headers["location"] == day.unsealing
    assert "密钥已销毁" in operator.get(day.unsealing).text


def test_one_form_opens_once_however_often_it_is_sent(day: Day) -> None:
    day.morning()
    operator = day.enter(Role.OPERATOR)
    n = str(steps_of(day.stage.events()))
    assert unseal(day, operator, n=n).headers["location"] == day.unsealing
    assert unseal(day, operator, n=n).headers["location"] == f"{day.unsealing}?moved=1"
    assert day.stage.types().count(DrawEvent.ROSTER_UNSEALED) == 1
