"""How a draw goes by counts alone, and what may be fetched once the result is announced."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from audit.verify import verify
from draw_service.rules.access import Scope
from draw_service.usecases.access.marks import mark
from draw_service.usecases.draws.abort import abort
from draw_service.usecases.supervision.export_policy import export_policy
from draw_service.usecases.supervision.record_notice import record_notice
from tests.usecases.register import RECORDS, TENDERER, application, secrets_of_people
from tests.usecases.stage import Phase, Stage
from tests.web.api.conftest import City, Platform

Staged = Callable[[Phase], Stage]


@pytest.fixture
def staged(city: City) -> Staged:
    """A draw of the tenderer's at a phase."""
    return lambda phase: Stage(city.house, city.clock, application()).go(phase)


def test_seats_are_counted_and_nobody_is_named(staged: Staged, tenderer: Platform) -> None:
    s = staged("filed")
    path = f"/applications/{s.application_id}/status"
    filed = tenderer.get(path).json()
    assert (filed["state"], filed["seats"], filed["draw_id"]) == ("filed", None, s.draw_id)
    s.appoint()
    s.enter()
    s.go_on("calling")
    calling = tenderer.get(path).json()
    seats = calling["seats"]
    assert (calling["state"], seats["total"], seats["calling"]) == ("calling", 5, 1)
    s.fill()
    s.seal()
    sealed = tenderer.get(path)

    assert sealed.json()["seats"]["accepted"] == 5
    for told in (filed, calling, sealed.json()):
        if told["seats"]:
            assert sum(told["seats"].values()) == 2 * told["seats"]["total"]
        assert not [one for one in secrets_of_people() if one in json.dumps(told, ensure_ascii=False)]


def test_before_the_notice_there_is_nothing(staged: Staged, tenderer: Platform) -> None:
    s = staged("entered")
    for phase in ("entered", "sealed", "unsealed", "closed"):
        if phase != "entered":
            s.go_on("sealed") if phase == "sealed" else _finish(s, phase)
        for path in ("roster", "result", "bundle", "bundle?stage=published"):
            refused = tenderer.get(f"/draws/{s.draw_id}/{path.partition('?')[0]}", **_query(path))
            assert (refused.status_code, refused.json()["code"]) == (404, "not-found")
            assert not [secret for secret in secrets_of_people() if secret in refused.text]


def _finish(s: Stage, phase: str) -> None:
    if phase == "unsealed":
        s.morning()
        s.sign_in()
        s.unseal()
    else:
        s.close()


def _query(path: str) -> dict[str, str]:
    name, _, value = path.partition("?")[2].partition("=")
    return {name: value} if name else {}


def test_after_the_notice_the_roster_is_there_and_the_look_is_logged(
    city: City, staged: Staged, tenderer: Platform
) -> None:
    s = staged("closed")
    record_notice(s.house, s.application_id, "N-1")

    roster = tenderer.get(f"/draws/{s.draw_id}/roster").json()

    assert [one["slot"] for one in roster["members"]] == [1, 2, 3, 4, 5]
    assert {one["name"] for one in roster["members"]} <= {record.name for record in RECORDS}
    assert [one["specialty"] for one in roster["members"]] == ["A08", "A08", "A08", "B07", "B07"]
    assert all(one["arrived_at"] for one in roster["members"])
    leaf = next(leaf for leaf in s.facts() if b"roster.fetched" in leaf)
    assert s.draw_id.encode() in leaf
    with city.house.books() as books:
        key = next(key for key in books.access.api_keys() if key.organisation == TENDERER.code)
    assert mark(city.house, "api key", key.id).encode() in leaf
    assert key.id.encode() not in leaf


def test_the_result_says_what_the_bundle_proves(staged: Staged, tenderer: Platform) -> None:
    s = staged("closed")
    record_notice(s.house, s.application_id, "N-1")

    result = tenderer.get(f"/draws/{s.draw_id}/result").json()
    bundle = tenderer.get(f"/draws/{s.draw_id}/bundle")

    assert (result["state"], result["seats_filled"], result["seats_total"]) == ("closed", 5, 5)
    assert result["log_key"] == json.loads(export_policy(s.house))["log"]
    assert result["events"] == len(s.events())
    assert result["head_hash"] == s.last().hash.hex()
    assert verify(bundle.content, policy=export_policy(s.house)).exit_code == 0
    assert result["seed"] == s.draw().seed.hex()
    assert not [secret for secret in secrets_of_people() if secret in bundle.text]


def test_an_aborted_draw_has_a_result_and_no_roster(staged: Staged, tenderer: Platform) -> None:
    s = staged("filed")
    s.appoint()
    abort(s.house, s.draw_id, "project-stopped", "told", s.codes())
    record_notice(s.house, s.application_id, "N-1")

    result = tenderer.get(f"/draws/{s.draw_id}/result").json()

    assert (result["state"], result["ground"], result["lock_hash"]) == ("aborted", "project-stopped", "")
    assert tenderer.get(f"/draws/{s.draw_id}/roster").status_code == 404
    assert tenderer.get(f"/draws/{s.draw_id}/bundle").status_code == 200


def test_names_are_published_where_the_rules_publish_them(city: City, tenderer: Platform) -> None:
    works = Stage(city.house, city.clock, application()).go("sealed")
    works.abort()
    record_notice(works.house, works.application_id, "N-1")
    assert tenderer.get(f"/draws/{works.draw_id}/bundle", stage="published").status_code == 404


def test_a_procured_panel_is_published_with_names(city: City, tenderer: Platform) -> None:
    s = Stage(city.house, city.clock, application(procurement="government-procurement")).go("closed")
    record_notice(s.house, s.application_id, "N-1")

    bundle = tenderer.get(f"/draws/{s.draw_id}/bundle", stage="published")

    assert bundle.status_code == 200
    assert verify(bundle.content, policy=export_policy(s.house)).exit_code == 0
    assert [record.name for record in RECORDS if record.name in bundle.text]


def test_the_auditors_bundle_is_no_stage_of_the_api(staged: Staged, tenderer: Platform) -> None:
    s = staged("closed")
    record_notice(s.house, s.application_id, "N-1")

    refused = tenderer.get(f"/draws/{s.draw_id}/bundle", stage="auditor")

    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "?stage")


def test_others_get_nothing_even_then(staged: Staged, stranger: Platform) -> None:
    s = staged("closed")
    record_notice(s.house, s.application_id, "N-1")

    for path in ("roster", "result", "bundle"):
        assert stranger.get(f"/draws/{s.draw_id}/{path}").status_code == 404


def test_each_takes_its_own_scope(city: City, staged: Staged) -> None:
    s = staged("closed")
    record_notice(s.house, s.application_id, "N-1")
    scopes = {"roster": Scope.ROSTERS_READ, "result": Scope.RESULTS_READ, "bundle": Scope.RESULTS_READ}
    for path, scope in scopes.items():
        refused = city.platform(TENDERER.code, set(Scope) - {scope}).get(f"/draws/{s.draw_id}/{path}")
        assert (refused.status_code, refused.json()["code"]) == (403, "scope-missing")
        assert city.platform(TENDERER.code, {scope}).get(f"/draws/{s.draw_id}/{path}").status_code == 200
