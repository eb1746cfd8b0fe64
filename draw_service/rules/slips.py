"""Witness slips: printed secrets, because phones are banned from the room (Art. 10; protocol section 1).

A code is Crockford base32 of 32 bytes plus the first two bytes of their SHA-256, in groups of five.
"""

from __future__ import annotations

import re
from base64 import b32decode, b32encode
from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from draw_service.rules.lottery import commitment
from draw_service.rules.refusals import BadCode, BadInput

_DRAW_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_RFC4648 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TO_CROCKFORD = str.maketrans(_RFC4648, _CROCKFORD)
_FROM_CROCKFORD = str.maketrans(_CROCKFORD, _RFC4648)
_FORGIVEN = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": "", "\u3000": "", "\t": "", "\n": ""})


@dataclass(frozen=True, slots=True, repr=False)
class Slip:
    """One party's slip for one draw. ``entry``: 8 characters; ``share`` (r) and ``unseal`` (x): 32 bytes."""

    party: str
    draw_id: str
    entry: str
    share: bytes
    unseal: bytes

    def __repr__(self) -> str:
        return f"<Slip {self.party} of {self.draw_id}>"

    @property
    def commitment(self) -> str:
        return commitment(self.party, self.draw_id, self.share).hex()

    @property
    def public_key(self) -> str:
        """``pk = X25519(x, 9)`` (RFC 7748), hex."""
        return X25519PrivateKey.from_private_bytes(self.unseal).public_key().public_bytes_raw().hex()


def make_slip(party: str, draw_id: str, chance: bytes, extra: bytes = b"") -> Slip:
    """A slip from 72 bytes of chance; ``extra`` (dice, keystrokes) is mixed in with SHA-256.

    Raises ``BadInput`` for what cannot be a draw id (protocol section 0).
    """
    if not _DRAW_ID.fullmatch(draw_id):
        raise BadInput(what="draw id")
    if len(chance) != 72:
        raise ValueError("a slip takes 72 bytes of chance")
    share = sha256(b"panel slip share\0" + chance[:32] + extra).digest()
    unseal = sha256(b"panel slip unseal\0" + chance[32:64] + extra).digest()
    raw = sha256(b"panel slip entry\0" + chance[64:] + extra).digest()
    entry = "".join(_CROCKFORD[byte & 31] for byte in raw[:8])
    return Slip(party, draw_id, entry, share, unseal)


def sealable(public_key: str) -> bool:
    """Whether anything can be sealed to this hex key: a point of low order would stop the seal (RFC 7748)."""
    probe = X25519PrivateKey.from_private_bytes(b"\x01" * 32)
    try:
        probe.exchange(X25519PublicKey.from_public_bytes(bytes.fromhex(public_key)))
    except ValueError:
        return False
    return True


def code_of(secret: bytes) -> str:
    """The printed form of 32 bytes."""
    if len(secret) != 32:
        raise ValueError("a slip code holds 32 bytes")
    text = b32encode(secret + sha256(secret).digest()[:2]).decode().rstrip("=").translate(_TO_CROCKFORD)
    return " ".join(text[i : i + 5] for i in range(0, len(text), 5))


def read_code(text: str) -> bytes:
    """The 32 bytes behind a typed or scanned code; lower case, spaces, O/I/L are forgiven.

    Raises ``BadCode`` when it is not one or its check does not fit.
    """
    plain = _normal(text)
    if len(plain) != 55 or any(char not in _CROCKFORD for char in plain):
        raise BadCode
    raw = b32decode(plain.translate(_FROM_CROCKFORD) + "=")
    secret, check = raw[:32], raw[32:]
    if sha256(secret).digest()[:2] != check or code_of(secret).replace(" ", "") != plain:
        raise BadCode
    return secret


def read_entry_code(text: str) -> str:
    """An entry code as typed, normalised."""
    return _normal(text)


def _normal(text: str) -> str:
    half_width = "".join(chr(ord(c) - 0xFEE0) if 0xFF01 <= ord(c) <= 0xFF5E else c for c in text)
    return half_width.upper().translate(_FORGIVEN)
