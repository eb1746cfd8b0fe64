"""Numbers, filing, previews, slips and bidder lists (Art. 6, 8(1); protocol section 1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from audit.events import DrawEvent
from draw_service.rules.applications import Party
from draw_service.rules.lottery import Stratum, commitment
from draw_service.usecases.applications.appoint_witness import appoint_witness
from draw_service.usecases.applications.file_application import file_application
from draw_service.usecases.applications.file_bidders import file_bidders
from draw_service.usecases.applications.preview_application import preview_application
from draw_service.usecases.applications.request_recusal import request_recusal
from draw_service.usecases.applications.reserve_number import reserve_number
from draw_service.usecases.applications.slip_proof import SlipProof, proof_of
from draw_service.usecases.draws.lock import lock
from tests.usecases.register import BIDDERS, SIGN_IN, START, application
from tests.usecases.stage import Stage, new_stage, refused, stage


def _file(s: Stage, **changes: Any) -> str:
    number = reserve_number(s.house)
    proof = proof_of(s.make_slip("tenderer", number.draw_id))
    return file_application(s.house, number.application_id, replace(s.application, **changes), proof)


def test_numbers_are_reserved_one_after_the_other() -> None:
    s = new_stage()
    numbers = [reserve_number(s.house) for _ in range(3)]
    assert [n.application_id for n in numbers] == [f"AP-2026-{n:04}" for n in (1, 2, 3)]
    assert numbers[0].draw_id == "AP-2026-0001.1"


def test_filing_says_exactly_this() -> None:
    s = stage("filed")
    [event] = s.events()
    slip = s.slips["tenderer"]
    assert event.type is DrawEvent.APPLICATION_FILED
    assert event.body == {
        "application": "AP-2026-0001",
        "attempt": 1,
        "previous": "",
        "commitment": slip.commitment,
        "unseal_pk": slip.public_key,
        "rule_pack": s.town.pack.id,
        "strata": [{"code": "A08", "id": "build", "quota": 3}, {"code": "B07", "id": "goods", "quota": 2}],
        "signin_at": "2026-06-12T02:00:00Z",
    }


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"strata": ()}, "bad-input"),
        ({"strata": (Stratum("a", "A08", 3), Stratum("a", "B07", 2))}, "bad-input"),
        ({"strata": (Stratum("a", "A08", 5), Stratum("b", "B07", 0))}, "bad-input"),
        ({"strata": (Stratum("no slug!", "A08", 5),)}, "bad-input"),
        ({"strata": (Stratum("a", "", 5),)}, "bad-input"),
        ({"expected_minutes": 0}, "bad-input"),
        ({"signin_at": SIGN_IN.replace(tzinfo=None)}, "bad-input"),
        ({"owner_representatives": 1}, "panel-even"),
        ({"strata": (Stratum("a", "A08", 2),), "owner_representatives": 1}, "panel-too-small"),
        ({"owner_representatives": 4}, "too-few-experts"),
        ({"owner_representatives": -1}, "panel-empty"),
        ({"bid_opening": START + timedelta(hours=1)}, "filed-too-late"),
        ({"bid_opening": SIGN_IN.replace(year=2049)}, "calendar-not-loaded"),
    ],
)
def test_what_cannot_be_filed(changes: dict[str, Any], code: str) -> None:
    s = new_stage(**changes)
    proof = proof_of(s.make_slip("tenderer", "AP-2026-0001.1"))
    refused(s, lambda: file_application(s.house, "AP-2026-0001", s.application, proof), code)


def test_one_working_day_before_bid_opening_is_the_last() -> None:
    """Art. 8(1): for a Friday's opening Thursday until 24:00, Shanghai time."""
    s = new_stage()
    proof = proof_of(s.make_slip("tenderer", "AP-1.1"))
    s.town.clock.time = START + timedelta(hours=39)
    refused(s, lambda: file_application(s.house, "AP-1", s.application, proof), "filed-too-late")
    s.town.clock.time -= timedelta(seconds=1)
    assert _file(s) == "AP-2026-0001.1"


@pytest.mark.parametrize(
    "proof",
    [
        SlipProof("zz" * 32, "ab" * 32, "ABCDEFGH"),
        SlipProof("ab" * 31, "ab" * 32, "ABCDEFGH"),
        SlipProof("ab" * 32, "AB" * 32, "ABCDEFGH"),
        SlipProof("ab" * 32, "ab" * 32, "ABCDEFGH"),
        SlipProof("ab" * 32, "cd" * 32, "ABCDEFG"),
    ],
)
def test_a_slip_that_is_none(proof: SlipProof) -> None:
    s = new_stage()
    refused(s, lambda: file_application(s.house, "AP-1", s.application, proof), "bad-input")
    assert "ABCDEFG" not in repr(proof)


