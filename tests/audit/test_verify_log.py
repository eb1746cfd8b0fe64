"""Step 17: what the whole log shows and one bundle hides."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from hashlib import sha256

import pytest

from audit.canonical import canonical
from audit.verify import verify
from audit.verify.seed import commitment
from tests.audit.changes import abort
from tests.audit.forge import PARTIES, POLICY, Json, Story, spelled, stray


def in_log(*leaves: bytes) -> Story:
    story = Story("tiny")
    story.before = list(leaves)
    return story


@pytest.mark.parametrize(
    "leaves",
    [
        [stray(50, application="AP-tiny")],
        [stray(50, application="AP-other-51", attempt=2, previous="00" * 32)],
        [stray(50, application="AP-other-51"), stray(52, application="AP-other-51")],
        [stray(50), stray(50)],
        [b"{}"],
        [b"not json"],
    ],
    ids=["hidden attempt", "attempt gap", "two draws of one attempt", "fork", "no event", "no json"],
)
def test_the_whole_log_shows_what_one_bundle_hides(leaves: list[bytes]) -> None:
    story = in_log(*leaves)
    data = spelled(story.bundle())
    assert verify(data, policy=POLICY).exit_code == 0
    assert verify(data, policy=POLICY, log=story.whole_log()).failed_step == 17


@pytest.mark.parametrize("type", ["draw.locked", "draw.aborted", "seat.called"])
def test_an_event_the_bundle_keeps_back(type: str) -> None:
    story = Story("exhausted")
    story.insert(len(story.events), type, story.body(type))
    story.gate_after["lock"] = 6
    bundle = story.bundle()
    del bundle["events"][-1]
    assert verify(spelled(bundle), policy=POLICY).exit_code == 0
    assert verify(spelled(bundle), policy=POLICY, log=story.whole_log()).failed_step == 17


@pytest.mark.parametrize(
    "log",
    [b"", b"{}", b'{"leaves":[1]}', b'{"leaves":{}}', b'{"leaves":[]}', b"[" * 10**5],
    ids=lambda log: repr(log[:12]),
)
def test_logs_that_are_none(log: bytes) -> None:
    assert verify(spelled(Story("tiny").bundle()), log=log).failed_step == 17


def neighbour(change: Callable[[Json, Story], object]) -> Story:
    """The frozen draw, after a draw of somebody else whose first event was changed."""
    story = Story("tiny")
    first = json.loads(stray(50))
    change(first, story)
    story.before = [canonical(first)]
    return story


def bound(first: Json, story: Story) -> None:
    first["body"]["commitments"] = {"center": story.body("draw.locked")["commitments"]["center"]}


SHOWN: dict[str, Callable[[Json, Story], object]] = {
    "tenderer's commitment": lambda first, story: first["body"].update(
        commitment=story.body("application.filed")["commitment"]
    ),
    "tenderer's key": lambda first, story: first["body"].update(
        unseal_pk=story.body("application.filed")["unseal_pk"]
    ),
    "regulator's key in the tenderer's place": lambda first, story: first["body"].update(
        unseal_pk=story.body("witness.appointed")["unseal_pk"]
    ),
    "center's commitment": bound,
}


@pytest.mark.parametrize("what", SHOWN)
def test_a_slip_is_used_once(what: str) -> None:
    story = neighbour(SHOWN[what])
    data = spelled(story.bundle())
    report = verify(data, policy=POLICY, log=story.whole_log())
    assert report.failed_step == 17
    assert "already used in D-other-50" in report.as_text("en")


def second_attempt() -> Story:
    """A first attempt reveals its shares and is aborted; the second uses the same codes, newly committed."""
    first = Story("tiny")
    first.draw = "D-first"
    for which, party in enumerate(PARTIES):
        share = bytes.fromhex(first.body("draw.revealed", which)["share"])
        first.body("draw.locked")["commitments"][party] = commitment(party, first.draw, share)
    abort(first, 9, ground="share-lost", by=PARTIES)
    for number, type in enumerate(("application.filed", "witness.appointed")):
        first.body(type).update(commitment=f"1{number}" * 32, unseal_pk=f"2{number}" * 32)
    story = Story("tiny")
    story.before = first.chained()
    story.body("application.filed").update(attempt=2, previous=sha256(story.before[-1]).hexdigest())
    return story


def test_fresh_slips_for_every_attempt() -> None:
    """Its owner saw the shares before the second lock, and could choose its own until it liked the order."""
    story = second_attempt()
    abort(story, story.find("draw.ordered")[0], ground="share-lost", by=PARTIES)
    data = spelled(story.bundle())
    assert verify(data, policy=POLICY).exit_code == 0
    report = verify(data, policy=POLICY, log=story.whole_log())
    assert report.failed_step == 17
    assert "already used in D-first" in report.as_text("en")


def test_a_later_draw_that_copies_a_slip_does_not_taint_this_one() -> None:
    story = Story("tiny")
    bundle = spelled(story.bundle())
    copy = json.loads(stray(60))
    copy["body"]["unseal_pk"] = story.body("application.filed")["unseal_pk"]
    leaves = [*story.log, canonical(copy)]
    log = canonical({"leaves": [base64.b64encode(leaf).decode() for leaf in leaves]})
    assert verify(bundle, policy=POLICY, log=log).exit_code == 0


@pytest.mark.parametrize("later", [0, 1, 3])
def test_what_lies_after_the_checkpoint_is_counted(later: int) -> None:
    story = Story("tiny")
    bundle = spelled(story.bundle())
    leaves = [*story.log, *(stray(70 + number) for number in range(later))]
    log = canonical({"leaves": [base64.b64encode(leaf).decode() for leaf in leaves]})
    report = verify(bundle, policy=POLICY, log=log)
    assert report.exit_code == 0
    assert f"({later} of them after the checkpoint, not vouched for by it)" in report.as_text("en")
    assert f"其中 {later} 条在检查点之后" in report.as_text("zh")


@pytest.mark.parametrize("hostile", [{"commitments": []}, {"commitments": {"center": []}}, {"share": {}}])
def test_bodies_of_other_draws_may_hold_anything(hostile: Json) -> None:
    story = neighbour(lambda first, _: first["body"].update(hostile))
    assert verify(spelled(story.bundle()), policy=POLICY, log=story.whole_log()).exit_code == 0
