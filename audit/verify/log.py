"""Step 17: the whole log, leaf by leaf: no fork, no hidden attempt, no second lock, no slip used before.

The file is JSON ``{"leaves": [base64, ...]}``: every leaf of the house log in order, from index 0 on, draws
and facts alike. A log that has grown since the bundle's final checkpoint is read to its end; the checkpoint
vouches for its beginning.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from audit.canonical import NotCanonical
from audit.checkpoint import Checkpoint, NoteError, decode_base64
from audit.events import BodyError, DrawEvent, Event, envelope
from audit.merkle import leaf_hash, node_hash, root_from
from audit.verify.bundle import Bundle
from audit.verify.report import Failed, NotProven, Said

ENDS = (DrawEvent.DRAW_CLOSED, DrawEvent.DRAW_ABORTED)


@dataclass
class LoggedDraw:
    """What the log says of one draw."""

    name: str
    events: int = 0
    prev: str = ""
    application: str = ""
    attempt: int = 0
    previous: str = ""
    locks: int = 0
    end: str = ""
    places: list[int] = field(default_factory=list)
    slips: dict[str, int] = field(default_factory=dict)
    """every share, commitment and unseal_pk of the draw -> where it first stands"""


class WholeLog:
    """Every leaf of a log, read once for as many bundles as there are.

    ``problems``: what is wrong with leaves, by what it concerns ("event", "chain" or "lock"), in log order; a
    leaf that is wrong counts for nothing else. Failed when the file cannot be read.
    """

    def __init__(self, data: bytes) -> None:
        self.leaves = _leaves(data)
        self.draws: dict[str, LoggedDraw] = {}
        self.problems: list[tuple[str, Failed]] = []
        level = [leaf_hash(leaf) for leaf in self.leaves]
        self._levels = [level]
        while len(level) > 1:
            pairs = iter(level)
            level = [node_hash(left, right) for left, right in zip(pairs, pairs, strict=False)]
            self._levels.append(level)
        for at, leaf in enumerate(self.leaves):
            self._take(at, leaf)

    def root(self, size: int) -> bytes | None:
        """Root of the first ``size`` leaves; None when there are not so many."""
        if size > len(self.leaves):
            return None
        return root_from(lambda level, index: self._levels[level][index], size)

    def _take(self, at: int, leaf: bytes) -> None:
        try:
            found = envelope(leaf)
        except (NotCanonical, BodyError):
            self._wrong("event", at, "格式不符", "is no event")
            return
        if "draw" not in found:
            return
        draw = self.draws.get(found["draw"]) or LoggedDraw(found["draw"])
        lock = found["type"] in (DrawEvent.DRAW_LOCKED, DrawEvent.SELECTION_CONFIRMED)
        if found["n"] != draw.events or found["prev"] != draw.prev:
            self._wrong("chain", at, "与其抽取的链不符", "forks or breaks the chain of its draw")
        elif draw.end:
            self._wrong("chain", at, "在结束之后", "follows the end of its draw")
        elif lock and draw.locks:
            self._wrong("lock", at, "为重复封存", "is a second lock")
        else:
            self.draws[draw.name] = draw
            draw.locks += lock
            _read(draw, found, at)
            draw.prev = sha256(leaf).hexdigest()
            if found["type"] in ENDS:
                draw.end = draw.prev

    def _wrong(self, what: str, at: int, zh: str, en: str) -> None:
        self.problems.append((what, Failed(f"日志第 {at} 条{zh}", f"leaf {at} {en}")))


def _leaves(log: bytes) -> list[bytes]:
    try:
        found = json.loads(log)
        if not isinstance(found, dict) or found.keys() != {"leaves"} or not isinstance(found["leaves"], list):
            raise ValueError
        return [decode_base64(str(text)) for text in found["leaves"]]
    except (ValueError, RecursionError, NoteError):
        raise Failed("日志文件无法读取", "the log file cannot be read") from None


def _read(draw: LoggedDraw, found: Mapping[str, Any], at: int) -> None:
    body = found["body"]
    if found["n"] == 0:
        application, attempt = body.get("application"), body.get("attempt")
        draw.application = application if isinstance(application, str) else ""
        draw.attempt = attempt if type(attempt) is int else 0
        draw.previous = body.get("previous", "")
    for text in _slips(body):
        draw.slips.setdefault(text, at)
    draw.events += 1
    draw.places.append(at)


def _slips(body: Any) -> Iterator[str]:
    """What a body shows of slips; the bodies of other draws may hold anything."""
    several = body.get("commitments", {})
    found = [body.get(key) for key in ("commitment", "unseal_pk", "share")]
    found += several.values() if isinstance(several, dict) else []
    return (text for text in found if isinstance(text, str))


def check_log(bundle: Bundle, final: Checkpoint, events: list[Event], log: bytes | WholeLog | None) -> Said:
    """Rebuild the tree; read every chain; the bundle's draw is whole and its attempts have no gap."""
    if log is None:
        raise NotProven("未给出完整日志，不能断定没有分叉或隐瞒的抽取", "no log given: forks unseen")
    whole = log if isinstance(log, WholeLog) else WholeLog(log)
    if whole.root(final.size) != final.root:
        raise Failed("完整日志与检查点不符", "the log is not the one under the checkpoint")
    for _, problem in whole.problems:
        raise problem
    draws, own = whole.draws, events[0].draw
    if draws[own].places != [entry.index for entry in bundle.entries]:
        raise Failed("日志中本次抽取的事件与文件不同", "the log holds other events of this draw")
    for name, problem in slip_problems(draws):
        if name == own:
            raise problem
    for problem in attempt_problems(draws):
        raise problem
    leaves, mine = len(whole.leaves), draws[own].application
    count = sum(draw.application == mine for draw in draws.values())
    later = leaves - final.size
    return Said(
        f"日志 {leaves} 条完整无分叉（其中 {later} 条在检查点之后，不受其担保）；"
        f"本申请共 {count} 次抽取，本次为第 {draws[own].attempt} 次",
        f"all {leaves} leaves, no fork ({later} of them after the checkpoint, not vouched for by it); "
        f"attempt {draws[own].attempt} of {count} of its application",
    )


