"""The own entry: looked at, confirmed, signed for, and changed only when the pool keeper says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from audit.events import HouseEvent, decode_house
from draw_service.rules.access import Role, Who
from draw_service.rules.people import Company
from draw_service.rules.refusals import (
    LeaveWrong,
    NameDiffers,
    NotFound,
    NotYourRoom,
    ProposalDecided,
    ProposalWrong,
)
from draw_service.usecases.expert.decide_proposal import decide_proposal, open_proposals
from draw_service.usecases.expert.own_file import own_file
from draw_service.usecases.expert.plan_leave import plan_leave
from draw_service.usecases.expert.propose_change import propose_change
from draw_service.usecases.expert.sign_statement import confirm_unchanged, sign_duties
from draw_service.usecases.ports import House
from draw_service.wiring import open_drill
from scoring.rules.working_days import civil_date
from tests.usecases.register import BIDDER, START, record, secrets_of_people

ME = "E000001"


@pytest.fixture
def house(tmp_path: Path) -> House:
    house, _clock, _printer = open_drill(tmp_path, 1, START)
    with house.books() as books:
        for number in (1, 2, 3):
            books.pool.add(record(number), at=START)
        books.pool.put_specialties("2026", {"A080101": "道路", "B070201": "货物"})
        books.commit()
    return house


def keeper(*roles: Role) -> Who:
    return Who("s", "A-1", "keeper", frozenset(roles), "", "", True, START, "")


KEEPER = keeper(Role.POOL_KEEPER)


def facts(house: House, event: HouseEvent) -> list[dict[str, object]]:
    house.sequence()
    with house.books() as books:
        found = [decode_house(leaf) for leaf in books.journal.leaves() if b'"stream"' in leaf]
    return [dict(one.body) for one in found if one.type is event]


def test_an_approved_employer_is_the_employer_and_the_one_before_counts_as_worked_for(house: House) -> None:
    said = {"company": BIDDER.name, "code": BIDDER.code, "until": "2026-05-31"}
    number = propose_change(house, ME, "employer", said)
    before = own_file(house, ME)
    assert before.record.employer == record(1).employer
    assert [one.id for one in before.proposals] == [number]

    decide_proposal(house, KEEPER, number, approve=True)

    after = own_file(house, ME)
    assert after.record.employer == BIDDER
    (tie,) = after.record.ties
    assert (tie.kind, tie.company, tie.until) == ("employed", record(1).employer, date(2026, 5, 31))
    assert after.record.phones == record(1).phones
    assert after.proposals[0].state == "approved"
    assert open_proposals(house, KEEPER) == []
    with pytest.raises(ProposalDecided):
        decide_proposal(house, KEEPER, number, approve=True)


def test_a_refused_change_changes_nothing(house: House) -> None:
    number = propose_change(house, ME, "specialty", {"specialty": "b070201"})
    decide_proposal(house, KEEPER, number, approve=False)
    assert own_file(house, ME).record == record(1)


def test_a_new_phone_is_the_way_in(house: House) -> None:
    number = propose_change(house, ME, "phone", {"phone": "154 0000 9999"})
    with house.books() as books:
        assert books.access.expert_by_phone(record(1).phones[0]) == ME
    decide_proposal(house, KEEPER, number, approve=True)
    with house.books() as books:
        assert books.access.expert_by_phone("+8615400009999") == ME
        assert books.access.expert_by_phone(record(1).phones[0]) is None


@pytest.mark.parametrize(
    ("kind", "typed", "check"),
    [
        (
            "tie",
            {"tie": "board", "company": "鹤测集团", "code": "", "until": ""},
            lambda r: r.ties[0].kind == "board",
        ),
        ("authority", {"company": "鹤测局"}, lambda r: r.authority == ("鹤测局",)),
        (
            "specialty",
            {"specialty": "B070201"},
            lambda r: [m.code for m in r.majors] == ["A080101", "B070201"],
        ),
        ("specialty-dropped", {"specialty": "A080101"}, lambda r: [m.code for m in r.majors] == ["A080101"]),
        ("other", {"words": "近亲属"}, lambda r: r == record(1)),
    ],
)
def test_what_approval_makes_of_it(
    house: House, kind: str, typed: dict[str, str], check: Callable[[object], bool]
) -> None:
    decide_proposal(house, KEEPER, propose_change(house, ME, kind, typed), approve=True)
    assert check(own_file(house, ME).record)


def test_a_relation_ends(house: House) -> None:
    made = {"tie": "employed", "company": "鹤测集团", "code": "", "until": ""}
    decide_proposal(house, KEEPER, propose_change(house, ME, "tie", made), approve=True)
    ended = {"company": "鹤测集团", "until": "2026/01/31"}
    decide_proposal(house, KEEPER, propose_change(house, ME, "tie-ended", ended), approve=True)
    (tie,) = own_file(house, ME).record.ties
    assert (tie.company, tie.until) == (Company("鹤测集团"), date(2026, 1, 31))


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("employer", {"company": "", "until": "2026-01-01"}),
        ("employer", {"company": "甲", "code": "123", "until": "2026-01-01"}),
        ("employer", {"company": "甲", "until": ""}),
        ("phone", {"phone": "12"}),
        ("tie", {"tie": "friend", "company": "甲"}),
        ("tie-ended", {"company": "甲", "until": "soon"}),
        ("specialty", {"specialty": "Z999999"}),
        ("other", {"words": "长" * 501}),
        ("nothing", {}),
    ],
)
def test_what_cannot_stand_is_refused(house: House, kind: str, typed: dict[str, str]) -> None:
    with pytest.raises(ProposalWrong):
        propose_change(house, ME, kind, typed)
    assert own_file(house, ME).proposals == []


def test_only_the_pool_keeper_decides(house: House) -> None:
    number = propose_change(house, ME, "other", {"words": "x"})
    for who in (keeper(Role.OPERATOR), keeper(Role.ADMINISTRATOR), keeper()):
        with pytest.raises(NotYourRoom):
            open_proposals(house, who)
        with pytest.raises(NotYourRoom):
            decide_proposal(house, who, number, approve=True)
    with pytest.raises(NotFound):
        decide_proposal(house, KEEPER, "NONE", approve=True)


def test_the_log_tells_that_and_never_who_or_what(house: House) -> None:
    number = propose_change(
        house, ME, "employer", {"company": BIDDER.name, "code": "", "until": "2026-05-31"}
    )
    decide_proposal(house, KEEPER, number, approve=True)
    sign_duties(house, ME, record(1).name)
    assert [one["kind"] for one in facts(house, HouseEvent.PROPOSAL_FILED)] == ["employer"]
    assert [one["state"] for one in facts(house, HouseEvent.PROPOSAL_DECIDED)] == ["approved"]
    assert [one["what"] for one in facts(house, HouseEvent.REGISTER_CHANGED)] == [
        *("company", "company-code", "employers")
    ]
    with house.books() as books:
        log = b"".join(books.journal.leaves()).decode()
    assert not [text for text in secrets_of_people() if text in log]


def test_duties_are_signed_with_the_own_name_once_a_year(house: House) -> None:
    assert own_file(house, ME).duties_due
    with pytest.raises(NameDiffers):
        sign_duties(house, ME, "别人")
    with pytest.raises(NameDiffers):
        sign_duties(house, ME, "")
    sign_duties(house, ME, f" {record(1).name} ")
    sign_duties(house, ME, record(1).name)
    signed = facts(house, HouseEvent.STATEMENT_SIGNED)
    assert [one["kind"] for one in signed] == ["duties"]
    assert not own_file(house, ME).duties_due
    assert own_file(house, "E000002").duties_due


def test_unchanged_is_confirmed_for_the_year(tmp_path: Path) -> None:
    house, clock, _printer = open_drill(tmp_path, 1, START)
    with house.books() as books:
        books.pool.add(record(1), at=START)
        books.commit()
    confirm_unchanged(house, ME)
    assert not own_file(house, ME).confirm_due
    clock.jump(START + timedelta(days=220))
    assert own_file(house, ME).confirm_due


@pytest.mark.parametrize(("first", "days"), [(0, 0), (-1, 3), (5, -1), (1, 366)])
def test_a_leave_that_cannot_be(house: House, first: int, days: int) -> None:
    begin = civil_date(START) + timedelta(days=first)
    with pytest.raises(LeaveWrong):
        plan_leave(house, ME, begin, begin + timedelta(days=days))
    assert own_file(house, ME).leave == []


def test_nobody_has_no_file(house: House) -> None:
    with pytest.raises(NotFound):
        own_file(house, "E999999")
    with pytest.raises(NotFound):
        propose_change(house, "E999999", "other", {"words": "x"})
