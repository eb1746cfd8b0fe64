"""Step 4: the events are one unbroken chain of one draw."""

from __future__ import annotations

from hashlib import sha256

from audit.canonical import NotCanonical
from audit.events import BodyError, Event, decode, envelope
from audit.verify.bundle import Bundle
from audit.verify.report import Failed, Said


def check_chain(bundle: Bundle) -> tuple[str, Said]:
    """One ``draw``; ``n`` from 0 without gaps; ``prev`` the hash before; ``at`` never decreases."""
    draw, prev, before = "", "", ""
    for n, entry in enumerate(bundle.entries):
        try:
            found = envelope(entry.data)
        except (NotCanonical, BodyError) as error:
            raise Failed(f"第 {n} 个事件外层不符", f"event {n}: {error}") from None
        if "draw" not in found or (n and found["draw"] != draw):
            raise Failed(f"第 {n} 个事件属于另一次抽取", f"event {n} belongs to another draw")
        if found["n"] != n:
            raise Failed(f"第 {n} 个事件编号不连续", f"event {n} is numbered {found['n']}")
        if found["prev"] != prev:
            raise Failed(f"第 {n} 个事件未接上前一个", f"event {n} does not follow the one before")
        if found["at"] < before:
            raise Failed(f"第 {n} 个事件时间倒退", f"event {n} is earlier than the one before")
        draw, prev, before = found["draw"], sha256(entry.data).hexdigest(), found["at"]
    count = len(bundle.entries)
    return draw, Said(f"{draw}：{count} 个事件首尾相接", f"{draw}: {count} events in one chain")


def read_events(bundle: Bundle) -> list[Event]:
    """The first half of step 5: every type known, every body in shape."""
    events = []
    for n, entry in enumerate(bundle.entries):
        try:
            events.append(decode(entry.data))
        except (NotCanonical, BodyError) as error:
            raise Failed(f"第 {n} 个事件内容不符", f"event {n}: {error}") from None
    return events
