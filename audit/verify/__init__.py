"""The verifier of an evidence bundle: protocol section 8, one file per idea, steps numbered as there.

``bundle`` 1 · ``signatures`` 2, 3 · ``chain`` 4 · ``course`` 5 · ``gates`` 6 · ``lists`` 7 · ``seed`` 8, 9 ·
``order`` 10 · ``seats`` and ``replay`` 11 · ``openings`` 12, 13 · ``extras`` 14–16 · ``log`` 17 ·
``unproven`` · ``ticket`` · ``report``

It trusts nobody: whoever owns the log's key can sign, chain and plant any tree, so everything that follows
from the published secrets is computed again. It needs the pure files of ``audit`` and ``cryptography``.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from typing import TypeVar

from audit.events import Event
from audit.verify import chain, course, extras, gates, lists, log, openings, order, replay, seed, signatures
from audit.verify.bundle import Bundle, Unreadable, read
from audit.verify.log import WholeLog
from audit.verify.report import (
    NAMES,
    VERDICTS,
    Halt,
    NotApplicable,
    NotProven,
    Report,
    Said,
    Status,
    Step,
)
from audit.verify.seats import Seats
from audit.verify.ticket import Ticket, check_ticket
from audit.verify.unproven import unproven

__all__ = ["Report", "Said", "Status", "Step", "verify"]

T = TypeVar("T")

_NEEDS: dict[int, tuple[int, ...]] = {
    2: (1,),
    3: (1, 2),
    4: (1,),
    5: (1, 4),
    6: (2, 3, 4, 5),
    7: (1, 5),
    8: (5,),
    9: (5, 8),
    10: (7, 9),
    11: (5, 7, 9),
    12: (11,),
    13: (5, 7, 11),
    14: (5,),
    15: (5,),
    16: (5,),
    17: (2, 3, 4, 5),
}
"""The steps each step stands on: when one of them failed, nothing built on it is ticked."""

_BROKEN = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RecursionError,
)
"""Whatever a hostile file may still make a step stumble over; stumbling is failing."""


class _Steps:
    """The verdicts so far, and how the next one is reached."""

    def __init__(self) -> None:
        self.done: dict[int, Step] = {}
        self.untickable: tuple[int, ...] = ()
        """steps that are run but never ticked: a selective draw has no order to tick"""

    def run(self, number: int, act: Callable[[], tuple[T, Said]]) -> T | None:
        """Run one step; what it found when it did not halt, even if it may not be ticked."""
        try:
            value, said = act()
        except Halt as halt:
            self._put(number, halt.status, halt.said)
            return None
        except _BROKEN as error:
            kind = type(error).__name__
            self._put(number, Status.FAIL, Said("内容使核对无法进行", f"the file breaks this step ({kind})"))
            return None
        lacking = [need for need in _NEEDS.get(number, ()) if not self._stands(need)]
        if lacking:
            which = ", ".join(str(need) for need in lacking)
            said = Said(f"所依据的第 {which} 步未通过", f"rests on step {which}, which did not pass")
        status = Status.PASS if number not in self.untickable else Status.NOT_APPLICABLE
        self._put(number, Status.NOT_PROVEN if lacking else status, said)
        return value

    def check(self, number: int, act: Callable[[], Said]) -> None:
        """Run one step that finds nothing others need."""
        self.run(number, lambda: (None, act()))

    def _stands(self, number: int) -> bool:
        return self.done[number].status in (Status.PASS, Status.NOT_APPLICABLE)

    def _put(self, number: int, status: Status, said: Said) -> None:
        self.done[number] = Step(number, NAMES[number], status, said)


def _have(value: T | None, number: int) -> T:
    """The result of an earlier step, or the end of this one."""
    if value is None:
        raise NotProven(f"第 {number} 步未通过，无从核对", f"step {number} left nothing to compare")
    return value


def verify(
    data: bytes,
    *,
    policy: bytes | None = None,
    register: bytes | None = None,
    receipt: str | None = None,
    shares: Mapping[str, str] | None = None,
    records: bytes | None = None,
    log: bytes | WholeLog | None = None,
    ticket: bytes | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Verify the bytes of a bundle. Never raises, whatever the bytes are.

    ``policy``, ``register``, ``records``, ``log`` ``ticket``: the bytes of those files (``log`` may also be
    one read already, for many bundles); ``receipt`` the lock hash on paper; ``shares`` maps a party to its
    share code; ``progress(done, total)`` counts pool leaves.
    """
    collecting = gc.isenabled()
    gc.disable()  # a pool is a million small objects, none of them in a cycle
    try:
        return _verify(data, policy, register, receipt, shares, records, log, ticket, progress)
    finally:
        if collecting:
            gc.enable()


