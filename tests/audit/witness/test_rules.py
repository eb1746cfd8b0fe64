"""What no witness signs over; everything an honest house can write, it does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.witness.rules import Chain, Objection, Wrong, read_leaf
from audit.witness.words import SAID
from tests.audit.witness.logs import Book, leaf


class Memory:
    """``rules.Known`` in memory."""

    def __init__(self) -> None:
        self.chains: dict[tuple[str, bool], Chain] = {}

    def chain(self, name: str, draw: bool) -> Chain | None:
        return self.chains.get((name, draw))

    def last_attempt(self, application: str) -> Chain | None:
        found = [one for one in self.chains.values() if one.draw and one.application == application]
        return max(found, key=lambda one: one.attempt, default=None)


def read(leaves: list[bytes]) -> Memory:
    memory = Memory()
    for one in leaves:
        chain = read_leaf(one, memory)
        memory.chains[chain.name, chain.draw] = chain
    return memory


STEPS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["step", "abort", "close", "fact"])), max_size=60
)


def honest(steps: list[tuple[int, str]]) -> Book:
    """Draws of four applications, interleaved as they like; an attempt begins when the one before ended."""
    book, attempt, running = Book(), dict.fromkeys(range(4), 0), dict.fromkeys(range(4), "")
    facts = {}
    for which, what in steps:
        name = f"AP-{which}"
        if what == "fact":
            import hashlib

            prev = facts.get(name, [])
            made = book.fact(f"s{which}", len(prev), hashlib.sha256(prev[-1]).hexdigest() if prev else "")
            facts[name] = [*prev, made]
        elif not running[which]:
            attempt[which] += 1
            running[which] = book.file(name, attempt[which])
        elif what == "step":
            draw = running[which]
            locked = any(b'"draw.locked"' in one for one in book.chains[draw])
            book.add(draw, "draw.revealed" if locked else "draw.locked")
        else:
            book.add(running[which], "draw.aborted" if what == "abort" else "draw.closed")
            running[which] = ""
    return book


@given(STEPS)
def test_honest_logs_are_read_to_their_end(steps: list[tuple[int, str]]) -> None:
    book = honest(steps)

    memory = read(book.leaves)

    for name, chain in book.chains.items():
        found = memory.chains[name, True]
        assert found.events == len(chain)
        assert found.shares == sum(b'"draw.revealed"' in one for one in chain)
        assert bool(found.end) == any(b'"draw.aborted"' in one or b'"draw.closed"' in one for one in chain)


@given(STEPS.filter(bool), st.data())
def test_a_leaf_left_out_repeated_or_moved_is_seen(steps: list[tuple[int, str]], data: st.DataObject) -> None:
    leaves = honest(steps).leaves
    at = data.draw(st.integers(0, len(leaves) - 1))
    repeated = [*leaves[: at + 1], leaves[at], *leaves[at + 1 :]]

    with pytest.raises(Objection) as objected:
        read(repeated)
    assert objected.value.wrong is Wrong.TWIN_EVENT

    name = read_leaf_name(leaves[at])
    later = [one for one in leaves[at + 1 :] if read_leaf_name(one) == name]
    if later:
        with pytest.raises(Objection):
            read([*leaves[:at], *leaves[at + 1 :]])


def read_leaf_name(one: bytes) -> tuple[object, object]:
    import json

    found = json.loads(one)
    return found.get("draw"), found.get("stream")


def second_lock(book: Book) -> None:
    draw = book.file("AP-9", 1)
    book.add(draw, "draw.locked")
    book.add(draw, "draw.locked")


def lock_of_another_kind(book: Book) -> None:
    draw = book.file("AP-9", 1)
    book.add(draw, "selection.confirmed")
    book.add(draw, "draw.locked")


def after_the_end(book: Book) -> None:
    book.add(book.live("AP-9"), "seat.called")


def hidden_attempt(book: Book) -> None:
    draw = book.live("AP-9", 1, "draw.aborted")
    book.leaves = [one for one in book.leaves if read_leaf_name(one)[0] != draw]
    book.file("AP-9", 2)


def gap(book: Book) -> None:
    book.live("AP-9", 1)
    book.file("AP-9", 3)


def twin(book: Book) -> None:
    book.live("AP-9", 1)
    book.file("AP-9", 1, "AP-9.1b")


def unended(book: Book) -> None:
    book.file("AP-9", 1)
    book.file("AP-9", 2)


def wrong_previous(book: Book) -> None:
    book.live("AP-9", 1)
    book.leaves.append(
        leaf(
            "AP-9.2", 0, "", "application.filed", {"application": "AP-9", "attempt": 2, "previous": "00" * 32}
        )
    )


def begins_in_the_middle(book: Book) -> None:
    book.leaves.append(leaf("AP-9.1", 0, "", "draw.locked", {}))


def filed_twice(book: Book) -> None:
    draw = book.file("AP-9", 1)
    book.add(draw, "application.filed", application="AP-9", attempt=2, previous="")


def rewritten(book: Book) -> None:
    draw = book.file("AP-9", 1)
    book.leaves.append(leaf(draw, 1, "11" * 32, "draw.locked", {}))


def jumps(book: Book) -> None:
    draw = book.file("AP-9", 1)
    book.leaves.append(leaf(draw, 5, "11" * 32, "draw.locked", {}))


def two_facts(book: Book) -> None:
    book.fact("keys", 0)
    book.fact("keys", 0)


def no_event(book: Book) -> None:
    book.leaves.append(b'{"x": 1}')


def no_application(book: Book) -> None:
    book.leaves.append(leaf("AP-9.1", 0, "", "application.filed", {"attempt": True}))


DEEDS: list[tuple[Callable[[Book], None], Wrong, str]] = [
    (second_lock, Wrong.SECOND_LOCK, "AP-9.1"),
    (lock_of_another_kind, Wrong.SECOND_LOCK, "AP-9.1"),
    (after_the_end, Wrong.AFTER_END, "AP-9.1"),
    (hidden_attempt, Wrong.ATTEMPT_GAP, "AP-9.2"),
    (gap, Wrong.ATTEMPT_GAP, "AP-9.3"),
    (twin, Wrong.TWIN_ATTEMPT, "AP-9.1b"),
    (unended, Wrong.UNENDED_ATTEMPT, "AP-9.2"),
    (wrong_previous, Wrong.BROKEN_CHAIN, "AP-9.2"),
    (begins_in_the_middle, Wrong.BROKEN_CHAIN, "AP-9.1"),
    (filed_twice, Wrong.BROKEN_CHAIN, "AP-9.1"),
    (rewritten, Wrong.BROKEN_CHAIN, "AP-9.1"),
    (jumps, Wrong.BROKEN_CHAIN, "AP-9.1"),
    (two_facts, Wrong.TWIN_EVENT, "keys"),
    (no_event, Wrong.NO_EVENT, ""),
    (no_application, Wrong.NO_EVENT, "AP-9.1"),
]


@pytest.mark.parametrize(("deed", "wrong", "subject"), DEEDS, ids=lambda one: getattr(one, "__name__", ""))
def test_what_was_done_is_named(deed: Callable[[Book], None], wrong: Wrong, subject: str) -> None:
    book = Book()
    book.live("AP-1")
    deed(book)

    with pytest.raises(Objection) as objected:
        read(book.leaves)

    assert (objected.value.wrong, objected.value.subject) == (wrong, subject)


def test_every_objection_has_words() -> None:
    assert {str(one) for one in Wrong} <= set(SAID)
    assert all(zh and en for zh, en in SAID.values())
