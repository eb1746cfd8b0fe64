"""Step 16: each call or sign-in record tells of the one outcome that names it."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from audit.canonical import canonical
from audit.verify import Step, verify
from tests.audit.forge import POLICY, Json, Story, spelled


def recorded(name: str = "refill") -> tuple[Story, list[Json]]:
    """A draw whose every outcome has a record, and the records."""
    story = Story(name)
    records: list[Json] = []
    ordinal: dict[int, int] = {}
    for event in story.events:
        body = event["body"]
        if event["type"] == "seat.called":
            ordinal[body["slot"]] = body["ordinal"]
        elif event["type"] == "seat.answered":
            told = {"draw": story.draw, "slot": body["slot"], "outcome": body["outcome"]}
            records.append({**told, "ordinal": ordinal[body["slot"]], "salt": f"{len(records):032x}"})
    name_them(story, records)
    return story, records


def name_them(story: Story, records: list[Json]) -> None:
    """The outcomes name the hashes of these records."""
    for at, record in zip(story.find("seat.answered"), records, strict=True):
        story.events[at]["body"]["record"] = sha256(canonical(record)).hexdigest()


def step_16(story: Story, records: list[Json]) -> Step:
    file = b"".join(canonical(record) + b"\n" for record in records)
    report = verify(spelled(story.bundle()), policy=POLICY, records=file)
    assert report.failed_step in (None, 16), report.as_text("en")
    return next(step for step in report.steps if step.number == 16)


@pytest.mark.parametrize("name", ["basic", "refill", "late-recusal", "leaked", "short"])
def test_records_that_agree_pass(name: str) -> None:
    story, records = recorded(name)
    assert step_16(story, records).status == "pass"
    assert step_16(story, records[::-1]).status == "pass"


def test_a_record_need_not_say_everything() -> None:
    story, records = recorded()
    bare = [{"draw": story.draw, "salt": record["salt"]} for record in records]
    name_them(story, bare)
    assert step_16(story, bare).status == "pass"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("draw", "D-other"),
        ("draw", None),
        ("slot", 2),
        ("slot", True),
        ("slot", "1"),
        ("outcome", "declined"),
        ("outcome", ""),
        ("ordinal", 1),
        ("ordinal", False),
    ],
)
def test_a_record_tells_of_its_own_outcome(key: str, value: Any) -> None:
    story, records = recorded("basic")
    assert (records[0]["slot"], records[0]["ordinal"], records[0]["outcome"]) == (1, 0, "accepted")
    records[0][key] = value
    name_them(story, records)
    found = step_16(story, records)
    assert (found.status, found.detail.en) == ("fail", f"a record of slot 1 tells of another {key}")


def exchanged(story: Story, records: list[Json]) -> None:
    """Who said no is written down as willing, and who was willing as saying no."""
    answers = [story.body("seat.answered", which) for which in range(len(records))]
    one = next(answer for answer in answers if answer["outcome"] == "declined")
    other = next(answer for answer in answers if answer["outcome"] == "accepted")
    one["record"], other["record"] = other["record"], one["record"]


def refused(story: Story, records: list[Json]) -> None:
    """A later holder's record stands where an earlier one's should."""
    silent = next(record for record in records if record["outcome"] == "silent")
    silent["ordinal"] += 1
    name_them(story, records)


def one_for_two(story: Story, records: list[Json]) -> None:
    story.body("seat.answered", 1)["record"] = story.body("seat.answered", 0)["record"]
    del records[1]


def twice(story: Story, records: list[Json]) -> None:
    records.append(records[0])


def missing(story: Story, records: list[Json]) -> None:
    del records[2]


def unknown(story: Story, records: list[Json]) -> None:
    records.append({"salt": "ab" * 16})


WRONG: dict[str, tuple[str, Callable[[Story, list[Json]], None]]] = {
    "exchanged": ("tells of another", exchanged),
    "of another call": ("tells of another ordinal", refused),
    "one for two": ("one record stands for two outcomes", one_for_two),
    "twice in the file": ("come twice", twice),
    "missing": ("1 logged records are missing", missing),
    "never logged": ("1 records were never logged", unknown),
}


@pytest.mark.parametrize("what", WRONG)
def test_records_that_do_not_agree(what: str) -> None:
    said, change = WRONG[what]
    story, records = recorded()
    change(story, records)
    found = step_16(story, records)
    assert (found.status, said in found.detail.en) == ("fail", True), found.detail.en


@pytest.mark.parametrize("bare", [1, 3, 5])
def test_outcomes_without_a_record_are_counted_and_never_ticked(bare: int) -> None:
    story, records = recorded("basic")
    for which in range(bare):
        story.body("seat.answered", which)["record"] = ""
    found = step_16(story, records[bare:])
    assert found.status == "not-proven"
    assert f"{bare} outcomes have no record" in found.detail.en
    assert step_16(story, records[bare:-1] if bare < 5 else records[:1]).status == "fail"


def test_records_of_no_shape() -> None:
    story, records = recorded("tiny")
    line = canonical(records[0])
    data = spelled(story.bundle())
    assert verify(data, policy=POLICY, records=line).exit_code == 0
    for wrong in (
        b"",
        line[:-1],
        line + b" ",
        b"{}",
        b"[]",
        b"\xff",
        line.replace(b'"slot":1', b'"slot":-0'),
    ):
        assert verify(data, policy=POLICY, records=wrong).failed_step == 16
