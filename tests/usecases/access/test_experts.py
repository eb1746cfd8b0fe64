"""Experts come in by a code to the phone in the register; the answer tells nobody who is in it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from draw_service.rules.refusals import CodeWrong, LockedOut, NoLines, NotSignedIn
from draw_service.store.keyring import Keyring
from draw_service.usecases.access.expert_code import enter_expert, send_expert_code
from draw_service.usecases.access.sign_out import sessions_of
from draw_service.usecases.ports import Lines
from notifications import records
from notifications.messages import render, worded
from notifications.records import NOTICE
from tests.store.fakes import NOON, record
from tests.usecases.access.conftest import HERE, THERE, Gate

PHONE, SECOND, STRANGER = "138 0000 0001", "+86-139-0000-0001", "13800009999"


@pytest.fixture
def gate(gate: Gate) -> Gate:
    gate.house = replace(gate.house, lines=Lines("gateway", "gateway", "中心"))
    with gate.house.books() as books:
        for number in (1, 2):
            books.pool.add(record(number), at=NOON)
        books.commit()
    return gate


def told(gate: Gate) -> list[tuple[str, str, tuple[str, ...], dict[str, str]]]:
    """Kind, template, numbers and parameters of every notice."""
    keyring = gate.house.keyring
    assert isinstance(keyring, Keyring)
    with gate.house.books() as books:
        rows = books._session.execute(select(NOTICE).order_by(NOTICE.c.created_at)).all()  # type: ignore[attr-defined]
        assert all(row.quiet for row in rows)
        return [
            (
                row.kind,
                row.template,
                tuple(records.numbers_of(keyring.cipher, row)),
                dict(records.params_of(keyring.cipher, row)),
            )
            for row in rows
        ]


def code_for(gate: Gate, phone: str = PHONE) -> str:
    send_expert_code(gate.house, phone, HERE)
    return told(gate)[-1][3]["code"]


def test_the_code_goes_to_the_number_typed_and_lets_its_expert_in(gate: Gate) -> None:
    send_expert_code(gate.house, SECOND, HERE)
    [(kind, template, numbers, params)] = told(gate)
    who = gate.who(enter_expert(gate.house, SECOND, params["code"], HERE))

    assert (kind, template, numbers) == ("sms", "sign-in", ("+8613900000001",))
    assert (who.expert, who.account, who.roles) == ("E000001", "", frozenset())
    assert [one.here for one in sessions_of(gate.house, who)] == [True]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_message_says_the_code_and_how_long_it_is_good(gate: Gate, lang: str) -> None:
    send_expert_code(gate.house, PHONE, HERE)
    params = told(gate)[0][3]
    text = render("sign-in", worded(params, "sms", lang, NOON), lang).text

    assert params["code"] in text
    assert "10" in text
    assert "http" not in text


@pytest.mark.parametrize("sms", ["", "manual"])
def test_where_nothing_texts_a_call_reads_the_code(gate: Gate, sms: str) -> None:
    gate.house = replace(gate.house, lines=Lines("gateway", sms, "中心"))
    send_expert_code(gate.house, PHONE, HERE)

    assert told(gate)[0][:2] == ("voice", "sign-in-call")


def test_a_stranger_gets_the_same_answer_and_no_message(gate: Gate) -> None:
    for phone in (STRANGER, "not a number", ""):
        send_expert_code(gate.house, phone, HERE)
        with pytest.raises(CodeWrong):
            enter_expert(gate.house, phone, "000000", HERE)

    assert told(gate) == []


def test_a_number_two_experts_share_is_nobodys(gate: Gate) -> None:
    with gate.house.books() as books:
        books.pool.add(record(3, phones=("+8613800000001",)), at=NOON)
        books.commit()
    send_expert_code(gate.house, PHONE, HERE)

    assert told(gate) == []


def test_an_expert_added_later_is_found(gate: Gate) -> None:
    send_expert_code(gate.house, PHONE, HERE)
    with gate.house.books() as books:
        books.pool.add(record(4), at=NOON)
        books.commit()

    assert (
        gate.who(enter_expert(gate.house, "13800000004", code_for(gate, "13800000004"), HERE)).expert
        == "E000003"
    )


def test_a_code_is_good_once_for_ten_minutes_and_only_the_newest(gate: Gate) -> None:
    old, new = code_for(gate), code_for(gate)
    with pytest.raises(CodeWrong):
        enter_expert(gate.house, PHONE, old, HERE)
    enter_expert(gate.house, PHONE, f" {new[:3]}-{new[3:]} ", HERE)
    with pytest.raises(CodeWrong):
        enter_expert(gate.house, PHONE, new, HERE)
    late = code_for(gate)
    gate.clock.wait(10)

    with pytest.raises(CodeWrong):
        enter_expert(gate.house, PHONE, late, HERE)


def test_a_code_is_for_its_own_phone(gate: Gate) -> None:
    code = code_for(gate)
    send_expert_code(gate.house, "13800000002", HERE)

    with pytest.raises(CodeWrong):
        enter_expert(gate.house, "13800000002", code, HERE)


@pytest.mark.parametrize("phone", [PHONE, STRANGER])
def test_guessing_is_waited_out_known_or_not(gate: Gate, phone: str) -> None:
    send_expert_code(gate.house, phone, HERE)
    for _wrong in range(5):
        with pytest.raises(CodeWrong):
            enter_expert(gate.house, phone, "000000", HERE)
    send_expert_code(gate.house, phone, HERE)

    with pytest.raises(LockedOut):
        enter_expert(gate.house, phone, "000000", THERE)


@pytest.mark.parametrize("phone", [PHONE, STRANGER])
def test_nobody_is_texted_without_end(gate: Gate, phone: str) -> None:
    for _again in range(5):
        send_expert_code(gate.house, phone, HERE)
    with pytest.raises(LockedOut):
        send_expert_code(gate.house, phone, THERE)

    assert len(told(gate)) in (0, 5)


def test_one_address_cannot_text_everybody(gate: Gate) -> None:
    for number in range(gate.house.access.address_tries):
        send_expert_code(gate.house, f"1380000{number:04d}", HERE)

    with pytest.raises(LockedOut):
        send_expert_code(gate.house, "13800008888", HERE)


def test_a_hall_full_of_experts_comes_in_over_one_address(gate: Gate) -> None:
    for _expert in range(gate.house.access.address_tries + 1):
        sent = code_for(gate)
        enter_expert(gate.house, PHONE, sent, HERE)

    assert gate.types().count("session.opened") == gate.house.access.address_tries + 1


@pytest.mark.parametrize("lines", [None, Lines("manual", "manual", "中心"), Lines("", "", "中心")])
def test_where_no_machine_tells_the_counter_helps(gate: Gate, lines: Lines | None) -> None:
    gate.house = replace(gate.house, lines=lines)

    with pytest.raises(NoLines):
        send_expert_code(gate.house, PHONE, HERE)


def test_an_experts_session_idles_out(gate: Gate) -> None:
    token = enter_expert(gate.house, PHONE, code_for(gate), HERE)
    gate.clock.wait(30)

    with pytest.raises(NotSignedIn):
        gate.who(token)
