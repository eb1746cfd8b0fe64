"""edraw/1 sections 2 and 4: the pool snapshot, the seed and the committed order (Art. 4, Art. 8(2)).

Seed and list in, order out; no database, no clock, no chance. Written for a million experts: one pass, one
short string per leaf. ``id``, ``name``, ``unit`` are UTF-8 text, already NFC; hashes are raw bytes in
memory and lower-case hex in leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from hmac import digest as hmac_digest
from typing import NamedTuple

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from audit.canonical import canonical, quoted
from audit.merkle import leaf_hash, root

REVEAL_ORDER = ("tenderer", "regulator", "center")
HANDLE = 32
"""Bytes of a handle, and of a ticket."""

_INNER_PAD = bytes(byte ^ 0x36 for byte in range(256))
_OUTER_PAD = bytes(byte ^ 0x5C for byte in range(256))


class RegisterRow(NamedTuple):
    """One expert as the draw sees it; ``s`` = specialty codes, ascending."""

    id: str
    name: str
    unit: str
    s: tuple[str, ...]

    def __repr__(self) -> str:
        return "<RegisterRow>"


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

    def __repr__(self) -> str:
        return "<DrawKeys>"


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


@dataclass(frozen=True, slots=True, repr=False)
class Snapshot:
    """The three lists of a lock, ascending by handle, as canonical leaf bytes, with their roots.

    ``register_commit`` closes over the whole register as it stood. ``by_stratum`` (stratum id -> raw
    handles, in no order) and ``units`` (raw handle -> employer tag) say of the pool what an order and its
    seats need, without reading the leaves again.
    """

    pool: list[bytes]
    excluded: list[bytes]
    recusals: list[bytes]
    pool_root: bytes
    excluded_root: bytes
    recusal_root: bytes
    register_commit: bytes
    by_stratum: dict[str, list[bytes]]
    units: dict[bytes, str]


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
    handle, salt = _keyed(keys.handle, b"edraw/1 handle\0"), _keyed(keys.salt, b"edraw/1 salt\0")
    identity = b"edraw/1 identity\0"
    add_to_register = (register_hash := sha256(b"edraw/1 register\0" + k + b"[")).update
    qualify = _Qualifying(strata)
    employers: dict[str, tuple[bytes, str]] = {}
    units: dict[bytes, str] = {}
    shelves = _shelves()
    out: list[bytes] = []
    back: list[bytes] = []
    before, comma = "", b""
    for expert_id, name, unit, codes in register:
        if expert_id <= before:
            raise ValueError("the register must be strictly ascending by id")
        before = expert_id
        codes_text, strata_text, members = qualify[codes]
        if unit in employers:
            unit_text, tag = employers[unit]
        else:
            unit_text, tag = employers[unit] = f'"unit":{quoted(unit)}}}'.encode(), unit_tag(keys, unit)
        words = f'{{"id":{quoted(expert_id)},"name":{quoted(name)},'.encode()
        add_to_register(comma + words + codes_text + unit_text)
        comma = b","
        if not members:
            continue
        raw_id = expert_id.encode()
        h = handle(raw_id)
        if expert_id in excluded:
            out.append(why_leaf(h, excluded[expert_id]))
            continue
        if expert_id in recused:
            back.append(why_leaf(h, recused[expert_id]))
        c = sha256(identity + salt(raw_id) + words + unit_text).hexdigest()
        shelves[h[0]].append(h + f'\0{{"c":"{c}","h":"{h.hex()}",{strata_text},"u":"{tag}"}}'.encode())
        units[h] = tag
        for handles in members:
            handles.append(h)
    add_to_register(b"]")
    pool, pool_root = _leaves(shelves)
    out.sort()
    back.sort()
    return Snapshot(
        pool,
        out,
        back,
        pool_root,
        root([leaf_hash(leaf) for leaf in out]),
        root([leaf_hash(leaf) for leaf in back]),
        register_hash.digest(),
        qualify.by_stratum,
        units,
    )


class _Qualifying(dict[tuple[str, ...], tuple[bytes, str, list[list[bytes]]]]):
    """Specialty codes -> their text in the register, the strata's text in a leaf, the strata's members.

    Few combinations of codes exist, so each is worked out once.
    """

    def __init__(self, strata: Sequence[Stratum]) -> None:
        super().__init__()
        self.by_stratum: dict[str, list[bytes]] = {stratum.id: [] for stratum in strata}
        self._wanted = sorted((stratum.id, stratum.code) for stratum in strata)

    def __missing__(self, codes: tuple[str, ...]) -> tuple[bytes, str, list[list[bytes]]]:
        ids = [s for s, prefix in self._wanted if any(code.startswith(prefix) for code in codes)]
        found = self[codes] = (
            f'"s":{canonical(codes).decode()},'.encode(),
            f'"s":{canonical(ids).decode()}',
            [self.by_stratum[s] for s in ids],
        )
        return found


def _shelves() -> list[list[bytes]]:
    """Lists for what begins with the byte 0, 1, … 255.

    Of a million things a shelf holds so few that sorting and reading them stays in the processor's cache.
    """
    return [[] for _ in range(256)]


def _leaves(shelves: list[list[bytes]]) -> tuple[list[bytes], bytes]:
    """Leaves ascending by handle, and their root; empties the shelves.

    An entry is handle, zero byte, leaf: it sorts by handle, and from the zero byte on it is what the leaf's
    hash is taken of.
    """
    leaves: list[bytes] = []
    hashes: list[bytes] = []
    for shelf in shelves:
        shelf.sort()
        for entry in shelf:
            hashes.append(sha256(entry[HANDLE:]).digest())
            leaves.append(entry[HANDLE + 1 :])
        shelf.clear()
    return leaves, root(hashes)


def _keyed(key: bytes, prefix: bytes) -> Callable[[bytes], bytes]:
    """``message -> HMAC-SHA-256(key, prefix || message)`` for very many messages under one key.

    RFC 2104 with both padded keys hashed beforehand, twice as fast as one ``hmac.digest`` per message.
    ``key``: at most 64 bytes.
    """
    padded = key.ljust(64, b"\0")
    inner = sha256(padded.translate(_INNER_PAD) + prefix)
    outer = sha256(padded.translate(_OUTER_PAD))

    def keyed(message: bytes) -> bytes:
        within, around = inner.copy(), outer.copy()
        within.update(message)
        around.update(within.digest())
        return around.digest()

    return keyed


_TICKET = b"edraw/1 ticket\0"


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
    """One handle's ticket; the order of a stratum ascends by it."""
    return _keyed(draw_seed, _TICKET)(h)


def order(draw_seed: bytes, handles: Iterable[bytes]) -> list[bytes]:
    """Handles ascending by ``(ticket, h)``: the committed order of one stratum."""
    keyed = _keyed(draw_seed, _TICKET)
    shelves = _shelves()
    for h in handles:
        drawn = keyed(h)
        shelves[drawn[0]].append(drawn + h)
    ranked: list[bytes] = []
    for shelf in shelves:
        shelf.sort()  # both parts have 32 bytes, so they sort together as the pairs do
        ranked += [pair[HANDLE:] for pair in shelf]
        shelf.clear()
    return ranked


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
