"""A platform files, changes and follows; it sees its own organisation's applications and no other."""

from __future__ import annotations

from typing import Any

import pytest

from draw_service.usecases.applications.appoint_witness import appoint_witness
from draw_service.usecases.applications.slip_proof import proof_of
from draw_service.usecases.draws.abort import abort
from tests.usecases.register import AGENCY, BIDDER, PARENT, TENDERER
from tests.usecases.stage import Stage, application
from tests.web.api.conftest import APPLICATION, NEW, City, Platform, given, slip_for


def test_written_by_the_agency_and_sent_by_the_tenderer(agency: Platform, tenderer: Platform) -> None:
    made = agency.post("/applications", NEW)
    number = made.json()["application_id"]
    assert made.headers["location"] == f"/api/v1/applications/{number}"
    assert made.json()["state"] == "handed-over"
    assert made.json()["side"] == "agency"

    filed = tenderer.file(number)

    assert filed.status_code == 201
    seen = tenderer.get(f"/applications/{number}").json()
    assert seen == filed.json()
    assert (seen["state"], seen["version"], seen["draft_version"]) == ("filed", 1, None)
    assert seen["application"]["project_code"] == "P-202601"
    assert seen["application"]["project_name"] == "鹤测桥加固"
    assert seen["application"]["bid_opening"] == "2026-06-12T01:30:00Z"
    assert [one["code"] for one in seen["application"]["strata"]] == ["A08", "B07"]
    assert agency.get(f"/applications/{number}").json()["side"] == "agency"


def test_the_agency_never_sends_it(agency: Platform) -> None:
    refused = agency.file(agency.create())

    assert (refused.status_code, refused.json()["code"]) == (403, "tenderer-sends")


def test_a_draft_is_rewritten_and_dropped(tenderer: Platform) -> None:
    number = tenderer.create()
    before = tenderer.get(f"/applications/{number}").json()

    after = tenderer.put(f"/applications/{number}/draft", APPLICATION | {"owner_representatives": 4}).json()

    assert after["draft_version"] > before["draft_version"]
    assert after["application"]["owner_representatives"] == 4
    assert after["tenderer"] == before["tenderer"]
    assert tenderer.call("DELETE", f"/applications/{number}/draft").status_code == 204
    assert tenderer.get(f"/applications/{number}").status_code == 404


def test_a_draft_changed_meanwhile_is_not_sent(tenderer: Platform) -> None:
    number = tenderer.create()
    seen = tenderer.get(f"/applications/{number}").json()
    tenderer.put(f"/applications/{number}/draft", APPLICATION)
    body = {"draft_version": seen["draft_version"], "slip": given(slip_for(seen["next_draw_id"]))}

    refused = tenderer.post(f"/applications/{number}/filing", body)

    assert (refused.status_code, refused.json()["code"]) == (409, "changed-under-you")


def test_an_unfinished_draft_of_the_pages_says_what_is_missing(city: City, tenderer: Platform) -> None:
    from draw_service.rules.access import ApiCaller, Role, Scope
    from draw_service.usecases.applications.start_draft import start_draft
    from draw_service.usecases.platform.acting_as import acting_as

    caller = ApiCaller("K", "x", frozenset(Scope), TENDERER.code)
    number = start_draft(city.house, acting_as(city.house, caller, Role.TENDERER, name=TENDERER.name))
    seen = tenderer.get(f"/applications/{number}").json()
    assert (seen["complete"], seen["application"]) == (False, None)
    assert {"project_code", "strata", "bid_opening"} <= set(seen["missing"])

    refused = tenderer.file(number)

    assert refused.json()["code"] == "fields-wrong"
    assert "/draft/bid_opening" in [one["pointer"] for one in refused.json()["errors"]]


def test_a_panel_the_law_does_not_allow_is_not_filed(tenderer: Platform) -> None:
    number = tenderer.create(owner_representatives=1)

    refused = tenderer.file(number)

    assert (refused.status_code, refused.json()["code"]) == (422, "panel-even")
    assert refused.json()["article"]


def test_a_change_is_a_new_version(tenderer: Platform) -> None:
    number = tenderer.create()
    tenderer.file(number)
    later = APPLICATION | {"signin_at": "2026-06-12T11:00:00+08:00"}

    changed = tenderer.post(f"/applications/{number}/versions", {"reason": "postponed", "application": later})

    assert changed.status_code == 201
    assert changed.json()["version"] == 2
    assert changed.json()["application"]["signin_at"] == "2026-06-12T03:00:00Z"
    assert changed.json()["tenderer"]["code"] == TENDERER.code
    earlier = {"reason": "other", "application": later | {"signin_at": "2026-06-12T09:00:00+08:00"}}
    assert tenderer.post(f"/applications/{number}/versions", earlier).json()["code"] == "bad-input"


