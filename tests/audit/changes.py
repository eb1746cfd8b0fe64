"""What a forger does to a draw: small changes of its events, to be put together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.audit.forge import Story

Change = Callable[[Story], object]


def many(*changes: Change) -> Change:
    return lambda story: [change(story) for change in changes]


def body(type: str, which: int = 0, **values: Any) -> Change:
    return lambda story: story.body(type, which).update(values)


def drop(*places: int) -> Change:
    def change(story: Story) -> None:
        for at in sorted(places, reverse=True):
            del story.events[at]

    return change


def swap(one: int, other: int) -> Change:
    def change(story: Story) -> None:
        events = story.events
        events[one]["body"], events[other]["body"] = events[other]["body"], events[one]["body"]
        events[one]["type"], events[other]["type"] = events[other]["type"], events[one]["type"]

    return change


def insert(at: int, type: str, **values: Any) -> Change:
    return lambda story: story.insert(at, type, values)


def replace(at: int, type: str, **values: Any) -> Change:
    return lambda story: story.events[at].update(type=type, body=values)


def force(at: int, **outer: Any) -> Change:
    return lambda story: story.force.update({at: outer})


def gate(name: str, after: int) -> Change:
    return lambda story: story.gate_after.update({name: after})


def times(first: int, at: str) -> Change:
    return lambda story: [event.update(at=at) for event in story.events[first:]]


def abort(story: Story, at: int, **values: Any) -> None:
    """Cut the draw at position ``at`` and end it in an abort."""
    when = story.events[at - 1]["at"]
    del story.events[at:]
    story.events.append({"at": when, "type": "draw.aborted", "body": {"events": 0, "reason": "", **values}})
    story.openings, story.added = [], []
