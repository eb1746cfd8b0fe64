"""Answers of the JSON API kept for requests that are sent again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request was answered: HTTP status, the place of what was made ("" for none), the body."""

    status: int
    place: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """A request that was begun. ``digest``: keyed hash of it; ``claim``: who works on it, any text;
    ``answer`` None until it was acted on."""

    digest: str
    claim: str
    at: datetime
    answer: Answer | None


class Answers(Protocol):
    """By caller (the id of an API key) and the key of the request. Bodies are encrypted at rest."""

    def kept(self, caller: str, key: str) -> Kept | None: ...

    def begin(self, caller: str, key: str, digest: str, claim: str, at: datetime) -> None:
        """Insert. Raises ``ChangedUnderYou``, at the latest when the transaction ends, where another did."""

    def take_over(self, caller: str, key: str, held: str, claim: str, at: datetime) -> bool:
        """Put ``claim`` in the place of ``held``; False when that is not held any more, or answered."""

    def answer(self, caller: str, key: str, claim: str, answer: Answer) -> bool:
        """Keep the answer; False when the claim was taken over meanwhile."""

    def release(self, caller: str, key: str, claim: str) -> None:
        """Forget a request that came to nothing; an answered one stays."""

    def forget(self, begun_before: datetime) -> None: ...