def _verify(
    data: bytes,
    policy: bytes | None,
    register: bytes | None,
    receipt: str | None,
    shares: Mapping[str, str] | None,
    records: bytes | None,
    log: bytes | WholeLog | None,
    ticket: bytes | None,
    progress: Callable[[int, int], None] | None,
) -> Report:
    steps = _Steps()
    try:
        bundle = steps.run(1, lambda: _read(data))
    except Unreadable as error:
        detail = Said("不是核验包", f"not an evidence bundle: {error}")
        step = Step(1, NAMES[1], Status.FAIL, detail)
        return Report((step,), "unreadable", VERDICTS["unreadable"], policy is not None)
    found = _protocol(steps, bundle, policy, register, progress)
    _options(steps, bundle, found, receipt, shares, records, log)
    return _report(steps, bundle, found, ticket, trusted=policy is not None)


def _read(data: bytes) -> tuple[Bundle, Said]:
    bundle = read(data)
    return bundle, Said(
        f"格式、键、编码严格无误（{len(data)} 字节）",
        f"format, keys and encodings are strict, {len(data)} bytes",
    )


class _Found:
    """What the steps found for the verdict and the options."""

    draw: str = ""
    heads: signatures.Heads | None = None
    events: list[Event] | None = None
    order: order.Order | None = None
    course: course.Course | None = None
    lists: lists.Lists | None = None
    seed: bytes | None = None
    seats: Seats | None = None


def _protocol(
    steps: _Steps,
    bundle: Bundle | None,
    policy: bytes | None,
    register: bytes | None,
    progress: Callable[[int, int], None] | None,
) -> _Found:
    """Steps 2 to 13."""
    found = _Found()

    def signed() -> tuple[signatures.Heads, Said]:
        trust = None if policy is None else signatures.read_policy(policy)
        return signatures.check_signatures(_have(bundle, 1), trust)

    def ordered() -> tuple[course.Course, Said]:
        found.events = chain.read_events(_have(bundle, 1))
        return course.check_course(found.events)

    found.heads = steps.run(2, signed)
    if found.heads is None and bundle is not None:
        found.heads = signatures.unsigned_heads(bundle)
    steps.check(3, lambda: signatures.check_inclusion(_have(bundle, 1), _have(found.heads, 2)))
    found.draw = steps.run(4, lambda: chain.check_chain(_have(bundle, 1))) or ""
    way = found.course = steps.run(5, ordered)
    if way is not None and way.kind == "selective":
        steps.untickable = (6, 11)
    steps.check(
        6,
        lambda: gates.check_gates(
            _have(bundle, 1), _have(found.heads, 2), _have(way, 5), _have(found.events, 5)
        ),
    )
    listed = found.lists = steps.run(7, lambda: lists.check_lists(_have(bundle, 1), _have(way, 5), progress))
    steps.check(8, lambda: seed.check_commitments(_have(way, 5), found.draw or _have(None, 4)))
    seeded = found.seed = steps.run(9, lambda: seed.check_seed(_have(way, 5)))

    def first() -> Said:
        here = _have(way, 5)
        if here.order is None:
            raise _no_order(here)
        found.order = order.Order(_have(listed, 7), here, _have(seeded, 9))
        return order.check_result(here, _have(listed, 7), _have(seeded, 9), found.order)

    def again() -> tuple[Seats, Said]:
        here = _have(way, 5)
        if here.order is None:
            return replay.replay(here, _have(found.events, 5), None, None)
        return replay.replay(here, _have(found.events, 5), _have(found.order, 10), listed)

    steps.check(10, first)
    seats = found.seats = steps.run(11, again)
    steps.check(12, lambda: openings.check_openings(_have(bundle, 1), _have(way, 5), seats, listed))
    steps.check(13, lambda: openings.check_key(_have(bundle, 1), _have(way, 5), seats, listed, register))
    return found


