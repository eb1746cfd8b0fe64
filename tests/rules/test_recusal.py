"""Art. 12; 政府采购法实施条例 9: who must step back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draw_service.rules.applications import Bidder
from draw_service.rules.companies import Aliases
from draw_service.rules.people import Company, Tie
from draw_service.rules.recusal import ProjectParties, parties_of, recusal, relative_on_panel

from .examples import NOW, application, expert, pack, shanghai, shipped

CODE = "91350100M000100Y43"
OTHER = "91220800MA0Y000A1X"
BIDDER, MEMBER = Company("白城建设有限公司", CODE), Company("白城路桥有限公司")
AGENCY, TENDERER = Company("吉林招标代理有限公司"), Company("白城市住建局")
FIRMS = {"bidder": BIDDER, "agency": AGENCY, "tenderer": TENDERER}
PREFIX = {"employed": "worked-for", "board": "board-of", "controls": "controls", "relative": "relative-of"}
NONE = Aliases()
TODAY = date(2026, 6, 10)


def parties(**changes: Any) -> ProjectParties:
    values: dict[str, Any] = {
        "tenderer": TENDERER,
        "now": NOW,
        "agency": AGENCY,
        "bidders": (Bidder(BIDDER, (MEMBER,)),),
        "authority": ("白城市财政局",),
    }
    return ProjectParties(**{**values, **changes})


def why(who: Any, *, aliases: Aliases = NONE, **changes: Any) -> str | None:
    return recusal(who, parties(**changes), aliases, shipped())


def test_an_expert_without_ties_stays() -> None:
    assert why(expert()) is None


@pytest.mark.parametrize("role", FIRMS)
@pytest.mark.parametrize("kind", PREFIX)
def test_every_tie_with_every_role(kind: Any, role: str) -> None:
    until = TODAY - timedelta(days=30) if kind == "employed" else None
    assert why(expert(ties=(Tie(kind, FIRMS[role], until),))) == f"{PREFIX[kind]}-{role}"


@pytest.mark.parametrize("role", FIRMS)
def test_the_employer_and_a_second_job_count_as_employer(role: str) -> None:
    assert why(expert(employer=FIRMS[role])) == f"employer-is-{role}"
    assert why(expert(ties=(Tie("employed", FIRMS[role]),))) == f"employer-is-{role}"
    assert why(expert(ties=(Tie("employed", FIRMS[role], TODAY),))) == f"employer-is-{role}"


def test_a_consortium_member_is_a_bidder() -> None:
    assert why(expert(employer=MEMBER)) == "employer-is-bidder"


def test_the_unit_gives_the_code_an_employer_lacks() -> None:
    assert why(expert(unit=CODE, employer=Company("曾用名"))) == "employer-is-bidder"
    assert why(expert(unit="U1", employer=Company("曾用名"))) is None


def test_two_codes_decide_and_an_alias_stands_in() -> None:
    assert why(expert(employer=Company(BIDDER.name, OTHER))) is None
    assert why(expert(employer=Company("白建")), aliases=Aliases({"白建": CODE})) == "employer-is-bidder"
    assert why(expert(employer=Company("白城建设有限责任公司"))) == "employer-is-bidder"
    assert why(expert(employer=Company("白城第三建设有限公司"))) is None


@pytest.mark.parametrize("kind", ["employed", "board", "controls", "declared"])
def test_looking_back_three_years_to_the_day(kind: Any) -> None:
    assert why(expert(ties=(Tie(kind, BIDDER, date(2023, 6, 10)),))) is not None
    assert why(expert(ties=(Tie(kind, BIDDER, date(2023, 6, 9)),))) is None
    longer = recusal(
        expert(ties=(Tie(kind, BIDDER, date(2023, 6, 9)),)), parties(), NONE, pack(lookback_years=4)
    )
    assert longer is not None


def test_looking_back_from_a_leap_day_cuts_nothing_off() -> None:
    leap = shanghai("2028-02-29 09:00")
    assert why(expert(ties=(Tie("board", BIDDER, date(2025, 2, 28)),)), now=leap) == "board-of-bidder"
    assert why(expert(ties=(Tie("board", BIDDER, date(2025, 2, 27)),)), now=leap) is None


def test_kinship_counts_while_it_lasts() -> None:
    assert why(expert(ties=(Tie("relative", BIDDER, TODAY),))) == "relative-of-bidder"
    assert why(expert(ties=(Tie("relative", BIDDER, TODAY - timedelta(days=1)),))) is None


def test_staff_of_the_authority() -> None:
    assert why(expert(authority=("白城市财政局 ",))) == "authority-staff"
    assert why(expert(employer=Company("白城市财政局"))) == "authority-staff"
    assert why(expert(authority=("白城市财政局",)), authority=()) is None


def test_declared_interest_request_and_bar() -> None:
    assert why(expert(ties=(Tie("declared", MEMBER),))) == "declared"
    assert why(expert(ties=(Tie("declared", Company("别家")),))) is None
    assert why(expert(), requests=frozenset({"E1"})) == "declared"
    assert why(expert(), requests=frozenset({"E2"})) is None
    assert why(expert(legal_bar=True)) == "legal-bar"


def test_precedence_is_by_tie_then_by_role() -> None:
    ties = (Tie("relative", BIDDER), Tie("board", TENDERER), Tie("board", AGENCY))
    assert why(expert(ties=ties, legal_bar=True, authority=("白城市财政局",))) == "board-of-agency"
    assert why(expert(ties=ties, employer=TENDERER)) == "employer-is-tenderer"
    assert (
        why(expert(authority=("白城市财政局",), legal_bar=True), requests=frozenset({"E1"}))
        == "authority-staff"
    )
    assert why(expert(legal_bar=True), requests=frozenset({"E1"})) == "declared"


def test_bidders_may_be_unknown_at_the_draw() -> None:
    filed = parties_of(application(agency=None, authority=("市发改委",)), (), ["E9"], NOW)
    assert filed == ProjectParties(application().tenderer, NOW, None, (), ("市发改委",), frozenset({"E9"}))
    assert recusal(expert(employer=BIDDER), filed, NONE, shipped()) is None
    opened = parties_of(application(), (Bidder(Company("联合体", OTHER), (BIDDER,)),), (), NOW)
    assert recusal(expert(employer=BIDDER), opened, NONE, shipped()) == "employer-is-bidder"


IDS = st.sampled_from(["E1", "E2", "E3"])


@given(st.dictionaries(IDS, st.frozensets(IDS), min_size=3), IDS, IDS)
def test_relatives_on_the_panel_are_seen_from_both_sides(
    declared: dict[str, frozenset[str]], a: str, b: str
) -> None:
    one = relative_on_panel(expert(id=a, relatives=declared[a]), {b}, declared[b])
    other = relative_on_panel(expert(id=b, relatives=declared[b]), {a}, declared[a])
    assert one == other == (b in declared[a] or a in declared[b])


@given(st.lists(st.sampled_from(list(FIRMS.values())), max_size=3), st.booleans())
def test_more_parties_never_free_anybody(extra: list[Company], bar: bool) -> None:
    who = expert(employer=AGENCY, legal_bar=bar)
    assert why(who, agency=None, bidders=tuple(Bidder(firm) for firm in extra)) is not None or not (
        bar or AGENCY in extra
    )
    assert why(who, bidders=tuple(Bidder(firm) for firm in extra)) is not None


def test_the_parties_do_not_show_their_names() -> None:
    assert BIDDER.name not in repr(parties())
    assert CODE not in repr(parties())
