"""What the regulator takes away, and when it may leave the house (招标投标法 37; protocol 5 and 7)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest

from audit.canonical import canonical, parse_canonical
from audit.events import HouseEvent, decode_house
from audit.verify import Report, verify
from draw_service.rules.slips import code_of
from draw_service.usecases.applications.open_attempt import next_attempt_id, open_attempt
from draw_service.usecases.applications.slip_proof import proof_of
from draw_service.usecases.arrival.mark_late import mark_late
from draw_service.usecases.arrival.record_receipt import record_receipt
from draw_service.usecases.arrival.replace_member import replace_member
from draw_service.usecases.arrival.sign_in import sign_in
from draw_service.usecases.draws.look import look
from draw_service.usecases.supervision.export_bundle import export_bundle
from draw_service.usecases.supervision.export_log import export_log
from draw_service.usecases.supervision.export_policy import export_policy
from draw_service.usecases.supervision.export_records import export_records
from draw_service.usecases.supervision.export_register import export_register
from draw_service.usecases.supervision.hand_over import hand_over
from draw_service.usecases.supervision.record_notice import record_notice
from tests.usecases.journal import LOG_KEY
from tests.usecases.register import RECORDS, SIGN_IN, secrets_of_people
from tests.usecases.stage import Stage, failures, refused, stage

LATER = {
    name: at + timedelta(days=4)
    for name, at in (
        ("bid_opening", SIGN_IN),
        ("signin_at", SIGN_IN),
        ("latest_start", SIGN_IN + timedelta(hours=6)),
    )
}


def full_report(s: Stage, bundle: bytes) -> Report:
    shares = {str(party): code_of(slip.share) for party, slip in s.slips.items()}
    return verify(
        bundle,
        policy=export_policy(s.house),
        register=export_register(s.house, s.draw_id),
        receipt=s.draw().lock_hash.hex(),
        shares=shares,
        records=export_records(s.house, s.draw_id),
        log=export_log(s.house),
    )


def test_a_whole_life_verifies_with_every_option() -> None:
    """One late member replaced on the way; two other projects in the same log."""
    s = stage("sealed")
    s.sibling("locked").abort()
    record_receipt(s.house, s.draw_id, 4, s.clock.now())
    s.clock.jump(SIGN_IN + timedelta(minutes=31))
    s.sign_in(1, 2, 3, 5)
    assert mark_late(s.house, s.draw_id, 4) == "late"
    replace_member(s.house, s.draw_id, 4, "unable", s.codes())
    s.fill()
    s.seal()
    s.sign_in(4)
    s.unseal()
    s.close()
    report = full_report(s, export_bundle(s.house, s.draw_id, "auditor"))
    assert failures(report) == []
    assert (report.exit_code, report.verdict) == (0, "passed")
    assert {step.status.name for step in report.steps} == {"PASS"}


def test_auditor_published_and_public() -> None:
    s = stage("closed", procurement="government-procurement", budget_fen=1)
    auditor = parse_canonical(export_bundle(s.house, s.draw_id, "auditor"))
    assert (auditor["stage"], len(auditor["openings"]), len(auditor["k"])) == ("auditor", 5, 64)
    for early in ("published", "public"):
        refused(s, lambda stage=early: export_bundle(s.house, s.draw_id, stage), "not-found")  # type: ignore[misc]
    record_notice(s.house, s.application_id, "N-2026-7")
    published = parse_canonical(export_bundle(s.house, s.draw_id, "published"))
    assert (len(published["openings"]), published["k"]) == (5, None)
    public = export_bundle(s.house, s.draw_id, "public")
    assert (parse_canonical(public)["openings"], parse_canonical(public)["k"]) == ([], None)
    assert [text for text in secrets_of_people() if text in public.decode()] == []
    for data in (canonical(published), public):
        assert verify(data, policy=export_policy(s.house)).exit_code == 0


def test_a_tender_publishes_no_names() -> None:
    s = stage("closed")
    record_notice(s.house, s.application_id, "N-1")
    refused(s, lambda: export_bundle(s.house, s.draw_id, "published"), "not-found")


def test_before_the_end_there_is_no_evidence() -> None:
    s = stage("unsealed")
    refused(s, lambda: export_bundle(s.house, s.draw_id, "auditor"), "out-of-order")
    refused(s, lambda: export_bundle(s.house, "nothing.1", "auditor"), "not-found")
    s = stage("sealed")
    refused(s, lambda: export_records(s.house, s.draw_id), "not-unsealed")
    refused(s, lambda: export_register(s.house, s.draw_id), "not-unsealed")


def test_the_notice_needs_every_attempt_ended() -> None:
    s = stage("closed")
    other = s.sibling("filed", **LATER)
    refused(s, lambda: record_notice(s.house, other.application_id, "N-1"), "attempt-open")
    refused(s, lambda: record_notice(s.house, "AP-none", "N-1"), "not-found")
    record_notice(s.house, s.application_id, "N-1")
    fact = decode_house(s.facts()[-1])
    assert fact.type is HouseEvent.NOTICE_RECORDED
    assert fact.body == {"application": s.application_id, "number": "N-1"}


def test_an_aborted_attempt_has_a_public_bundle_only() -> None:
    s = stage("aborted")
    refused(s, lambda: export_bundle(s.house, s.draw_id, "auditor"), "not-unsealed")
    record_notice(s.house, s.application_id, "N-1")
    refused(s, lambda: export_bundle(s.house, s.draw_id, "published"), "not-unsealed")
    report = verify(export_bundle(s.house, s.draw_id, "public"), policy=export_policy(s.house))
    assert (report.exit_code, report.verdict) == (0, "aborted-after-lock")


def test_an_attempt_aborted_after_unsealing_still_has_its_auditor() -> None:
    s = stage("unsealed")
    s.abort()
    report = full_report(s, export_bundle(s.house, s.draw_id, "auditor"))
    assert (failures(report), report.verdict) == ([], "aborted-after-lock")


def test_records_and_register_and_log_as_files() -> None:
    s = stage("closed")
    lines = export_records(s.house, s.draw_id).splitlines()
    logged = {event.body["record"] for event in s.events() if "record" in event.body}
    assert {sha256(line).hexdigest() for line in lines} == logged
    assert all("+86154" not in line.decode() for line in lines)
    register = json.loads(export_register(s.house, s.draw_id))
    assert [row["id"] for row in register] == [f"E{n:06}" for n in range(1, 41)]
    assert register[0] == {
        "id": "E000001", "name": RECORDS[0].name, "s": ["A080101"], "unit": RECORDS[0].employer.code,
    }  # fmt: skip
    log = json.loads(export_log(s.house))
    assert len(log["leaves"]) == len(s.facts())
    assert json.loads(export_policy(s.house)) == {"log": LOG_KEY.vkey, "quorum": 0, "witnesses": []}


# --- the hand-over ------------------------------------------------------------------------------------------


def test_handing_over_erases_k_and_the_register() -> None:
    s = stage("closed")
    bundle = export_bundle(s.house, s.draw_id, "auditor")
    codes = s.codes("center", "regulator")
    view = look(s.house, s.draw_id)
    assert hand_over(s.house, s.draw_id, bundle, codes) == sha256(bundle).hexdigest()
    handed, erased = (decode_house(leaf) for leaf in s.facts()[-2:])
    assert handed.body == {"draw": s.draw_id, "bundle": sha256(bundle).hexdigest()}
    assert erased.type is HouseEvent.SECRETS_ERASED
    with s.house.books() as books:
        assert books.draws.secret(s.draw_id, "k") is None
        assert books.draws.secret(s.draw_id, "center-share") is None
        assert books.draws.list(s.draw_id, "register") is None
        assert books.draws.roster(s.draw_id) is not None
    assert look(s.house, s.draw_id) == view
    refused(s, lambda: hand_over(s.house, s.draw_id, bundle, codes), "secrets-erased")
    refused(s, lambda: export_bundle(s.house, s.draw_id, "auditor"), "secrets-erased")
    refused(s, lambda: export_register(s.house, s.draw_id), "secrets-erased")
    refused(s, s.unseal, "draw-ended")
    refused(s, lambda: sign_in(s.house, s.draw_id, RECORDS[0].id_card, phone_deposited=True), "draw-ended")
    record_notice(s.house, s.application_id, "N-1")
    report = verify(export_bundle(s.house, s.draw_id, "public"), policy=export_policy(s.house))
    assert (failures(report), report.exit_code) == ([], 0)
    assert export_records(s.house, s.draw_id)


def test_the_log_may_have_grown_between_export_and_hand_over() -> None:
    s = stage("closed")
    bundle = export_bundle(s.house, s.draw_id, "auditor")
    s.sibling("locked", **LATER)
    hand_over(s.house, s.draw_id, bundle, s.codes("center", "regulator"))


@pytest.mark.parametrize("key", ["k", "openings", "pool", "events", "stage"])
def test_only_this_draws_own_bundle_is_taken(key: str) -> None:
    s = stage("closed")
    bundle = parse_canonical(export_bundle(s.house, s.draw_id, "auditor"))
    other = {"k": "00" * 32, "stage": "public"}.get(key, bundle[key][1:] if key not in ("k", "stage") else "")
    codes = s.codes("center", "regulator")
    for data in (canonical({**bundle, key: other}), b"", b"{}", b"[]", json.dumps(bundle).encode()):

        def act(data: bytes = data) -> None:
            hand_over(s.house, s.draw_id, data, codes)

        refused(s, act, "out-of-order")


def test_a_hand_over_takes_center_and_regulator_and_an_end() -> None:
    s = stage("closed")
    bundle = export_bundle(s.house, s.draw_id, "auditor")
    two = s.codes("center", "tenderer")
    refused(s, lambda: hand_over(s.house, s.draw_id, bundle, two), "parties-missing")
    for phase in ("unsealed", "aborted"):
        early = stage(phase)
        codes = early.codes("center", "regulator")

        def act(early: Stage = early, codes: object = codes) -> None:
            hand_over(early.house, early.draw_id, bundle, codes)  # type: ignore[arg-type]

        refused(early, act, "not-unsealed")


def test_the_next_attempt_waits_for_a_notice_of_its_own() -> None:
    s = stage("aborted")
    record_notice(s.house, s.application_id, "N-1")
    again = replace(s, slips={})
    again.draw_id = next_attempt_id(s.house, s.application_id)
    again.slips["tenderer"] = again.make_slip("tenderer")
    open_attempt(s.house, s.application_id, proof_of(again.slips["tenderer"]))
    again.appoint()
    again.abort()
    refused(again, lambda: export_bundle(s.house, again.draw_id, "public"), "not-found")
    record_notice(s.house, s.application_id, "N-2")
    assert (
        verify(export_bundle(s.house, again.draw_id, "public"), policy=export_policy(s.house)).exit_code == 0
    )
