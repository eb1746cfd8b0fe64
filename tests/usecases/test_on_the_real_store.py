"""The same lives on the real store, on SQLite and on PostgreSQL: fewer, for what only a database can do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from audit.refusal import Refusal
from audit.verify import verify
from draw_service.rules.people import Period
from draw_service.store.books import SqlBooks
from draw_service.store.keyring import Keyring
from draw_service.usecases.applications.appoint_witness import appoint_witness
from draw_service.usecases.applications.change_application import change_application
from draw_service.usecases.applications.file_bidders import file_bidders
from draw_service.usecases.applications.open_attempt import next_attempt_id, open_attempt
from draw_service.usecases.applications.slip_proof import proof_of
from draw_service.usecases.arrival.mark_late import mark_late
from draw_service.usecases.arrival.print_roster import print_roster
from draw_service.usecases.arrival.rebuild_roster import rebuild_roster
from draw_service.usecases.arrival.record_receipt import record_receipt
from draw_service.usecases.arrival.replace_member import replace_member
from draw_service.usecases.arrival.report_leak import report_leak
from draw_service.usecases.arrival.void_findings import void_findings
from draw_service.usecases.arrival.withdraw import withdraw
from draw_service.usecases.draws.declare_interest import declare_interest
from draw_service.usecases.draws.enter_room import enter_room
from draw_service.usecases.draws.join_queue import join_queue
from draw_service.usecases.draws.open_bidders import open_bidders
from draw_service.usecases.pool.record_leave import record_leave
from draw_service.usecases.supervision.export_bundle import export_bundle
from draw_service.usecases.supervision.export_log import export_log
from draw_service.usecases.supervision.export_policy import export_policy
from draw_service.usecases.supervision.export_records import export_records
from draw_service.usecases.supervision.export_register import export_register
from draw_service.usecases.supervision.hand_over import hand_over
from draw_service.usecases.supervision.record_notice import record_notice
from tests.store.fakes import SeededEntropy
from tests.usecases.draws.acts import EVIDENCE
from tests.usecases.fakes import Town
from tests.usecases.register import BIDDERS, SIGN_IN, START, application
from tests.usecases.settled import on_the_store, with_register
from tests.usecases.stage import CHOSEN, ROOM, Stage, failures

Opened = Callable[..., Stage]


@pytest.fixture
def opened(
    engine: Engine, keyring: Keyring, entropy: SeededEntropy, books_factory: Callable[[], SqlBooks]
) -> Opened:
    """A stage over the real store, its register in place; call it with changes to the application."""
    town = Town(START)
    house = with_register(on_the_store(town, engine, keyring, entropy, books_factory))
    return lambda **changes: Stage(house, town.clock, application(**changes), town=town)


def refused(act: Callable[[], object], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        act()
    assert caught.value.code == code


def test_a_whole_life(opened: Opened) -> None:
    s = opened().go("entered")
    file_bidders(s.house, s.application_id, BIDDERS)
    s.go_on("sealed")
    record_receipt(s.house, s.draw_id, 4, s.clock.now())
    refused(s.unseal, "not-found")
    s.clock.jump(SIGN_IN + timedelta(minutes=31))
    print_roster(s.house, s.draw_id, "ENV-1", s.codes("center"))
    s.sign_in(1, 2, 3, 5)
    assert mark_late(s.house, s.draw_id, 4) == "late"
    refused(s.call, "replacement-not-confirmed")
    replace_member(s.house, s.draw_id, 4, "unable", s.codes())
    record_leave(s.house, s.candidate(), Period(SIGN_IN))
    s.fill()
    s.seal()
    s.sign_in(4)
    s.unseal()
    assert s.close() == "complete"
    auditor = export_bundle(s.house, s.draw_id, "auditor")
    report = verify(
        auditor,
        policy=export_policy(s.house),
        register=export_register(s.house, s.draw_id),
        receipt=s.draw().lock_hash.hex(),
        records=export_records(s.house, s.draw_id),
        log=export_log(s.house),
    )
    assert (failures(report), report.exit_code) == ([], 0)
    hand_over(s.house, s.draw_id, auditor, s.codes("center", "regulator"))
    refused(lambda: export_register(s.house, s.draw_id), "secrets-erased")
    refused(lambda: export_bundle(s.house, s.draw_id, "auditor"), "secrets-erased")
    record_notice(s.house, s.application_id, "N-1")
    public = verify(export_bundle(s.house, s.draw_id, "public"), policy=export_policy(s.house))
    assert (failures(public), public.exit_code) == ([], 0)


def test_bidders_open_after_the_seal_an_interest_is_declared_and_it_is_rebuilt(opened: Opened) -> None:
    s = opened().go("sealed")
    file_bidders(s.house, s.application_id, BIDDERS)
    codes = s.codes("center", "regulator")
    vacated = open_bidders(s.house, s.draw_id, EVIDENCE, codes)
    free = min({1, 2, 3, 4, 5} - set(vacated))
    vacated += declare_interest(s.house, s.draw_id, s.holder(free), EVIDENCE, codes)
    for slot in vacated:
        replace_member(s.house, s.draw_id, slot, "interest", s.codes())
    s.fill()
    s.seal()
    s.morning()
    s.sign_in()
    withdraw(s.house, s.draw_id, 5, "recused", s.codes())
    void_findings(s.house, s.draw_id, 5, s.draw().seating.last_ordinal[5])  # type: ignore[union-attr]
    replace_member(s.house, s.draw_id, 5, "recused", s.codes())
    s.fill()
    s.seal()
    s.sign_in(5)
    assert len(rebuild_roster(s.house, s.draw_id, "halves-lost", s.codes())) == 5
    assert s.close() == "complete"
    report = verify(export_bundle(s.house, s.draw_id, "auditor"), policy=export_policy(s.house))
    assert (failures(report), report.exit_code) == ([], 0)


def test_a_leak_and_the_attempt_after_it(opened: Opened) -> None:
    s = opened().go("sealed")
    report_leak(s.house, s.draw_id, "seen-outside", s.codes())
    first = s.draw_id
    s.draw_id = next_attempt_id(s.house, s.application_id)
    s.slips["tenderer"] = s.make_slip("tenderer")
    open_attempt(s.house, s.application_id, proof_of(s.slips["tenderer"]))
    changed = replace(s.application, expected_minutes=300)
    assert change_application(s.house, s.draw_id, changed, "longer", {}) == 2
    s.appoint()
    s.enter()
    s.go_on("closed")
    record_notice(s.house, s.application_id, "N-1")
    for draw_id, verdict in ((first, "aborted-after-lock"), (s.draw_id, "passed")):
        bundle = export_bundle(s.house, draw_id, "public")
        report = verify(bundle, policy=export_policy(s.house), log=export_log(s.house))
        assert (failures(report), report.verdict, report.exit_code) == ([], verdict, 0)


def test_a_selective_draw(opened: Opened) -> None:
    s = opened(mode="selective").go("entered")
    s.select(CHOSEN)
    s.by_card("declined")
    s.fill()
    s.seal()
    s.morning()
    s.sign_in()
    s.unseal()
    assert s.close() == "complete"
    assert s.holder(1) == "E000020"
    report = verify(export_bundle(s.house, s.draw_id, "auditor"), policy=export_policy(s.house))
    assert (failures(report), report.verdict) == ([], "not-random")


def test_codes_slips_rooms_and_a_refusal_that_changes_nothing(opened: Opened) -> None:
    s = opened().go("appointed")
    join_queue(s.house, s.draw_id, ROOM)
    wrong = "ZZZZZZZZ"
    for code in ["entry-code-wrong"] * 4 + ["entry-code-spent"] * 2:
        refused(lambda: enter_room(s.house, s.draw_id, ROOM, "regulator", wrong, phone_deposited=True), code)
    facts = s.facts()
    used = proof_of(s.slips["regulator"])
    refused(lambda: appoint_witness(s.house, s.draw_id, "regulator", used, "spent"), "slip-used")
    other = s.sibling("filed")
    join_queue(s.house, other.draw_id, ROOM)
    refused(
        lambda: enter_room(s.house, other.draw_id, ROOM, "center", "op", phone_deposited=True),
        "not-in-queue",
    )
    assert len(s.facts()) == len(facts) + 2  # the other project, filed and queued
