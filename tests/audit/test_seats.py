"""The verifier's seats against the sentence of the protocol, word for word."""

from __future__ import annotations

import hmac

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.verify import seats as module
from audit.verify.seats import Seats
from audit.verify.seed import Keyed

POOL = [f"h{number:02}" for number in range(24)]
UNITS = {handle: ("", "u1", "u2", "u3")[at % 4] for at, handle in enumerate(POOL)}
STRATA = [{"id": "a", "quota": 2}, {"id": "b", "quota": 2}]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.permutations(POOL),
    st.permutations(POOL[6:]),
    st.integers(0, 2),
    st.sets(st.sampled_from(POOL), max_size=8),
    st.lists(st.tuples(st.sampled_from(["call", "leave", "recuse"]), st.integers(0, 3)), max_size=40),
    st.sampled_from([0, 3, 256]),
)
def test_every_call_gives_whom_the_protocol_says(
    first: list[str],
    second: list[str],
    cap: int,
    recused: set[str],
    acts: list[tuple[str, int]],
    forget: int,
) -> None:
    orders = {"a": first, "b": second}
    module.FORGET, before = forget, module.FORGET
    try:
        seats = Seats(STRATA, orders, UNITS, cap, set(recused))
        given_: list[str] = []
        for act, number in acts:
            if act == "call" and seats.queue:
                slot = seats.queue.popleft()
                active = [UNITS[handle] for handle in seats.holder.values()]
                may = [
                    handle
                    for handle in orders["a" if slot <= 2 else "b"]
                    if handle not in given_
                    and handle not in recused
                    and (cap == 0 or UNITS[handle] == "" or active.count(UNITS[handle]) < cap)
                ]
                assert seats.take(slot) == (may[0] if may else None)
                given_ += may[:1]
            elif act == "leave" and number + 1 in seats.holder:
                seats.leave(number + 1)
                assert seats.queue[-1] == number + 1
            elif act == "recuse":
                recused = recused | {POOL[number * 5]}
                seats.recused |= recused
    finally:
        module.FORGET = before


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=64), st.binary(max_size=80), st.lists(st.binary(max_size=100), max_size=3))
def test_keyed_is_hmac(key: bytes, prefix: bytes, messages: list[bytes]) -> None:
    keyed = Keyed(key, prefix)
    for message in messages:
        assert keyed(message) == hmac.digest(key, prefix + message, "sha256")