def test_the_agency_changes_nothing_that_was_filed(agency: Platform, tenderer: Platform) -> None:
    number = tenderer.create()
    tenderer.file(number)
    body = {"reason": "other", "application": APPLICATION}

    assert agency.post(f"/applications/{number}/versions", body).json()["code"] == "tenderer-sends"


def test_another_specialty_after_the_witness_is_named_takes_three_parties(
    city: City, tenderer: Platform
) -> None:
    number = tenderer.create()
    tenderer.file(number)
    proof = proof_of(slip_for(f"{number}.1", "regulator"))
    appoint_witness(city.house, f"{number}.1", "regulator", proof)
    other = APPLICATION | {"strata": [{"code": "A08", "quota": 5}]}

    refused = tenderer.post(
        f"/applications/{number}/versions", {"reason": "specialties", "application": other}
    )

    assert (refused.status_code, refused.json()["code"]) == (403, "parties-missing")


def test_a_lost_slip_and_a_next_attempt(city: City, tenderer: Platform) -> None:
    number = tenderer.create()
    tenderer.file(number)
    another = {"reason": "lost", "slip": given(slip_for(f"{number}.1", "again"))}
    assert tenderer.post(f"/applications/{number}/slips", another).status_code == 201
    assert tenderer.post(f"/applications/{number}/slips", another).json()["code"] == "slip-used"
    fresh = {"slip": given(slip_for(f"{number}.2"))}
    assert tenderer.post(f"/applications/{number}/attempts", fresh).json()["code"] == "attempt-open"

    s = Stage(city.house, city.clock, application(), number, f"{number}.1")
    s.slips["tenderer"] = slip_for(f"{number}.1", "again")
    s.appoint()
    abort(city.house, s.draw_id, "project-stopped", "told", s.codes())
    opened = tenderer.post(f"/applications/{number}/attempts", fresh)

    assert [one["draw_id"] for one in opened.json()["attempts"]] == [f"{number}.1", f"{number}.2"]
    assert opened.json()["state"] == "filed"


def test_the_bidder_list_is_shown_by_count_and_hash(agency: Platform, tenderer: Platform) -> None:
    number = agency.create()
    firms = {"name": BIDDER.name, "code": BIDDER.code, "members": [{"name": PARENT.name}]}
    assert agency.put(f"/applications/{number}/bidders", {"bidders": [firms]}).status_code == 404
    tenderer.file(number)

    kept = agency.put(f"/applications/{number}/bidders", {"bidders": [firms]})

    assert kept.json()["firms"] == 2
    assert BIDDER.name not in tenderer.get(f"/applications/{number}").text
    twice = agency.put(f"/applications/{number}/bidders", {"bidders": [firms, firms]})
    assert (twice.status_code, twice.json()["code"]) == (422, "bidder-row-wrong")


def test_others_are_not_told_that_it_exists(tenderer: Platform, stranger: Platform) -> None:
    number = tenderer.create()
    filed = tenderer.create()
    tenderer.file(filed)
    change: dict[str, Any] = {"reason": "other", "application": APPLICATION}
    slip = {"slip": given(slip_for(f"{filed}.1", "stranger"))}

    for one in (number, filed):
        assert stranger.get(f"/applications/{one}").status_code == 404
        assert stranger.get(f"/applications/{one}/status").status_code == 404
        assert stranger.put(f"/applications/{one}/draft", APPLICATION).status_code == 404
        assert stranger.call("DELETE", f"/applications/{one}/draft").status_code == 404
        assert stranger.post(f"/applications/{one}/versions", change).status_code == 404
        assert stranger.post(f"/applications/{one}/slips", slip | {"reason": "lost"}).status_code == 404
        assert stranger.post(f"/applications/{one}/attempts", slip).status_code == 404
        assert stranger.post(f"/applications/{one}/filing", slip | {"draft_version": 1}).status_code == 404
        bidders = {"bidders": [{"name": "x"}]}
        assert stranger.put(f"/applications/{one}/bidders", bidders).status_code == 404
        assert stranger.get(f"/draws/{one}.1/roster").status_code == 404
        assert stranger.get(f"/draws/{one}.1/result").status_code == 404
        assert stranger.get(f"/draws/{one}.1/bundle").status_code == 404
    assert stranger.get("/applications").json() == {"items": [], "next_cursor": None}


