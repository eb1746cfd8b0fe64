"""The Merkle tree of RFC 6962, section 2.1, with SHA-256: roots, proofs and their checks.

A *complete node* ``(level, index)`` is the hash over the leaves ``index * 2**level`` up to
``(index + 1) * 2**level`` when all of them exist. It never changes once it is there, so a database may
keep each one and hand it out through a ``node`` function; every proof is put together from them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256

Node = Callable[[int, int], bytes]
"""``node(level, index)``: the 32-byte hash of a complete subtree of ``2**level`` leaves."""

EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """Hash of one leaf: SHA-256 of 0x00 and the data."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node: SHA-256 of 0x01 and both children."""
    return sha256(b"\x01" + left + right).digest()


def root(leaf_hashes: Sequence[bytes]) -> bytes:
    """Root over leaf hashes in order; ``EMPTY_ROOT`` for none."""
    if not leaf_hashes:
        return EMPTY_ROOT
    level = list(leaf_hashes)
    while len(level) > 1:
        # Pairing neighbours and carrying an odd last one up is the same tree as RFC 6962's split.
        pairs = iter(level)
        above = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=False)]
        if len(level) % 2:
            above.append(level[-1])
        level = above
    return level[0]


def _span(node: Node, first: int, end: int) -> bytes:
    """Tree hash of leaves ``first`` up to ``end``; ``first`` lies on the boundary RFC 6962 splits at."""
    parts: list[bytes] = []
    left, position = end - first, first
    while left:
        level = left.bit_length() - 1
        parts.append(node(level, position >> level))
        position += 1 << level
        left -= 1 << level
    found = parts.pop()
    while parts:
        found = node_hash(parts.pop(), found)
    return found


def _split(size: int) -> int:
    """Largest power of two smaller than ``size`` (at least 2)."""
    return 1 << ((size - 1).bit_length() - 1)


def root_from(node: Node, size: int) -> bytes:
    """Root of the first ``size`` leaves, from complete nodes."""
    return _span(node, 0, size) if size else EMPTY_ROOT


def completed_nodes(index: int, leaf: bytes, node: Node) -> list[tuple[int, int, bytes]]:
    """The complete nodes ``(level, index, hash)`` that appending leaf ``index`` finishes, level 0 first.

    ``leaf`` is the leaf's hash; ``node`` is asked only for nodes completed before.
    """
    done = [(0, index, leaf)]
    level, found = 0, leaf
    while index % 2:
        found = node_hash(node(level, index - 1), found)
        level, index = level + 1, index >> 1
        done.append((level, index, found))
    return done


def inclusion_proof(node: Node, index: int, size: int) -> list[bytes]:
    """Audit path of leaf ``index`` in the tree of ``size`` leaves, leaf to root (RFC 6962, 2.1.1)."""
    if not 0 <= index < size:
        raise ValueError("no such leaf in a tree of that size")
    path: list[bytes] = []
    first, end = 0, size
    while end - first > 1:
        middle = first + _split(end - first)
        if index < middle:
            path.append(_span(node, middle, end))
            end = middle
        else:
            path.append(_span(node, first, middle))
            first = middle
    return path[::-1]


def consistency_proof(node: Node, old: int, new: int) -> list[bytes]:
    """Proof that the tree of ``old`` leaves is the beginning of that of ``new`` (RFC 6962, 2.1.2).

    Empty when either is trivial: ``old == 0`` or ``old == new``.
    """
    if not 0 <= old <= new:
        raise ValueError("the old tree is larger than the new one")
    if old in (0, new):
        return []
    proof: list[bytes] = []
    first, end, known = 0, new, True
    while old != end:
        middle = first + _split(end - first)
        if old <= middle:
            proof.append(_span(node, middle, end))
            end = middle
        else:
            proof.append(_span(node, first, middle))
            first, known = middle, False
    if not known:
        proof.append(_span(node, first, end))
    return proof[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], tree_root: bytes) -> bool:
    """Whether ``proof`` shows the leaf hash ``leaf`` at ``index`` under ``tree_root`` of ``size`` leaves."""
    if not 0 <= index < size or any(len(part) != 32 for part in (leaf, tree_root, *proof)):
        return False
    found, here, last = leaf, index, size - 1
    for part in proof:
        if last == 0:
            return False
        if here % 2 or here == last:
            found = node_hash(part, found)
            while here and not here % 2:
                here, last = here >> 1, last >> 1
        else:
            found = node_hash(found, part)
        here, last = here >> 1, last >> 1
    return last == 0 and found == tree_root


def verify_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Whether ``proof`` shows that ``old_root`` (``old`` leaves) grew into ``new_root`` (``new`` leaves).

    Nothing can be shown about an empty tree (every tree begins with it), so ``old == 0`` is False.
    """
    if not 0 < old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    if any(len(part) != 32 for part in (old_root, new_root, *proof)):
        return False
    parts = list(proof)
    if old & (old - 1) == 0:  # a whole subtree: its root is where the walk begins
        parts.insert(0, old_root)
    if not parts:
        return False
    here, last = old - 1, new - 1
    while here % 2:
        here, last = here >> 1, last >> 1
    before = after = parts[0]
    for part in parts[1:]:
        if last == 0:
            return False
        if here % 2 or here == last:
            before, after = node_hash(part, before), node_hash(part, after)
            while here and not here % 2:
                here, last = here >> 1, last >> 1
        else:
            after = node_hash(after, part)
        here, last = here >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root
