"""The protocol page stands on its own: its example follows from its formulas, its tables are the code's.

The example is computed here from the page alone, with the standard library and ``cryptography``; what comes
out is then compared with the frozen vector and with the two implementations in the house.
"""

from __future__ import annotations

import base64
import hmac
import json
import re
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from audit import merkle, shapes
from audit.canonical import canonical
from audit.events import DrawEvent
from audit.verify import seed as verifier
from audit.verify.bundle import FORMAT, MAX_BYTES
from audit.verify.course import LATE_GROUNDS, SERVICE_REASONS
from audit.verify.report import BEARING, FIVE, NAMES
from draw_service.rules import lottery, slips
from tests.house.repository import ROOT, texts

PAGE = "deploy/edraw-1.md"
PARTIES = ("tenderer", "regulator", "center")


def page() -> str:
    return texts()[PAGE]


@pytest.fixture(scope="module")
def said() -> dict[str, str]:
    """Every line of the example blocks, by name."""
    blocks = "".join(re.findall(r"^```example\n(.*?)^```$", page(), re.MULTILINE | re.DOTALL))
    lines = [line.split(" = ", 1) for line in blocks.splitlines()]
    found = dict(lines)
    assert len(found) == len(lines), "a value is named twice"
    return found


@pytest.fixture(scope="module")
def vector() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "tests/vectors/edraw1/tiny.json").read_text("utf-8"))
    return found


# --- the formulas as the page gives them --------------------------------------------------------------------


def _hkdf(k: bytes, info: str) -> bytes:
    return HKDF(SHA256(), 32, b"", info.encode()).derive(k)


def _hmac(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, sha256).digest()


def _jcs(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _named(text: str) -> bytes:
    return bytes([len(text)]) + text.encode()


def _root(leaves: Sequence[bytes]) -> bytes:
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0]).digest()
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return sha256(b"\1" + _root(leaves[:split]) + _root(leaves[split:])).digest()


def _base32(data: bytes) -> str:
    bits = "".join(f"{byte:08b}" for byte in data)
    bits += "0" * (-len(bits) % 5)
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    return "".join(letters[int(bits[at : at + 5], 2)] for at in range(0, len(bits), 5))


def _leaf(said: dict[str, str], expert: dict[str, Any]) -> dict[str, Any]:
    kh, ku, ks = (bytes.fromhex(said[name]) for name in ("Kh", "Ku", "Ks"))
    who, unit = expert["id"].encode(), expert["unit"].encode()
    identity = {key: expert[key] for key in ("id", "name", "unit")}
    salt = _hmac(ks, b"edraw/1 salt\0" + who)
    return {
        "c": sha256(b"edraw/1 identity\0" + salt + _jcs(identity)).hexdigest(),
        "h": _hmac(kh, b"edraw/1 handle\0" + who).hex(),
        "s": ["a"],
        "u": _hmac(ku, b"edraw/1 unit\0" + unit)[:16].hex() if unit else "",
    }


@pytest.fixture(scope="module")
def computed(said: dict[str, str], vector: dict[str, Any]) -> dict[str, str]:
    """The derived values, each from the given ones: K, register, shares, the lock, one unseal code."""
    k, draw = bytes.fromhex(said["K"]), said["draw_id"]
    shares = {party: bytes.fromhex(said[f"r_{party}"]) for party in PARTIES}
    register = json.loads(said["register"])
    placed = [expert for expert in register if any(code.startswith("A") for code in expert["s"])]
    pool = sorted((_leaf(said, expert) for expert in placed), key=lambda leaf: str(leaf["h"]))
    mine = _leaf(said, register[1])
    found = {
        **{
            name: _hkdf(k, f"edraw/1 {kind}").hex()
            for name, kind in zip(("Kh", "Ku", "Ks"), KINDS, strict=True)
        },
        "register_commit": sha256(b"edraw/1 register\0" + k + said["register"].encode()).hexdigest(),
        "k_commit": sha256(b"edraw/1 k\0" + k).hexdigest(),
        **{key: mine[key] for key in ("h", "u", "c")},
        "salt": _hmac(bytes.fromhex(said["Ks"]), b"edraw/1 salt\0E00001").hex(),
        "leaf": _jcs(mine).decode(),
        "leaf_hash": sha256(b"\0" + _jcs(mine)).hexdigest(),
        "pool_root": _root([_jcs(leaf) for leaf in pool]).hex(),
        "empty_root": _root([]).hex(),
        "code_tenderer": " ".join(
            re.findall(".....", _base32(shares["tenderer"] + _check(shares["tenderer"])))
        ),
        "pk_tenderer": X25519PrivateKey.from_private_bytes(bytes.fromhex(said["x_tenderer"]))
        .public_key()
        .public_bytes_raw()
        .hex(),
    }
    for party, share in shares.items():
        opened = b"edraw/1 commit\0" + _named(party) + _named(draw) + share
        found[f"commitment_{party}"] = sha256(opened).hexdigest()
    lock_hash = sha256(b"edraw/1 lock\0" + said["lock"].encode()).digest()
    mixed = b"".join(_named(party) + shares[party] for party in PARTIES)
    seed = sha256(b"edraw/1 seed\0" + lock_hash + mixed).digest()
    handles = [leaf["h"] for leaf in pool]
    tickets = sorted((_hmac(seed, b"edraw/1 ticket\0" + bytes.fromhex(h)).hex(), h) for h in handles)
    found |= {f"ticket_{n}": f"{ticket} of {h}" for n, (ticket, h) in enumerate(tickets, start=1)}
    first = tickets[0][1]
    return found | {
        "lock_hash": lock_hash.hex(),
        "lock_base32": _base32(lock_hash),
        "seed": seed.hex(),
        "first_holder": first,
        "result_commit": sha256(b"edraw/1 result\0" + seed + _jcs([first])).hexdigest(),
        "log_root": _root([base64.b64decode(event) for event in vector["events"]]).hex(),
    }


