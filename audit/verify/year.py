"""A whole year at once: every bundle of a house against its one log (protocol sections 3, 6 and 8).

What one bundle cannot show: that no attempt is missing, that no attempt was locked twice, that nobody drew
beside the log, and that the log was never two. Eight questions, each with a verdict; then a sample of people
who were kept out, to be held against the papers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from heapq import nsmallest

from audit.checkpoint import Checkpoint, NoteError, open_note
from audit.verify import Report, verify
from audit.verify.bundle import Bundle, Unreadable, read
from audit.verify.chain import read_events
from audit.verify.course import check_course
from audit.verify.log import LoggedDraw, WholeLog, attempt_problems, slip_problems
from audit.verify.openings import Keys, register_ids
from audit.verify.report import Failed, Halt, Said, Status, Step
from audit.verify.signatures import Policy, read_policy

NAMES: dict[str, Said] = {
    "log": Said("完整日志", "whole log"),
    "checkpoints": Said("检查点前后一致", "checkpoints of one log"),
    "attempts": Said("抽取次数连续", "attempts without a gap"),
    "locks": Said("一次抽取一次封存", "one lock per attempt"),
    "slips": Said("见证凭条只用一次", "slips used once"),
    "bundles": Said("各核验包逐一通过", "every bundle passes"),
    "logged": Said("没有日志之外的抽取", "no unlogged draw"),
    "complete": Said("已结束的抽取均有核验包", "a bundle for every ended draw"),
}

KEPT_OUT = (("excluded", "excluded"), ("recused", "recusals"))
SHOWN = 20
"""Names of a long list that one line spells out."""


@dataclass(frozen=True)
class Kept:
    """One leaf of somebody kept out: ``how`` is excluded, recused or added; ``expert`` is the register's id
    where K and the register of that draw were given, else ""."""

    draw: str
    how: str
    why: str
    handle: str
    expert: str = ""


@dataclass
class Year:
    """The answer: a step for each question, what every bundle said, and who was kept out."""

    steps: list[Step] = field(default_factory=list)
    bundles: dict[str, Report] = field(default_factory=dict)
    """file name -> its report"""
    running: list[str] = field(default_factory=list)
    """draws of the log without an end yet"""
    counts: Counter[str] = field(default_factory=Counter)
    """draws by verdict"""
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(how, why) -> leaves"""
    sample: list[Kept] = field(default_factory=list)
    trusted: bool = False

    @property
    def exit_code(self) -> int:
        """As of one bundle: 0 with a policy, 3 with the files' own keys, 1 failed, 2 nothing to read."""
        if not self.bundles:
            return 2
        if any(step.status is Status.FAIL for step in self.steps):
            return 1
        return 0 if self.trusted else 3

    def as_json(self) -> dict[str, object]:
        """The answer as plain JSON values."""
        return {
            "exit_code": self.exit_code,
            "keys_from_policy": self.trusted,
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
            "bundles": {
                name: {"draw": one.draw, "verdict": one.verdict, "failed_step": one.failed_step}
                for name, one in self.bundles.items()
            },
            "running": self.running,
            "counts": dict(self.counts),
            "reasons": [
                {"how": how, "why": why, "count": count} for (how, why), count in sorted(self.reasons.items())
            ],
            "sample": [vars(one) for one in self.sample],
        }


class _Reader:
    """Reads the bundles one after the other and keeps of each only what the questions need."""

    def __init__(self, whole: WholeLog | None, policy: bytes | None, sample: int, dice: str) -> None:
        self.whole, self.policy, self.sample = whole, policy, sample
        self.mixed = sha256(f"{len(whole.leaves) if whole else 0} {dice}\0".encode()).digest()
        if whole is not None:
            self.mixed += whole.root(len(whole.leaves)) or b""
        self.year = Year(trusted=policy is not None)
        self.heads: list[tuple[str, str, str]] = []
        """(where it stands, note, log key) of every checkpoint in a bundle"""
        self.draws: dict[str, list[int]] = {}
        """draw -> log indexes of its events"""
        self.keys: dict[str, bytes] = {}

    def take(self, name: str, data: bytes) -> None:
        """One bundle: its report, its checkpoints, whom it kept out."""
        report = verify(data, policy=self.policy)
        self.year.bundles[name] = report
        try:
            bundle = read(data)
            course, _ = check_course(read_events(bundle))
        except (Halt, Unreadable):
            return  # the report has said why
        for where, gate in bundle.gates.items():
            if gate is not None:
                self.heads.append((f"{name} {where}", gate.note, bundle.log))
        self.heads.append((name, bundle.note, bundle.log))
        if report.draw in self.draws:
            return  # another stage of a draw already read
        self.draws[report.draw] = [entry.index for entry in bundle.entries]
        self.year.counts[report.verdict] += 1
        if bundle.k is not None:
            self.keys[report.draw] = bundle.k
        if report.failed_step is None:  # the lists of a failed bundle prove nothing
            self._keep(report.draw, bundle, [event.body["reason"] for event in course.additions])

    def _keep(self, draw: str, bundle: Bundle, reasons: list[str]) -> None:
        found = [
            Kept(draw, how, leaf["why"], leaf["h"])
            for how, name in KEPT_OUT
            for leaf in getattr(bundle, name)
        ]
        for leaves, reason in zip(bundle.added, reasons, strict=False):
            found += [Kept(draw, "added", f"{reason}/{leaf['why']}", leaf["h"]) for leaf in leaves]
        self.year.reasons.update((one.how, one.why) for one in found)
        self.year.sample = nsmallest(self.sample, [*self.year.sample, *found], key=self._chance)

    def _chance(self, one: Kept) -> bytes:
        """Fixed by the log and the reader's dice: nobody chooses who is looked at."""
        return sha256(self.mixed + f"{one.draw}\0{one.how}\0{one.handle}".encode()).digest()