def test_who_is_no_party_files_nothing(stranger: Platform, city: City) -> None:
    for platform in (stranger, city.platform("")):
        refused = platform.post("/applications", NEW)
        assert refused.json()["errors"][0]["code"] == "own-organisation"


def test_pages_follow_each_other_while_new_ones_come_in(tenderer: Platform) -> None:
    made = [tenderer.create() for _ in range(5)]
    first = tenderer.get("/applications", limit=2).json()
    newer = tenderer.create()
    second = tenderer.get("/applications", limit=2, cursor=first["next_cursor"]).json()
    third = tenderer.get("/applications", limit=2, cursor=second["next_cursor"]).json()

    listed = [one["application_id"] for page in (first, second, third) for one in page["items"]]

    assert listed == made[::-1]
    assert third["next_cursor"] is None
    assert tenderer.get("/applications").json()["items"][0]["application_id"] == newer


def test_a_page_that_ends_exactly_has_no_next(tenderer: Platform) -> None:
    tenderer.create()

    assert tenderer.get("/applications", limit=1).json()["next_cursor"] is None


def test_specialties_below_a_code(tenderer: Platform) -> None:
    codes = [one["code"] for one in tenderer.get("/specialties", under="B").json()["items"]]

    assert "B07" in codes
    assert all(code.startswith("B") for code in codes)


@pytest.mark.parametrize(
    ("field", "value", "pointer", "code"),
    [
        ("strata", [{"code": "A08", "quota": 0}], "/strata/0/quota", "greater-than-equal"),
        ("strata", [{"code": "A08", "quota": "3"}], "/strata/0/quota", "int-type"),
        ("strata", [{"code": "Z99", "quota": 3}], "/strata/0/code", "specialty-unknown"),
        ("strata", [{"code": "A08", "quota": 3}, {"code": "a08", "quota": 1}], "/strata/1/code", "repeated"),
        ("strata", [], "/strata", "too-short"),
        ("bid_opening", "2026-06-12T09:30:00", "/bid_opening", "not-accepted"),
        ("bid_opening", "2026-06-12T09:30:20+08:00", "/bid_opening", "time"),
        ("bid_opening", "9999-12-31T23:59:00-08:00", "/bid_opening", "time"),
        ("bid_opening", 1781227800, "/bid_opening", "time"),
        ("latest_start", "2026-06-12T09:00:00+08:00", "/latest_start", "before-signin"),
        ("procurement", "lottery", "/procurement", "literal-error"),
        ("project_name", " ", "/project_name", "string-too-short"),
        ("project_name", "长" * 201, "/project_name", "string-too-long"),
        ("tenderer", {"name": "x", "code": "91350000 0000000000"}, "/tenderer/code", "credit-code"),
        ("complex", "yes", "/complex", "bool-type"),
        ("areas", ["22a"], "/areas/0", "string-pattern-mismatch"),
        ("项目", "张三 13800000000", "", "extra-forbidden"),
    ],
)
def test_a_field_that_cannot_stand_is_pointed_to_and_not_repeated(
    tenderer: Platform, field: str, value: Any, pointer: str, code: str
) -> None:
    refused = tenderer.post("/applications", NEW | {field: value})

    body = refused.json()
    assert (refused.status_code, body["code"]) == (422, "fields-wrong")
    assert [(one["pointer"], one["code"]) for one in body["errors"]] == [(pointer, code)]
    assert not [word for word in ("913500", "13800", "项目", "lottery", "22a") if word in refused.text]


def test_the_agency_may_hold_the_unseal_half_on_a_mandate(
    city: City, agency: Platform, tenderer: Platform
) -> None:
    from draw_service.rules.access import ApiCaller, Scope
    from draw_service.usecases.applications.mandate import keep_unseal_half
    from draw_service.usecases.platform.acting_as import acting_as

    number = agency.create()
    slip = slip_for(f"{number}.1")
    who = acting_as(city.house, ApiCaller("K", "x", frozenset(Scope), AGENCY.code))
    keep_unseal_half(city.house, who, number, f"{number}.1", slip.public_key)
    seen = tenderer.get(f"/applications/{number}").json()
    assert seen["unseal_half"] == slip.public_key
    body = {"draft_version": seen["draft_version"], "slip": given(slip), "mandate": "ab" * 32}

    assert tenderer.post(f"/applications/{number}/filing", body).status_code == 201
