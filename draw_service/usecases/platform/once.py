"""A request that is sent again is acted on once (RFC 9110 section 9.2.2; header Idempotency-Key).

The request is claimed in a transaction of its own; the act and its answer are then written in one other, on
the condition that the claim still holds. Whatever breaks off in between leaves either both or neither, and a
claim left behind may be taken over after ``LEASE``. A refusal changes nothing and is not kept: the same
request may be tried again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from types import TracebackType
from typing import Self, cast

from draw_service.rules.refusals import ChangedUnderYou, IdempotencyKeyReused, InProgress
from draw_service.usecases.ports import Books, House
from draw_service.usecases.ports.answers import Answer

KEPT = timedelta(hours=24)
LEASE = timedelta(seconds=60)
"""Longer than any act takes."""


def once(house: House, caller: str, key: str, request: bytes, act: Callable[[House], Answer]) -> Answer:
    """The answer of ``act``, or the one kept for the same ``request`` of the same ``caller`` and ``key``.

    ``act`` is given a house whose transactions are all one, to look as well; it must use no other. Raises
    ``IdempotencyKeyReused`` for another request under the key, ``InProgress``, and what ``act`` raises.
    """
    claim = house.entropy.bytes(16).hex()
    digest = house.keyring.pseudonym("api request " + sha256(request).hexdigest())
    known = _claim(house, caller, key, digest, claim)
    if known is not None:
        return known
    try:
        with house.books() as books:
            inner = partial(_within, books)
            answer = act(replace(house, books=inner, views=inner, sequence=_later))
            if not books.answers.answer(caller, key, claim, answer):
                raise InProgress
            books.commit()
    except Exception:
        with house.books() as books:
            books.answers.release(caller, key, claim)
            books.commit()
        raise
    house.sequence()
    return answer


def _claim(house: House, caller: str, key: str, digest: str, claim: str) -> Answer | None:
    """The kept answer; None when the request is this claim's to act on."""
    try:
        with house.books() as books:
            known = _claim_in(books, (caller, key), digest, claim, house.clock.now())
            books.commit()
    except ChangedUnderYou:
        raise InProgress from None
    return known


def _claim_in(books: Books, of: tuple[str, str], digest: str, claim: str, now: datetime) -> Answer | None:
    books.answers.forget(now - KEPT)
    found = books.answers.kept(*of)
    if found is None:
        books.answers.begin(*of, digest, claim, now)
        return None
    if found.digest != digest:
        raise IdempotencyKeyReused
    if found.answer is None and (
        now - found.at < LEASE or not books.answers.take_over(*of, found.claim, claim, now)
    ):
        raise InProgress
    return found.answer


def _within(books: Books) -> Books:
    return cast("Books", _Within(books))


def _later() -> None:
    """The log is sequenced after the commit."""


class _Within:
    """An open transaction, opened again: it is committed and closed by whoever opened it first."""

    def __init__(self, books: Books) -> None:
        for facet in Books.__annotations__:
            setattr(self, facet, getattr(books, facet))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None: ...

    def commit(self) -> None: ...
