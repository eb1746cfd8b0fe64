"""What the verifier says: one line per step, five plain lines for people, one exit code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from audit.verify.ticket import Ticket


class Said(NamedTuple):
    """The same sentence in Chinese and in English."""

    zh: str
    en: str


def plain(text: str) -> str:
    """``text`` without line ends, escapes or anything else that steers what shows it: a file's name may hold
    them."""
    return "".join(one if one.isprintable() or one == "\u3000" else "\ufffd" for one in text)


class Status(StrEnum):
    """How a step ended."""

    PASS = "pass"  # noqa: S105 -- a verdict, not a password
    FAIL = "fail"
    NOT_PROVEN = "not-proven"
    NOT_APPLICABLE = "not-applicable"


class Halt(Exception):
    """A step ends here without passing; the sentence says why."""

    status = Status.FAIL

    def __init__(self, zh: str, en: str) -> None:
        self.said = Said(zh, en)
        super().__init__(en)


class Failed(Halt):
    """What the step compared does not agree."""


class NotProven(Halt):
    """The file alone cannot show it, or an earlier failure took the ground away."""

    status = Status.NOT_PROVEN


class NotApplicable(Halt):
    """This draw has nothing for the step to compare."""

    status = Status.NOT_APPLICABLE


@dataclass(frozen=True)
class Step:
    """One step of protocol section 8 with its verdict; numbers above 13 are the options."""

    number: int
    name: Said
    status: Status
    detail: Said


NAMES: dict[int, Said] = {
    1: Said("格式", "format"),
    2: Said("签名与信任策略", "signatures and policy"),
    3: Said("事件在日志中", "inclusion of the events"),
    4: Said("事件链", "chain of the events"),
    5: Said("事件类型、内容与顺序", "types, bodies and order of the events"),
    6: Said("关口", "gates"),
    7: Said("名单", "lists"),
    8: Said("承诺与份额", "commitments and shares"),
    9: Said("种子", "seed"),
    10: Said("首轮结果", "first result"),
    11: Said("逐席重放", "replay of all seats"),
    12: Said("身份启封", "openings"),
    13: Said("审计密钥与名册", "auditor's key and register"),
    14: Said("封存回执", "lock receipt"),
    15: Said("见证份额", "witness's share"),
    16: Said("通话与签到记录", "call and sign-in records"),
    17: Said("完整日志", "whole log"),
}

FIVE: dict[str, tuple[str, tuple[int, ...]]] = {
    "pool": ("名单未改", (1, 3, 4, 5, 6, 7)),
    "seed": ("种子未改", (1, 3, 4, 5, 6, 8, 9)),
    "order": ("顺序一致", (1, 3, 4, 5, 7, 9, 10, 11)),
    "recusal": ("回避一致", (1, 3, 4, 5, 7, 11)),
    "signatures": ("签名有效", (1, 2, 3)),
}
"""The five plain lines and the steps each one stands on."""

BEARING: dict[str, tuple[int, ...]] = {"pool": (13, 14), "seed": (14, 15, 17), "recusal": (13,)}
"""Steps that need not be run for a line, yet deny it when they fail: register, receipt, share, whole log."""

_FIVE_EN = {
    "pool": "pool unchanged",
    "seed": "seed unchanged",
    "order": "order agrees",
    "recusal": "recusal agrees",
    "signatures": "signatures valid",
}
_ANSWERS = {"yes": "是", "no": "否", "unverified": "未核实"}

VERDICTS: dict[str, Said] = {
    "passed": Said("各项核对通过", "every check passed"),
    "failed": Said("核对不通过", "a check failed"),
    "unreadable": Said("文件无法读取", "the file cannot be read"),
    "not-random": Said("非随机抽取，经同意选定", "not a random draw, chosen with consent"),
    "aborted-before-lock": Said("封存前终止，未产生名单", "ended before the lock, nothing was drawn"),
    "aborted-after-lock": Said("封存后终止", "aborted after the lock"),
}


@dataclass(frozen=True)
class Report:
    """The verifier's whole answer.

    ``verdict`` is a key of VERDICTS and ``verdict_said`` its full sentence; ``trusted`` says whether the
    keys came from a policy (not from the file itself); ``shares_open`` counts revealed share codes;
    ``unproven`` is what no step can show: it changes neither verdict nor exit code; ``ticket`` answers an
    expert's receipt, and a wrong one is a failed check.
    """

    steps: tuple[Step, ...]
    verdict: str
    verdict_said: Said
    trusted: bool
    draw: str = ""
    stage: str = ""
    shares_open: int = 0
    unproven: tuple[Said, ...] = ()
    ticket: Ticket | None = None

    @property
    def failed_step(self) -> int | None:
        """Number of the first step that failed."""
        return next((step.number for step in self.steps if step.status is Status.FAIL), None)

    @property
    def exit_code(self) -> int:
        """0 all passed with a policy; 3 all passed, keys from the file itself; 1 failed; 2 unreadable."""
        if self.verdict == "unreadable":
            return 2
        if self.failed_step is not None or (self.ticket is not None and not self.ticket.good):
            return 1
        return 0 if self.trusted else 3

    @property
    def five(self) -> Mapping[str, str]:
        """The five plain lines: pool, seed, order, recusal, signatures -> yes, no or unverified."""
        by_number = {step.number: step.status for step in self.steps}
        answers = {}
        for key, (_, numbers) in FIVE.items():
            found = [by_number.get(number, Status.NOT_PROVEN) for number in numbers]
            denied = any(by_number.get(number) is Status.FAIL for number in BEARING.get(key, ()))
            if denied or Status.FAIL in found:
                answers[key] = "no"
            elif all(status is Status.PASS for status in found):
                answers[key] = "yes" if self.trusted or key != "signatures" else "unverified"
            else:
                answers[key] = "unverified"
        return answers

    def as_json(self) -> dict[str, object]:
        """The report as plain JSON values."""
        return {
            "draw": self.draw,
            "stage": self.stage,
            "verdict": self.verdict,
            "verdict_zh": self.verdict_said.zh,
            "verdict_en": self.verdict_said.en,
            "exit_code": self.exit_code,
            "failed_step": self.failed_step,
            "keys_from_policy": self.trusted,
            "shares_open": self.shares_open,
            "five": dict(self.five),
            "steps": [
                {
                    "number": step.number,
                    "zh": step.name.zh,
                    "en": step.name.en,
                    "status": str(step.status),
                    "detail_zh": step.detail.zh,
                    "detail_en": step.detail.en,
                }
                for step in self.steps
            ],
            "unproven": [{"zh": said.zh, "en": said.en} for said in self.unproven],
            "ticket": None if self.ticket is None else self.ticket.as_json(),
        }

    def plain_lines(self, lang: str = "zh") -> list[str]:
        """The five lines for people, in ``lang``."""
        if lang == "zh":
            return [f"{FIVE[key][0]}：{_ANSWERS[answer]}" for key, answer in self.five.items()]
        return [f"{_FIVE_EN[key]}: {answer}" for key, answer in self.five.items()]

    def as_text(self, lang: str = "zh") -> str:
        """The report for people, one line per step, in ``lang`` ("zh" or "en")."""
        here = 0 if lang == "zh" else 1
        marks = {
            Status.PASS: ("通过", "PASS"),
            Status.FAIL: ("不通过", "FAIL"),
            Status.NOT_PROVEN: ("未核实", "NOT PROVEN"),
            Status.NOT_APPLICABLE: ("不适用", "NOT APPLICABLE"),
        }
        lines = [f"{self.draw or '?'} ({self.stage or '?'})"]
        lines += [
            f"{step.number:>2} {step.name[here]} [{marks[step.status][here]}] {step.detail[here]}"
            for step in self.steps
        ]
        # A file that was not read says nothing about a draw, neither yes nor no.
        if self.verdict != "unreadable":
            lines += ["", *self.plain_lines(lang)]
        lines += ["", self.verdict_said[here]]
        if self.ticket is not None:
            lines.append(("本人回执：", "Your ticket: ")[here] + self.ticket.said[here])
        if self.exit_code == 3:
            lines.append(
                "公钥取自文件本身，未与信任策略核对。"
                if here == 0
                else "The keys come from the file itself: give --policy to know whose they are."
            )
        if self.unproven:
            lines += ["", ("未核实：", "NOT PROVEN:")[here], *(f"- {said[here]}" for said in self.unproven)]
        return "\n".join(lines)
