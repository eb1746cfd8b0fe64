"""What looks unusual and is lawful passes: a reason given, three parties agreed, an attempt ended early."""

from __future__ import annotations

import pytest

from audit.verify import Status, verify
from tests.audit.changes import Change, abort, body, insert, many, replace
from tests.audit.forge import PARTIES, POLICY, Story, spelled

THREE = {"by": PARTIES}


LAWFUL: dict[str, tuple[str, Change]] = {
    "fallback with a reason": (
        "basic",
        body("roster.unsealed", by=["center", "regulator"], reason="钥匙遗失"),
    ),
    "rebuilt by three": ("tiny", replace(14, "roster.rebuilt", reason="both halves lost", **THREE)),
    "a later sign-in": ("tiny", many(body("draw.sealed", signin_at="2026-11-23T02:00:00Z"))),
    "channel changed by three": (
        "basic",
        insert(10, "draw.confirmed", what="channel", reason="线路故障", **THREE),
    ),
    "abort on leaked": ("exhausted", body("draw.aborted", ground="leaked", reason="名单泄露")),
}


@pytest.mark.parametrize("what", LAWFUL)
def test_what_is_lawful_passes(what: str) -> None:
    name, change = LAWFUL[what]
    story = Story(name)
    change(story)
    report = verify(spelled(story.bundle()), policy=POLICY)
    assert report.exit_code == 0, report.as_text("en")


def ended_before_the_lock() -> Story:
    """The project stops while the parties are still gathering."""
    story = Story("basic")
    abort(story, 5, ground="project-stopped", by=["tenderer"])
    story.pool, story.excluded, story.recusals, story.k = [], [], [], None
    return story


def test_an_abort_before_the_lock() -> None:
    story = ended_before_the_lock()
    report = verify(spelled(story.bundle()), policy=POLICY, log=None)
    assert (report.exit_code, report.verdict) == (0, "aborted-before-lock"), report.as_text("en")
    assert {step.status for step in report.steps if 6 <= step.number <= 13} == {Status.NOT_APPLICABLE}
    assert report.five["order"] == "unverified"
    for name in ("pool", "excluded", "recusals"):
        setattr(story, name, getattr(Story("basic"), name))
        report = verify(spelled(story.bundle()))
        assert report.failed_step == 7
        assert report.steps[6].detail == ("没有封存却有名单", "there are lists although nothing was locked")
        setattr(story, name, [])
    story.k = "00" * 32
    assert verify(spelled(story.bundle())).failed_step == 13


def ended_after_reveals(shares: int) -> Story:
    """A share is lost when so many have been revealed."""
    story = Story("basic")
    abort(story, 6 + shares, ground="share-lost", by=PARTIES)
    return story


@pytest.mark.parametrize("shares", [0, 1, 2, 3])
def test_an_abort_between_the_lock_and_the_order(shares: int) -> None:
    story = ended_after_reveals(shares)
    report = verify(spelled(story.bundle()), policy=POLICY)
    assert (report.exit_code, report.verdict) == (0, "aborted-after-lock"), report.as_text("en")
    assert report.shares_open == shares
    assert report.five["seed"] == "unverified"


@pytest.mark.parametrize(("shares", "failed"), [(0, None), (1, 6)])
def test_a_draw_may_end_while_it_waits_and_not_after(shares: int, failed: int | None) -> None:
    bundle = ended_after_reveals(shares).bundle()
    bundle["gates"]["lock"] = None
    report = verify(spelled(bundle), policy=POLICY)
    assert report.failed_step == failed
    if failed is None:
        assert report.steps[5].detail == ("已在关口等待：无", "the draw waited at its gates: none reached")
