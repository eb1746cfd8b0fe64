"""edraw/1 sections 2 and 4: the pool snapshot, the seed and the committed order (Art. 4, Art. 8(2)).

Seed and list in, order out; no database, no clock, no chance. Written for a million experts: one pass, one
short string per leaf. ``id``, ``name``, ``unit`` are UTF-8 text, already NFC; hashes are raw bytes in
memory and lower-case hex in leaves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from hmac import digest as hmac_digest
from typing import NamedTuple

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from audit.canonical import canonical, quoted
from audit.merkle import leaf_hash, root

REVEAL_ORDER = ("tenderer", "regulator", "center")


class RegisterRow(NamedTuple):
    """One expert as the draw sees it; ``s`` = specialty codes, ascending."""

    id: str
    name: str
    unit: str
    s: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stratum:
    """``quota`` experts whose specialty code starts with ``code``; ``id`` is a slug, unique in the draw."""

    id: str
    code: str
    quota: int

    def body(self) -> dict[str, str | int]:
        return {"code": self.code, "id": self.id, "quota": self.quota}


class DrawKeys(NamedTuple):
    """Keys derived from K: handles, employer tags, identity salts."""

    handle: bytes
    unit: bytes
    salt: bytes


def derive_keys(k: bytes) -> DrawKeys:
    """HKDF-SHA256 of the draw's K (32 bytes), one key per purpose."""
    handle, unit, salt = (
        HKDF(SHA256(), 32, b"", info).derive(k)
        for info in (b"edraw/1 handle", b"edraw/1 unit", b"edraw/1 salt")
    )
    return DrawKeys(handle, unit, salt)


def handle_of(keys: DrawKeys, expert_id: str) -> bytes:
    """h: this draw's name for an expert; new for every draw, so nothing links two draws."""
    return hmac_digest(keys.handle, b"edraw/1 handle\0" + expert_id.encode(), "sha256")


def salt_of(keys: DrawKeys, expert_id: str) -> bytes:
    return hmac_digest(keys.salt, b"edraw/1 salt\0" + expert_id.encode(), "sha256")


def unit_tag(keys: DrawKeys, unit: str) -> str:
    """u in hex: equal for equal employers within this draw; "" for no employer."""
    if not unit:
        return ""
    return hmac_digest(keys.unit, b"edraw/1 unit\0" + unit.encode(), "sha256")[:16].hex()


def identity_commitment(salt: bytes, expert_id: str, name: str, unit: str) -> bytes:
    """c: closes over id, name and unit; the salt keeps it closed although names are guessable."""
    text = f'{{"id":{quoted(expert_id)},"name":{quoted(name)},"unit":{quoted(unit)}}}'
    return sha256(b"edraw/1 identity\0" + salt + text.encode()).digest()


