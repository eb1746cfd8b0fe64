"""An incident from its opening to its end, its clock watched by the worker (保密工作制度 10)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.events import decode_house
from audit.refusal import Refusal
from draw_service.rules.access import Role, Who
from draw_service.rules.incidents import KINDS, Incident, close, conclude, contain, report_up, stage_of
from draw_service.usecases.incidents.look_at_incidents import list_incidents, look_at_incident
from draw_service.usecases.incidents.open_incident import open_incident
from draw_service.usecases.incidents.take_steps import (
    close_incident,
    conclude_incident,
    contain_incident,
    own_incident,
    report_incident,
    send_back,
)
from draw_service.usecases.incidents.watch_clocks import watch_clocks
from tests.rules.examples import shipped
from tests.web.conftest import START, Town

PACK = shipped()
T0 = datetime(2026, 3, 2, 1, tzinfo=UTC)
BASE = Incident("IN-2026-0001", "lost-slip", "", T0, T0 + timedelta(hours=24), "A", "A")
ANN, BEN = "A", "B"


def refused(act: Callable[[], object], code: str) -> None:
    with pytest.raises(Refusal) as found:
        act()
    assert found.value.code == code


@given(st.integers(min_value=0, max_value=60 * 48))
def test_the_clock_says_near_and_late_until_it_is_reported(minutes: int) -> None:
    now = T0 + timedelta(minutes=minutes)
    meant = "late" if minutes >= 24 * 60 else "near" if minutes >= 20 * 60 else ""
    assert stage_of(BASE, now, PACK) == meant
    assert stage_of(report_up(BASE, ANN, T0, "office", "1"), now, PACK) == ""


@given(st.permutations(("contain", "report", "conclude", "close")), st.sampled_from((ANN, BEN)))
def test_no_order_of_steps_closes_it_without_all_of_them_and_a_second_person(
    order: list[str], closer: str
) -> None:
    steps: dict[str, Callable[[Incident], Incident]] = {
        "contain": lambda one: contain(one, ANN, T0, "m"),
        "report": lambda one: report_up(one, ANN, T0, "office", "1"),
        "conclude": lambda one: conclude(one, ANN, T0, "c"),
        "close": lambda one: close(one, closer, T0),
    }
    incident = BASE
    for name in order:
        try:
            incident = steps[name](incident)
        except Refusal:
            continue
    whole = order.index("close") == 3 and order.index("conclude") == 2
    assert (incident.state == "closed") == (whole and closer == BEN)


def someone(house_now: datetime, account: str, *roles: Role, organisation: str = "") -> Who:
    return Who(
        *("s", account, account, frozenset(roles), "", organisation),
        full=True,
        fresh_until=house_now + timedelta(hours=1),
        csrf="",
    )


def test_from_a_lost_slip_to_the_second_person(town: Town) -> None:
    house, clock = town.house, town.clock
    ann = someone(START, "ann", Role.OPERATOR)
    boss = someone(START, "boss", Role.OFFICE)
    words = "王某的凭条掉在三号车上"
    number = open_incident(house, ann, "lost-slip", words)
    assert number == "IN-2026-0001"

    assert watch_clocks(house) == 0
    clock.jump(START + timedelta(hours=21))
    assert watch_clocks(house) == 1
    assert watch_clocks(house) == 0
    clock.jump(START + timedelta(hours=25))
    assert watch_clocks(house) == 1
    with house.views() as books:
        assert [(one.code, one.subject) for one in books.post.alarms()] == [("incident-late", number)]

    refused(lambda: conclude_incident(house, ann, number, "查清"), "incident-steps-missing")
    own_incident(house, boss, number)
    contain_incident(house, ann, number, "作废并补发凭条")
    refused(lambda: contain_incident(house, ann, number, "再来"), "incident-settled")
    report_incident(house, ann, number, "office", "白公管〔2026〕3号")
    with house.views() as books:
        assert books.post.alarms() == []
    conclude_incident(house, ann, number, "无人见到")
    refused(lambda: close_incident(house, ann, number), "own-act")
    send_back(house, boss, number)
    conclude_incident(house, ann, number, "已查清，无人见到")
    close_incident(house, boss, number)

    seen = look_at_incident(house, boss, number).incident
    assert (seen.state, seen.owner, seen.closed_by, seen.words) == ("closed", "boss", "boss", words)
    with house.views() as books:
        facts = [decode_house(leaf) for leaf in books.journal.leaves() if b'"stream":"incidents"' in leaf]
    assert [str(one.type) for one in facts if "step" not in one.body] == [
        "incident.opened",
        "incident.escalated",
        "incident.closed",
    ]
    assert [one.body["step"] for one in facts if "step" in one.body] == [
        *("owned", "contained", "reported", "concluded", "sent-back", "concluded")
    ]
    assert not any("王" in str(one.body) or "号" in str(one.body) for one in facts)


def test_who_may_and_who_sees(town: Town) -> None:
    house = town.house
    ann, tenderer = someone(START, "ann", Role.OPERATOR), someone(START, "t", Role.TENDERER)
    regulator = someone(START, "r", Role.REGULATOR, organisation="某局")
    refused(lambda: open_incident(house, tenderer, "other", "x"), "not-your-room")
    refused(lambda: open_incident(house, ann, "strange", "x"), "bad-input")
    refused(lambda: open_incident(house, ann, "list-leaked", "x"), "bad-input")
    refused(lambda: open_incident(house, ann, "device", "x", "AP-2026-0009.1"), "not-found")
    number = open_incident(house, ann, "device", "打印机丢失")
    assert [one.incident.id for one in list_incidents(house, regulator)] == [number]
    refused(lambda: list_incidents(house, tenderer), "not-your-room")
    refused(lambda: contain_incident(house, regulator, number, "x"), "not-your-room")
    refused(lambda: own_incident(house, replace(ann, full=False), number), "second-factor-missing")


def test_every_kind_has_its_words() -> None:
    assert all(word.zh and word.en for word in KINDS.values())
    assert set(PACK.list("incident_report_kinds")) == set(KINDS)
