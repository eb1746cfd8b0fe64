"""Seats (protocol section 4, Art. 4, Art. 13): ``Seating`` against a naive model, and its promises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from draw_service.rules.lottery import Stratum
from draw_service.rules.refusals import BadOutcome, NeedsReplacementConfirmed, NoOpenSeat, SeatNotCalled
from draw_service.rules.seats import OUTCOMES, Seating, first_holders

VACATING = [outcome for outcome in OUTCOMES if outcome != "accepted"]


def _handle(number: int) -> bytes:
    return bytes([number]) * 32


@st.composite
def draws(pick: st.DrawFn) -> dict[str, Any]:
    """A small draw: strata that may share experts, few employers, a cap, some recused."""
    strata = tuple(Stratum(f"s{n}", "", pick(st.integers(1, 3))) for n in range(pick(st.integers(1, 3))))
    people = [_handle(n) for n in range(pick(st.integers(0, 12)))]
    orders = {s.id: pick(st.permutations(people))[: pick(st.integers(0, len(people)))] for s in strata}
    return {
        "strata": strata,
        "orders": orders,
        "units": {h: pick(st.sampled_from(["", "u1", "u2"])) for h in people},
        "cap": pick(st.integers(0, 2)),
        "recused": {h for h in people if pick(st.integers(0, 5)) == 0},
    }


class Model:
    """Protocol section 4 read aloud: every question is answered from the whole history of calls."""

    def __init__(self, draw: Mapping[str, Any]) -> None:
        self.orders, self.units, self.cap = draw["orders"], draw["units"], draw["cap"]
        self.recused = set(draw["recused"])
        self.stratum = [s.id for s in draw["strata"] for _ in range(s.quota)]
        self.queue = list(range(1, len(self.stratum) + 1))
        self.gone: list[int] = []
        self.calls: list[tuple[int, bytes]] = []
        self.active: dict[int, bytes] = {}

    def eligible(self, slot: int) -> list[bytes]:
        def fits(h: bytes) -> bool:
            mates = [other for other in self.active.values() if self.units[other] == self.units[h]]
            return not self.units[h] or not self.cap or len(mates) < self.cap

        given = [h for _slot, h in self.calls]
        return [
            h
            for h in self.orders[self.stratum[slot - 1]]
            if h not in given and h not in self.recused and fits(h)
        ]

    def call(self) -> tuple[int, int | None, bytes | None]:
        slot = self.queue.pop(0)
        found = self.eligible(slot)
        if not found:
            self.gone.append(slot)
            return slot, None, None
        ordinal = sum(1 for called, _h in self.calls if called == slot)
        self.calls.append((slot, found[0]))
        self.active[slot] = found[0]
        return slot, ordinal, found[0]

    def vacate(self, slot: int) -> bytes:
        self.queue.append(slot)
        return self.active.pop(slot)


class SeatingMachine(RuleBasedStateMachine):
    """Calls, answers, late recusals, seals and replacements in any order."""

    @initialize(draw=draws())
    def begin(self, draw: dict[str, Any]) -> None:
        self.model = Model(draw)
        self.seating = Seating(draw["strata"], draw["orders"], draw["units"], draw["cap"], draw["recused"])
        self.accepted: set[int] = set()
        self.sealed: set[int] = set()
        self.waiting: set[int] = set()

    @precondition(lambda self: self.model.queue)
    @rule()
    def call_the_head(self) -> None:
        head = self.model.queue[0]
        if head in self.waiting:
            with pytest.raises(NeedsReplacementConfirmed):
                self.seating.call()
            return
        foreseen = self.seating.candidate()
        expected = self.model.call()
        assert self.seating.call() == expected
        assert foreseen == (expected[0], expected[2])

    @precondition(lambda self: not self.model.queue)
    @rule()
    def nobody_waits(self) -> None:
        with pytest.raises(NoOpenSeat):
            self.seating.call()

    @precondition(lambda self: set(self.model.active) - self.accepted)
    @rule(data=st.data())
    def accept(self, data: st.DataObject) -> None:
        slot = data.draw(st.sampled_from(sorted(set(self.model.active) - self.accepted)))
        assert self.seating.answer(slot, "accepted") == self.model.active[slot]
        self.accepted.add(slot)

    @precondition(lambda self: self.model.active)
    @rule(data=st.data(), outcome=st.sampled_from(VACATING))
    def vacate(self, data: st.DataObject, outcome: str) -> None:
        slot = data.draw(st.sampled_from(sorted(self.model.active)))
        assert self.seating.answer(slot, outcome) == self.model.vacate(slot)
        self.accepted.discard(slot)
        if slot in self.sealed:
            self.waiting.add(slot)

    @rule(data=st.data(), outcome=st.sampled_from(OUTCOMES))
    def an_empty_seat_answers_nothing(self, data: st.DataObject, outcome: str) -> None:
        empty = set(range(1, len(self.model.stratum) + 2)) - set(self.model.active)
        with pytest.raises(SeatNotCalled):
            self.seating.answer(data.draw(st.sampled_from(sorted(empty))), outcome)

    @precondition(lambda self: self.accepted)
    @rule(data=st.data())
    def nobody_accepts_twice(self, data: st.DataObject) -> None:
        with pytest.raises(BadOutcome):
            self.seating.answer(data.draw(st.sampled_from(sorted(self.accepted))), "accepted")

    @rule(data=st.data())
    def recuse(self, data: st.DataObject) -> None:
        people = sorted(self.model.units)
        late = data.draw(st.lists(st.sampled_from(people), max_size=2)) if people else []
        self.seating.recuse(late)
        self.model.recused.update(late)
        held = {slot for slot, h in self.model.active.items() if h in self.model.recused}
        assert self.seating.recused_holders() == sorted(held)

    @rule()
    def seal(self) -> None:
        if self.seating.settled and not self.seating.recused_holders():
            assert self.seating.seal() == sorted(self.model.active)
            self.sealed = set(self.model.active)

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def confirm(self, data: st.DataObject) -> None:
        slot = data.draw(st.sampled_from(sorted(self.waiting)))
        self.seating.confirm_replacement(slot)
        self.waiting.remove(slot)
        self.sealed.discard(slot)

    @invariant()
    def same_state(self) -> None:
        seating, model = self.seating, self.model
        assert {slot: holder.handle for slot, holder in seating.holders.items()} == model.active
        assert list(seating.queue) == model.queue
        assert seating.exhausted == set(model.gone)
        assert seating.accepted == sorted(self.accepted)
        assert seating.open_calls == sorted(set(model.active) - self.accepted)
        assert seating.settled is (not model.queue and set(model.active) == self.accepted)
        assert seating.to_confirm == self.waiting

    @invariant()
    def caps_hold_among_active_holders(self) -> None:
        tags = Counter(self.model.units[h] for h in self.model.active.values())
        del tags[""]
        assert not self.model.cap or all(count <= self.model.cap for count in tags.values())

    @invariant()
    def nobody_is_given_twice(self) -> None:
        handles = [h for _slot, h in self.model.calls]
        assert len(set(handles)) == len(handles)
        assert self.seating.given == set(handles)

    @invariant()
    def every_slot_is_in_one_place(self) -> None:
        places = [*self.seating.queue, *self.seating.holders, *self.seating.exhausted]
        assert sorted(places) == sorted(self.seating.stratum_of)


SeatingMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestSeating = SeatingMachine.TestCase


def _seating(draw: Mapping[str, Any]) -> Seating:
    return Seating(draw["strata"], draw["orders"], draw["units"], draw["cap"], draw["recused"])


@given(draw=draws())
def test_first_holders_are_the_calls_without_outcomes(draw: dict[str, Any]) -> None:
    model = Model(draw)
    expected: list[bytes | None] = []
    while model.queue:
        expected.append(model.call()[2])
    assert first_holders(*draw.values()) == expected
    assert not set(expected) & draw["recused"]


@given(draw=draws(), outcomes=st.lists(st.sampled_from(["accepted", *VACATING]), max_size=40))
def test_whoever_accepted_keeps_the_seat_while_others_are_refilled(
    draw: dict[str, Any], outcomes: list[str]
) -> None:
    seating = _seating(draw)
    kept: dict[int, bytes] = {}
    for outcome in outcomes:
        if not seating.queue:
            break
        slot, _ordinal, handle = seating.call()
        if handle is not None:
            seating.answer(slot, outcome)
            if outcome == "accepted":
                kept[slot] = handle
        assert {s: h.handle for s, h in seating.holders.items()} == kept


@given(draw=draws())
def test_everybody_declining_ends_with_everybody_asked(draw: dict[str, Any]) -> None:
    # The cap counts active holders only, so when nobody stays nobody is passed over for good.
    seating = _seating(draw)
    while seating.queue:
        slot, _ordinal, handle = seating.call()
        if handle is not None:
            seating.answer(slot, "declined")
    wanted = {h for handles in draw["orders"].values() for h in handles} - draw["recused"]
    assert seating.given == wanted
    assert seating.exhausted == set(seating.stratum_of)


@given(draw=draws(), late=st.data())
def test_a_recusal_alone_frees_no_seat(draw: dict[str, Any], late: st.DataObject) -> None:
    seating = _seating(draw)
    while seating.queue:
        seating.call()
    before = {slot: holder.handle for slot, holder in seating.holders.items()}
    seating.recuse(draw["units"])
    assert {slot: holder.handle for slot, holder in seating.holders.items()} == before
    assert seating.recused_holders() == sorted(before)
    for slot in sorted(before):
        seating.answer(slot, "recused")
    assert all(handle is None for _slot, _ordinal, handle in (seating.call() for _ in before))


def test_passed_over_by_the_cap_is_passed_over_for_that_call_only() -> None:
    one, two, three = map(_handle, (1, 2, 3))
    strata = (Stratum("s", "", 2),)
    seating = Seating(strata, {"s": [one, two, three]}, {one: "u", two: "u", three: "v"}, 1)
    assert seating.call() == (1, 0, one)
    assert seating.call() == (2, 0, three)
    seating.answer(1, "declined")
    assert seating.call() == (1, 1, two)


def test_unknown_outcome_is_refused_and_changes_nothing() -> None:
    seating = Seating((Stratum("s", "", 1),), {"s": [_handle(1)]}, {_handle(1): ""}, 0)
    seating.call()
    with pytest.raises(BadOutcome):
        seating.answer(1, "promoted")
    assert seating.open_calls == [1]


def test_only_what_waits_for_it_can_be_confirmed() -> None:
    seating = Seating((Stratum("s", "", 1),), {"s": [_handle(1), _handle(2)]}, dict.fromkeys(
        [_handle(1), _handle(2)], ""), 0)  # fmt: skip
    seating.call()
    seating.answer(1, "accepted")
    seating.seal()
    with pytest.raises(SeatNotCalled):
        seating.confirm_replacement(1)
    seating.answer(1, "late")
    with pytest.raises(NeedsReplacementConfirmed):
        seating.call()
    seating.confirm_replacement(1)
    assert seating.call() == (1, 1, _handle(2))
    # Not sealed with this holder: a refusal now needs no new confirmation.
    seating.answer(1, "declined")
    assert seating.call() == (1, None, None)


def test_a_refusal_names_the_seat_it_is_about() -> None:
    people = [_handle(n) for n in range(4)]
    seating = Seating([Stratum("s", "", 2)], {"s": people}, dict.fromkeys(people, ""), 0)
    with pytest.raises(SeatNotCalled) as unanswerable:
        seating.answer(2, "accepted")
    with pytest.raises(SeatNotCalled) as unconfirmable:
        seating.confirm_replacement(2)
    for _ in range(2):
        seating.answer(seating.call()[0], "accepted")
    seating.seal()
    seating.answer(2, "withdrawn")
    with pytest.raises(NeedsReplacementConfirmed) as unconfirmed:
        seating.call()
    for refused in (unanswerable, unconfirmable, unconfirmed):
        assert refused.value.fields == {"slot": 2}


def test_who_was_called_stays_known_and_who_left_is_no_longer_there() -> None:
    people = [_handle(1), _handle(2)]
    seating = Seating([Stratum("s", "", 1)], {"s": people}, dict.fromkeys(people, ""), 0)
    seating.call()
    seating.answer(1, "accepted")
    seating.arrived.add(1)
    seating.answer(1, "late")
    assert seating.arrived == set()
    seating.call()
    assert seating.called == {(1, 0): people[0], (1, 1): people[1]}
