"""The snapshot, the seed and the order against the words of protocol sections 1, 2 and 4."""

from __future__ import annotations

import hmac
import json
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.canonical import canonical
from audit.merkle import EMPTY_ROOT, leaf_hash, root
from draw_service.rules.lottery import (
    REVEAL_ORDER,
    RegisterRow,
    Stratum,
    chosen_commitment,
    commitment,
    derive_keys,
    handle_of,
    identity_commitment,
    k_commitment,
    lock_hash,
    order,
    result_commitment,
    salt_of,
    seed,
    snapshot,
    ticket,
    unit_tag,
)

SECRET = st.binary(min_size=32, max_size=32)
STRATA = (Stratum("works", "A08", 2), Stratum("all-a", "A", 1), Stratum("goods", "C06", 2))
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
CODES = st.lists(
    st.sampled_from(["A080101", "A0802", "A01", "B0105", "C0603", "C06"]), max_size=3, unique=True
).map(lambda codes: tuple(sorted(codes)))
ROWS = st.lists(
    st.builds(
        RegisterRow, WORDS.filter(bool), WORDS, st.sampled_from(["", "U1", "单位\u2028二", '"']), CODES
    ),
    max_size=12,
    unique_by=lambda row: row.id,
).map(lambda rows: sorted(rows, key=lambda row: row.id))


def naive_handle(k: bytes, expert_id: str) -> bytes:
    return hmac.digest(derive_keys(k).handle, b"edraw/1 handle\0" + expert_id.encode(), "sha256")


def naive_lists(
    k: bytes, rows: list[RegisterRow], excluded: dict[str, str], recused: dict[str, str]
) -> tuple[list[Any], list[Any], list[Any]]:
    """The three lists written straight from protocol section 2, without any haste."""
    keys = derive_keys(k)
    pool, out, back = [], [], []
    for row in rows:
        h = naive_handle(k, row.id).hex()
        ids = sorted(s.id for s in STRATA if any(code.startswith(s.code) for code in row.s))
        if not ids:
            continue
        if row.id in excluded:
            out.append({"h": h, "why": excluded[row.id]})
            continue
        if row.id in recused:
            back.append({"h": h, "why": recused[row.id]})
        salt = hmac.digest(keys.salt, b"edraw/1 salt\0" + row.id.encode(), "sha256")
        identity = canonical({"id": row.id, "name": row.name, "unit": row.unit})
        c = sha256(b"edraw/1 identity\0" + salt + identity).hexdigest()
        tag = hmac.digest(keys.unit, b"edraw/1 unit\0" + row.unit.encode(), "sha256")[:16].hex()
        pool.append({"c": c, "h": h, "s": ids, "u": tag if row.unit else ""})
    return tuple(sorted(leaves, key=lambda leaf: leaf["h"]) for leaves in (pool, out, back))  # type: ignore[return-value]


@given(k=SECRET, rows=ROWS, chance=st.data())
def test_snapshot_is_what_the_protocol_says(k: bytes, rows: list[RegisterRow], chance: st.DataObject) -> None:
    ids = [row.id for row in rows]
    aside = st.lists(st.sampled_from(ids), unique=True) if ids else st.just([])
    excluded = dict.fromkeys(chance.draw(aside), "leave")
    recused = dict.fromkeys(chance.draw(aside), "employer-is-bidder")
    made = snapshot(k, rows, STRATA, excluded, recused)
    for leaves, leaf_root, wanted in zip(
        (made.pool, made.excluded, made.recusals),
        (made.pool_root, made.excluded_root, made.recusal_root),
        naive_lists(k, rows, excluded, recused),
        strict=True,
    ):
        assert leaves == [canonical(leaf) for leaf in wanted]
        assert leaf_root == root([leaf_hash(leaf) for leaf in leaves])
    register = canonical([{"id": r.id, "name": r.name, "s": list(r.s), "unit": r.unit} for r in rows])
    assert made.register_commit == sha256(b"edraw/1 register\0" + k + register).digest()
    parsed = [json.loads(leaf) for leaf in made.pool]
    for stratum in STRATA:
        members = {leaf["h"] for leaf in parsed if stratum.id in leaf["s"]}
        assert {h.hex() for h in made.by_stratum[stratum.id]} == members
        assert len(made.by_stratum[stratum.id]) == len(members)
    assert {h.hex(): u for h, u in made.units.items()} == {leaf["h"]: leaf["u"] for leaf in parsed}


def test_excluded_wins_over_recused() -> None:
    row = RegisterRow("E1", "甲", "U1", ("A080101",))
    made = snapshot(bytes(32), [row], STRATA, {"E1": "leave"}, {"E1": "declared"})
    assert (len(made.pool), len(made.excluded), len(made.recusals)) == (0, 1, 0)
    assert made.recusal_root == made.pool_root == EMPTY_ROOT


@given(rows=ROWS.filter(lambda rows: len(rows) > 1))
def test_register_must_ascend(rows: list[RegisterRow]) -> None:
    for wrong in (rows[::-1], [rows[0], *rows]):
        with pytest.raises(ValueError, match="ascending"):
            snapshot(bytes(32), wrong, STRATA, {}, {})


