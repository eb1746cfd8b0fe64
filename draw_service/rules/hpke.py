"""HPKE base mode (RFC 9180) for suite std-1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.

Only sealing is here, with the ephemeral key as an argument, so that a seeded drill gives the same bytes
twice; opening is the library's own (``cryptography``), which thereby checks every seal. Ours is single-shot:
one context, sequence number 0. Appendix A of the RFC has no vector of this suite; interoperation is tested.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

_KEM_SUITE = b"KEM\x00\x20"
_SUITE = b"HPKE\x00\x20\x00\x01\x00\x02"
_LIBRARY = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def seal(public_key: bytes, info: bytes, plaintext: bytes, ephemeral: bytes) -> tuple[bytes, bytes]:
    """``(enc, ct)`` for one message to ``public_key``; ``ephemeral`` is 32 fresh secret bytes."""
    private = X25519PrivateKey.from_private_bytes(ephemeral)
    enc = private.public_key().public_bytes_raw()
    shared = private.exchange(X25519PublicKey.from_public_bytes(public_key))
    eae = _labeled_extract(_KEM_SUITE, b"", b"eae_prk", shared)
    secret = _labeled_expand(_KEM_SUITE, eae, b"shared_secret", enc + public_key, 32)
    context = (
        b"\x00"
        + _labeled_extract(_SUITE, b"", b"psk_id_hash", b"")
        + _labeled_extract(_SUITE, b"", b"info_hash", info)
    )
    prk = _labeled_extract(_SUITE, secret, b"secret", b"")
    key = _labeled_expand(_SUITE, prk, b"key", context, 32)
    nonce = _labeled_expand(_SUITE, prk, b"base_nonce", context, 12)
    return enc, AESGCM(key).encrypt(nonce, plaintext, b"")


def unseal(private_key: bytes, info: bytes, enc: bytes, ct: bytes) -> bytes:
    """Open with the library. Raises ``ValueError`` when it does not open."""
    if len(enc) != 32:  # the library takes both as one: another cut between them would open as well
        raise ValueError("an encapsulated key has 32 bytes")
    try:
        return _LIBRARY.decrypt(enc + ct, X25519PrivateKey.from_private_bytes(private_key), info=info)
    except (InvalidTag, ValueError) as error:
        raise ValueError("the sealed half does not open") from error


def _labeled_extract(suite: bytes, salt: bytes, label: bytes, ikm: bytes) -> bytes:
    mac = HMAC(salt or bytes(32), SHA256())
    mac.update(b"HPKE-v1" + suite + label + ikm)
    return mac.finalize()


def _labeled_expand(suite: bytes, prk: bytes, label: bytes, info: bytes, length: int) -> bytes:
    text = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return HKDFExpand(SHA256(), length, text).derive(prk)
