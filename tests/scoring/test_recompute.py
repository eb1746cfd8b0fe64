"""``panel scores recompute``: bad lines are refused by number; what a ledger means does not hang on order."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scoring.rules.items import LATE
from scoring.rules.recompute import recompute
from scoring.rules.refusals import LedgerLineWrong
from tests.scoring.fakes import PARAMETERS

AT = "2026-05-01T08:00:00+08:00"
TAKEN: dict[str, Any] = {
    "kind": "deduction", "expert": "E", "item": 5, "at": AT, "project": "P", "id": "1"
}  # fmt: skip


def lines(*found: object) -> list[bytes]:
    return [each if isinstance(each, bytes) else json.dumps(each).encode() for each in found]


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"\n",
        b"[]",
        b"{",
        b"\xff",
        b'"deduction"',
        b"[" * 100_000,
        {},
        {"kind": "reward", "expert": "E", "at": AT},
        {"kind": ["deduction"], "expert": "E", "at": AT},
        b'{"kind":"response","kind":"response","expert":"E","at":"2026-05-01T08:00:00Z"}',
        {**TAKEN, "item": 0},
        {**TAKEN, "item": 21},
        {**TAKEN, "item": "5"},
        {**TAKEN, "item": 5.0},
        {**TAKEN, "item": True},
        {**TAKEN, "expert": ""},
        {**TAKEN, "expert": 7},
        {**TAKEN, "id": None},
        {**TAKEN, "project": None},
        {key: value for key, value in TAKEN.items() if key != "project"},
        *({**TAKEN, "at": at} for at in (
            "2026-05-01T08:00:00", "2026-05-01", "2026-02-29T08:00:00Z", "2026-05-01T24:00:00Z", None,
            "2026-05-01 08:00:00Z", "2026-05-01T08:00:00+99:00", "0001-01-01T00:00:00+08:00x", 1777593600,
            "２026-05-01T08:00:00Z",
        )),
        {"kind": "reversal", "at": AT},
        {"kind": "reversal", "of": "1", "at": "yesterday"},
    ],
)  # fmt: skip
def test_a_bad_line_is_refused_with_its_number(bad: object) -> None:
    with pytest.raises(LedgerLineWrong) as refused:
        recompute(lines({**TAKEN, "id": "0"}, bad), 2026, PARAMETERS)
    assert refused.value.fields["row"] == 2
    assert "第 2 行" in refused.value.say("zh")


def test_an_id_twice_and_a_reversal_of_nothing_are_refused() -> None:
    for ledger, row in (
        (lines(TAKEN, TAKEN), 2),
        (lines(TAKEN, {"kind": "reversal", "of": "2", "at": AT}), 2),
        (lines({"kind": "reversal", "of": "x", "at": AT}, TAKEN), 1),
    ):
        with pytest.raises(LedgerLineWrong) as refused:
            recompute(ledger, 2026, PARAMETERS)
        assert refused.value.fields["row"] == row


def test_a_bad_line_of_another_year_is_refused_too() -> None:
    with pytest.raises(LedgerLineWrong):
        recompute(lines({**TAKEN, "item": 33, "at": "2020-05-01T08:00:00Z"}), 2026, PARAMETERS)


def test_a_reversal_cancels_whenever_and_wherever_it_stands() -> None:
    undo = {"kind": "reversal", "of": "1", "at": "2031-01-01T00:00:00Z"}
    for ledger in (lines(TAKEN, undo), lines(undo, TAKEN), lines(undo, undo, TAKEN)):
        (found,) = recompute(ledger, 2026, PARAMETERS)
        assert (found.expert, found.score, found.late_count) == ("E", 100, 0)
        assert recompute(ledger, 2031, PARAMETERS) == []  # a reversal is no line of an expert's


def test_every_expert_with_a_line_of_the_year_ascending() -> None:
    seen = [{"kind": "response", "expert": name, "at": AT} for name in ("乙", "b", "a", "B", "a")]
    found = recompute(lines(*seen, {**TAKEN, "expert": "c", "at": "2025-05-01T08:00:00Z"}), 2026, PARAMETERS)
    assert [(each.expert, each.responses) for each in found] == [("B", 1), ("a", 2), ("b", 1), ("乙", 1)]


def test_any_spelling_of_rfc_3339_is_read() -> None:
    for at in ("2025-12-31t16:00:00z", "2025-12-31T16:00:00.000001Z", "2026-01-01T12:00:00.5-11:00"):
        assert len(recompute(lines({**TAKEN, "at": at}), 2026, PARAMETERS)) == 1, at


@pytest.mark.parametrize(
    ("bad", "zh", "en"),
    [
        ({"kind": "x"}, "类别不是扣分、冲正或响应", "kind is none of deduction, reversal, response"),
        ({**TAKEN, "at": 1}, "时间应为带时区的 RFC 3339 时间", "at is a time of RFC 3339, with its zone"),
        ({**TAKEN, "project": 1}, "缺少 project", "project is missing or no text"),
        ({**TAKEN, "item": 0}, "项目序号应为 1 至 20", "item is a whole number from 1 to 20"),
        (TAKEN, "编号与前面的扣分重复", "its id is that of an earlier deduction"),
        ({"kind": "response", "at": AT}, "缺少 expert", "expert is missing or no text"),
        ({"kind": "reversal", "at": AT}, "缺少 of", "of is missing or no text"),
        (
            {"kind": "reversal", "of": "9", "at": AT},
            "所冲正的扣分不在台账中",
            "no deduction has the id it reverses",
        ),
        ([], "不是一个 JSON 对象", "not one JSON object"),
        (b"{", "不是一个 JSON 对象", "not one JSON object"),
    ],
)
def test_a_refusal_says_what_is_wrong_with_which_line(bad: object, zh: str, en: str) -> None:
    with pytest.raises(LedgerLineWrong) as refused:
        recompute(lines(TAKEN, bad), 2026, PARAMETERS)
    assert refused.value.fields == {"row": 2, "zh": zh, "en": en}


def test_late_events_and_points_add_up_and_the_fourth_stops() -> None:
    late = [{**TAKEN, "item": LATE, "id": str(number)} for number in range(4)]
    (found,) = recompute(lines(*late, {**TAKEN, "id": "9"}), 2026, PARAMETERS)
    taken = 4 * PARAMETERS.points(LATE) + PARAMETERS.points(5)
    assert (found.late_count, found.score, found.stopped) == (4, 100 - taken, True)