KINDS = ("handle", "unit", "salt")
GIVEN = {"draw_id", "K", "register", "lock", "x_tenderer", *(f"r_{party}" for party in PARTIES)}


def _check(secret: bytes) -> bytes:
    return sha256(secret).digest()[:2]


# --- the example --------------------------------------------------------------------------------------------


def test_every_line_of_the_example_follows_from_the_lines_given(
    said: dict[str, str], computed: dict[str, str]
) -> None:
    assert {name: text for name, text in said.items() if name not in GIVEN} == computed


def test_the_lock_on_the_page_binds_the_values_on_the_page(said: dict[str, str]) -> None:
    lock = json.loads(said["lock"])

    assert _jcs(lock).decode() == said["lock"]
    body = lock["body"]
    assert lock["draw"] == said["draw_id"]
    assert body["commitments"] == {party: said[f"commitment_{party}"] for party in PARTIES}
    for key in ("pool_root", "register_commit", "k_commit"):
        assert body[key] == said[key]
    assert body["excluded_root"] == body["recusal_root"] == said["empty_root"]
    assert body["pool_size"] == sum(name.startswith("ticket_") for name in said)


def test_the_example_is_the_frozen_vector(said: dict[str, str], vector: dict[str, Any]) -> None:
    given = vector["inputs"]

    assert (said["draw_id"], said["K"]) == (given["draw"], given["K"])
    assert [expert["id"] for expert in json.loads(said["register"])] == [
        one["id"] for one in given["register"]
    ]
    assert {party: said[f"r_{party}"] for party in PARTIES} == {
        "center": given["center_share"],
        **{party: given["slips"][party]["r"] for party in PARTIES[:2]},
    }
    assert said["lock"].encode() == base64.b64decode(vector["events"][5])
    assert (said["pk_tenderer"], said["leaf"]) == (
        vector["unseal_pk"]["tenderer"],
        _jcs(vector["pool"][2]).decode(),
    )
    assert [[1, said["first_holder"]]] == vector["seats_given"]
    for key in ("lock_hash", "seed", "result_commit"):
        assert said[key] == vector[key]
    assert said["log_root"] == vector["log_root_if_alone"]
    assert (said["salt"], "E00001") == (vector["openings"][0]["salt"], vector["final"]["1"])


def test_the_verifier_and_the_service_agree_with_the_page(
    said: dict[str, str], vector: dict[str, Any]
) -> None:
    keys = lottery.derive_keys(bytes.fromhex(said["K"]))
    shares = {party: bytes.fromhex(said[f"r_{party}"]) for party in PARTIES}

    for party, share in shares.items():
        assert verifier.commitment(party, said["draw_id"], share) == said[f"commitment_{party}"]
        assert lottery.commitment(party, said["draw_id"], share).hex() == said[f"commitment_{party}"]
    assert verifier.lock_hash(said["lock"].encode()).hex() == said["lock_hash"]
    assert lottery.seed(bytes.fromhex(said["lock_hash"]), shares).hex() == said["seed"]
    assert lottery.handle_of(keys, "E00001").hex() == said["h"]
    assert slips.code_of(shares["tenderer"]) == said["code_tenderer"]
    assert canonical(json.loads(said["register"])).decode() == said["register"]
    events = [base64.b64decode(event) for event in vector["events"]]
    assert merkle.root([merkle.leaf_hash(event) for event in events]).hex() == said["log_root"]


# --- the tables ---------------------------------------------------------------------------------------------

_TYPE = re.compile(r"^\| `([a-z]+\.[a-z]+)` \| (.+?) \| .+ \|$", re.MULTILINE)


def test_the_table_of_events_has_every_type_with_every_key() -> None:
    section = page().partition("\n## 3. ")[2].partition("\n## 4. ")[0]
    rows = dict(_TYPE.findall(section))
    assert set(rows) == set(map(str, DrawEvent))

    for kind, body in rows.items():
        with pytest.raises(shapes.BodyError) as refused:
            shapes.BODIES[kind](None)
        keys = set(str(refused.value).removeprefix("its keys are exactly ").split(", "))
        words = set(re.findall(r"`([a-z_]+)`", body))
        assert keys <= words, kind
        assert words - keys <= {*shapes.OUTCOMES, *shapes.GROUNDS, "complete", "short"}, kind


def test_the_page_names_every_word_a_verifier_compares() -> None:
    words = (*shapes.OUTCOMES, *shapes.GROUNDS, *LATE_GROUNDS, *SERVICE_REASONS)

    assert [word for word in words if f"`{word}`" not in page()] == []
    assert f'`"{FORMAT}"`' in page()
    assert f"at most {MAX_BYTES >> 20} MiB" in page()
    assert f"at most {shapes.MAX_SEATS} seats" in page()


def test_the_page_lists_every_step_and_the_steps_of_every_line() -> None:
    steps = [int(number) for number in re.findall(r"^\| (\d+) [^|]+\|[^|]*\| .+ \|$", page(), re.MULTILINE)]
    assert steps == sorted(NAMES)

    for key, (zh, numbers) in FIVE.items():
        row = re.search(rf"^\| {zh} [^|]+\|([^|]+)\|([^|]*)\|$", page(), re.MULTILINE)
        assert row is not None, zh
        stands, denied = (tuple(int(number) for number in re.findall(r"\d+", cell)) for cell in row.groups())
        assert (stands, denied) == (numbers, BEARING.get(key, ())), zh
