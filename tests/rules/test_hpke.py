"""HPKE (RFC 9180) as we seal it opens in the library, and the library's seal opens in ours."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from hypothesis import given
from hypothesis import strategies as st

from draw_service.rules import hpke

SECRET = st.binary(min_size=32, max_size=32)
LIBRARY = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
PRIVATE = bytes(range(32))


def _public(private: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


@given(private=SECRET, ephemeral=SECRET, info=st.binary(max_size=80), plaintext=st.binary(max_size=80))
def test_our_seal_opens_in_the_library(
    private: bytes, ephemeral: bytes, info: bytes, plaintext: bytes
) -> None:
    enc, ct = hpke.seal(_public(private), info, plaintext, ephemeral)
    assert enc == _public(ephemeral)
    assert len(ct) == len(plaintext) + 16
    key = X25519PrivateKey.from_private_bytes(private)
    assert LIBRARY.decrypt(enc + ct, key, info=info) == plaintext


@given(private=SECRET, info=st.binary(max_size=80), plaintext=st.binary(max_size=80))
def test_the_librarys_seal_opens_in_ours(private: bytes, info: bytes, plaintext: bytes) -> None:
    public = X25519PrivateKey.from_private_bytes(private).public_key()
    sealed = LIBRARY.encrypt(plaintext, public, info=info)
    assert hpke.unseal(private, info, sealed[:32], sealed[32:]) == plaintext


def test_same_chance_gives_the_same_seal() -> None:
    public, ephemeral = _public(PRIVATE), b"\x07" * 32
    assert hpke.seal(public, b"i", b"p", ephemeral) == hpke.seal(public, b"i", b"p", ephemeral)
    assert hpke.seal(public, b"i", b"p", ephemeral) != hpke.seal(public, b"i", b"p", b"\x08" * 32)


@given(at=st.integers(0, 32 + 32 + 15), bit=st.integers(0, 7))
def test_any_flipped_bit_is_refused(at: int, bit: int) -> None:
    enc, ct = hpke.seal(_public(PRIVATE), b"info", bytes(32), b"\x07" * 32)
    whole = bytearray(enc + ct)
    whole[at] ^= 1 << bit
    with pytest.raises(ValueError, match="does not open"):
        hpke.unseal(PRIVATE, b"info", bytes(whole[:32]), bytes(whole[32:]))


def test_wrong_key_info_or_cut_is_refused() -> None:
    enc, ct = hpke.seal(_public(PRIVATE), b"info", bytes(32), b"\x07" * 32)
    for private, info in ((b"\x01" * 32, b"info"), (PRIVATE, b"inf"), (PRIVATE, b"")):
        with pytest.raises(ValueError, match="does not open"):
            hpke.unseal(private, info, enc, ct)
    for cut in (0, 31, 33):
        whole = enc + ct
        with pytest.raises(ValueError, match="32 bytes"):
            hpke.unseal(PRIVATE, b"info", whole[:cut], whole[cut:])


def test_a_key_of_low_order_seals_nothing() -> None:
    with pytest.raises(ValueError):
        hpke.seal(bytes(32), b"info", bytes(32), b"\x07" * 32)
