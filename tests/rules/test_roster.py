"""The sealed roster (protocol section 5): two people and two secrets open it, nothing else does."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from audit.canonical import canonical
from draw_service.rules.lottery import RegisterRow, derive_keys, handle_of, identity_commitment, salt_of
from draw_service.rules.roster import (
    SealChance,
    Seat,
    associated_data,
    matches,
    open_roster,
    read_roster,
    roster_hash,
    seal_roster,
    seat_of,
    write_roster,
)
from draw_service.rules.slips import Slip, make_slip

K = sha256(b"k").digest()
KEYS = derive_keys(K)
CENTER = AESGCM(sha256(b"center").digest())
DRAW, N = "D-1", 20
PEOPLE = [RegisterRow("E1", "甲", "U1", ("A08",)), RegisterRow("E2", '乙"丙', "", ("C06",))]
SEATS = [seat_of(KEYS, slot, handle_of(KEYS, row.id), row) for slot, row in enumerate(PEOPLE, 1)]
SLIPS: dict[str, Slip] = {
    party: make_slip(party, DRAW, bytes([at]) * 72) for at, party in enumerate(("tenderer", "regulator"))
}


def wrap(plaintext: bytes, context: bytes) -> bytes:
    return CENTER.encrypt(bytes(12), plaintext, context)


def unwrap(wrapped: bytes, context: bytes) -> bytes:
    try:
        return CENTER.decrypt(bytes(12), wrapped, context)
    except InvalidTag:
        raise ValueError("does not open") from None


def chance(salt: bytes = b"") -> SealChance:
    take = [sha256(salt + bytes([n])).digest() for n in range(5)]
    return SealChance(take[0], take[1], take[2][:12], {"tenderer": take[3], "regulator": take[4]})


def seal(salt: bytes = b"") -> bytes:
    pks = {party: slip.public_key for party, slip in SLIPS.items()}
    return seal_roster(DRAW, N, K, SEATS, pks, wrap, chance(salt))


def opened(
    sealed: bytes, party: str = "tenderer", draw_id: str = DRAW, n: int = N
) -> tuple[bytes, list[Seat]]:
    return open_roster(draw_id, n, sealed, party, SLIPS[party].unseal, unwrap)


@pytest.mark.parametrize("party", ["tenderer", "regulator"])
def test_center_with_either_witness_opens(party: str) -> None:
    assert opened(seal(), party) == (K, SEATS)


def test_the_object_is_the_protocols() -> None:
    sealed = seal()
    box = json.loads(sealed)
    assert canonical(box) == sealed
    assert {key: type(value) for key, value in box.items()} == {
        "ct": str,
        "d1": str,
        "d2": dict,
        "nonce": str,
    }
    assert {party: sorted(half) for party, half in box["d2"].items()} == {
        "regulator": ["ct", "enc"],
        "tenderer": ["ct", "enc"],
    }
    context = b"edraw/1 roster\0D-1\x0020"
    assert associated_data(DRAW, N) == context
    plain = AESGCM(chance().d).decrypt(b64decode(box["nonce"]), b64decode(box["ct"]), context)
    assert json.loads(plain) == {"k": K.hex(), "seats": [seat.body() for seat in SEATS]}
    assert unwrap(b64decode(box["d1"]), context) == chance().d1
    assert roster_hash(sealed) == sha256(sealed).hexdigest()


def test_nobody_is_named_in_it_and_neither_key_stands_in_it() -> None:
    sealed = seal()
    for secret in (K, chance().d, chance().d1, *(slip.unseal for slip in SLIPS.values())):
        assert secret.hex().encode() not in sealed
        assert b64encode(secret) not in sealed
    assert "甲".encode() not in sealed
    assert repr(SEATS[0]) == object.__repr__(SEATS[0])  # no field of a seat shows


def test_same_chance_gives_the_same_bytes() -> None:
    assert seal() == seal()
    assert seal(b"other") != seal()


def test_wrong_party_code_draw_or_number_is_refused() -> None:
    sealed = seal()
    for party, code, draw_id, n in (
        ("tenderer", SLIPS["regulator"].unseal, DRAW, N),
        ("regulator", SLIPS["tenderer"].unseal, DRAW, N),
        ("center", SLIPS["tenderer"].unseal, DRAW, N),
        ("tenderer", SLIPS["tenderer"].share, DRAW, N),
        ("tenderer", SLIPS["tenderer"].unseal, "D-2", N),
        ("tenderer", SLIPS["tenderer"].unseal, DRAW, N + 1),
    ):
        with pytest.raises(ValueError):
            open_roster(draw_id, n, sealed, party, code, unwrap)


def test_a_witness_without_the_center_opens_nothing() -> None:
    def other_center(wrapped: bytes, context: bytes) -> bytes:
        del wrapped, context
        return sha256(b"a guess").digest()

    with pytest.raises(ValueError, match="does not open"):
        open_roster(DRAW, N, seal(), "tenderer", SLIPS["tenderer"].unseal, other_center)


def _flip(text: str, at: int) -> str:
    raw = bytearray(b64decode(text))
    raw[at % len(raw)] ^= 1
    return b64encode(raw).decode()


@given(at=st.integers(0, 300), part=st.sampled_from(["ct", "d1", "nonce", "d2 ct", "d2 enc"]))
def test_any_changed_byte_is_refused(at: int, part: str) -> None:
    box: dict[str, Any] = json.loads(seal())
    if part.startswith("d2 "):
        half = box["d2"]["tenderer"]
        half[part[3:]] = _flip(half[part[3:]], at)
    else:
        box[part] = _flip(box[part], at)
    with pytest.raises(ValueError):
        opened(canonical(box))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda box: box.pop("d1"),
        lambda box: box.update(d2=[]),
        lambda box: box.update(d2="tenderer"),
        lambda box: box.update(ct=7),
        lambda box: box.update(nonce=""),
        lambda box: box.update(ct=box["ct"] + "\n"),
        lambda box: box["d2"].update(tenderer=None),
    ],
)
def test_what_is_not_of_the_shape_is_refused(spoil: Any) -> None:
    box = json.loads(seal())
    spoil(box)
    with pytest.raises(ValueError):
        opened(canonical(box))


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"{", b"\xff", seal().replace(b",", b", ", 1)])
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        opened(data)


@pytest.mark.parametrize("plaintext", [b"{}", b"[]", b'{"k":"00","seats":[{}]}', b'{"k":"zz","seats":[]}'])
def test_a_roster_of_another_shape_inside_is_refused(plaintext: bytes) -> None:
    box, context = json.loads(seal()), associated_data(DRAW, N)
    box["ct"] = b64encode(AESGCM(chance().d).encrypt(chance().nonce, plaintext, context)).decode()
    with pytest.raises(ValueError):
        opened(canonical(box))


def test_plaintext_round_trips() -> None:
    assert read_roster(write_roster(K, SEATS)) == (K, SEATS)


def test_a_seat_matches_only_its_own_leaf() -> None:
    own = [identity_commitment(salt_of(KEYS, r.id), r.id, r.name, r.unit).hex() for r in PEOPLE]
    assert [[matches(seat, c) for c in own] for seat in SEATS] == [[True, False], [False, True]]
    assert SEATS[0].opening() == {key: v for key, v in SEATS[0].body().items() if key != "handle"}
