"""Step 11: every call, outcome, exhaustion, addition and seal again, from the order and the outcomes."""

from __future__ import annotations

from audit.events import DrawEvent, Event
from audit.verify.course import UNSEALING, Course
from audit.verify.lists import Lists
from audit.verify.order import Order
from audit.verify.report import Failed, NotApplicable, Said
from audit.verify.seats import Seats


def _need(holds: bool, event: Event, zh: str, en: str) -> None:
    if not holds:
        raise Failed(f"第 {event.n} 个事件（{event.type}）{zh}", f"event {event.n} ({event.type}) {en}")


def replay(
    course: Course, events: list[Event], order: Order | None, lists: Lists | None
) -> tuple[Seats, Said]:
    """Read the events against the seats; without an order (selective draw) slots, calls and seals only."""
    if course.order is None and course.selection is None:
        raise NotApplicable("没有产生顺序，无席位可重放", "there is no order and no seat to replay")
    if order is not None and lists is not None:
        seats, additions = order.seats(course, lists), iter(lists.added)
    else:
        seats, additions = Seats(course.strata, None, {}, 0, set()), iter([])
    for event in events:
        if event.type is DrawEvent.RECUSAL_ADDED:
            seats.recused |= next(additions)
        elif "slot" in event.body:
            _slot(seats, event)
        elif event.type is DrawEvent.DRAW_SEALED:
            _seal(seats, event)
        elif event.type in UNSEALING or event.type is DrawEvent.DRAW_CLOSED:
            _need(seats.is_sealed, event, "席位变动后未重新锁定结果", "comes after a seat changed unsealed")
            _need(seats.none_recused, event, "仍有应回避者在席", "leaves a seat to one who must step back")
    calls = sum(event.type is DrawEvent.SEAT_CALLED for event in events)
    if order is None:
        return seats, Said(
            f"非随机抽取：仅核对席位、通知与锁定结果（通知 {calls} 次），不核对顺序",
            f"not a random draw: slots, calls ({calls}) and seals agree; there is no order to tick",
        )
    return seats, Said(
        f"{calls} 次通知、{len(seats.exhausted)} 席用尽及全部增加回避均与顺序一致",
        f"{calls} calls, {len(seats.exhausted)} exhausted seats and every addition follow the order",
    )


def _slot(seats: Seats, event: Event) -> None:
    slot = event.body["slot"]
    _need(slot in seats.stratum, event, "席位不存在", "is of a slot that does not exist")
    match event.type:
        case DrawEvent.SEAT_CALLED:
            _call(seats, event, slot)
        case DrawEvent.SEAT_ANSWERED:
            _need(slot in seats.holder, event, "席位无人", "answers for a slot nobody holds")
            if event.body["outcome"] == "accepted":
                seats.accepted.add(slot)
            else:
                seats.leave(slot)
        case DrawEvent.SEAT_EXHAUSTED:
            _head(seats, event, slot)
            # A selective draw has no published order to look in.
            none_left = seats.orders is None or seats.take(slot) is None
            _need(none_left, event, "顺序中仍有可用专家", "is false: the order still has a candidate")
            seats.queue.popleft()
            seats.exhausted.add(slot)
            seats.unconfirmed.discard(slot)
        case DrawEvent.SEAT_ARRIVED:
            _need(slot in seats.sealed, event, "席位不在锁定名单", "is of a slot whose sealed holder left")
        case DrawEvent.REPLACEMENT_CONFIRMED:
            _need(slot in seats.unconfirmed, event, "没有席位待更换", "confirms what nobody has to replace")
            seats.unconfirmed.discard(slot)


def _head(seats: Seats, event: Event, slot: int) -> None:
    head = seats.queue[0] if seats.queue else None
    _need(head == slot, event, "未按队列顺序", "is not of the head of the queue")


def _call(seats: Seats, event: Event, slot: int) -> None:
    ordinal = event.body["ordinal"]
    if slot in seats.holder and ordinal == seats.ordinal[slot]:
        return  # a redial gives nothing
    _head(seats, event, slot)
    _need(slot not in seats.unconfirmed, event, "更换未经三方确认", "replaces a sealed holder unconfirmed")
    _need(ordinal == seats.ordinal.get(slot, -1) + 1, event, "第几位不连续", "skips an ordinal")
    _need(seats.take(slot) is not None, event, "顺序中已无可用专家", "calls although the order is exhausted")
    seats.queue.popleft()


def _seal(seats: Seats, event: Event) -> None:
    _need(not seats.queue, event, "仍有空席待通知", "comes while a slot waits")
    _need(seats.accepted == set(seats.holder), event, "仍有通知未答复", "comes while a call is open")
    _need(event.body["slots"] == sorted(seats.holder), event, "席位与重放不同", "names other slots")
    _need(seats.none_recused, event, "锁定结果时仍有应回避者", "seals a holder who must step back")
    seats.seal()
