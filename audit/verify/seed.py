"""Steps 8 and 9: the shares open the commitments of the lock, and the seed is made of them alone."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from audit.events import PARTIES
from audit.verify.course import Course
from audit.verify.report import Failed, NotApplicable, Said


class Keyed:
    """HMAC-SHA-256 (RFC 2104) of ``prefix || message`` under one key of at most 64 bytes, made ready once
    for many messages."""

    def __init__(self, key: bytes, prefix: bytes) -> None:
        block = key.ljust(64, b"\0")
        self._inner = sha256(bytes(byte ^ 0x36 for byte in block) + prefix).copy
        self._outer = sha256(bytes(byte ^ 0x5C for byte in block)).copy

    def __call__(self, message: bytes) -> bytes:
        return self.each((message,))[0]

    def each(self, messages: Iterable[bytes]) -> list[bytes]:
        """One after the other; for a whole register much quicker than one call for each."""
        found, ready_inner, ready_outer = [], self._inner, self._outer
        for message in messages:
            inner, outer = ready_inner(), ready_outer()
            inner.update(message)
            outer.update(inner.digest())
            found.append(outer.digest())
        return found


def commitment(party: str, draw: str, share: bytes) -> str:
    """What a party binds itself to before the lock (protocol section 1), in hex."""
    named = b"".join(bytes([len(text)]) + text.encode() for text in (party, draw))
    return sha256(b"edraw/1 commit\0" + named + share).hexdigest()


def lock_hash(lock: bytes) -> bytes:
    """The hash every lock receipt prints, over the bytes of the ``draw.locked`` event."""
    return sha256(b"edraw/1 lock\0" + lock).digest()


def _locked(course: Course) -> None:
    if course.kind == "selective":
        raise NotApplicable("选择性抽取没有份额与种子", "a selective draw has no shares and no seed")
    if course.kind == "early":
        raise NotApplicable("封存前终止，没有份额与种子", "ended before the lock: no share, no seed")


def check_commitments(course: Course, draw: str) -> Said:
    """Step 8. The lock binds the last logged slips; each revealed share opens its own commitment."""
    _locked(course)
    assert course.lock is not None
    bound = course.lock.body["commitments"]
    for party, (logged, _) in course.slips.items():
        if bound[party] != logged:
            raise Failed(f"封存的承诺（{party}）不是最后登记的", f"the lock binds another slip of {party}")
    if len(set(bound.values())) != len(PARTIES):
        raise Failed("两方承诺相同", "two parties share one commitment")
    for event in course.reveals:
        party, share = event.body["party"], bytes.fromhex(event.body["share"])
        if commitment(party, draw, share) != bound[party]:
            raise Failed(f"份额（{party}）打不开承诺", f"the share of {party} does not open its commitment")
    count = len(course.reveals)
    return Said(
        f"三方承诺与登记相同，{count} 份份额均能打开",
        f"three commitments as logged, opened by {count} shares",
    )


def check_seed(course: Course) -> tuple[bytes, Said]:
    """Step 9. The seed follows from the lock's bytes and the three shares."""
    _locked(course)
    assert course.lock is not None
    if course.order is None:
        raise NotApplicable("产生顺序前终止，没有种子", "aborted before the order: there is no seed")
    parts = b"".join(
        bytes([len(event.body["party"])]) + event.body["party"].encode() + bytes.fromhex(event.body["share"])
        for event in course.reveals
    )
    seed = sha256(b"edraw/1 seed\0" + lock_hash(course.lock.bytes) + parts).digest()
    if seed.hex() != course.order.body["seed"]:
        raise Failed("种子不是由封存与三份份额得出", "the seed does not follow from the lock and the shares")
    return seed, Said(f"种子 {seed.hex()}", f"seed {seed.hex()}")
