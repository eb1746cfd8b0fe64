"""Two well-known samplers taking the same panel from as many ids, each by its own documented call."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

import numpy as np
from consistent_sampler import sampler
from cryptorandom.cryptorandom import SHA256
from cryptorandom.sample import random_sample

from tests.bench.experts import CODES, STRATA, id_of

SEED = 20261123


def _groups(size: int) -> list[tuple[list[str], int]]:
    """The ids of each stratum with the seats to fill from them."""
    ids: dict[str, list[str]] = {stratum.id: [] for stratum in STRATA}
    for number in range(1, size + 1):
        codes = CODES[number % len(CODES)]
        for stratum in STRATA:
            if any(code.startswith(stratum.code) for code in codes):
                ids[stratum.id].append(id_of(number))
    return [(ids[stratum.id], stratum.quota) for stratum in STRATA]


def consistent_sampler(size: int) -> float:
    """Seconds for sampling without replacement by ticket numbers."""
    groups = _groups(size)
    start = perf_counter()
    for ids, quota in groups:
        panel = list(sampler(ids, seed=SEED, take=quota, output="id"))
        assert len(panel) == quota
    return perf_counter() - start


def cryptorandom(size: int) -> float:
    """Seconds for ``random_sample`` with its SHA-256 generator; it hashes per seat, not per expert."""
    groups = [(np.array(ids), quota) for ids, quota in _groups(size)]
    start = perf_counter()
    chance = SHA256(SEED)
    for ids, quota in groups:
        assert len(random_sample(ids, quota, prng=chance)) == quota
    return perf_counter() - start


PEERS: dict[str, Callable[[int], float]] = {
    "consistent-sampler": consistent_sampler,
    "cryptorandom": cryptorandom,
}
