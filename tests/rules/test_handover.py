"""A post goes from one account to another, with nothing left unexplained."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from audit.refusal import Refusal
from draw_service.rules.access import CENTER_ROLES, Role
from draw_service.rules.handover import (
    ITEMS,
    POSTS,
    Handover,
    accept,
    offer,
    posts_of,
    send_back,
    withdraw,
)
from tests.rules.examples import pack

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
OFFER = Handover("HO-2026-0001", "draw-room", {"sessions": 1, "late": 0}, "ann", NOW, "三楼等最后一席")
LOOKED = POSTS["draw-room"].looks


def refused(code: str) -> pytest.RaisesExc[Refusal]:
    return pytest.RaisesExc(Refusal, check=lambda one: one.code == code)


def test_every_post_has_its_holders_among_the_centers_staff_and_counts_what_has_a_name() -> None:
    assert {role for duty in POSTS.values() for role in duty.roles} == CENTER_ROLES
    assert {item for duty in POSTS.values() for item in duty.items} == set(ITEMS)
    assert set(pack().list("handover_explained")) <= set(ITEMS)
    assert posts_of([Role.POOL_KEEPER]) == ("pool",)
    assert posts_of([Role.OPERATOR]) == ("draw-room", "archive")
    assert posts_of([Role.REGULATOR]) == ()


def test_nothing_is_handed_over_unseen_or_unexplained() -> None:
    assert offer(OFFER, LOOKED, [], pack()) == OFFER
    with refused("handover-incomplete"):
        offer(OFFER, list(LOOKED)[1:], [], pack())
    with refused("handover-incomplete"):
        offer(replace(OFFER, words=""), LOOKED, [], pack())
    quiet = replace(OFFER, words="", open_then={"sessions": 0, "fees": 4})
    assert offer(quiet, LOOKED, [], pack()) == quiet
    with refused("handover-incomplete"):
        offer(quiet, LOOKED, [], pack(handover_explained=("fees",)))


def test_one_handover_of_a_post_waits_at_a_time() -> None:
    with refused("handover-open"):
        offer(OFFER, LOOKED, [OFFER], pack())
    others = [replace(OFFER, state="accepted"), replace(OFFER, post="keys")]
    assert offer(OFFER, LOOKED, others, pack()) == OFFER


def test_another_account_takes_over_with_the_counts_of_that_moment() -> None:
    done = accept(OFFER, "ben", NOW, {"sessions": 0, "late": 1})
    assert (done.state, done.decided_by, done.open_then, done.open_now) == (
        "accepted",
        "ben",
        {"sessions": 1, "late": 0},
        {"sessions": 0, "late": 1},
    )
    with refused("own-act"):
        accept(OFFER, "ann", NOW, {})
    with refused("own-act"):
        send_back(OFFER, "ann", NOW)
    with refused("handover-decided"):
        withdraw(OFFER, "ben", NOW)
    assert send_back(OFFER, "ben", NOW).state == "returned"
    assert withdraw(OFFER, "ann", NOW).state == "withdrawn"
    for act in (lambda: accept(done, "ben", NOW, {}), lambda: withdraw(done, "ann", NOW)):
        with refused("handover-decided"):
            act()
