"""Signed notes, checkpoints and cosignatures."""

from __future__ import annotations

import base64
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.checkpoint import (
    WITNESS_KEY,
    Checkpoint,
    NoteError,
    cosign,
    open_note,
    parse_vkey,
    read_note,
    sign,
    vkey,
)

LOG = Ed25519PrivateKey.from_private_bytes(sha256(b"log").digest())
WITNESS = Ed25519PrivateKey.from_private_bytes(sha256(b"witness").digest())
HEAD = Checkpoint("panel.example/log", 7, sha256(b"root").digest())
LOG_VKEY = vkey("panel.example/log", LOG.public_key().public_bytes_raw())
WITNESS_VKEY = vkey("witness.example/w1", WITNESS.public_key().public_bytes_raw(), WITNESS_KEY)
NOTE = sign(HEAD, "panel.example/log", LOG)


def test_a_note_opens_with_its_key() -> None:
    assert open_note(NOTE, [LOG_VKEY]) == (HEAD, {LOG_VKEY})
    assert read_note(NOTE) == HEAD
    assert NOTE.startswith(HEAD.body() + "\n— panel.example/log ")


def test_the_published_key_of_the_go_notary() -> None:
    # The verifier key of the Go checksum database, as the go command carries it.
    key = parse_vkey("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")
    assert (key.name, key.key_id.hex(), key.kind) == ("sum.golang.org", "033de0ae", 1)


def test_unknown_signatures_are_ignored_and_bad_known_ones_are_not() -> None:
    other = Ed25519PrivateKey.from_private_bytes(sha256(b"other").digest())
    stranger = sign(HEAD, "stranger.example", other).split("\n\n")[1]
    assert open_note(NOTE + stranger, [LOG_VKEY])[1] == {LOG_VKEY}
    wrong = base64.b64encode(parse_vkey(LOG_VKEY).key_id + bytes(64)).decode()
    with pytest.raises(NoteError, match="wrong"):
        open_note(f"{NOTE}— panel.example/log {wrong}\n", [LOG_VKEY])
    with pytest.raises(NoteError, match="no signature"):
        open_note(NOTE, [WITNESS_VKEY])


def test_a_witness_signs_the_time_too() -> None:
    both = cosign(NOTE, "witness.example/w1", WITNESS, 1_700_000_000)
    assert open_note(both, [LOG_VKEY, WITNESS_VKEY]) == (HEAD, {LOG_VKEY, WITNESS_VKEY})
    line = both.rstrip("\n").rsplit(" ", 1)[1]
    raw = bytearray(base64.b64decode(line))
    raw[11] ^= 1
    later = both.replace(line, base64.b64encode(raw).decode())
    with pytest.raises(NoteError, match="wrong"):
        open_note(later, [LOG_VKEY, WITNESS_VKEY])


def test_a_log_signature_is_no_cosignature() -> None:
    posing = vkey("panel.example/log", LOG.public_key().public_bytes_raw(), WITNESS_KEY)
    with pytest.raises(NoteError):
        open_note(NOTE, [posing])


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n\n",
        NOTE[:-1],
        NOTE.replace("\n7\n", "\n07\n"),
        NOTE.replace("\n7\n", "\n8\n"),
        NOTE.replace("\n7\n", "\n-7\n"),
        NOTE.replace("\n7\n", "\n7\nextension\n"),
        NOTE.replace("\n7\n", "\n7\r\n"),
        NOTE.replace("—", "-"),
        NOTE.replace("\n\n", "\n"),
        NOTE.replace("panel.example/log\n7", "other.example/log\n7"),
        NOTE + "\n",
        NOTE + "rest\n",
        NOTE * 500,
        "\n" + NOTE,
    ],
    ids=lambda note: repr(note[:40]),
)
def test_notes_that_do_not_open(note: str) -> None:
    with pytest.raises(NoteError):
        open_note(note, [LOG_VKEY])


@pytest.mark.parametrize(
    "text",
    ["", "a", "a+b", "a+00000000+AA==", LOG_VKEY[:-1], "+" + LOG_VKEY, "é"],
)
def test_keys_that_are_none(text: str) -> None:
    with pytest.raises(NoteError):
        parse_vkey(text)
