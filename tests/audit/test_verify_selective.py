"""A selective draw (Art. 4(2)) is checked for what it is: chosen with consent, never ticked as random."""

from __future__ import annotations

from hashlib import sha256

import pytest

from audit.canonical import canonical
from audit.verify import Status, verify
from tests.audit.changes import Change, body, drop, gate, insert, many, swap
from tests.audit.forge import PARTIES, POLICY, Story, spelled


def selective() -> Story:
    """A selective draw with the holders of the frozen one (Art. 4(2))."""
    story = Story("basic")
    chosen = [[opening["slot"], opening["identity"]["id"]] for opening in story.openings]
    k = bytes.fromhex(story.inputs["K"])
    values = {
        "by": PARTIES,
        "consent": "白公管〔2026〕7号",
        "reason": "技术特别复杂",
        "k_commit": sha256(b"edraw/1 k\0" + k).hexdigest(),
        "chosen": sha256(b"edraw/1 chosen\0" + k + canonical(chosen)).hexdigest(),
    }
    del story.events[5:10]
    story.insert(5, "selection.confirmed", values)
    story.pool, story.excluded, story.recusals = [], [], []
    return story


def stratum(name: str, quota: int) -> Change:
    """One stratum more is asked for."""
    more = {"code": "B", "id": name, "quota": quota}
    return lambda story: story.body("application.filed")["strata"].append(more)


@pytest.mark.parametrize("stage", ["auditor", "published", "public"])
def test_a_selective_draw_is_never_ticked_as_random(stage: str) -> None:
    report = verify(spelled(selective().bundle(stage)), policy=POLICY)
    assert (report.exit_code, report.verdict) == (0, "not-random"), report.as_text("en")
    assert report.verdict_said.en == (
        "not a random draw, chosen with the consent of tenderer, regulator, center"
    )
    by_number = {step.number: step.status for step in report.steps}
    assert all(by_number[number] is Status.NOT_APPLICABLE for number in (7, 8, 9, 10))
    assert by_number[11] is not Status.PASS
    assert set(report.five.values()) <= {"yes", "unverified"}
    assert report.five["order"] == report.five["seed"] == report.five["pool"] == "unverified"


@pytest.mark.parametrize(
    ("step", "change"),
    [
        (5, body("selection.confirmed", by=["center"])),
        (5, lambda s: s.events.insert(6, s.events[5])),
        (5, body("selection.confirmed", by=["regulator"])),
        (5, body("selection.confirmed", by=["tenderer", "regulator"])),
        (5, insert(5, "draw.locked", **Story("basic").body("draw.locked"))),
        (6, gate("seal", 16)),
        (7, lambda s: s.pool.extend(Story("basic").pool)),
        (11, swap(6, 7)),
        (11, drop(12)),
        (7, many(stratum("a08", 1), body("draw.closed", reason="short"))),
        (7, stratum("b", 0)),
        (12, drop(len(selective().events) - 4)),
        (13, lambda s: setattr(s, "k", "00" * 32)),
        (13, body("selection.confirmed", chosen="00" * 32, k_commit="00" * 32)),
        (13, lambda s: s.openings[0].update(salt="00" * 32)),
    ],
)
def test_a_selective_draw_still_keeps_its_slots(step: int, change: Change) -> None:
    story = selective()
    change(story)
    report = verify(spelled(story.bundle()), policy=POLICY)
    assert report.failed_step == step, report.as_text("en")


def step_13(story: Story, register: bytes | None = None) -> tuple[Status, str]:
    report = verify(spelled(story.bundle()), policy=POLICY, register=register)
    assert report.exit_code == 0, report.as_text("en")
    step = next(step for step in report.steps if step.number == 13)
    return step.status, step.detail.en


def test_a_panel_that_is_the_one_chosen_is_said_to_be() -> None:
    story = selective()
    assert step_13(story) == (Status.PASS, "K is the one bound, and the people seated are the ones chosen")
    status, said = step_13(story, register=story.register())
    assert (status, "binds no register" in said) == (Status.NOT_PROVEN, True)


def reserve(story: Story) -> None:
    """A reserve was chosen too, and nobody needed it."""
    k = bytes.fromhex(story.inputs["K"])
    chosen = [[opening["slot"], opening["identity"]["id"]] for opening in story.openings]
    chosen.insert(1, [1, "E-reserve"])
    found = sha256(b"edraw/1 chosen\0" + k + canonical(chosen)).hexdigest()
    story.body("selection.confirmed")["chosen"] = found


def replaced(story: Story) -> None:
    """The first choice of slot 5 declined; a reserve took the seat, or so it is said."""
    at = next(at for at in story.find("seat.answered") if story.events[at]["body"]["slot"] == 5)
    story.insert(at, "seat.called", {"slot": 5, "channel": "voice", "ordinal": 1})
    story.insert(at, "seat.answered", {"slot": 5, "outcome": "declined", "record": ""})
    story.body("selection.confirmed")["chosen"] = "ee" * 32


@pytest.mark.parametrize("change", [reserve, replaced, body("selection.confirmed", chosen="00" * 32)])
def test_a_choice_that_cannot_be_opened_is_not_proven(change: Change) -> None:
    story = selective()
    change(story)
    status, said = step_13(story)
    assert (status, "cannot be opened" in said) == (Status.NOT_PROVEN, True)