@pytest.mark.parametrize("party", ["tenderer", "regulator"])
def test_a_slip_is_used_once_over_all_draws(party: Party) -> None:
    s = stage("appointed")
    old, other = s.slips[party], s.sibling("filed")
    again = proof_of(old)
    refused(s, lambda: appoint_witness(s.house, other.draw_id, "regulator", again), "slip-used")
    refused(s, lambda: file_application(s.house, "AP-9", s.application, again), "slip-used")
    fresh = proof_of(other.make_slip("regulator"))
    half = replace(fresh, commitment=again.commitment)
    refused(s, lambda: appoint_witness(s.house, other.draw_id, "regulator", half), "slip-used")
    key = replace(fresh, unseal_pk=again.unseal_pk)
    refused(s, lambda: appoint_witness(s.house, other.draw_id, "regulator", key), "slip-used")


@pytest.mark.parametrize("party", ["tenderer", "regulator"])
def test_a_share_revealed_once_is_known_to_all_under_any_new_number(party: Party) -> None:
    s = stage("ordered")
    other = s.sibling("filed")
    fresh = other.make_slip("regulator")
    stale = replace(
        proof_of(fresh), commitment=commitment("regulator", other.draw_id, s.slips[party].share).hex()
    )
    refused(s, lambda: appoint_witness(s.house, other.draw_id, "regulator", stale), "slip-used")


def test_appointing_and_replacing_a_witness() -> None:
    s = stage("appointed")
    slip = s.slips["regulator"]
    assert s.last().type is DrawEvent.WITNESS_APPOINTED
    assert s.last().body == {
        "party": "regulator", "commitment": slip.commitment, "unseal_pk": slip.public_key, "reason": "",
    }  # fmt: skip
    fresh = proof_of(s.make_slip("regulator", salt="2"))
    refused(s, lambda: appoint_witness(s.house, s.draw_id, "regulator", fresh), "bad-input")
    refused(s, lambda: appoint_witness(s.house, s.draw_id, "center", fresh, "x"), "bad-input")
    appoint_witness(s.house, s.draw_id, "regulator", fresh, "lost")
    assert s.last().body["reason"] == "lost"
    assert s.draw().commitments["regulator"] == fresh.commitment
    refused(s, lambda: appoint_witness(s.house, "nothing.1", "regulator", fresh, "x"), "not-found")


def test_the_preview_counts_and_names_nobody() -> None:
    s = new_stage()
    preview = preview_application(s.house, "AP-1", s.application)
    build, goods = preview.assessment.strata
    assert (build.id, build.eligible, build.recused, build.needed) == ("build", 17, 2, 3)
    assert (goods.eligible, goods.recused) == (12, 0)
    assert preview.excluded == {"leave": 1, "not-available": 1, "suspended": 1}
    assert preview.recused == {"authority-staff": 1, "employer-is-tenderer": 1}
    assert preview.options == ()
    assert not preview.provisional
    assert 0 < preview.predictability["build"] < 1
    thin = replace(s.application, strata=(Stratum("rare", "C0101", 7),), owner_representatives=0)
    short = preview_application(s.house, "AP-2", thin)
    assert short.assessment.shortfall == 1
    assert short.options == ("wider-specialty", "other-lawful-pool", "out-of-town")


def test_a_preview_refuses_what_filing_refuses() -> None:
    s = new_stage()
    even = application(owner_representatives=1)
    refused(s, lambda: preview_application(s.house, "AP-1", even), "panel-even")


def test_a_filed_bidder_list_counts_at_the_lock_and_is_logged_by_number_alone() -> None:
    s = stage("entered")
    assert file_bidders(s.house, s.application_id, BIDDERS) == 2
    receipt = lock(s.house, s.draw_id)
    assert receipt.recused == {
        "authority-staff": 1, "employer-is-bidder": 1, "employer-is-tenderer": 1,
        "relative-of-bidder": 1, "worked-for-bidder": 1,
    }  # fmt: skip
    assert b'"firms":2' in b"".join(s.facts())
    refused(s, lambda: file_bidders(s.house, "AP-none", BIDDERS), "not-found")


def test_a_justified_request_recuses_and_an_unjustified_one_does_not() -> None:
    s = stage("entered")
    request_recusal(s.house, s.application_id, "E000015", justified=True)
    request_recusal(s.house, s.application_id, "E000016", justified=False)
    refused(s, lambda: request_recusal(s.house, s.application_id, "E999999", justified=True), "not-found")
    refused(s, lambda: request_recusal(s.house, "AP-none", "E000015", justified=True), "not-found")
    assert lock(s.house, s.draw_id).recused["declared"] == 1
