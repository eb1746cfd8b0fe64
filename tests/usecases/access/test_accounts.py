"""Accounts: the first one, invitations, roles, closing, resetting; each act by the right person alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from draw_service.rules.access import AccountDraft, Role, Who
from draw_service.rules.refusals import (
    BadInput,
    CreditCodeWrong,
    LockedOut,
    LoginTaken,
    LoginWrong,
    NotFound,
    NotFresh,
    NotSignedIn,
    NotYourRoom,
    OwnAct,
    PasswordTooShort,
    RolesConflict,
    SetupCodeSpent,
    WrongCredentials,
)
from draw_service.usecases.access.accept_invitation import accept_invitation
from draw_service.usecases.access.change_roles import change_roles
from draw_service.usecases.access.disable_account import disable_account
from draw_service.usecases.access.enable_account import enable_account
from draw_service.usecases.access.first_account import first_account
from draw_service.usecases.access.invite_account import invite_account
from draw_service.usecases.access.list_accounts import list_accounts
from draw_service.usecases.access.reset_account import reset_account, reset_at_server
from draw_service.usecases.access.sign_in import sign_in
from draw_service.usecases.access.unlock_account import unlock_account
from draw_service.usecases.ports import House
from tests.usecases.access.conftest import FIRM, HERE, PASSWORD, THERE, Gate


def test_the_first_account_has_no_password_but_a_setup_code(gate: Gate) -> None:
    first, second = first_account(gate.house), first_account(gate.house)

    assert first
    assert second
    with pytest.raises(SetupCodeSpent):
        accept_invitation(gate.house, first, PASSWORD, HERE)
    who = gate.who(accept_invitation(gate.house, second, PASSWORD, HERE))
    assert (who.name, who.roles, who.full) == ("admin", {Role.ADMINISTRATOR}, True)
    assert first_account(gate.house) is None


def test_a_setup_code_is_good_once_and_for_a_day(gate: Gate) -> None:
    code = gate.invite("liming", Role.OPERATOR)
    accept_invitation(gate.house, code, PASSWORD, HERE)
    late = gate.invite("wangfang", Role.DESK)
    gate.clock.wait(24 * 60)

    for spent in (code, late, "", "x" * 43):
        with pytest.raises(SetupCodeSpent):
            accept_invitation(gate.house, spent, PASSWORD, HERE)


def test_a_refused_password_leaves_the_code_good(gate: Gate) -> None:
    code = gate.invite("liming", Role.OPERATOR)
    for _again in range(gate.house.access.address_tries + 1):
        with pytest.raises(PasswordTooShort):
            accept_invitation(gate.house, code, "short", HERE)

    assert gate.who(accept_invitation(gate.house, code, PASSWORD, HERE)).name == "liming"


@pytest.mark.parametrize(
    ("draft", "refusal"),
    [
        (AccountDraft("Admin", frozenset((Role.DESK,))), LoginTaken),
        (AccountDraft("a b", frozenset((Role.DESK,))), LoginWrong),
        (AccountDraft("li", frozenset()), RolesConflict),
        (AccountDraft("li", frozenset((Role.POOL_KEEPER, Role.DESK))), RolesConflict),
        (AccountDraft("li", frozenset((Role.TENDERER, Role.AGENCY)), *FIRM), RolesConflict),
        (AccountDraft("li", frozenset((Role.TENDERER,))), CreditCodeWrong),
        (AccountDraft("li", frozenset((Role.TENDERER,)), "9122", "x"), CreditCodeWrong),
        (AccountDraft("li", frozenset((Role.TENDERER,)), FIRM[0], " "), BadInput),
        (AccountDraft("li", frozenset((Role.DESK,)), *FIRM), BadInput),
    ],
)
def test_an_invitation_that_cannot_be(gate: Gate, draft: AccountDraft, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        invite_account(gate.house, gate.administrator(), draft)

    assert [one.login for one in list_accounts(gate.house, gate.administrator())] == ["admin"]


def test_a_party_brings_its_organisation(gate: Gate) -> None:
    who = gate.who(gate.staff("zhaobiao", Role.TENDERER, firm=FIRM))

    assert (who.organisation, who.organisation_name) == FIRM


ACTS: list[Callable[[House, Who, str], object]] = [
    lambda house, who, of: change_roles(house, who, of, [Role.DESK]),
    disable_account,
    enable_account,
    unlock_account,
    reset_account,
]


@pytest.mark.parametrize("act", ACTS)
def test_only_an_administrator_who_just_proved_it_acts_on_others(
    gate: Gate, act: Callable[[House, Who, str], object]
) -> None:
    operator = gate.who(gate.staff("liming", Role.OPERATOR))
    administrator = gate.administrator()

    with pytest.raises(NotYourRoom):
        act(gate.house, operator, administrator.account)
    with pytest.raises(OwnAct):
        act(gate.house, administrator, administrator.account)
    with pytest.raises(NotFound):
        act(gate.house, administrator, "A0")
    gate.clock.wait(10)
    with pytest.raises(NotFresh):
        act(gate.house, administrator, operator.account)
    act(gate.house, gate.administrator(), operator.account)


def test_roles_change_in_open_sessions_too(gate: Gate) -> None:
    token = gate.staff("liming", Role.OPERATOR)
    change_roles(gate.house, gate.administrator(), gate.id_of("liming"), [Role.DESK, Role.COUNTER])

    assert gate.who(token).roles == {Role.DESK, Role.COUNTER}


@pytest.mark.parametrize("there", [Role.POOL_KEEPER, Role.TENDERER, Role.OFFICE])
def test_separation_outlives_a_change_of_roles(gate: Gate, there: Role) -> None:
    gate.staff("liming", Role.OPERATOR)
    change_roles(gate.house, gate.administrator(), gate.id_of("liming"), [Role.ADMINISTRATOR])

    with pytest.raises(RolesConflict):
        change_roles(gate.house, gate.administrator(), gate.id_of("liming"), [there])


def test_a_disabled_account_is_out_at_once_and_looks_unknown(gate: Gate) -> None:
    token, account = gate.staff("liming", Role.OPERATOR), gate.id_of("liming")
    disable_account(gate.house, gate.administrator(), account)

    with pytest.raises(NotSignedIn):
        gate.who(token)
    with pytest.raises(WrongCredentials):
        sign_in(gate.house, "liming", PASSWORD, HERE)
    enable_account(gate.house, gate.administrator(), account)
    assert gate.who(sign_in(gate.house, "liming", PASSWORD, HERE)).name == "liming"


def test_two_administrators_cannot_both_shut_each_other_out(gate: Gate) -> None:
    first, second = gate.administrator(), gate.who(gate.staff("wang", Role.ADMINISTRATOR))
    disable_account(gate.house, first, second.account)

    with pytest.raises(NotSignedIn):
        disable_account(gate.house, second, first.account)


def test_a_reset_voids_everything_and_opens_the_door_again(gate: Gate) -> None:
    token = gate.staff("liming", Role.OPERATOR)
    for _wrong in range(5):
        with pytest.raises(WrongCredentials):
            sign_in(gate.house, "liming", "wrong", THERE)
    code = reset_account(gate.house, gate.administrator(), gate.id_of("liming"))

    with pytest.raises(NotSignedIn):
        gate.who(token)
    with pytest.raises(WrongCredentials):
        sign_in(gate.house, "liming", PASSWORD, HERE)
    accept_invitation(gate.house, code, "nine loud magpies", HERE)
    assert gate.who(sign_in(gate.house, "liming", "nine loud magpies", HERE)).name == "liming"


def test_the_servers_terminal_is_the_last_way_in(gate: Gate) -> None:
    gate.administrator()
    for _wrong in range(5):
        with pytest.raises(WrongCredentials):
            sign_in(gate.house, "admin", "wrong", THERE)
    with pytest.raises(LockedOut):
        sign_in(gate.house, "admin", PASSWORD, HERE)

    accept_invitation(gate.house, reset_at_server(gate.house, " ADMIN"), PASSWORD, HERE)
    with pytest.raises(NotFound):
        reset_at_server(gate.house, "nobody")


def test_the_log_tells_what_changed_and_by_whom(gate: Gate) -> None:
    gate.staff("liming", Role.OPERATOR)
    disable_account(gate.house, gate.administrator(), gate.id_of("liming"))

    type, body = gate.said()[-1]
    account = gate.house.keyring.pseudonym(f"account {gate.id_of('liming')}")
    by = gate.house.keyring.pseudonym(f"account {gate.id_of('admin')}")
    assert (type, body) == ("account.changed", {"account": account, "what": "disabled", "by": by})
