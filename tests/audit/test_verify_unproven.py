"""What the report says no step can show; it changes neither verdict nor exit code."""

from __future__ import annotations

import pytest

from audit.verify import Report, verify
from tests.audit.changes import Change, abort, body, many
from tests.audit.forge import PARTIES, POLICY, WITNESSED, Json, Story, spelled

LINES = {
    "witness": "no witness signed",
    "register": "it rests on the facts of the register",
    "alone": "the center alone added",
    "records": "no record tells of them",
    "names": "a public bundle holds none",
    "notice": "Whether the result notice came before",
}


def answers(story: Story) -> list[Json]:
    return [story.events[at]["body"] for at in story.find("seat.answered")]


def recorded(story: Story) -> None:
    for answer in answers(story):
        answer["record"] = "ab" * 32


def said(report: Report) -> set[str]:
    assert report.exit_code == 0, report.as_text("en")
    text = [line.en for line in report.unproven]
    found = {name for name, part in LINES.items() if any(part in line for line in text)}
    assert len(found) == len(text)
    return found


ALONE = body("recusal.added", reason="engaged", by=["center"], evidence="")


@pytest.mark.parametrize(
    ("name", "stage", "change", "expected"),
    [
        ("basic", "auditor", None, {"witness", "register", "records"}),
        ("basic", "auditor", recorded, {"witness", "register"}),
        ("basic", "published", recorded, {"witness", "register", "notice"}),
        ("basic", "public", recorded, {"witness", "register", "notice", "names"}),
        ("late-recusal", "auditor", many(recorded, ALONE), {"witness", "register", "alone"}),
        ("late-recusal", "auditor", recorded, {"witness", "register"}),
        ("tiny", "auditor", recorded, {"witness"}),
        ("tiny", "public", lambda s: abort(s, 6, ground="leaked", by=PARTIES), {"notice"}),
        ("tiny", "public", lambda s: abort(s, 8, ground="leaked", by=PARTIES), {"witness", "notice"}),
    ],
)
def test_each_line_only_where_it_applies(
    name: str, stage: str, change: Change | None, expected: set[str]
) -> None:
    story = Story(name)
    if change is not None:
        change(story)
    assert said(verify(spelled(story.bundle(stage)), policy=POLICY)) == expected


def test_a_witness_or_the_receipt_vouches_for_the_lock() -> None:
    story = Story("tiny")
    recorded(story)
    witnessed = spelled(story.bundle(witnessed=True))
    assert said(verify(witnessed, policy=WITNESSED)) == set()
    assert said(verify(witnessed, policy=POLICY)) == {"witness"}, "a witness the policy does not know"
    receipt = story.vector["lock_hash"]
    assert said(verify(spelled(story.bundle()), policy=POLICY, receipt=receipt)) == set()


def test_counts_and_reasons() -> None:
    story = Story("late-recusal")
    ALONE(story)
    report = verify(spelled(story.bundle()), policy=POLICY)
    added, lock = len(story.added[0]), story.body("draw.locked")
    text, zh = report.as_text("en"), report.as_text("zh")
    assert f"added {added} recusals after the order (engaged {added})" in text
    assert f"单方增加回避 {added} 人次（engaged {added}）" in zh
    assert f"excluded ({lock['excluded_size']}) or recused ({lock['recusal_size']})" in text
    assert f"{len(answers(story))} 次应答结果：无记录可查" in zh


def test_it_stands_at_the_end_and_in_the_json() -> None:
    report = verify(spelled(Story("basic").bundle("public")), policy=POLICY)
    for lang, head, here in (("zh", "未核实：", 0), ("en", "NOT PROVEN:", 1)):
        lines = report.as_text(lang).splitlines()
        assert lines[lines.index(head) + 1 :] == [f"- {line[here]}" for line in report.unproven]
    assert report.as_json()["unproven"] == [{"zh": line.zh, "en": line.en} for line in report.unproven]


def test_nothing_is_said_of_a_course_that_could_not_be_read() -> None:
    story = Story("tiny")
    body("draw.locked", suite="sm-1")(story)
    report = verify(spelled(story.bundle()), policy=POLICY)
    assert report.unproven == ()
    assert "NOT PROVEN:" not in report.as_text("en")
    assert verify(b"null").unproven == ()
