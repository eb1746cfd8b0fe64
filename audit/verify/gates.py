"""Step 6: the draw waited at each gate until a signed checkpoint held the event it waited for.

Without that, the log's owner could watch what follows and then write the event anew.
"""

from __future__ import annotations

from audit.events import DrawEvent, Event
from audit.merkle import verify_consistency
from audit.verify.bundle import Bundle
from audit.verify.course import UNSEALING, Course
from audit.verify.report import Failed, NotApplicable, Said
from audit.verify.signatures import Heads

_ZH = {"lock": "封存", "order": "产生顺序", "seal": "锁定结果"}


def check_gates(bundle: Bundle, heads: Heads, course: Course, events: list[Event]) -> Said:
    """Index of the event < size of its gate's checkpoint <= index of the next thing that had to wait."""
    index = {event.n: entry.index for event, entry in zip(events, bundle.entries, strict=True)}
    passed = []
    for name, held, waiting in _gates(course, events):
        head, gate = heads.gates[name], bundle.gates[name]
        zh = _ZH[name]
        if held is None:
            if gate is not None:
                raise Failed(f"未到{zh}却有关口", f"a gate for a {name} that never was")
            continue
        if head is None or gate is None:
            # An abort may come while the draw still waits; nothing may have passed then.
            if waiting is None and course.aborted:
                continue
            raise Failed(f"缺{zh}关口", f"the {name} gate is missing")
        if not verify_consistency(head.size, heads.final.size, gate.consistency, head.root, heads.final.root):
            raise Failed(f"{zh}关口与最终检查点不一致", f"the {name} gate is of another log")
        if not index[held.n] < head.size:
            raise Failed(f"{zh}关口早于{zh}", f"the {name} gate does not hold the {name}")
        if waiting is not None and head.size > index[waiting.n]:
            raise Failed(f"{zh}关口晚于其后的事件", f"the draw did not wait at the {name} gate")
        passed.append(name)
    if course.kind == "early":
        raise NotApplicable("封存前终止，没有关口", "ended before the lock: there is no gate")
    names_zh = "、".join(_ZH[name] for name in passed) or "无"
    return Said(
        f"已在关口等待：{names_zh}", f"the draw waited at its gates: {', '.join(passed) or 'none reached'}"
    )


def _gates(course: Course, events: list[Event]) -> list[tuple[str, Event | None, Event | None]]:
    """For each gate: the event it holds, and the first event that had to wait for it."""
    calls = (DrawEvent.SEAT_CALLED, DrawEvent.SEAT_EXHAUSTED)
    return [
        ("lock", course.lock, course.reveals[0] if course.reveals else None),
        ("order", course.order, _first(events, course.order, calls)),
        ("seal", course.seal, _first(events, course.seal, UNSEALING)),
    ]


def _first(events: list[Event], after: Event | None, kinds: tuple[DrawEvent, ...]) -> Event | None:
    if after is None:
        return None
    return next((event for event in events[after.n + 1 :] if event.type in kinds), None)