def _no_order(way: course.Course) -> Halt:
    if way.kind == "selective":
        return NotApplicable("选择性抽取没有随机顺序", "a selective draw has no order")
    return NotApplicable("产生顺序前终止，没有顺序", "ended before the order")


def _options(
    steps: _Steps,
    bundle: Bundle | None,
    found: _Found,
    receipt: str | None,
    shares: Mapping[str, str] | None,
    records: bytes | None,
    whole_log: bytes | WholeLog | None,
) -> None:
    """Steps 14 to 17."""
    steps.check(14, lambda: extras.check_receipt(_have(found.course, 5), receipt))
    steps.check(15, lambda: extras.check_shares(_have(found.course, 5), found.draw, shares))
    steps.check(16, lambda: extras.check_records(_have(found.events, 5), records))
    steps.check(
        17,
        lambda: log.check_log(
            _have(bundle, 1), _have(found.heads, 2).final, _have(found.events, 5), whole_log
        ),
    )


def _report(
    steps: _Steps, bundle: Bundle | None, found: _Found, ticket: bytes | None, *, trusted: bool
) -> Report:
    way = found.course
    shares = len(way.reveals) if way else 0
    if any(step.status is Status.FAIL for step in steps.done.values()):
        verdict, said = "failed", VERDICTS["failed"]
    elif way is not None and way.selection is not None:
        verdict, said = "not-random", _chosen(way)
    elif way is not None and way.aborted:
        verdict = "aborted-after-lock" if way.lock else "aborted-before-lock"
        said = VERDICTS[verdict]
        if way.lock:
            said = Said(
                f"{said.zh}，已揭示 {shares} 份份额", f"{said.en}; {shares} of 3 shares were already open"
            )
    else:
        verdict, said = "passed", VERDICTS["passed"]
    return Report(
        steps=tuple(steps.done[number] for number in sorted(steps.done)),
        verdict=verdict,
        verdict_said=said,
        trusted=trusted,
        draw=found.draw,
        stage=bundle.stage if bundle else "",
        shares_open=shares,
        unproven=_unproven(steps, bundle, found),
        ticket=None if ticket is None else _ticket(ticket, found),
    )


def _ticket(receipt: bytes, found: _Found) -> Ticket:
    return check_ticket(receipt, found.draw, found.course, found.lists, found.order, found.seats, found.seed)


def _unproven(steps: _Steps, bundle: Bundle | None, found: _Found) -> tuple[Said, ...]:
    if bundle is None or found.course is None or found.events is None:
        return ()
    return tuple(
        unproven(
            bundle,
            found.course,
            found.events,
            witnessed=found.heads is not None and found.heads.witnessed,
            receipt=steps.done[14].status is Status.PASS,
        )
    )


_PARTIES_ZH = {"tenderer": "招标人", "regulator": "监管部门", "center": "中心"}


def _chosen(way: course.Course) -> Said:
    assert way.selection is not None
    by = way.selection.body["by"]
    zh, en = "、".join(_PARTIES_ZH[party] for party in by), ", ".join(by)
    ended = ("，后终止", ", later aborted") if way.aborted else ("", "")
    return Said(
        f"非随机抽取，经{zh}同意选定{ended[0]}",
        f"not a random draw, chosen with the consent of {en}{ended[1]}",
    )
