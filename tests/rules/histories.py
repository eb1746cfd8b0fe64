"""Random histories of ended draws: few people and firms, so that they meet again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import strategies as st

from draw_service.rules.statistics import NOBODY, Fact, Ordered, Party, Seated

START = datetime(2025, 12, 20, 3, tzinfo=UTC)
TENDERERS = tuple(Party(f"T{n}", f"招标人{n}") for n in range(3))
AGENCIES = (NOBODY, Party("A1", "代理一"), Party("A2", "代理二"))
BIDDERS = tuple(Party(f"B{n}", f"投标人{n}") for n in range(4))
BODIES = ((), ("住建局",), ("交通局", "住建局"))
ENDS = (("accepted", "accepted"), ("declined", "declined"), ("silent", "silent"), ("accepted", "late"),
        ("unreachable", "unreachable"), ("recused", "recused"), ("", ""))  # fmt: skip


def history(seed: int, draws: int, experts: int = 8) -> list[Fact]:
    """``draws`` ended draws, ascending."""
    chance, facts = Random(seed), []
    for n in range(draws):
        aborted = chance.random() < 0.2
        opened = chance.random() < (0.3 if aborted else 1)
        people = [f"E{number}" for number in chance.sample(range(experts), chance.randrange(1, experts))]
        at = START + timedelta(days=n)
        seats = []
        for slot, expert in enumerate(people, 1):
            first, last = chance.choice(ENDS)
            served = not aborted and last == "accepted"
            who = expert if opened and chance.random() < 0.95 else ""
            seats.append(Seated(slot, 0, f"{n:04x}{slot:04x}", who, f"A0{slot % 2}", at, first, last, served))
        served_any = any(seat.served and seat.expert for seat in seats)
        everybody = tuple(f"E{number}" for number in range(experts))
        facts.append(
            Fact(
                f"AP-{n:04d}.1",
                7 * n + 3,
                at,
                chance.choice(BODIES),
                chance.choice(TENDERERS),
                chance.choice(AGENCIES),
                tuple(chance.sample(BIDDERS, chance.randrange(4))) if served_any else (),
                "random",
                "aborted" if aborted else chance.choice(("complete", "short")),
                chance.choice(("leaked", "share-lost")) if aborted else "",
                ("center", "regulator", "tenderer") if aborted else (),
                chance.choice((0, 3)) if aborted else 3,
                None if aborted else chance.randrange(300),
                opened,
                tuple(seats),
                (Ordered("a", "A01", everybody, tuple(people[:2])),) if opened else (),
            )
        )
    return facts


@st.composite
def histories(draw: st.DrawFn) -> list[Fact]:
    return history(draw(st.integers(0, 10**6)), draw(st.integers(0, 25)))
