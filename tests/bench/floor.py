"""The floor every ratio stands on: the bare SHA-256 calls edraw/1 needs, eleven per expert, and nothing else.

Four HMACs (handle, employer tag, salt, ticket) of two calls each, the identity, the leaf, the tree node; on
inputs as long as they really are.
"""

from __future__ import annotations

from hashlib import sha256
from time import perf_counter

_LENGTHS = {
    "handle, inner": 64 + 15 + 8,
    "employer tag, inner": 64 + 13 + 18,
    "salt, inner": 64 + 13 + 8,
    "ticket, inner": 64 + 15 + 32,
    "outer": 64 + 32,
    "identity": 17 + 32 + 67,
    "leaf": 1 + 190,
    "node": 1 + 64,
}


def floor_seconds(experts: int) -> float:
    """Seconds the bare calls take for so many experts."""
    handle, tag, salt, ticket, outer, identity, leaf, node = (bytes(size) for size in _LENGTHS.values())
    start = perf_counter()
    for _ in range(experts):
        sha256(handle).digest()
        sha256(outer).digest()
        sha256(tag).digest()
        sha256(outer).digest()
        sha256(salt).digest()
        sha256(outer).digest()
        sha256(identity).digest()
        sha256(leaf).digest()
        sha256(node).digest()
        sha256(ticket).digest()
        sha256(outer).digest()
    return perf_counter() - start
