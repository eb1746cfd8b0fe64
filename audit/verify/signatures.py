"""Steps 2 and 3: whose signatures these are, and that every event stands in the tree they sign."""

from __future__ import annotations

from dataclasses import dataclass

from audit import shapes
from audit.canonical import NotCanonical, parse
from audit.checkpoint import (
    LOG_KEY,
    WITNESS_KEY,
    Checkpoint,
    NoteError,
    open_note,
    parse_vkey,
    read_note,
)
from audit.merkle import leaf_hash, verify_inclusion
from audit.shapes import BodyError
from audit.verify.bundle import GATES, Bundle
from audit.verify.report import Failed, Said


@dataclass(frozen=True)
class Policy:
    """Keys a reader trusts: one log key, witness keys, and how many witnesses must have signed."""

    log: str
    witnesses: tuple[str, ...]
    quorum: int


@dataclass(frozen=True)
class Heads:
    """The tree heads of a bundle: the final one and those the draw waited for."""

    final: Checkpoint
    gates: dict[str, Checkpoint | None]
    witnessed: bool = False
    """whether the final checkpoint and every gate bear a witness's signature"""


def _text(value: object) -> None:
    if not isinstance(value, str):
        raise BodyError("a text")


def _texts(value: object) -> None:
    if not isinstance(value, list):
        raise BodyError("a list")
    for item in value:
        _text(item)


_POLICY = shapes.shape({"log": _text, "witnesses": _texts, "quorum": shapes.whole(0)})


def read_policy(data: bytes) -> Policy:
    """The policy of a file: {"log": vkey, "witnesses": [vkey...], "quorum": n}."""
    try:
        found = parse(data)
        _POLICY(found)
        policy = Policy(found["log"], tuple(found["witnesses"]), found["quorum"])
        _sane(policy)
    except (NotCanonical, BodyError, NoteError) as error:
        raise Failed("信任策略文件不成立", f"the policy is not sane: {error}") from None
    return policy


def _sane(policy: Policy) -> None:
    log = parse_vkey(policy.log)
    witnesses = [parse_vkey(text) for text in policy.witnesses]
    if log.kind != LOG_KEY or any(key.kind != WITNESS_KEY for key in witnesses):
        raise NoteError("a key is not of the kind its place asks for")
    # One secret under two names would count as two witnesses.
    if len({key.public for key in [log, *witnesses]}) != 1 + len(witnesses):
        raise NoteError("a key appears twice")
    if len({(key.name, key.key_id) for key in [log, *witnesses]}) != 1 + len(witnesses):
        raise NoteError("two keys cannot be told apart")
    if policy.quorum > len(witnesses):
        raise NoteError("the quorum is larger than the number of witnesses")


def check_signatures(bundle: Bundle, policy: Policy | None) -> tuple[Heads, Said]:
    """Step 2. Every witness the file lists must have signed the final checkpoint; with a policy its own
    quorum must have signed that and every gate."""
    own = Policy(bundle.log, tuple(bundle.witnesses), 0)
    try:
        _sane(own)
    except NoteError as error:
        raise Failed("文件所列公钥不成立", f"the keys of the file are not sane: {error}") from None
    if policy is not None and bundle.log != policy.log:
        raise Failed("日志公钥与信任策略不同", "the log key is not the policy's")
    if parse_vkey(bundle.log).name != bundle.origin:
        raise Failed("来源与日志公钥的名称不同", "the origin is not the name of the log key")
    used = policy or own
    final, signed = _open(bundle.note, bundle, used, "final")
    if not signed.issuperset(own.witnesses):
        raise Failed("所列见证人未全部签名", "a witness the file lists has not signed the final checkpoint")
    gates: dict[str, Checkpoint | None] = {}
    witnessed = not signed.isdisjoint(used.witnesses)
    for name in GATES:
        gate = bundle.gates[name]
        gates[name], by = (None, signed) if gate is None else _open(gate.note, bundle, used, name)
        witnessed = witnessed and not by.isdisjoint(used.witnesses)
    count = len(signed.intersection(used.witnesses))
    source = Said("信任策略", "the policy") if policy else Said("文件本身", "the file itself")
    return Heads(final, gates, witnessed), Said(
        f"检查点与关口签名有效（公钥取自{source.zh}，见证签名 {count} 个，要求 {used.quorum} 个）",
        f"checkpoint and gates are signed (keys from {source.en}, {count} witnesses, {used.quorum} required)",
    )


def _open(note: str, bundle: Bundle, used: Policy, where: str) -> tuple[Checkpoint, set[str]]:
    try:
        head, signed = open_note(note, [used.log, *used.witnesses, *bundle.witnesses])
    except NoteError as error:
        raise Failed(f"检查点（{where}）签名无效", f"checkpoint ({where}): {error}") from None
    if used.log not in signed:
        raise Failed(f"检查点（{where}）没有日志签名", f"checkpoint ({where}) is not signed by the log")
    if len(signed.intersection(used.witnesses)) < used.quorum:
        raise Failed(f"检查点（{where}）见证签名不足", f"checkpoint ({where}) has too few witnesses")
    if head.origin != bundle.origin:
        raise Failed(f"检查点（{where}）来源不同", f"checkpoint ({where}) is of another origin")
    return head, signed


def unsigned_heads(bundle: Bundle) -> Heads | None:
    """The heads as they are written, when step 2 failed: later steps may still find more."""
    try:
        gates = {name: None if gate is None else read_note(gate.note) for name, gate in bundle.gates.items()}
        return Heads(read_note(bundle.note), gates)
    except NoteError:
        return None


def check_inclusion(bundle: Bundle, heads: Heads) -> Said:
    """Step 3. Each event is a leaf of the signed tree; indexes ascend with n."""
    before = -1
    for at, entry in enumerate(bundle.entries):
        if not before < entry.index < heads.final.size:
            raise Failed(f"第 {at} 个事件的日志序号不成立", f"event {at}: its log index is out of order")
        before = entry.index
        if not verify_inclusion(
            leaf_hash(entry.data), entry.index, heads.final.size, entry.proof, heads.final.root
        ):
            raise Failed(f"第 {at} 个事件不在日志中", f"event {at} is not in the signed tree")
    count = len(bundle.entries)
    return Said(
        f"{count} 个事件均在 {heads.final.size} 条的日志中",
        f"all {count} events stand in the log of {heads.final.size} leaves",
    )
