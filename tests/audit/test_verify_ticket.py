"""An expert's own receipt: whether one was in the pool, where one stood, and what came of it."""

from __future__ import annotations

from typing import Any

import pytest

from audit.verify import verify
from audit.verify.ticket import Ticket
from tests.audit.forge import POLICY, VECTORS, Story, spelled, tampered
from tests.audit.tickets import file, receipts


def answer(data: bytes, receipt: bytes) -> Ticket:
    report = verify(data, policy=POLICY, ticket=receipt)
    assert report.ticket is not None
    assert report.exit_code == (0 if report.ticket.good else 1)
    return report.ticket


@pytest.mark.parametrize("name", sorted(path.stem for path in VECTORS.glob("*.json")))
def test_everybody_finds_the_own_place(name: str) -> None:
    story = Story(name)
    data = spelled(story.bundle("public"))
    pool, excluded = ({leaf["h"] for leaf in one} for one in (story.pool, story.excluded))
    given = {handle: slot for slot, handle in story.vector["seats_given"] if handle != "exhausted"}
    ranks: dict[str, set[int]] = {}
    for receipt in receipts(story):
        found = answer(data, file(receipt))
        handle = receipt["handle"]
        expected = "pool" if handle in pool else "excluded" if handle in excluded else "none"
        assert found.place == expected
        if expected == "pool":
            assert found.slot == given.get(handle)
            for rank in found.ranks:
                assert rank.rank not in ranks.setdefault(rank.stratum, set())
                ranks[rank.stratum].add(rank.rank)
    for stratum, places in ranks.items():
        size = sum(stratum in leaf["s"] for leaf in story.pool)
        assert places == set(range(1, size + 1))


def test_the_worked_example_of_the_protocol_page() -> None:
    """The first in the order of ``tiny`` is the holder of seat 1, with the ticket the page prints."""
    story = Story("tiny")
    held = story.vector["seats_given"][0][1]
    receipt = next(one for one in receipts(story) if one["handle"] == held)
    found = answer(spelled(story.bundle("public")), file(receipt))
    assert found.ticket == "10466b0529baa844f32a8ec97a5a21d417623123e2bb1db00115f048415fbf40"
    assert (found.slot, found.ranks[0].rank, found.ranks[0].of) == (1, 1, 6)


WRONG: dict[str, dict[str, Any]] = {
    "another draw": {"draw": "D-other"},
    "another salt": {"salt": "00" * 32},
    "a handle of nobody": {"handle": "00" * 32},
    "another name": {"identity": {"id": "E00001", "name": "甲", "unit": "U0001"}},
    "another format": {"format": "edraw-ticket/2"},
    "a key more": {"phone": "1"},
}


@pytest.mark.parametrize("what", WRONG)
def test_a_receipt_that_does_not_agree(what: str) -> None:
    story = Story("tiny")
    pool = {leaf["h"] for leaf in story.pool}
    receipt = next(one for one in receipts(story) if one["handle"] in pool)
    data = spelled(story.bundle("public"))
    assert answer(data, file(receipt)).good
    assert not answer(data, file({**receipt, **WRONG[what]})).good


def test_the_receipt_of_somebody_else_opens_no_leaf_of_mine() -> None:
    story = Story("tiny")
    pool = {leaf["h"] for leaf in story.pool}
    mine, other = [one for one in receipts(story) if one["handle"] in pool][:2]
    found = answer(spelled(story.bundle("public")), file({**mine, "handle": other["handle"]}))
    assert (found.good, found.said.en) == (False, "the leaf holds another person than you")


def test_a_failed_bundle_tells_nobody_a_place() -> None:
    story = Story("basic")
    data = tampered("basic", lambda bundle: bundle["pool"].pop())
    report = verify(data, policy=POLICY, ticket=file(receipts(story)[0]))
    assert (report.failed_step, report.exit_code) == (7, 1)
    assert report.ticket is not None
    assert not report.ticket.good


def test_the_report_tells_it_in_both_languages() -> None:
    story = Story("tiny")
    held = story.vector["seats_given"][0][1]
    receipt = next(one for one in receipts(story) if one["handle"] == held)
    report = verify(spelled(story.bundle("public")), policy=POLICY, ticket=file(receipt))
    assert "本人回执：您在名单中：专业 a 第 1 位（共 6 位）；抽中第 1 席" in report.as_text("zh")
    assert "Your ticket: you are in the pool: 1 of 6 in stratum a" in report.as_text("en")
    assert verify(spelled(story.bundle("public"))).as_json()["ticket"] is None
