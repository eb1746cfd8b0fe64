"""Changes of an application, the lawful ways out of a shortage, and the next attempt (Art. 8, 13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from audit.events import DrawEvent
from draw_service.rules.lottery import Stratum
from draw_service.usecases.applications.change_application import Option, change_application
from draw_service.usecases.applications.open_attempt import next_attempt_id, open_attempt
from draw_service.usecases.applications.slip_proof import proof_of
from draw_service.usecases.draws.lock import lock
from draw_service.usecases.draws.order_seats import order_seats
from draw_service.usecases.draws.print_receipt import print_receipt
from tests.usecases.stage import Stage, assert_whatever_came_of_it_verifies, refused, stage

NARROW = (Stratum("rare", "C0101", 7),)
PARTIES = ["tenderer", "regulator", "center"]


def change(s: Stage, codes: Any, option: Option | None = None, **changes: Any) -> int:
    changed = replace(s.application, **changes)
    return change_application(s.house, s.draw_id, changed, "asked-for", codes, option)


def test_the_tenderer_changes_alone_before_the_regulator_is_named() -> None:
    s = stage("filed")
    strata = (Stratum("build", "A0801", 4), Stratum("goods", "B07", 1))
    assert change(s, {}, strata=strata) == 2
    assert s.last().type is DrawEvent.APPLICATION_CHANGED
    assert s.last().body == {
        "version": 2, "by": ["tenderer"], "reason": "asked-for",
        "strata": [{"code": "A0801", "id": "build", "quota": 4}, {"code": "B07", "id": "goods", "quota": 1}],
    }  # fmt: skip
    assert s.draw().strata == strata


@pytest.mark.parametrize(
    "changes", [{"strata": (Stratum("x", "A08", 5),)}, {"pools": ("1",)}, {"areas": ("220802",)}]
)
def test_afterwards_who_can_be_drawn_changes_by_three(changes: dict[str, Any]) -> None:
    s = stage("appointed")
    refused(s, lambda: change(s, {}, **changes), "parties-missing")
    refused(s, lambda: change(s, s.codes("tenderer", "center"), **changes), "parties-missing")
    assert change(s, s.codes(), **changes) == 2
    confirmed, changed = s.events()[-2:]
    assert confirmed.type is DrawEvent.DRAW_CONFIRMED
    assert confirmed.body == {"what": "specialty", "by": PARTIES, "reason": "asked-for"}
    assert changed.body["by"] == PARTIES


def test_what_a_change_may_not_be() -> None:
    s = stage("appointed")
    earlier = s.application.signin_at - timedelta(minutes=1)
    refused(s, lambda: change(s, {}, signin_at=earlier), "bad-input")
    refused(s, lambda: change(s, {}, mode="selective"), "bad-input")
    refused(s, lambda: change(s, {}, owner_representatives=1), "panel-even")
    refused(s, lambda: change(s, {}, strata=()), "bad-input")
    s = stage("locked")
    refused(s, lambda: change(s, s.codes(), expected_minutes=9), "already-locked")


def test_a_postponed_sign_in_stands_in_the_seal() -> None:
    s = stage("appointed")
    later = s.application.signin_at + timedelta(hours=1)
    change(s, {}, signin_at=later)
    s.enter()
    lock(s.house, s.draw_id)
    ordered_and_sealed(s)
    assert s.last().body["signin_at"] == "2026-06-12T03:00:00Z"


def ordered_and_sealed(s: Stage) -> None:
    print_receipt(s.house, s.draw_id)
    s.reveal()
    order_seats(s.house, s.draw_id)
    s.fill()
    s.seal()


def short(**changes: Any) -> Stage:
    return stage("entered", strata=NARROW, owner_representatives=0, **changes)


def test_a_shortage_is_refused_with_its_exact_size_and_the_ways_out() -> None:
    s = short()
    refusal = refused(s, lambda: lock(s.house, s.draw_id), "shortage")
    assert refusal.fields["detail"] == "rare: 6/7 (-1)"
    assert refusal.fields["options"] == "wider-specialty, other-lawful-pool, out-of-town"


WAYS: list[tuple[Option, dict[str, Any], dict[str, Any]]] = [
    ("wider-specialty", {}, {"strata": (Stratum("rare", "C", 7), Stratum("goods", "B07", 2))}),
    ("other-lawful-pool", {"pools": ("1",)}, {"pools": ("1", "2")}),
    ("out-of-town", {"areas": ("220881",)}, {"out_of_town": True}),
]


@pytest.mark.parametrize(("option", "before", "after"), WAYS)
def test_each_lawful_way_solves_it_by_three(
    option: Option, before: dict[str, Any], after: dict[str, Any]
) -> None:
    few = {"wider-specialty": 7, "other-lawful-pool": 5, "out-of-town": 3}[option]
    strata = (Stratum("rare", "C0101", few), Stratum("goods", "B07", 9 - few))
    s = stage("entered", strata=strata, owner_representatives=0, **before)
    refused(s, lambda: lock(s.house, s.draw_id), "shortage")
    refused(s, lambda: change(s, {}, option, **after), "parties-missing")
    change(s, s.codes(), option, **after)
    confirmed = s.events()[-2]
    assert confirmed.body == {"what": option, "by": PARTIES, "reason": "asked-for"}
    lock(s.house, s.draw_id)
    ordered_and_sealed(s)
    assert_whatever_came_of_it_verifies(s)


def test_the_next_attempt_names_the_one_before() -> None:
    s = stage("sealed")
    proof = proof_of(s.make_slip("tenderer", next_attempt_id(s.house, s.application_id)))
    refused(s, lambda: open_attempt(s.house, s.application_id, proof), "attempt-open")
    refused(s, lambda: open_attempt(s.house, "AP-none", proof), "not-found")
    s.abort()
    end = s.last().hash.hex()
    used = proof_of(s.slips["tenderer"])
    refused(s, lambda: open_attempt(s.house, s.application_id, used), "slip-used")
    s.draw_id = open_attempt(s.house, s.application_id, proof)
    assert s.draw_id == "AP-2026-0001.2"
    assert (s.last().body["attempt"], s.last().body["previous"]) == (2, end)
    again = proof_of(s.make_slip("tenderer", salt="third"))
    refused(s, lambda: open_attempt(s.house, s.application_id, again), "attempt-open")


def test_a_closed_draw_has_no_next_attempt() -> None:
    s = stage("closed")
    proof = proof_of(s.make_slip("tenderer", next_attempt_id(s.house, s.application_id)))
    refused(s, lambda: open_attempt(s.house, s.application_id, proof), "attempt-open")
