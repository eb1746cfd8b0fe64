"""Chance from a seed and a label: the same for the same question, whatever was asked before or meanwhile, so
that a rehearsal repeats itself however its threads take turns."""

from __future__ import annotations

from hashlib import sha256


def fraction(seed: str, *label: object) -> float:
    """A number in [0, 1) with 52 bits."""
    return int(digest(seed, *label)[:13], 16) / 2**52


def digest(seed: str, *label: object) -> str:
    """64 hexadecimal digits."""
    return sha256("\x1f".join([seed, *map(str, label)]).encode()).hexdigest()
