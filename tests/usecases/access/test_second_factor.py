"""A phone's code, a key, a recovery code: none of them twice, none of them from elsewhere."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from pyotp import TOTP

from draw_service.rules.access import Role, Who
from draw_service.rules.refusals import (
    CodeWrong,
    KeyNotAccepted,
    LockedOut,
    NoOneTimeCodes,
    NoSecurityKeys,
    NotFresh,
    NotSignedIn,
    SecondFactorMissing,
)
from draw_service.usecases.access.change_password import change_password
from draw_service.usecases.access.enrol_key import (
    begin_key_enrolment,
    drop_key,
    finish_key_enrolment,
    own_keys,
)
from draw_service.usecases.access.enrol_totp import begin_totp, drop_totp, finish_totp
from draw_service.usecases.access.list_accounts import list_accounts
from draw_service.usecases.access.new_recovery_codes import new_recovery_codes
from draw_service.usecases.access.reset_account import reset_account
from draw_service.usecases.access.second_factor import begin_key, finish_key, pass_recovery, pass_totp
from draw_service.usecases.access.sign_in import sign_in
from tests.usecases.access.authenticator import Authenticator
from tests.usecases.access.conftest import HERE, PASSWORD, THERE, Gate


class Li:
    """An operator at the door, with whatever second factor the test gives them."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self.token = gate.staff("liming", Role.OPERATOR)
        self.phone = TOTP("A" * 32)

    @property
    def who(self) -> Who:
        return self.gate.who(self.token)

    def with_phone(self) -> Li:
        self.phone = TOTP(begin_totp(self.gate.house, self.who, "中心").secret)
        finish_totp(self.gate.house, self.who, self.code(), HERE)
        return self

    def with_key(self, key: Authenticator) -> Li:
        options = begin_key_enrolment(self.gate.house, self.who)
        finish_key_enrolment(self.gate.house, self.who, "key", key.register(options))
        return self

    def code(self) -> str:
        return self.phone.at(self.gate.clock.now())

    def again(self) -> Li:
        """Sign in once more, with the password alone."""
        self.token = sign_in(self.gate.house, "liming", PASSWORD, HERE)
        return self


@pytest.fixture
def li(gate: Gate) -> Li:
    return Li(gate)


def test_who_has_a_phone_is_asked_for_its_code(li: Li, gate: Gate) -> None:
    li.with_phone()
    assert li.who.full
    assert not li.again().who.full
    gate.clock.wait(1)
    pass_totp(gate.house, li.token, f" {li.code()[:3]} {li.code()[3:]} ", HERE)

    assert li.who.full


def test_a_code_is_accepted_once(li: Li, gate: Gate) -> None:
    used = li.with_phone().code()
    li.again()
    with pytest.raises(CodeWrong):
        pass_totp(gate.house, li.token, used, HERE)
    gate.clock.wait(1)
    fresh = li.code()
    pass_totp(gate.house, li.token, fresh, HERE)
    li.again()

    with pytest.raises(CodeWrong):
        pass_totp(gate.house, li.token, fresh, HERE)


@pytest.mark.parametrize(("minutes", "good"), [(0, True), (2, False)])
def test_a_code_is_good_for_a_moment(li: Li, gate: Gate, minutes: int, good: bool) -> None:
    li.with_phone()
    gate.clock.wait(1)
    code = li.code()
    gate.clock.wait(minutes)
    li.again()

    if good:
        pass_totp(gate.house, li.token, code, HERE)
    else:
        with pytest.raises(CodeWrong):
            pass_totp(gate.house, li.token, code, HERE)


def test_guessing_codes_is_waited_out_and_signing_in_again_forgives_nothing(li: Li, gate: Gate) -> None:
    li.with_phone()
    for _wrong in range(5):
        li.again()
        with pytest.raises(CodeWrong):
            pass_totp(gate.house, li.token, "000000", HERE)

    with pytest.raises(LockedOut):
        pass_totp(gate.house, li.token, li.code(), HERE)


def test_a_secret_counts_only_once_a_code_of_it_was_seen(li: Li, gate: Gate) -> None:
    setup = begin_totp(gate.house, li.who, "中心")
    with pytest.raises(CodeWrong):
        finish_totp(gate.house, li.who, "000000", HERE)
    assert li.again().who.full

    assert setup.secret not in repr(setup)
    with pytest.raises(CodeWrong):
        finish_totp(gate.house, li.who, TOTP(setup.secret).at(gate.clock.now()), HERE)


def test_where_phones_are_banned_none_is_set_up(li: Li, gate: Gate) -> None:
    gate.house = replace(gate.house, access=replace(gate.house.access, totp=False))

    with pytest.raises(NoOneTimeCodes):
        begin_totp(gate.house, li.who, "中心")


def test_a_key_completes_a_session_and_makes_it_fresh(li: Li, gate: Gate) -> None:
    key = Authenticator("blue")
    li.with_key(key).again()
    assert not li.who.full
    finish_key(gate.house, li.token, key.sign(begin_key(gate.house, li.token)), HERE)
    assert li.who.full
    gate.clock.wait(11)
    assert li.who.fresh_until < gate.clock.now()
    finish_key(gate.house, li.token, key.sign(begin_key(gate.house, li.token)), HERE)

    assert li.who.fresh_until > gate.clock.now()


def test_the_options_name_the_keys_one_has(li: Li, gate: Gate) -> None:
    key = Authenticator("blue")
    options = json.loads(begin_key_enrolment(gate.house, li.who))
    assert (options["rp"]["id"], options["attestation"]) == ("panel.test", "none")
    li.with_key(key).again()
    asked = json.loads(begin_key(gate.house, li.token))

    assert len(asked["allowCredentials"]) == 1
    assert asked["challenge"] != json.loads(begin_key(gate.house, li.token))["challenge"]