def slip_problems(draws: Mapping[str, LoggedDraw]) -> Iterator[tuple[str, Failed]]:
    """Every draw with a slip that stood in an earlier one: whoever saw a share in another draw could choose
    the order of this one."""
    first: dict[str, LoggedDraw] = {}
    for draw in draws.values():
        for text, at in draw.slips.items():
            if text not in first or at < first[text].slips[text]:
                first[text] = draw
    for name, draw in draws.items():
        for text, at in draw.slips.items():
            if first[text] is not draw:
                other = first[text].name
                yield (
                    name,
                    Failed(
                        f"日志第 {at} 条的见证凭条已用于 {other}",
                        f"leaf {at} uses a slip already used in {other}",
                    ),
                )
                break


def attempt_problems(draws: Mapping[str, LoggedDraw]) -> Iterator[Failed]:
    """Every attempt that does not follow the end of the one before, in number and by hash."""
    found: dict[str, list[LoggedDraw]] = {}
    for draw in sorted(draws.values(), key=lambda draw: draw.places[0]):
        before = found.setdefault(draw.application, [])
        ended = before[-1].end if before else ""
        if before and (not ended or before[-1].places[-1] > draw.places[0]):
            yield Failed(
                f"{draw.name}：前一次抽取未结束便另行抽取",
                f"{draw.name}: an attempt began before the one before it ended",
            )
        elif draw.attempt != len(before) + 1 or draw.previous != ended:
            yield Failed(
                f"{draw.name}：抽取次数不连续或重复",
                f"{draw.name}: attempts of an application have a gap or a twin",
            )
        before.append(draw)
