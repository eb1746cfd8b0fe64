"""Forty invented experts: A080101 ×20, B070201 ×12, C010101 ×6, C020202 ×2. 1 and 2 share an employer, as do
3 and 4; 5 works for a bidder, 6 has just left one, 7 is a relative of a bidder's head, 8 works for the
tenderer, 9 is on the authority's staff; 10 and 11 are relatives of each other; 12 is on leave, 13 suspended,
14 not available. Every fourth lives in the county, the last four are in another pool.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from draw_service.drill.numbers import credit_number, id_number
from draw_service.rules.applications import Application, Bidder
from draw_service.rules.lottery import Stratum
from draw_service.rules.people import Company, ExpertRecord, Major, Period, Tie
from tests.rules.examples import shanghai
from tests.usecases.books import FakePool, State

START = shanghai("2026-06-10 09:00")
SIGN_IN = shanghai("2026-06-12 10:00")
TENDERER = Company("鹤测招标有限公司", credit_number(9001))
AGENCY = Company("鹤测代理有限公司", credit_number(9002))
AUTHORITY = "鹤测市住房建设局"
BIDDER = Company("鹤测一建有限公司", credit_number(9003))
PARENT = Company("鹤测集团有限公司", credit_number(9004))
BIDDERS = (Bidder(BIDDER, (PARENT,)),)
STRATA = (Stratum("build", "A08", 3), Stratum("goods", "B07", 2))


CODES = ((20, "A080101"), (32, "B070201"), (38, "C010101"), (40, "C020202"))
"""Up to which number which specialty."""


def card(number: int) -> str:
    return id_number(date(1970, 1, 1) + timedelta(days=number), number)


def employer(number: int) -> Company:
    """Numbers 2 and 4 work where 1 and 3 do; 5, 8 and 9 for a party of the project."""
    known = {2: 1, 4: 3}
    special = {5: BIDDER, 8: TENDERER, 9: Company(AUTHORITY, "")}
    number = known.get(number, number)
    return special.get(number) or Company(f"鹤测单位{number:02}有限公司", credit_number(number))


def record(number: int) -> ExpertRecord:
    code = next(code for last, code in CODES if number <= last)
    ties: tuple[Tie, ...] = ()
    if number == 6:
        ties = (Tie("employed", PARENT, date(2025, 12, 31)),)
    if number == 7:
        ties = (Tie("relative", BIDDER),)
    kin = {10: (card(11),), 11: (card(10),)}
    return ExpertRecord(
        id_card=card(number),
        id_card_type="01",
        name=f"鹤测甲{number:02}",
        sex="1",
        birthday=date(1970, 1, 1) + timedelta(days=number),
        education="20",
        professional="高级工程师",
        onwork=True,
        employer=employer(number),
        industry="E47",
        area="220802000" if number % 4 else "220881000",
        phones=(f"+861540000{number:04}",),
        available=number != 14,
        enter_date=date(2020, 1, 1),
        base_type="2" if number > 36 else "1",
        majors=(Major(code, True),),
        ties=ties,
        relatives=kin.get(number, ()),
        leave=(Period(SIGN_IN - timedelta(days=1), SIGN_IN + timedelta(days=1)),) if number == 12 else (),
        suspended=(Period(START - timedelta(days=30)),) if number == 13 else (),
    )


RECORDS = tuple(record(number) for number in range(1, 41))


@cache
def full_register() -> State:
    state = State()
    pool = FakePool(state)
    for made in RECORDS:
        pool.add(made, at=START)
    return state


def secrets_of_people() -> list[str]:
    """What must never be read anywhere before unsealing."""
    found = [f"E{number:06}" for number in range(1, 41)]
    for made in RECORDS:
        found += [made.name, made.id_card, *made.phones, *(phone[3:] for phone in made.phones)]
        found += [made.employer.name, made.employer.code]
    return sorted({text for text in found if text})


def application(**changes: Any) -> Application:
    """A works project of the day after tomorrow: five experts, two owner's representatives."""
    base = Application(
        project_code="P-1",
        section_code="S-1",
        project_name="鹤测桥加固",
        procurement="tendering",
        filed_by="tenderer",
        tenderer=TENDERER,
        agency=AGENCY,
        authority=(AUTHORITY,),
        strata=STRATA,
        owner_representatives=2,
        bid_opening=SIGN_IN - timedelta(minutes=30),
        signin_at=SIGN_IN,
        signin_place="三楼",
        expected_minutes=240,
        latest_start=SIGN_IN + timedelta(hours=6),
    )
    return replace(base, **changes)