class PoolLeaf(NamedTuple):
    """A pool leaf in memory: raw handle, stratum ids, employer tag, identity commitment (hex)."""

    h: bytes
    s: tuple[str, ...]
    u: str
    c: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The three lists of a lock, ascending by handle, as canonical leaf bytes, with their roots.

    ``order_keys`` maps a stratum id to its raw handles, ascending. ``register_commit`` closes over the
    whole register as it stood.
    """

    pool: list[bytes]
    excluded: list[bytes]
    recusals: list[bytes]
    pool_root: bytes
    excluded_root: bytes
    recusal_root: bytes
    register_commit: bytes
    by_stratum: dict[str, list[bytes]]


def why_leaf(h: bytes, why: str) -> bytes:
    """An excluded or recusal leaf."""
    return f'{{"h":"{h.hex()}","why":"{why}"}}'.encode()


def snapshot(
    k: bytes,
    register: Iterable[RegisterRow],
    strata: Sequence[Stratum],
    excluded: Mapping[str, str],
    recused: Mapping[str, str],
) -> Snapshot:
    """The lists of section 2 for a register ascending by id.

    ``excluded``/``recused``: expert id -> ``why`` code. Excluded wins over recused; who qualifies for no
    stratum is in no list. Raises ``ValueError`` when the register is not strictly ascending.
    """
    keys = derive_keys(k)
    handle_key, unit_key, salt_key = keys
    register_hash = sha256(b"edraw/1 register\0" + k + b"[")
    wanted = sorted((stratum.id, stratum.code) for stratum in strata)
    qualified: dict[tuple[str, ...], tuple[tuple[str, ...], str, str]] = {}
    tags: dict[str, str] = {"": ""}
    pool: list[tuple[bytes, bytes, tuple[str, ...]]] = []
    out: list[tuple[bytes, bytes]] = []
    back: list[tuple[bytes, bytes]] = []
    before = ""
    comma = b""
    for row in register:
        expert_id, name, unit, codes = row
        if expert_id <= before:
            raise ValueError("the register must be strictly ascending by id")
        before = expert_id
        known = qualified.get(codes)
        if known is None:
            ids = tuple(s for s, code in wanted if any(c.startswith(code) for c in codes))
            known = qualified[codes] = (
                ids,
                "[" + ",".join(map(quoted, ids)) + "]",
                "[" + ",".join(map(quoted, codes)) + "]",
            )
        strata_of, strata_text, codes_text = known
        id_text, name_text, unit_text = quoted(expert_id), quoted(name), quoted(unit)
        register_hash.update(
            comma + f'{{"id":{id_text},"name":{name_text},"s":{codes_text},"unit":{unit_text}}}'.encode()
        )
        comma = b","
        if not strata_of:
            continue
        raw_id = expert_id.encode()
        h = hmac_digest(handle_key, b"edraw/1 handle\0" + raw_id, "sha256")
        if expert_id in excluded:
            out.append((h, why_leaf(h, excluded[expert_id])))
            continue
        if expert_id in recused:
            back.append((h, why_leaf(h, recused[expert_id])))
        tag = tags.get(unit)
        if tag is None:
            tag = tags[unit] = unit_tag(keys, unit)
        salt = hmac_digest(salt_key, b"edraw/1 salt\0" + raw_id, "sha256")
        c = sha256(
            b"edraw/1 identity\0"
            + salt
            + f'{{"id":{id_text},"name":{name_text},"unit":{unit_text}}}'.encode()
        ).hexdigest()
        leaf = f'{{"c":"{c}","h":"{h.hex()}","s":{strata_text},"u":"{tag}"}}'.encode()
        pool.append((h, leaf, strata_of))
    register_hash.update(b"]")
    pool.sort()
    out.sort()
    back.sort()
    by_stratum: dict[str, list[bytes]] = {stratum.id: [] for stratum in strata}
    for h, _leaf, strata_of in pool:
        for stratum_id in strata_of:
            by_stratum[stratum_id].append(h)
    pool_bytes = [leaf for _h, leaf, _s in pool]
    del pool
    out_bytes = [leaf for _h, leaf in out]
    back_bytes = [leaf for _h, leaf in back]
    return Snapshot(
        pool_bytes,
        out_bytes,
        back_bytes,
        root([leaf_hash(leaf) for leaf in pool_bytes]),
        root([leaf_hash(leaf) for leaf in out_bytes]),
        root([leaf_hash(leaf) for leaf in back_bytes]),
        register_hash.digest(),
        by_stratum,
    )


def commitment(party: str, draw_id: str, share: bytes) -> bytes:
    """A party's commitment to its share ``r`` (section 1)."""
    return sha256(b"edraw/1 commit\0" + _u8(party) + _u8(draw_id) + share).digest()


def k_commitment(k: bytes) -> bytes:
    return sha256(b"edraw/1 k\0" + k).digest()


def lock_hash(locked_event: bytes) -> bytes:
    """Hash of the stored bytes of the ``draw.locked`` event."""
    return sha256(b"edraw/1 lock\0" + locked_event).digest()


def seed(lock: bytes, shares: Mapping[str, bytes]) -> bytes:
    """The seed from the lock hash and the three shares, in the order of revealing."""
    text = b"".join(_u8(party) + shares[party] for party in REVEAL_ORDER)
    return sha256(b"edraw/1 seed\0" + lock + text).digest()


def ticket(draw_seed: bytes, h: bytes) -> bytes:
    return hmac_digest(draw_seed, b"edraw/1 ticket\0" + h, "sha256")


def order(draw_seed: bytes, handles: Iterable[bytes]) -> list[bytes]:
    """Handles ascending by ``(ticket, h)``: the committed order of one stratum."""
    prefix = b"edraw/1 ticket\0"
    ranked = [(hmac_digest(draw_seed, prefix + h, "sha256"), h) for h in handles]
    ranked.sort()
    return [h for _ticket, h in ranked]


def result_commitment(draw_seed: bytes, first_holders: Sequence[bytes | None]) -> bytes:
    """Closes over the first holders of slots 1..Q; None for an exhausted slot."""
    flat = [h.hex() if h else "" for h in first_holders]
    return sha256(b"edraw/1 result\0" + draw_seed + canonical(flat)).digest()


def chosen_commitment(k: bytes, chosen: Sequence[tuple[int, str]]) -> bytes:
    """A selective draw's commitment to ``[[slot, expert_id]…]`` (Art. 4(2))."""
    return sha256(b"edraw/1 chosen\0" + k + canonical([[slot, who] for slot, who in chosen])).digest()


def _u8(text: str) -> bytes:
    raw = text.encode()
    return bytes([len(raw)]) + raw
