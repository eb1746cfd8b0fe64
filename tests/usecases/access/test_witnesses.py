"""A witness comes in with the slip's entry code: for one draw, one party, until it ends (Art. 8(2))."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_network

import pytest

from draw_service.rules.refusals import (
    DrawEnded,
    EntryCodeSpent,
    EntryCodeWrong,
    LockedOut,
    NotATerminal,
    NotFound,
    NotSignedIn,
    SettingWrong,
)
from draw_service.settings import Settings
from draw_service.usecases.access.enter_witness import enter_witness
from draw_service.usecases.access.sign_out import sessions_of
from draw_service.usecases.draws.abort import abort
from tests.usecases.access.conftest import HERE, THERE, Gate
from tests.usecases.register import RECORDS, START, application
from tests.usecases.stage import Stage


@pytest.fixture
def stage(gate: Gate) -> Stage:
    gate.clock.jump(START)
    with gate.house.books() as books:
        for one in RECORDS:
            books.pool.add(one, at=START)
        books.commit()
    return Stage(gate.house, gate.clock, application()).go("appointed")


def test_a_witness_is_one_party_of_one_draw(gate: Gate, stage: Stage) -> None:
    entry = stage.slips["regulator"].entry
    who = gate.who(enter_witness(gate.house, stage.draw_id, "regulator", entry.lower(), HERE))

    assert (who.draw, who.party, who.account, who.roles) == (stage.draw_id, "regulator", "", frozenset())
    assert who.full


def test_another_partys_code_opens_nothing(gate: Gate, stage: Stage) -> None:
    with pytest.raises(EntryCodeWrong):
        enter_witness(gate.house, stage.draw_id, "regulator", stage.slips["tenderer"].entry, HERE)
    with pytest.raises(NotFound):
        enter_witness(gate.house, stage.draw_id, "center", "operator-1", HERE)
    with pytest.raises(NotFound):
        enter_witness(gate.house, "AP-0.1", "tenderer", stage.slips["tenderer"].entry, HERE)


def test_five_wrong_tries_spend_the_code(gate: Gate, stage: Stage) -> None:
    for _wrong in range(4):
        with pytest.raises(EntryCodeWrong):
            enter_witness(gate.house, stage.draw_id, "tenderer", "00000000", HERE)
    for _spent in range(2):
        with pytest.raises(EntryCodeSpent):
            enter_witness(gate.house, stage.draw_id, "tenderer", stage.slips["tenderer"].entry[::-1], HERE)


def test_an_address_that_guesses_waits(gate: Gate, stage: Stage) -> None:
    for number in range(gate.house.access.address_tries):
        with pytest.raises(NotFound):
            enter_witness(gate.house, f"AP-{number}.1", "tenderer", "00000000", THERE)

    with pytest.raises(LockedOut):
        enter_witness(gate.house, stage.draw_id, "tenderer", stage.slips["tenderer"].entry, THERE)


def test_a_witness_is_not_idle_while_the_ceremony_goes_on(gate: Gate, stage: Stage) -> None:
    token = enter_witness(gate.house, stage.draw_id, "tenderer", stage.slips["tenderer"].entry, HERE)
    gate.clock.wait(12 * 60 - 1)
    assert gate.who(token).party == "tenderer"
    gate.clock.wait(1)

    with pytest.raises(NotSignedIn):
        gate.who(token)


def test_the_session_ends_with_the_draw(gate: Gate, stage: Stage) -> None:
    entry = stage.slips["tenderer"].entry
    token = enter_witness(gate.house, stage.draw_id, "tenderer", entry, HERE)
    abort(gate.house, stage.draw_id, "project-stopped", "", stage.codes())

    with pytest.raises(NotSignedIn):
        gate.who(token)
    with pytest.raises(DrawEnded):
        enter_witness(gate.house, stage.draw_id, "tenderer", entry, HERE)
    assert [body["why"] for type, body in gate.said() if type == "session.ended"] == ["draw-ended"]


def test_a_witness_sees_no_other_session(gate: Gate, stage: Stage) -> None:
    tokens = [
        enter_witness(gate.house, stage.draw_id, party, stage.slips[party].entry, HERE)
        for party in ("tenderer", "regulator")
    ]

    assert [one.here for one in sessions_of(gate.house, gate.who(tokens[0]))] == [True]


def test_where_terminals_are_named_a_code_is_good_there_alone(gate: Gate, stage: Stage) -> None:
    entry = stage.slips["tenderer"].entry
    networks = (ip_network("10.1.2.0/24"), ip_network("fd00::/8"))
    house = replace(gate.house, access=replace(gate.house.access, terminals=networks))
    for outside in ("10.1.3.1", "192.0.2.7", "fe80::1", "", "testclient"):
        with pytest.raises(NotATerminal):
            enter_witness(house, stage.draw_id, "tenderer", entry, outside)
    assert gate.who(enter_witness(house, stage.draw_id, "tenderer", entry, "10.1.2.9")).party == "tenderer"


def test_a_setting_that_names_no_network_is_refused() -> None:
    asked = Settings(terminals="10.1.2.0/24, here", _env_file=None)  # type: ignore[call-arg]
    with pytest.raises(SettingWrong):
        _ = asked.access
