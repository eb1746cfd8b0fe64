"""The RFC 6962 tree against published vectors, and against its own definition."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit import merkle
from tests.audit.shared import shared_file


def vectors() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(shared_file("vectors/standards/rfc6962.json").read_text("utf-8"))
    return found


def defined_root(leaves: list[bytes]) -> bytes:
    """The recursive definition of RFC 6962, section 2.1, word for word."""
    if len(leaves) == 0:
        return merkle.EMPTY_ROOT
    if len(leaves) == 1:
        return merkle.leaf_hash(leaves[0])
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return merkle.node_hash(defined_root(leaves[:split]), defined_root(leaves[split:]))


class Kept:
    """Complete nodes in a dictionary, as a database would keep them."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.nodes: dict[tuple[int, int], bytes] = {}
        for index, leaf in enumerate(leaves):
            for level, at, found in merkle.completed_nodes(index, merkle.leaf_hash(leaf), self):
                assert (level, at) not in self.nodes
                self.nodes[level, at] = found

    def __call__(self, level: int, index: int) -> bytes:
        return self.nodes[level, index]


def b64(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def test_published_trees() -> None:
    given_ = vectors()
    leaves = [bytes.fromhex(text) for text in given_["leaf_inputs_hex"]]
    kept = Kept(leaves)
    for size, expected in enumerate(given_["root_by_size_hex"]):
        assert merkle.root([merkle.leaf_hash(leaf) for leaf in leaves[:size]]).hex() == expected
        assert merkle.root_from(kept, size).hex() == expected
    for level, row in enumerate(given_["nodes_by_level_hex"]):
        assert [kept(level, index).hex() for index in range(len(row))] == row
    assert merkle.leaf_hash(b"L123456").hex() == given_["single"]["leaf 'L123456'"]
    assert merkle.node_hash(b"N123", b"N456").hex() == given_["single"]["node('N123','N456')"]
    assert merkle.leaf_hash(b"").hex() == given_["single"]["empty leaf"]


def test_published_inclusion_proofs() -> None:
    cases = vectors()["inclusion"]
    assert len(cases) == 98
    for case in cases:
        good = merkle.verify_inclusion(
            b64(case["leafHash"]),
            case["leafIdx"],
            case["treeSize"],
            [b64(part) for part in case["proof"] or []],
            b64(case["root"]),
        )
        assert good is not case["wantErr"], case["file"]


def test_published_consistency_proofs() -> None:
    cases = vectors()["consistency"]
    assert len(cases) == 98
    for case in cases:
        good = merkle.verify_consistency(
            case["size1"],
            case["size2"],
            [b64(part) for part in case["proof"] or []],
            b64(case["root1"]),
            b64(case["root2"]),
        )
        assert good is not case["wantErr"], case["file"]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(1, 70), st.data())
def test_inclusion(size: int, data: st.DataObject) -> None:
    leaves = [bytes([number]) for number in range(size)]
    kept = Kept(leaves)
    root = defined_root(leaves)
    assert root == merkle.root([merkle.leaf_hash(leaf) for leaf in leaves]) == merkle.root_from(kept, size)
    index = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion_proof(kept, index, size)
    leaf = merkle.leaf_hash(leaves[index])
    assert merkle.verify_inclusion(leaf, index, size, proof, root)
    assert not merkle.verify_inclusion(merkle.leaf_hash(b"other"), index, size, proof, root)
    assert not merkle.verify_inclusion(leaf, index, size, [*proof, leaf], root)
    if size > 1:
        assert not merkle.verify_inclusion(leaf, (index + 1) % size, size, proof, root)
        assert not merkle.verify_inclusion(leaf, index, size, proof[:-1], root)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 70), st.integers(0, 70))
def test_consistency(one: int, other: int) -> None:
    old, new = sorted((one, other))
    leaves = [bytes([number]) for number in range(new)]
    kept = Kept(leaves)
    old_root, new_root = defined_root(leaves[:old]), defined_root(leaves)
    proof = merkle.consistency_proof(kept, old, new)
    assert merkle.verify_consistency(old, new, proof, old_root, new_root) is (old > 0)
    assert not merkle.verify_consistency(old, new, [*proof, new_root], old_root, new_root)
    if 0 < old < new:
        assert not merkle.verify_consistency(old, new, proof, merkle.leaf_hash(b"other"), new_root)
        assert not merkle.verify_consistency(old, new, proof, old_root, merkle.leaf_hash(b"other"))
        assert not merkle.verify_consistency(old, new, proof[:-1], old_root, new_root)


def test_no_proof_for_what_is_not_there() -> None:
    kept = Kept([b"a", b"b"])
    with pytest.raises(ValueError, match="no such leaf"):
        merkle.inclusion_proof(kept, 2, 2)
    with pytest.raises(ValueError, match="larger"):
        merkle.consistency_proof(kept, 2, 1)
