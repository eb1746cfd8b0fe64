"""Step 5: the events follow each other as the table of protocol section 3 allows.

Only what the types, times and parties show; who sat where is step 11.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from audit.events import PARTIES, DrawEvent, Event
from audit.verify.report import Failed, Said

SUITE = "std-1"
LATE_GROUNDS = ("leaked", "wrong-specialty", "project-stopped", "share-lost")
"""The only grounds of an abort after the first reveal."""

SERVICE_REASONS = ("engaged", "leave", "suspended", "left-pool", "relative-on-panel")
"""Reasons the service may add a recusal for on its own; every other needs the regulator and evidence."""

OPENING = (DrawEvent.ROSTER_UNSEALED, DrawEvent.ROSTER_REBUILT)
UNSEALING = (DrawEvent.ROSTER_PRINTED, *OPENING)
SEATING = (DrawEvent.SEAT_CALLED, DrawEvent.SEAT_ANSWERED, DrawEvent.SEAT_EXHAUSTED, DrawEvent.DRAW_SEALED)


@dataclass
class Course:
    """The landmarks of one draw, filled while its events are read."""

    filed: Event
    end: Event | None = None
    strata: list[dict[str, Any]] = field(default_factory=list)
    version: int = 1
    slips: dict[str, tuple[str, str]] = field(default_factory=dict)
    """party -> (commitment, unseal_pk), the last logged one"""
    used: set[str] = field(default_factory=set)
    """every commitment and unseal_pk logged so far"""
    lock: Event | None = None
    selection: Event | None = None
    reveals: list[Event] = field(default_factory=list)
    order: Event | None = None
    seal: Event | None = None
    """the last one"""
    opened: Event | None = None
    """the first unsealing or rebuilding after the last seal"""
    additions: list[Event] = field(default_factory=list)

    @property
    def kind(self) -> Literal["random", "selective", "early"]:
        """A random draw; a selective one; or one aborted before either began."""
        if self.lock is not None:
            return "random"
        return "selective" if self.selection is not None else "early"

    @property
    def aborted(self) -> bool:
        """Whether the draw ended in an abort."""
        return self.end is not None and self.end.type is DrawEvent.DRAW_ABORTED

    @property
    def seats(self) -> int:
        """Q: seats of all strata."""
        return sum(stratum["quota"] for stratum in self.strata)


def _wrong(event: Event, zh: str, en: str) -> Failed:
    return Failed(f"第 {event.n} 个事件（{event.type}）{zh}", f"event {event.n} ({event.type}) {en}")


def _need(holds: bool, event: Event, zh: str, en: str) -> None:
    if not holds:
        raise _wrong(event, zh, en)


def check_course(events: list[Event]) -> tuple[Course, Said]:
    """Read the events in order; Failed at the first one that may not stand where it stands."""
    first = events[0]
    _need(first.type is DrawEvent.APPLICATION_FILED, first, "应为申请", "should be the application")
    course = Course(filed=first, strata=first.body["strata"])
    _need(
        (first.body["attempt"] == 1) == (first.body["previous"] == ""),
        first,
        "与前次抽取的衔接不符",
        "does not name the attempt before as its number asks",
    )
    _slip(course, first, "tenderer")
    for event in events[1:]:
        _need(course.end is None, event, "在结束之后", "stands after the end")
        _step(course, event)
    if course.end is None or (course.kind == "early" and not course.aborted):
        raise Failed("没有结束事件", "there is no end")
    return course, Said(
        f"{len(events)} 个事件的类型、内容与顺序均符合规程",
        f"types, bodies and order of {len(events)} events are as the protocol asks",
    )


def _slip(course: Course, event: Event, party: str) -> None:
    pair = (event.body["commitment"], event.body["unseal_pk"])
    _need(not course.used & set(pair), event, "重复使用见证凭条", "uses a slip seen before")
    course.used.update(pair)
    course.slips[party] = pair


def _step(course: Course, event: Event) -> None:
    kind, begun = event.type, course.lock is not None or course.selection is not None
    if course.reveals and course.order is None:
        # Between the first share and the order nothing may slip in: it would know part of the seed.
        allowed = DrawEvent.DRAW_REVEALED if len(course.reveals) < 3 else DrawEvent.DRAW_ORDERED
        _need(kind in (allowed, DrawEvent.DRAW_ABORTED), event, "插在揭示之间", "interrupts the reveals")
    if kind in (DrawEvent.APPLICATION_CHANGED, DrawEvent.WITNESS_APPOINTED):
        _need(not begun, event, "应在封存之前", "belongs before the lock")
        _before(course, event)
    elif kind in (DrawEvent.DRAW_LOCKED, DrawEvent.SELECTION_CONFIRMED):
        _need(not begun, event, "重复封存", "is a second lock")
        _begin(course, event)
    elif kind in (DrawEvent.DRAW_REVEALED, DrawEvent.DRAW_ORDERED):
        _reveal(course, event)
    elif kind in SEATING or kind is DrawEvent.RECUSAL_ADDED:
        _need(
            course.order is not None or (kind in SEATING and course.selection is not None),
            event,
            "应在产生顺序之后",
            "belongs after the order",
        )
        _seat(course, event)
    elif kind in UNSEALING or kind in (DrawEvent.SEAT_ARRIVED, DrawEvent.REPLACEMENT_CONFIRMED):
        _after_seal(course, event)
    elif kind in (DrawEvent.DRAW_CLOSED, DrawEvent.DRAW_ABORTED):
        _end(course, event)
    elif kind is DrawEvent.APPLICATION_FILED:
        raise _wrong(event, "重复申请", "is a second application")


def _before(course: Course, event: Event) -> None:
    body = event.body
    if event.type is DrawEvent.WITNESS_APPOINTED:
        replaces = body["party"] in course.slips
        _need(
            bool(body["reason"]) or not replaces,
            event,
            "更换凭条未写原因",
            "replaces a slip without a reason",
        )
        _slip(course, event, body["party"])
        return
    course.version += 1
    _need(body["version"] == course.version, event, "版本号不连续", "skips a version")
    course.strata = body["strata"]


def _begin(course: Course, event: Event) -> None:
    _need("regulator" in course.slips, event, "没有监管部门见证凭条", "comes before the regulator's slip")
    if event.type is DrawEvent.DRAW_LOCKED:
        _need(event.body["suite"] == SUITE, event, "密码套件未知", "names an unknown suite")
        course.lock = event
    else:
        _need(set(event.body["by"]) == set(PARTIES), event, "未由三方确认", "is not by the three parties")
        course.selection = event


def _reveal(course: Course, event: Event) -> None:
    _need(course.lock is not None and course.order is None, event, "顺序不符", "is out of order")
    done = len(course.reveals)
    if event.type is DrawEvent.DRAW_ORDERED:
        _need(done == 3, event, "应在三份揭示之后", "belongs after the third reveal")
        course.order = event
        return
    _need(done < 3 and event.body["party"] == PARTIES[done], event, "揭示顺序不符", "is another party's turn")
    course.reveals.append(event)


def _seat(course: Course, event: Event) -> None:
    body = event.body
    if event.type is DrawEvent.DRAW_SEALED:
        _need(
            body["signin_at"] >= course.filed.body["signin_at"],
            event,
            "签到时间早于申请",
            "has a sign-in time before the one filed",
        )
        course.seal, course.opened = event, None
    elif event.type is DrawEvent.RECUSAL_ADDED:
        if body["reason"] in SERVICE_REASONS:
            _need(body["by"] == ["center"], event, "应由系统记录", "is the service's own to add")
        else:
            _need(
                "regulator" in body["by"] and body["evidence"] != "",
                event,
                "缺监管部门或证据",
                "needs the regulator and evidence",
            )
        course.additions.append(event)


def _after_seal(course: Course, event: Event) -> None:
    if course.seal is None:
        raise _wrong(event, "应在锁定结果之后", "belongs after a seal")
    body, by = event.body, set(event.body.get("by", ()))
    if event.type in OPENING:
        course.opened = course.opened or event
    if event.type in UNSEALING:
        _need(event.at >= course.seal.body["signin_at"], event, "早于签到时间", "is before the sign-in time")
    if event.type is DrawEvent.ROSTER_UNSEALED:
        two = "center" in by and ("tenderer" in by or "regulator" in by)
        _need(two, event, "未由两方启封", "is not by the center and a second party")
        # The regulator opens only as a fallback, and then the reason is on record.
        _need(
            "tenderer" in by or bool(body["reason"]),
            event,
            "代为启封未写原因",
            "is a fallback without reason",
        )
    elif event.type in (DrawEvent.ROSTER_REBUILT, DrawEvent.REPLACEMENT_CONFIRMED):
        _need(by == set(PARTIES), event, "未由三方确认", "is not by the three parties")
    elif event.type is DrawEvent.SEAT_ARRIVED:
        _need(body["slot"] in course.seal.body["slots"], event, "席位不在锁定名单", "is of a slot not sealed")


def _end(course: Course, event: Event) -> None:
    body = event.body
    _need(body["events"] == event.n, event, "事件数不符", "counts another number of events")
    if event.type is DrawEvent.DRAW_CLOSED:
        if course.seal is None:
            raise _wrong(event, "应在锁定结果之后", "belongs after a seal")
        whole = course.seal.body["slots"] == list(range(1, course.seats + 1))
        _need((body["reason"] == "complete") == whole, event, "结束原因不符", "gives a wrong reason")
    elif course.reveals:
        _need(body["ground"] in LATE_GROUNDS, event, "终止理由不允许", "is on a ground no longer allowed")
        _need(set(body["by"]) == set(PARTIES), event, "未由三方确认", "is not by the three parties")
    course.end = event
