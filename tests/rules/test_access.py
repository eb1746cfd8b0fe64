"""Who may hold what: separation, scopes of an act, freshness (Art. 2, 8(2))."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draw_service.rules.access import (
    CENTER_ROLES,
    DRAW_ROLES,
    ROLE_WORDS,
    Role,
    Who,
    check_roles,
    conflicts,
    must_be_fresh,
    must_hold,
    not_own,
)
from draw_service.rules.refusals import NotFresh, NotYourRoom, OwnAct, RolesConflict, SecondFactorMissing

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
ROLES = st.frozensets(st.sampled_from(Role), max_size=4)
PARTIES = frozenset((Role.TENDERER, Role.AGENCY, Role.REGULATOR))
WHO = Who("s", "A1", "li", frozenset((Role.OPERATOR,)), "", "", True, NOON, "")


def test_every_role_has_a_name_of_its_own() -> None:
    assert set(ROLE_WORDS) == set(Role)
    assert len({word.zh for word in ROLE_WORDS.values()}) == len(Role)


@given(ROLES, ROLES)
def test_who_keeps_the_pool_never_runs_a_draw(roles: frozenset[Role], held: frozenset[Role]) -> None:
    ever = roles | held
    if Role.POOL_KEEPER in ever and ever & DRAW_ROLES:
        assert conflicts(roles, held)


@given(ROLES, ROLES)
def test_a_party_is_one_party_and_not_the_center(roles: frozenset[Role], held: frozenset[Role]) -> None:
    ever = roles | held
    if len(ever & PARTIES) > 1 or (ever & PARTIES and ever - PARTIES):
        assert conflicts(roles, held)


@given(ROLES)
def test_an_administrator_is_nothing_else(roles: frozenset[Role]) -> None:
    assert conflicts(roles | {Role.ADMINISTRATOR}) is bool(roles - {Role.ADMINISTRATOR})


@given(ROLES, ROLES)
def test_what_once_conflicts_does_so_whatever_is_added(roles: frozenset[Role], more: frozenset[Role]) -> None:
    assert not conflicts(roles) or conflicts(roles | more)


@given(ROLES, ROLES)
def test_a_past_only_forbids(roles: frozenset[Role], held: frozenset[Role]) -> None:
    assert conflicts(roles, held) or not conflicts(roles)


@pytest.mark.parametrize("role", Role)
def test_every_role_can_be_held_alone(role: Role) -> None:
    check_roles([role])


@pytest.mark.parametrize("roles", [DRAW_ROLES, {Role.LEAD, Role.OFFICE}])
def test_these_go_together(roles: frozenset[Role]) -> None:
    check_roles(roles)


def test_an_operator_may_have_been_an_administrator() -> None:
    check_roles([Role.OPERATOR], [Role.ADMINISTRATOR])
    assert Role.ADMINISTRATOR in CENTER_ROLES


def test_no_role_at_all_is_refused() -> None:
    with pytest.raises(RolesConflict):
        check_roles([])


def test_nobody_confirms_their_own_act() -> None:
    not_own("A1", "A2")
    with pytest.raises(OwnAct):
        not_own("A1", "A1")


def test_a_room_asks_for_its_role_and_the_second_factor() -> None:
    must_hold(WHO, Role.DESK, Role.OPERATOR)
    with pytest.raises(NotYourRoom):
        must_hold(WHO, Role.DESK)
    with pytest.raises(SecondFactorMissing):
        must_hold(replace(WHO, full=False), Role.OPERATOR)


def test_freshness_ends_on_the_second() -> None:
    must_be_fresh(WHO, NOON - timedelta(seconds=1))
    with pytest.raises(NotFresh):
        must_be_fresh(WHO, NOON)