def test_two_draws_share_no_handle_tag_or_salt() -> None:
    rows = [RegisterRow(f"E{n:03d}", "甲", "U1", ("A080101",)) for n in range(50)]
    one, two = (
        [json.loads(leaf) for leaf in snapshot(bytes([k]) * 32, rows, STRATA, {}, {}).pool] for k in (1, 2)
    )
    for key in ("h", "c", "u"):
        assert not {leaf[key] for leaf in one} & {leaf[key] for leaf in two}


def test_helpers_agree_with_the_snapshot() -> None:
    k = bytes(range(32))
    row = RegisterRow("E1", '专"家\\', "U1", ("A080101",))
    [leaf] = [json.loads(leaf) for leaf in snapshot(k, [row], STRATA, {}, {}).pool]
    keys = derive_keys(k)
    assert leaf["h"] == handle_of(keys, "E1").hex()
    assert leaf["u"] == unit_tag(keys, "U1")
    assert leaf["c"] == identity_commitment(salt_of(keys, "E1"), "E1", row.name, "U1").hex()
    assert unit_tag(keys, "") == ""


@given(draw_seed=SECRET, handles=st.lists(SECRET, unique=True), chance=st.randoms(use_true_random=False))
def test_order_is_a_permutation_that_input_order_cannot_move(
    draw_seed: bytes, handles: list[bytes], chance: Any
) -> None:
    found = order(draw_seed, handles)
    assert sorted(found) == sorted(handles)
    assert found == sorted(
        handles, key=lambda h: (hmac.digest(draw_seed, b"edraw/1 ticket\0" + h, "sha256"), h)
    )
    mixed = list(handles)
    chance.shuffle(mixed)
    assert order(draw_seed, mixed) == found


@given(draw_seed=SECRET, handles=st.lists(SECRET, min_size=1, unique=True), gone=st.data())
def test_who_leaves_the_list_moves_nobody_past_another(
    draw_seed: bytes, handles: list[bytes], gone: st.DataObject
) -> None:
    left = gone.draw(st.sampled_from(handles))
    assert order(draw_seed, [h for h in handles if h != left]) == [
        h for h in order(draw_seed, handles) if h != left
    ]


@settings(max_examples=25)
@given(draw_seed=SECRET)
def test_every_place_is_open_to_everyone(draw_seed: bytes) -> None:
    # A hundred seeds derived from one: each of four handles comes first sometimes.
    handles = [bytes([n]) * 32 for n in range(4)]
    seeds = [sha256(draw_seed + bytes([n])).digest() for n in range(100)]
    assert {order(each, handles)[0] for each in seeds} == set(handles)


@given(shares=st.tuples(SECRET, SECRET, SECRET), lock=SECRET)
def test_seed(shares: tuple[bytes, bytes, bytes], lock: bytes) -> None:
    by_party = dict(zip(REVEAL_ORDER, shares, strict=True))
    text = b"\x08tenderer" + shares[0] + b"\x09regulator" + shares[1] + b"\x06center" + shares[2]
    made = seed(lock, by_party)
    assert made == sha256(b"edraw/1 seed\0" + lock + text).digest()
    assert seed(lock, dict(reversed(by_party.items()))) == made
    for party in REVEAL_ORDER:  # any one party alone changes the whole seed
        flipped = bytes([by_party[party][0] ^ 1]) + by_party[party][1:]
        assert seed(lock, {**by_party, party: flipped}) != made


@given(share=SECRET, draw_id=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", fullmatch=True))
def test_commitment_binds_party_draw_and_share(share: bytes, draw_id: str) -> None:
    made = commitment("tenderer", draw_id, share)
    raw = draw_id.encode()
    text = b"edraw/1 commit\0\x08tenderer" + bytes([len(raw)]) + raw + share
    assert made == sha256(text).digest()
    assert made != commitment("regulator", draw_id, share)
    assert made != commitment("tenderer", draw_id[:-1] + ("a" if draw_id[-1] != "a" else "b"), share)
    assert made != commitment("tenderer", draw_id, bytes([share[0] ^ 1]) + share[1:])


def test_other_commitments() -> None:
    k, h = bytes(range(32)), b"\xab" * 32
    assert k_commitment(k) == sha256(b"edraw/1 k\0" + k).digest()
    assert lock_hash(b"{}") == sha256(b"edraw/1 lock\0{}").digest()
    text = b'["' + h.hex().encode() + b'",""]'
    assert result_commitment(k, [h, None]) == sha256(b"edraw/1 result\0" + k + text).digest()
    assert (
        chosen_commitment(k, [(1, "E1"), (2, "E2")])
        == sha256(b"edraw/1 chosen\0" + k + b'[[1,"E1"],[2,"E2"]]').digest()
    )


def test_one_ticket_is_the_one_the_order_ranks_by() -> None:
    draw_seed, handles = bytes(range(32)), [bytes([n]) * 32 for n in range(9)]
    assert ticket(draw_seed, handles[0]) == hmac.digest(draw_seed, b"edraw/1 ticket\0" + handles[0], "sha256")
    assert sorted(handles, key=lambda h: ticket(draw_seed, h)) == order(draw_seed, handles)


def test_a_person_and_the_keys_of_a_draw_show_nothing_of_themselves() -> None:
    assert repr(RegisterRow("E000001", "王明", "U1", ("A08",))) == "<RegisterRow>"
    assert repr(derive_keys(bytes(32))) == "<DrawKeys>"