def check_year(
    bundles: Iterable[tuple[str, bytes]],
    *,
    log: bytes | None,
    policy: bytes | None = None,
    checkpoints: Mapping[str, str] | None = None,
    registers: Mapping[str, bytes] | None = None,
    sample: int = 20,
    dice: str = "",
    progress: Callable[[str], None] | None = None,
) -> Year:
    """Answer the eight questions.

    ``bundles``: (file name, bytes) one by one; ``log``: the log file; ``checkpoints``: name -> signed note
    kept apart (from papers, from earlier days); ``registers``: draw id -> the regulator's register of that
    lock; ``dice``: words that only the reader knows, mixed into the sample; ``progress`` hears file names.
    """
    whole, unread = None, Failed("缺完整日志", "there is no log")
    try:
        whole = None if log is None else WholeLog(log)
    except Failed as problem:
        unread = problem
    reader = _Reader(whole, policy, sample, dice)
    for name, data in bundles:
        if progress is not None:
            progress(name)
        reader.take(name, data)
    year = reader.year
    if whole is None:
        _answer(year, "log", [unread], Said("", ""))
        return year
    _of_the_log(year, whole, reader, policy, checkpoints or {})
    _of_the_bundles(year, whole.draws, reader.draws)
    year.sample = [_named(one, reader.keys, registers or {}) for one in year.sample]
    return year


def _answer(year: Year, key: str, problems: list[Failed], good: Said) -> None:
    """One step: failed with all that was found, or passed."""
    number = list(NAMES).index(key) + 1
    shown = problems[:SHOWN]
    more = len(problems) - len(shown)
    if not problems:
        year.steps.append(Step(number, NAMES[key], Status.PASS, good))
        return
    zh = "；".join(problem.said.zh for problem in shown) + (f"；另有 {more} 项" if more else "")
    en = "; ".join(problem.said.en for problem in shown) + (f"; {more} more" if more else "")
    year.steps.append(Step(number, NAMES[key], Status.FAIL, Said(zh, en)))


def _of_the_log(
    year: Year, whole: WholeLog, reader: _Reader, policy: bytes | None, checkpoints: Mapping[str, str]
) -> None:
    size, draws = len(whole.leaves), whole.draws
    broken = [problem for what, problem in whole.problems if what != "lock"]
    _answer(year, "log", broken, Said(f"{size} 条无分叉", f"{size} leaves, no fork"))
    _answer(year, "checkpoints", *_heads(whole, reader, policy, checkpoints))
    applications = len({draw.application for draw in draws.values()})
    _answer(
        year,
        "attempts",
        list(attempt_problems(draws)),
        Said(
            f"{applications} 件申请共 {len(draws)} 次抽取",
            f"{len(draws)} attempts of {applications} applications",
        ),
    )
    twice = [problem for what, problem in whole.problems if what == "lock"]
    locked = sum(draw.locks for draw in draws.values())
    _answer(year, "locks", twice, Said(f"{locked} 次封存", f"{locked} locks"))
    used = [problem for _, problem in slip_problems(draws)]
    slips = sum(len(draw.slips) for draw in draws.values())
    _answer(
        year,
        "slips",
        used,
        Said(f"{slips} 项凭条与份额各用一次", f"{slips} slips and shares, each used once"),
    )


