"""The sealed roster: nobody can list names before sign-in, nobody opens it alone (Art. 8(3), 8(5); protocol
section 5). Two people, two secrets: the center's half D1 and the tenderer's or regulator's half D2."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from audit.canonical import NotCanonical, canonical, parse_canonical
from draw_service.rules import hpke
from draw_service.rules.lottery import DrawKeys, RegisterRow, identity_commitment, salt_of


@dataclass(frozen=True, slots=True, repr=False)
class Seat:
    """One line of the roster. ``handle`` hex, ``salt`` hex."""

    slot: int
    handle: str
    salt: str
    id: str
    name: str
    unit: str

    def body(self) -> dict[str, object]:
        return {
            "handle": self.handle,
            "identity": {"id": self.id, "name": self.name, "unit": self.unit},
            "salt": self.salt,
            "slot": self.slot,
        }

    def opening(self) -> dict[str, object]:
        """As it stands in an evidence bundle (protocol section 7)."""
        return {
            "identity": {"id": self.id, "name": self.name, "unit": self.unit},
            "salt": self.salt,
            "slot": self.slot,
        }


@dataclass(frozen=True, slots=True, repr=False)
class SealChance:
    """The chance a seal uses: D and D1 (32 bytes), nonce (12), one HPKE ephemeral per witness (32)."""

    d: bytes
    d1: bytes
    nonce: bytes
    ephemeral: Mapping[str, bytes]


def seat_of(keys: DrawKeys, slot: int, handle: bytes, row: RegisterRow) -> Seat:
    return Seat(slot, handle.hex(), salt_of(keys, row.id).hex(), row.id, row.name, row.unit)


def associated_data(draw_id: str, n: int) -> bytes:
    """AAD and HPKE info: binds a roster to the number of its ``draw.sealed`` event."""
    return b"edraw/1 roster\0" + draw_id.encode() + b"\0" + str(n).encode()


def seal_roster(
    draw_id: str,
    n: int,
    k: bytes,
    seats: Sequence[Seat],
    unseal_pks: Mapping[str, str],
    wrap: Callable[[bytes, bytes], bytes],
    chance: SealChance,
) -> bytes:
    """The sealed object. ``wrap(d1, context)`` encrypts under the center's key."""
    context = associated_data(draw_id, n)
    plaintext = write_roster(k, seats)
    d2 = bytes(a ^ b for a, b in zip(chance.d, chance.d1, strict=True))
    halves = {}
    for party, pk in unseal_pks.items():
        enc, ct = hpke.seal(bytes.fromhex(pk), context, d2, chance.ephemeral[party])
        halves[party] = {"ct": _b64(ct), "enc": _b64(enc)}
    return canonical(
        {
            "ct": _b64(AESGCM(chance.d).encrypt(chance.nonce, plaintext, context)),
            "d1": _b64(wrap(chance.d1, context)),
            "d2": halves,
            "nonce": _b64(chance.nonce),
        }
    )


def roster_hash(sealed: bytes) -> str:
    return sha256(sealed).hexdigest()


def open_roster(
    draw_id: str,
    n: int,
    sealed: bytes,
    party: str,
    unseal_code: bytes,
    unwrap: Callable[[bytes, bytes], bytes],
) -> tuple[bytes, list[Seat]]:
    """``(K, seats)``. Raises ``ValueError`` when a half does not open or the object is not one of ours."""
    context = associated_data(draw_id, n)
    try:
        box = parse_canonical(sealed)
        half = box["d2"][party]
        d2 = hpke.unseal(unseal_code, context, _unb64(half["enc"]), _unb64(half["ct"]))
        d1 = unwrap(_unb64(box["d1"]), context)
        d = bytes(a ^ b for a, b in zip(d1, d2, strict=True))
        text = AESGCM(d).decrypt(_unb64(box["nonce"]), _unb64(box["ct"]), context)
        return read_roster(text)
    except (KeyError, TypeError, NotCanonical, InvalidTag) as error:
        raise ValueError("the sealed roster does not open") from error


def read_roster(text: bytes) -> tuple[bytes, list[Seat]]:
    """``(K, seats)`` of a roster's plaintext."""
    plain = parse_canonical(text)
    seats = [
        Seat(
            seat["slot"],
            seat["handle"],
            seat["salt"],
            seat["identity"]["id"],
            seat["identity"]["name"],
            seat["identity"]["unit"],
        )
        for seat in plain["seats"]
    ]
    return bytes.fromhex(plain["k"]), seats


def write_roster(k: bytes, seats: Sequence[Seat]) -> bytes:
    """The plaintext that ``read_roster`` reads."""
    return canonical({"k": k.hex(), "seats": [seat.body() for seat in seats]})


def matches(seat: Seat, c: str) -> bool:
    """Whether an opened identity is the one behind the pool leaf's commitment ``c`` (hex)."""
    return identity_commitment(bytes.fromhex(seat.salt), seat.id, seat.name, seat.unit).hex() == c


def _b64(raw: bytes) -> str:
    return b64encode(raw).decode()


def _unb64(text: str) -> bytes:
    return b64decode(text, validate=True)
