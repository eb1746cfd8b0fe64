"""Keys of machines: scopes, an organisation, shown once, gone when revoked."""

from __future__ import annotations

import pytest

from draw_service.rules.access import Role, Scope
from draw_service.rules.refusals import (
    BadInput,
    CreditCodeWrong,
    NotFound,
    NotFresh,
    NotSignedIn,
    NotYourRoom,
)
from draw_service.usecases.access.issue_key import issue_key, list_keys, revoke_key
from draw_service.usecases.access.whose_key import whose_key
from tests.usecases.access.conftest import FIRM, Gate

SCOPES = [Scope.APPLICATIONS_WRITE, Scope.APPLICATIONS_READ]


def test_a_key_has_its_scopes_until_it_is_revoked(gate: Gate) -> None:
    who = gate.administrator()
    secret = issue_key(gate.house, who, " 交易平台 ", SCOPES, FIRM[0].lower())
    other = issue_key(gate.house, who, "other", [Scope.RESULTS_READ], "")
    caller = whose_key(gate.house, secret)
    assert (caller.name, caller.scopes, caller.organisation) == ("交易平台", frozenset(SCOPES), FIRM[0])
    revoke_key(gate.house, who, caller.id)

    with pytest.raises(NotSignedIn):
        whose_key(gate.house, secret)
    with pytest.raises(NotFound):
        revoke_key(gate.house, who, caller.id)
    assert whose_key(gate.house, other).organisation == ""
    listed = {one.id: one.revoked_at for one in list_keys(gate.house, who)}
    assert listed == {caller.id: gate.clock.now(), whose_key(gate.house, other).id: None}


@pytest.mark.parametrize("secret", ["", "x" * 43, "é"])
def test_no_other_secret_is_a_key(gate: Gate, secret: str) -> None:
    issue_key(gate.house, gate.administrator(), "platform", SCOPES, "")

    with pytest.raises(NotSignedIn):
        whose_key(gate.house, secret)


def test_a_key_needs_a_name_a_scope_and_a_true_code(gate: Gate) -> None:
    who = gate.administrator()

    with pytest.raises(BadInput):
        issue_key(gate.house, who, " ", SCOPES, "")
    with pytest.raises(BadInput):
        issue_key(gate.house, who, "platform", [], "")
    with pytest.raises(CreditCodeWrong):
        issue_key(gate.house, who, "platform", SCOPES, "123")
    assert list_keys(gate.house, who) == []


def test_only_an_administrator_who_just_proved_it_issues_keys(gate: Gate) -> None:
    operator = gate.who(gate.staff("liming", Role.OPERATOR))
    with pytest.raises(NotYourRoom):
        issue_key(gate.house, operator, "platform", SCOPES, "")
    with pytest.raises(NotYourRoom):
        list_keys(gate.house, operator)
    administrator = gate.administrator()
    gate.clock.wait(10)

    with pytest.raises(NotFresh):
        issue_key(gate.house, administrator, "platform", SCOPES, "")
