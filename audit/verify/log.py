"""Step 17: the whole log, leaf by leaf: no fork, no hidden attempt, no second lock, no slip used before.

The file is JSON ``{"leaves": [base64, ...]}``: every leaf of the house log in order, from index 0 on, draws
and facts alike. A log that has grown since the bundle's final checkpoint is read to its end; the checkpoint
vouches for its beginning.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from audit.canonical import NotCanonical
from audit.checkpoint import Checkpoint, NoteError, decode_base64
from audit.events import BodyError, DrawEvent, Event, envelope
from audit.merkle import leaf_hash, root
from audit.verify.bundle import Bundle
from audit.verify.report import Failed, NotProven, Said

ENDS = (DrawEvent.DRAW_CLOSED, DrawEvent.DRAW_ABORTED)


@dataclass
class _Draw:
    """What the log says of one draw."""

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


def _leaves(log: bytes) -> list[bytes]:
    try:
        found = json.loads(log)
        if not isinstance(found, dict) or found.keys() != {"leaves"} or not isinstance(found["leaves"], list):
            raise ValueError
        return [decode_base64(str(text)) for text in found["leaves"]]
    except (ValueError, RecursionError, NoteError):
        raise Failed("日志文件无法读取", "the log file cannot be read") from None


def check_log(bundle: Bundle, final: Checkpoint, events: list[Event], log: bytes | None) -> Said:
    """Rebuild the tree; read every chain; the bundle's draw is whole and its attempts have no gap."""
    if log is None:
        raise NotProven("未给出完整日志，不能断定没有分叉或隐瞒的抽取", "no log given: forks unseen")
    leaves = _leaves(log)
    signed = leaves[: final.size]
    if len(signed) != final.size or root([leaf_hash(leaf) for leaf in signed]) != final.root:
        raise Failed("完整日志与检查点不符", "the log is not the one under the checkpoint")
    draws = _read(leaves)
    own = events[0].draw
    if draws[own].places != [entry.index for entry in bundle.entries]:
        raise Failed("日志中本次抽取的事件与文件不同", "the log holds other events of this draw")
    _fresh(own, draws)
    attempts = _attempts(draws)
    mine, later = attempts[draws[own].application], len(leaves) - final.size
    return Said(
        f"日志 {len(leaves)} 条完整无分叉（其中 {later} 条在检查点之后，不受其担保）；"
        f"本申请共 {len(mine)} 次抽取，本次为第 {draws[own].attempt} 次",
        f"all {len(leaves)} leaves, no fork ({later} of them after the checkpoint, not vouched for by it); "
        f"attempt {draws[own].attempt} of {len(mine)} of its application",
    )


def _read(leaves: list[bytes]) -> dict[str, _Draw]:
    draws: dict[str, _Draw] = {}
    for at, leaf in enumerate(leaves):
        try:
            found = envelope(leaf)
        except (NotCanonical, BodyError):
            raise Failed(f"日志第 {at} 条格式不符", f"leaf {at} is no event") from None
        if "draw" in found:
            draw = draws.setdefault(found["draw"], _Draw())
            _take(draw, found, at)
            draw.prev = sha256(leaf).hexdigest()
            if found["type"] in ENDS:
                draw.end = draw.prev
    return draws


def _take(draw: _Draw, found: Any, at: int) -> None:
    if found["n"] != draw.events or found["prev"] != draw.prev:
        raise Failed(f"日志第 {at} 条与其抽取的链不符", f"leaf {at} forks or breaks the chain of its draw")
    if draw.end:
        raise Failed(f"日志第 {at} 条在结束之后", f"leaf {at} follows the end of its draw")
    if found["n"] == 0:
        application, attempt = found["body"].get("application"), found["body"].get("attempt")
        draw.application = application if isinstance(application, str) else ""
        draw.attempt = attempt if type(attempt) is int else 0
        draw.previous = found["body"].get("previous", "")
    if found["type"] in (DrawEvent.DRAW_LOCKED, DrawEvent.SELECTION_CONFIRMED):
        draw.locks += 1
        if draw.locks > 1:
            raise Failed(f"日志第 {at} 条为重复封存", f"leaf {at} is a second lock")
    for text in _slips(found["body"]):
        draw.slips.setdefault(text, at)
    draw.events += 1
    draw.places.append(at)


def _slips(body: Any) -> Iterator[str]:
    """What a body shows of slips; the bodies of other draws may hold anything."""
    several = body.get("commitments", {})
    found = [body.get(key) for key in ("commitment", "unseal_pk", "share")]
    found += several.values() if isinstance(several, dict) else []
    return (text for text in found if isinstance(text, str))


def _fresh(own: str, draws: dict[str, _Draw]) -> None:
    """A slip is used once: whoever saw a share in another draw could choose the order of this one."""
    for name, draw in draws.items():
        for text in draw.slips.keys() & draws[own].slips.keys() if name != own else ():
            if draw.slips[text] < draws[own].slips[text]:
                at = draws[own].slips[text]
                raise Failed(
                    f"日志第 {at} 条的见证凭条已用于 {name}", f"leaf {at} uses a slip already used in {name}"
                )


def _attempts(draws: dict[str, _Draw]) -> dict[str, list[_Draw]]:
    """Application -> its attempts; each follows the end of the one before, in number and by hash."""
    found: dict[str, list[_Draw]] = {}
    for draw in sorted(draws.values(), key=lambda draw: draw.places[0]):
        before = found.setdefault(draw.application, [])
        ended = before[-1].end if before else ""
        if before and (not ended or before[-1].places[-1] > draw.places[0]):
            raise Failed("前一次抽取未结束便另行抽取", "an attempt began before the one before it ended")
        if draw.attempt != len(before) + 1 or draw.previous != ended:
            raise Failed("抽取次数不连续或重复", "attempts of an application have a gap or a twin")
        before.append(draw)
    return found
