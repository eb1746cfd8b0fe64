"""A draw as its events tell it; the frozen draws are replayed whole in ``test_vectors``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.canonical import NotCanonical, canonical
from audit.events import DrawEvent, Event
from draw_service.rules.life import (
    Draw,
    Lists,
    handles_of,
    parse_time,
    pool_leaves,
    replay,
    seating_of,
    strata_of,
    write_time,
)
from draw_service.rules.lottery import PoolLeaf, order

PARTIES = ("tenderer", "regulator", "center")
Told = tuple[DrawEvent, Mapping[str, Any]]
FILED: dict[str, Any] = {
    "application": "AP-1",
    "attempt": 2,
    "previous": "11" * 32,
    "commitment": "22" * 32,
    "unseal_pk": "33" * 32,
    "rule_pack": "test/1",
    "strata": [{"code": "A", "id": "a", "quota": 1}, {"code": "B", "id": "b", "quota": 2}],
    "signin_at": "2026-11-23T02:00:00Z",
}
POOL = {h: PoolLeaf(h, ("a", "b"), "", "00" * 32) for h in (bytes([n]) * 32 for n in range(1, 10))}
LISTS = Lists(POOL, frozenset({bytes([9]) * 32}), {})


def chain(*told: Told) -> list[Event]:
    """Events with bytes that are only as real as replay needs."""
    return [
        Event("D-1", n, "", kind, body, "2026-11-23T01:00:00Z", f"event {n}".encode(), bytes(32))
        for n, (kind, body) in enumerate(told)
    ]


UNTIL_LOCK: tuple[Told, ...] = (
    (DrawEvent.APPLICATION_FILED, FILED),
    (DrawEvent.WITNESS_APPOINTED, {"party": "regulator", "commitment": "44" * 32, "unseal_pk": "55" * 32}),
    *((DrawEvent.ROOM_ENTERED, {"party": party}) for party in PARTIES),
    (DrawEvent.DRAW_CONFIRMED, {"what": "channel"}),
    (DrawEvent.DRAW_LOCKED, {"max_per_unit": 0}),
)
REVEALS: tuple[Told, ...] = tuple(
    (DrawEvent.DRAW_REVEALED, {"party": party, "share": bytes([n]).hex() * 32})
    for n, party in enumerate(PARTIES)
)
ORDERED: Told = (DrawEvent.DRAW_ORDERED, {"seed": "66" * 32, "result_commit": "77" * 32})


def test_filing_and_changes() -> None:
    changed = {"version": 2, "strata": [{"code": "C", "id": "c", "quota": 5}]}
    draw = replay("D-1", chain(*UNTIL_LOCK[:2], (DrawEvent.APPLICATION_CHANGED, changed)))
    assert (draw.application_id, draw.attempt, draw.version, draw.rule_pack) == ("AP-1", 2, 2, "test/1")
    assert draw.strata == strata_of(changed["strata"])  # type: ignore[arg-type]
    assert draw.signin_at == datetime(2026, 11, 23, 2, tzinfo=UTC)
    assert draw.commitments == {"tenderer": "22" * 32, "regulator": "44" * 32}
    assert draw.unseal_pks == {"tenderer": "33" * 32, "regulator": "55" * 32}
    assert draw.phase == "filed"


def test_a_replaced_slip_counts() -> None:
    again = {"party": "tenderer", "commitment": "88" * 32, "unseal_pk": "99" * 32}
    draw = replay("D-1", chain(*UNTIL_LOCK[:2], (DrawEvent.WITNESS_APPOINTED, again)))
    assert draw.commitments["tenderer"] == "88" * 32
    assert draw.unseal_pks["tenderer"] == "99" * 32


def test_lock_and_reveals_in_their_order() -> None:
    events = chain(*UNTIL_LOCK, *REVEALS)
    locked = replay("D-1", events[: len(UNTIL_LOCK)])
    assert locked.phase == "locked"
    assert locked.entered == set(PARTIES)
    assert locked.confirmed == {"channel"}
    assert locked.lock_hash == sha256(b"edraw/1 lock\0" + events[len(UNTIL_LOCK) - 1].bytes).digest()
    waiting = [replay("D-1", events[: len(UNTIL_LOCK) + n]).next_of_reveal for n in range(4)]
    assert waiting == [*PARTIES, None]
    assert replay("D-1", events).phase == "revealed"


def test_order_gives_the_seats_their_first_holders() -> None:
    draw = replay("D-1", chain(*UNTIL_LOCK, *REVEALS, ORDERED), LISTS)
    assert draw.phase == "calling"
    assert draw.seating is not None
    ranked = [h for h in order(draw.seed, POOL) if h not in LISTS.recused]
    assert [draw.seating.call()[2] for _ in range(3)] == ranked[:3]


def test_a_redial_gives_nothing() -> None:
    call = (DrawEvent.SEAT_CALLED, {"slot": 1, "channel": "voice", "ordinal": 0})
    once = replay("D-1", chain(*UNTIL_LOCK, *REVEALS, ORDERED, call), LISTS)
    thrice = replay("D-1", chain(*UNTIL_LOCK, *REVEALS, ORDERED, call, call, call), LISTS)
    assert once.seating is not None
    assert thrice.seating is not None
    assert thrice.seating.holders == once.seating.holders
    assert list(thrice.seating.queue) == [2, 3]


def test_an_end_is_an_end_wherever_it_comes() -> None:
    aborted = (DrawEvent.DRAW_ABORTED, {"events": 1})
    for before in (UNTIL_LOCK[:1], UNTIL_LOCK, UNTIL_LOCK + REVEALS[:1]):
        assert replay("D-1", chain(*before, aborted)).phase == "aborted"


def test_a_selective_draw_seats_each_slot_in_the_order_of_choice() -> None:
    hs = [bytes([n]) * 32 for n in (9, 1, 5, 2)]
    chosen = {h: PoolLeaf(h, (slot,), "u", "") for h, slot in zip(hs, "1231", strict=True)}
    told = (UNTIL_LOCK[0], (DrawEvent.SELECTION_CONFIRMED, {"by": list(PARTIES)}))
    draw = replay("D-1", chain(*told), Lists(chosen, frozenset(), {}))
    assert draw.selected is not None
    assert draw.phase == "calling"
    seating = draw.seating
    assert seating is not None
    assert [seating.call() for _ in range(3)] == [(1, 0, hs[0]), (2, 0, hs[1]), (3, 0, hs[2])]
    seating.answer(2, "declined")
    seating.answer(1, "declined")
    assert seating.call() == (2, None, None)
    assert seating.call() == (1, 1, hs[3])


def test_nothing_locked_has_no_lock_hash_and_no_seats() -> None:
    draw = Draw("D-1")
    with pytest.raises(ValueError, match="not locked"):
        _ = draw.lock_hash
    with pytest.raises(ValueError, match="not locked"):
        seating_of(draw, LISTS)


def test_stored_lists_are_read_strictly() -> None:
    leaves = [{"c": "00" * 32, "h": h.hex(), "s": ["a", "b"], "u": ""} for h in sorted(POOL)]
    assert pool_leaves(canonical(leaves)) == POOL
    backs = [{"h": h.hex(), "why": "declared"} for h in sorted(POOL)]
    assert handles_of(canonical(backs)) == tuple(sorted(POOL))
    for read in (pool_leaves, handles_of):
        with pytest.raises(NotCanonical):
            read(b"[ ]")


@given(st.integers(0, 250_000_000_000), st.integers(-12 * 60, 14 * 60))
def test_times_round_trip_from_any_zone(seconds: int, offset: int) -> None:
    at = datetime.fromtimestamp(seconds, timezone(timedelta(minutes=offset)))
    assert parse_time(write_time(at)) == at


def test_times_are_aware_and_of_one_spelling() -> None:
    with pytest.raises(ValueError, match="aware"):
        write_time(datetime(2026, 1, 1))  # noqa: DTZ001
    assert write_time(datetime(2026, 1, 2, 8, 0, 1, tzinfo=timezone(timedelta(hours=8)))) == (
        "2026-01-02T00:00:01Z"
    )
