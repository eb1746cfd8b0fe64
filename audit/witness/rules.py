"""PURE. What a leaf may be, given every leaf before it (protocol section 6).

No two events share (draw, n), no two draws share (application, attempt), attempts have no gap and begin only
when the one before has ended, a draw has one lock. Facts outside draws are chains of their own and are held
to the same. A leaf that breaks a rule stays in the log for ever, so no checkpoint over it is ever signed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from typing import Any, Protocol

from audit.canonical import NotCanonical
from audit.events import BodyError, DrawEvent, envelope

LOCKS = (DrawEvent.DRAW_LOCKED, DrawEvent.SELECTION_CONFIRMED)
ENDS = (DrawEvent.DRAW_CLOSED, DrawEvent.DRAW_ABORTED)


class Wrong(StrEnum):
    """What a leaf can do wrong."""

    NO_EVENT = "no-event"
    TWIN_EVENT = "twin-event"
    BROKEN_CHAIN = "broken-chain"
    AFTER_END = "after-end"
    SECOND_LOCK = "second-lock"
    TWIN_ATTEMPT = "twin-attempt"
    ATTEMPT_GAP = "attempt-gap"
    UNENDED_ATTEMPT = "unended-attempt"


class Objection(Exception):
    """A leaf no witness signs over; ``subject`` is its draw or stream, "" for one that names none."""

    def __init__(self, wrong: Wrong, subject: str) -> None:
        self.wrong, self.subject = wrong, subject
        super().__init__(f"{wrong}: {subject}")


@dataclass(frozen=True, slots=True)
class Chain:
    """What the log says so far of one draw, or of one stream of facts (``draw`` False).

    ``prev``: hash (hex) of the last event; ``shares``: how many were revealed; ``end``: the type of the event
    that ended it, "" while it runs; ``begun``, ``at``: times of the first and the last event as written.
    """

    name: str
    draw: bool
    events: int = 0
    prev: str = ""
    application: str = ""
    attempt: int = 0
    locked: bool = False
    shares: int = 0
    end: str = ""
    begun: str = ""
    at: str = ""


class Known(Protocol):
    """What was read before."""

    def chain(self, name: str, draw: bool) -> Chain | None: ...

    def last_attempt(self, application: str) -> Chain | None:
        """The attempt with the highest number."""


def read_leaf(leaf: bytes, known: Known) -> Chain:
    """The chain the leaf belongs to, grown by it. Raises ``Objection``."""
    try:
        found = envelope(leaf)
    except (NotCanonical, BodyError):
        raise Objection(Wrong.NO_EVENT, "") from None
    draw = "draw" in found
    name: str = found["draw" if draw else "stream"]
    before = known.chain(name, draw)
    chain = before or Chain(name, draw, begun=found["at"])
    if found["n"] < chain.events:
        raise Objection(Wrong.TWIN_EVENT, name)
    if found["n"] > chain.events or found["prev"] != chain.prev:
        raise Objection(Wrong.BROKEN_CHAIN, name)
    chain = replace(chain, events=chain.events + 1, prev=sha256(leaf).hexdigest(), at=found["at"])
    return _grown(chain, found, known) if draw else chain


def _grown(chain: Chain, found: Mapping[str, Any], known: Known) -> Chain:
    kind, body = found["type"], found["body"]
    if chain.end:
        raise Objection(Wrong.AFTER_END, chain.name)
    if (found["n"] == 0) != (kind == DrawEvent.APPLICATION_FILED):
        raise Objection(Wrong.BROKEN_CHAIN, chain.name)
    if found["n"] == 0:
        chain = _begun(chain, body, known)
    if kind in LOCKS:
        if chain.locked:
            raise Objection(Wrong.SECOND_LOCK, chain.name)
        return replace(chain, locked=True)
    if kind == DrawEvent.DRAW_REVEALED:
        return replace(chain, shares=chain.shares + 1)
    return replace(chain, end=kind) if kind in ENDS else chain


def _begun(chain: Chain, body: Any, known: Known) -> Chain:
    application = body.get("application") if isinstance(body, dict) else None
    attempt = body.get("attempt") if isinstance(body, dict) else None
    if not isinstance(application, str) or type(attempt) is not int:
        raise Objection(Wrong.NO_EVENT, chain.name)
    last = known.last_attempt(application)
    if last is not None and attempt <= last.attempt:
        raise Objection(Wrong.TWIN_ATTEMPT, chain.name)
    if attempt != (last.attempt if last else 0) + 1:
        raise Objection(Wrong.ATTEMPT_GAP, chain.name)
    if last is not None and not last.end:
        raise Objection(Wrong.UNENDED_ATTEMPT, chain.name)
    if body.get("previous") != (last.prev if last else ""):
        raise Objection(Wrong.BROKEN_CHAIN, chain.name)
    return replace(chain, application=application, attempt=attempt)