def copied(key: Authenticator) -> Authenticator:
    made = Authenticator("blue")
    made.count = key.count - 2
    return made


@pytest.mark.parametrize(
    "case", ["another key", "another site", "another host", "copied", "garbage", "replayed", "late"]
)
def test_no_other_answer_is_a_key(li: Li, gate: Gate, case: str) -> None:
    key = Authenticator("blue")
    li.with_key(key).again()
    old = key.sign(begin_key(gate.house, li.token))
    finish_key(gate.house, li.token, old, HERE)
    options = begin_key(li.again().gate.house, li.token)
    answers = {
        "another key": lambda: Authenticator("red").sign(options),
        "another site": lambda: Authenticator("blue", origin="https://pane1.test").sign(options),
        "another host": lambda: Authenticator("blue", host="pane1.test").sign(options),
        "copied": lambda: copied(key).sign(options),
        "garbage": lambda: '{"id": 1, "response": []}',
        "replayed": lambda: old,
        "late": lambda: key.sign(options),
    }
    if case == "late":
        gate.clock.wait(6)

    with pytest.raises(KeyNotAccepted):
        finish_key(gate.house, li.token, answers[case](), HERE)
    assert not li.who.full
    with pytest.raises(KeyNotAccepted):  # the question was spent
        finish_key(gate.house, li.token, key.sign(options), HERE)


@pytest.mark.parametrize("answer", ["", "[]", "null", "{}", "\x00", '{"id":"a","rawId":"a","response":{}}'])
def test_garbage_enrols_no_key(li: Li, gate: Gate, answer: str) -> None:
    begin_key_enrolment(gate.house, li.who)

    with pytest.raises(KeyNotAccepted):
        finish_key_enrolment(gate.house, li.who, "key", answer)
    assert own_keys(gate.house, li.who) == []


def test_an_enrolment_answers_the_question_of_its_own_session(li: Li, gate: Gate) -> None:
    options = begin_key_enrolment(gate.house, li.who)
    li.again()

    with pytest.raises(KeyNotAccepted):
        finish_key_enrolment(gate.house, li.who, "key", Authenticator("blue").register(options))


def test_without_a_host_name_there_are_no_keys(li: Li, gate: Gate) -> None:
    gate.house = replace(gate.house, security_keys=None)

    with pytest.raises(NoSecurityKeys):
        begin_key_enrolment(gate.house, li.who)
    with pytest.raises(NoSecurityKeys):
        begin_key(gate.house, li.token)


def test_recovery_codes_work_once_each(li: Li, gate: Gate) -> None:
    codes = new_recovery_codes(gate.house, li.with_phone().who)
    assert len(set(codes)) == 10
    assert pass_recovery(gate.house, li.again().token, codes[0].lower().replace("-", " "), HERE) == 9
    assert li.who.full
    li.again()

    with pytest.raises(CodeWrong):
        pass_recovery(gate.house, li.token, codes[0], HERE)
    fresh = new_recovery_codes(gate.house, completed(li, codes[1]).who)
    li.again()
    with pytest.raises(CodeWrong):
        pass_recovery(gate.house, li.token, codes[2], HERE)
    assert pass_recovery(gate.house, li.token, fresh[0], HERE) == 9


def completed(li: Li, code: str) -> Li:
    pass_recovery(li.gate.house, li.token, code, HERE)
    return li


def test_half_signed_in_changes_nothing(li: Li, gate: Gate) -> None:
    half = li.with_phone().again().who

    for act in (begin_key_enrolment, new_recovery_codes, drop_totp):
        with pytest.raises(SecondFactorMissing):
            act(gate.house, half)
    with pytest.raises(SecondFactorMissing):
        change_password(gate.house, half, PASSWORD, "nine loud magpies", HERE)


def test_factors_change_only_just_after_proof(li: Li, gate: Gate) -> None:
    gate.clock.wait(10)

    with pytest.raises(NotFresh):
        begin_totp(gate.house, li.who, "中心")
    with pytest.raises(NotFresh):
        new_recovery_codes(gate.house, li.who)


def test_a_new_factor_ends_the_sessions_without_it(li: Li, gate: Gate) -> None:
    old = sign_in(gate.house, "liming", PASSWORD, THERE)
    li.with_phone()

    with pytest.raises(NotSignedIn):
        gate.who(old)
    assert li.who.full


def test_where_all_must_have_one_nobody_is_full_before(li: Li, gate: Gate) -> None:
    gate.house = replace(gate.house, access=replace(gate.house.access, must_have_second=True))
    assert not li.again().who.full
    li.with_phone()
    assert li.who.full
    drop_totp(gate.house, li.who)

    assert not li.again().who.full


def test_keys_are_listed_and_dropped(li: Li, gate: Gate) -> None:
    blue, red = Authenticator("blue"), Authenticator("red")
    li.with_key(blue).with_key(red)
    assert {one.id for one in own_keys(gate.house, li.who)} == {blue.id.hex(), red.id.hex()}
    drop_key(gate.house, li.who, blue.id.hex())
    li.again()

    with pytest.raises(KeyNotAccepted):
        finish_key(gate.house, li.token, blue.sign(begin_key(gate.house, li.token)), HERE)


def test_a_reset_takes_the_factors_away(li: Li, gate: Gate) -> None:
    li.with_phone().with_key(Authenticator("blue"))
    administrator = gate.administrator()
    assert [one.second_factor for one in list_accounts(gate.house, administrator)] == [False, True]
    reset_account(gate.house, administrator, gate.id_of("liming"))

    assert [one.second_factor for one in list_accounts(gate.house, administrator)] == [False, False]
