"""A sheet from the closed draw to the last payment, and who sees what of it (Art. 18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from audit.refusal import Refusal
from draw_service.rules.access import Role
from draw_service.usecases.arrival.replace_member import replace_member
from draw_service.usecases.arrival.withdraw import withdraw
from draw_service.usecases.fees.confirm_sheet import confirm_sheet, return_sheet
from draw_service.usecases.fees.forget_accounts import forget_accounts
from draw_service.usecases.fees.look_at_sheets import list_sheets, look_at_sheet
from draw_service.usecases.fees.open_sheet import open_sheet
from draw_service.usecases.fees.own_pay import own_pay, put_account
from draw_service.usecases.fees.pay import list_bills, look_at_payment, record_payment
from draw_service.usecases.fees.write_presence import write_presence
from scoring.rules.working_days import civil_date
from tests.usecases.fees.office import AGENT, ANN, BEN, PAYER, FeeOffice, who
from tests.web.draw_room.room import open_room


def refused(code: str, act: object) -> None:
    with pytest.raises(Refusal) as caught:
        act()  # type: ignore[operator]
    assert caught.value.code == code


def test_who_signed_in_stands_on_the_sheet_once(office: FeeOffice) -> None:
    (line,) = list_sheets(office.house, ANN)
    assert (line.draw_id, line.state) == (office.draw_id, "")

    sheet = open_sheet(office.house, ANN, office.draw_id)

    assert {int(pay.place): pay.expert for pay in sheet.pays} == office.seated()
    assert open_sheet(office.house, BEN, office.draw_id) == sheet
    (line,) = list_sheets(office.house, ANN)
    assert (line.state, line.missing) == ("draft", len(sheet.pays))


def test_nothing_before_the_names_are_open(tmp_path: Path) -> None:
    early = open_room(tmp_path, "signed-in").stage

    refused("out-of-order", lambda: open_sheet(early.house, ANN, early.draw_id))
    assert list_sheets(early.house, ANN) == []

    early.abort()

    refused("not-unsealed", lambda: open_sheet(early.house, ANN, early.draw_id))
    assert list_sheets(early.house, ANN) == []


def test_written_confirmed_given_back_and_paid(office: FeeOffice) -> None:
    sheet = office.written()
    assert sheet.total == sum(pay.total for pay in sheet.pays) > 0
    refused("own-act", lambda: confirm_sheet(office.house, ANN, office.draw_id))
    refused("not-found", lambda: look_at_payment(office.house, PAYER, office.draw_id))

    confirm_sheet(office.house, BEN, office.draw_id)
    return_sheet(office.house, BEN, office.draw_id, "里程有误")
    place = sheet.pays[0].place
    longer = replace(sheet.pays[0].presence, km=90)
    refused("fee-reason-missing", lambda: write_presence(office.house, ANN, office.draw_id, {place: longer}))
    write_presence(office.house, ANN, office.draw_id, {place: longer}, "按出发地更正里程")
    confirm_sheet(office.house, BEN, office.draw_id)

    (bill,) = list_bills(office.house, PAYER)
    assert (bill.state, bill.people, bill.overdue) == ("confirmed", len(sheet.pays), False)
    today = civil_date(office.house.clock.now())
    record_payment(office.house, PAYER, office.draw_id, [place], today, "V-1")
    assert look_at_sheet(office.house, ANN, office.draw_id).sheet.state == "confirmed"
    refused("fee-sheet-settled", lambda: return_sheet(office.house, BEN, office.draw_id, "x"))
    rest = [pay.place for pay in sheet.pays]
    record_payment(office.house, PAYER, office.draw_id, rest, today, "V-2")

    done = look_at_sheet(office.house, ANN, office.draw_id).sheet
    assert done.state == "paid"
    assert {pay.voucher for pay in done.pays} == {"V-1", "V-2"}
    assert all(pay.paid_by == "payer" for pay in done.pays)


def test_names_and_accounts_are_the_payers_alone_and_each_look_is_logged(office: FeeOffice) -> None:
    sheet = office.confirmed()
    first = sheet.pays[0]
    name = office.name_of(first.expert)
    refused(
        "name-differs", lambda: put_account(office.house, first.expert, "别人", "银行", "6222020012345678")
    )
    put_account(office.house, first.expert, name, "白城农商行", "6222 0200 1234 5678")

    payment = look_at_payment(office.house, PAYER, office.draw_id)

    assert payment.names[first.place] == name
    assert payment.accounts[first.place].number == "6222020012345678"
    for other in (ANN, AGENT, who("x", Role.TENDERER, organisation="91220800MA00000000")):
        with pytest.raises(Refusal):
            look_at_payment(office.house, other, office.draw_id)
    office.house.sequence()
    with office.house.books() as books:
        leaves = b"\n".join(books.journal.leaves())
    assert leaves.count(b'"fees.shown"') == 1
    assert b"6222020012345678" not in leaves
    assert name.encode() not in leaves
    assert first.expert.encode() not in leaves
    raw = b"".join(path.read_bytes() for path in office.folder.glob("panel.db*"))
    assert b"6222020012345678" not in raw


def test_an_expert_sees_the_own_fee_and_no_other(office: FeeOffice) -> None:
    sheet = office.written()
    one, other = sheet.pays[0], sheet.pays[1]
    (before,) = own_pay(office.house, one.expert).fees
    assert (before.confirmed, before.total, before.lines) == (False, 0, ())

    confirm_sheet(office.house, BEN, office.draw_id)
    record_payment(office.house, PAYER, office.draw_id, [one.place], civil_date(office.house.clock.now()), "")

    (mine,) = own_pay(office.house, one.expert).fees
    assert (mine.total, mine.paid_on) == (one.total, civil_date(office.house.clock.now()))
    assert own_pay(office.house, other.expert).fees[0].paid_on is None
    seated = set(office.seated().values())
    with office.house.books() as books:
        stranger = next(expert.id for expert in books.pool.experts() if expert.id not in seated)
    assert own_pay(office.house, stranger).fees == ()


def test_overdue_stands_first_after_a_month(office: FeeOffice) -> None:
    office.confirmed()
    office.clock.jump(office.house.clock.now() + timedelta(days=40))

    (line,) = list_sheets(office.house, ANN)

    assert line.overdue
    assert list_bills(office.house, PAYER)[0].overdue


def test_an_account_goes_when_all_is_paid_long_enough(office: FeeOffice) -> None:
    sheet = office.confirmed()
    pay = sheet.pays[0]
    name = office.name_of(pay.expert)
    put_account(office.house, pay.expert, name, "银行", "12345678")
    assert forget_accounts(office.house) == 0
    today = civil_date(office.house.clock.now())
    record_payment(office.house, PAYER, office.draw_id, [p.place for p in sheet.pays], today, "V")
    office.clock.jump(office.house.clock.now() + timedelta(days=90))
    assert forget_accounts(office.house) == 0
    office.clock.jump(office.house.clock.now() + timedelta(days=1))

    assert forget_accounts(office.house) == 1
    assert own_pay(office.house, pay.expert).account is None


def test_who_came_and_was_replaced_is_paid_for_the_way(tmp_path: Path) -> None:
    s = open_room(tmp_path, "signed-in").stage
    gone = s.holder(2)
    withdraw(s.house, s.draw_id, 2, "recused", s.codes())
    replace_member(s.house, s.draw_id, 2, "recused", s.codes())
    s.fill()
    s.seal()
    s.sign_in(2)
    s.unseal()
    s.close()

    sheet = open_sheet(s.house, ANN, s.draw_id)

    (left,) = [pay for pay in sheet.pays if pay.expert == gone]
    assert left.place.startswith("2-")
    assert left.presence.cancelled
    assert {pay.place for pay in sheet.pays} == {"1", "2", "3", "4", "5", left.place}
    leave = replace(left.presence, left_at=left.signed_in_at + timedelta(minutes=10))
    written = write_presence(s.house, ANN, s.draw_id, {left.place: leave})
    assert written.pay(left.place).lines[0].rule == "cancelled"