def _heads(
    whole: WholeLog, reader: _Reader, policy: bytes | None, checkpoints: Mapping[str, str]
) -> tuple[list[Failed], Said]:
    """Every checkpoint, in bundles and kept apart, is signed and is the beginning of this one log."""
    problems: list[Failed] = []
    try:
        trusted: Policy | None = None if policy is None else read_policy(policy)
    except Failed as problem:
        return [problem], Said("", "")
    own = {key for _, _, key in reader.heads}
    if trusted is None and len(own) > 1:
        problems.append(Failed("各核验包的日志公钥不同", "the bundles name several log keys"))
    key = trusted.log if trusted else min(own, default="")
    sizes = set()
    notes = [*reader.heads, *((name, note, key) for name, note in checkpoints.items())]
    for where, note, _ in notes:
        try:
            head, _signed = open_note(note, [key])
        except NoteError as error:
            problems.append(Failed(f"{where}：签名无效", f"{where}: {error}"))
            continue
        sizes.add(head.size)
        if not _begins(whole, head):
            problems.append(Failed(f"{where}：与日志不是同一份", f"{where}: of another log"))
    if not checkpoints and not problems:
        kept = Said("；未另给自存检查点", "; none kept apart was given")
    else:
        kept = Said(f"，其中自存 {len(checkpoints)} 份", f", {len(checkpoints)} of them kept apart")
    return problems, Said(
        f"{len(notes)} 份检查点（{len(sizes)} 种长度）都是同一日志的开头{kept.zh}",
        f"{len(notes)} checkpoints of {len(sizes)} sizes are beginnings of one log{kept.en}",
    )


def _begins(whole: WholeLog, head: Checkpoint) -> bool:
    return whole.root(head.size) == head.root


def _of_the_bundles(year: Year, logged: Mapping[str, LoggedDraw], given: Mapping[str, list[int]]) -> None:
    bad = [
        Failed(
            f"{name}：第 {report.failed_step} 步不通过" if report.failed_step else f"{name}：无法读取",
            f"{name}: step {report.failed_step} failed",
        )
        for name, report in year.bundles.items()
        if report.failed_step is not None
    ]
    count = len(year.bundles)
    _answer(year, "bundles", bad, Said(f"{count} 份核验包全部通过", f"all {count} bundles pass"))
    unlogged = [
        Failed(f"{draw} 不在日志中，或事件不同", f"{draw} is not in the log, or with other events")
        for draw, places in given.items()
        if draw not in logged or logged[draw].places != places
    ]
    said = Said(f"{len(given)} 次抽取均在日志中", f"all {len(given)} draws stand in the log")
    _answer(year, "logged", unlogged, said)
    year.running = sorted(draw.name for draw in logged.values() if not draw.end)
    missing = [
        Failed(f"缺 {draw.name} 的核验包", f"there is no bundle of {draw.name}")
        for draw in logged.values()
        if draw.end and draw.name not in given
    ]
    running = len(year.running)
    said = Said(f"另有 {running} 次尚未结束", f"{running} more have not ended")
    _answer(year, "complete", missing, said)


def _named(one: Kept, keys: Mapping[str, bytes], registers: Mapping[str, bytes]) -> Kept:
    """The same with the register's id, where K and the register of the draw are at hand."""
    k, register = keys.get(one.draw), registers.get(one.draw)
    if k is None or register is None:
        return one
    try:
        ids = register_ids(register)
    except Failed:
        return one
    for expert, handle in zip(ids, Keys(k).handles(ids), strict=True):
        if handle == one.handle:
            return Kept(one.draw, one.how, one.why, one.handle, expert)
    return one


def as_text(year: Year, lang: str = "zh") -> str:
    """The answer for people, in ``lang`` ("zh" or "en")."""
    here = 0 if lang == "zh" else 1
    marks = {Status.PASS: ("通过", "PASS"), Status.FAIL: ("不通过", "FAIL")}
    lines = [
        f"{step.number} {step.name[here]} [{marks[step.status][here]}] {step.detail[here]}"
        for step in year.steps
    ]
    if not year.bundles:
        lines.append(("没有核验包。", "There is no bundle.")[here])
    lines += ["", ("结论：", "Verdicts: ")[here] + _list(year.counts.items(), here)]
    if year.running:
        lines.append(("尚未结束：", "Not ended yet: ")[here] + ", ".join(year.running[:SHOWN]))
    kept = (((f"{how} {why}"), count) for (how, why), count in sorted(year.reasons.items()))
    lines.append(("未参加抽取的人次及事由：", "Kept out, and why: ")[here] + _list(kept, here))
    if year.sample:
        lines += ["", ("抽查（请对照原始凭据）：", "Sample, to be held against the papers:")[here]]
        lines += [f"- {one.draw} {one.how} {one.why} {one.expert or one.handle}" for one in year.sample]
    if year.exit_code == 3:
        lines += [
            "",
            ("公钥取自核验包本身，未与信任策略核对。", "The keys come from the bundles: give --policy.")[
                here
            ],
        ]
    return "\n".join(lines)


def _list(pairs: Iterable[tuple[str, int]], here: int) -> str:
    found = ("，", ", ")[here].join(f"{name} {count}" for name, count in pairs)
    return found or ("无", "none")[here]
