"""Signed tree heads: C2SP ``signed-note``, ``tlog-checkpoint`` and ``tlog-cosignature`` (protocol section 6).

A note is text, a blank line, and signature lines ``— <key name> <base64(key id || signature)>``. A log
signs the text itself (Ed25519, type 0x01); a witness signs a time with it (type 0x04). A *verifier key*
(vkey) is ``<name>+<key id, hex>+<base64(type || public key)>``.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

LOG_KEY = 0x01
WITNESS_KEY = 0x04
MAX_NOTE = 1 << 16
"""Characters in a note; room for hundreds of signatures."""

_SIZE = re.compile(r"0|[1-9][0-9]{0,15}")
_NAME = re.compile(r"[^\s+]+")
_SIGNATURE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")


class NoteError(ValueError):
    """A note, checkpoint or vkey that is malformed, or not signed as it should be."""


@dataclass(frozen=True)
class Checkpoint:
    """A log's tree head: ``size`` leaves under the 32-byte ``root``, of the log named ``origin``."""

    origin: str
    size: int
    root: bytes

    def body(self) -> str:
        """The note text: three lines, each ended by a newline."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True)
class VerifierKey:
    """A parsed vkey; ``kind`` is LOG_KEY or WITNESS_KEY, ``public`` the 32 bytes of Ed25519."""

    name: str
    key_id: bytes
    kind: int
    public: bytes


@dataclass(frozen=True)
class SignatureLine:
    """One signature line as it stands, unverified."""

    name: str
    key_id: bytes
    signature: bytes


def decode_base64(text: str) -> bytes:
    """Strict standard base64: padding present, no stray characters, no stray bits."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise NoteError("not base64") from error
    if base64.b64encode(data).decode() != text:
        raise NoteError("base64 is not in its one spelling")
    return data


def _key_id(name: str, kind: int, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def vkey(name: str, public: bytes, kind: int = LOG_KEY) -> str:
    """The verifier key text of a 32-byte Ed25519 public key."""
    if not _NAME.fullmatch(name) or len(public) != 32:
        raise NoteError("a key needs a name without spaces or plus, and 32 bytes")
    data = base64.b64encode(bytes([kind]) + public).decode()
    return f"{name}+{_key_id(name, kind, public).hex()}+{data}"


def parse_vkey(text: str) -> VerifierKey:
    """Read a vkey; the key id must be the one its name, type and key give."""
    name, id_hex, data = [*text.split("+", 2), "", ""][:3]
    raw = decode_base64(data)
    if not _NAME.fullmatch(name) or len(raw) != 33 or raw[0] not in (LOG_KEY, WITNESS_KEY):
        raise NoteError("not an Ed25519 verifier key")
    key_id = _key_id(name, raw[0], raw[1:])
    if id_hex != key_id.hex():
        raise NoteError("the key id does not belong to the key")
    return VerifierKey(name, key_id, raw[0], raw[1:])


def _line(name: str, key_id: bytes, signature: bytes) -> str:
    return f"— {name} {base64.b64encode(key_id + signature).decode()}\n"


def sign(checkpoint: Checkpoint, name: str, private: Ed25519PrivateKey) -> str:
    """The checkpoint as a note signed by the log key ``private`` under ``name``."""
    public = private.public_key().public_bytes_raw()
    body = checkpoint.body()
    parse_body(body)
    vkey(name, public)
    return f"{body}\n{_line(name, _key_id(name, LOG_KEY, public), private.sign(body.encode()))}"


def _witnessed(body: str, timestamp: int) -> bytes:
    return f"cosignature/v1\ntime {timestamp}\n{body}".encode()


def cosign(note: str, name: str, private: Ed25519PrivateKey, timestamp: int) -> str:
    """The note with a witness's cosignature appended; ``timestamp`` in POSIX seconds.

    The witness must have checked consistency first: this only signs.
    """
    text, _ = _parts(note)
    public = private.public_key().public_bytes_raw()
    vkey(name, public, WITNESS_KEY)
    signature = timestamp.to_bytes(8, "big") + private.sign(_witnessed(text, timestamp))
    return note + _line(name, _key_id(name, WITNESS_KEY, public), signature)


def parse_body(body: str) -> Checkpoint:
    """Read the note text of a checkpoint; extension lines are refused (edraw/1 has none)."""
    lines = body.split("\n")
    if len(lines) != 4 or lines[3] or not lines[0] or not _SIZE.fullmatch(lines[1]):
        raise NoteError("not a checkpoint of three lines")
    root = decode_base64(lines[2])
    if len(root) != 32:
        raise NoteError("the root is not 32 bytes")
    return Checkpoint(lines[0], int(lines[1]), root)


def _parts(note: str) -> tuple[str, list[SignatureLine]]:
    """The note text (with its last newline) and its signature lines."""
    if len(note) > MAX_NOTE:
        raise NoteError("the note is too long")
    if any(ord(character) < 0x20 and character != "\n" for character in note):
        raise NoteError("control character in a note")
    at = note.rfind("\n\n")
    if at < 0 or not note.endswith("\n"):
        raise NoteError("not a signed note")
    text, lines = note[: at + 1], note[at + 2 : -1].split("\n")
    found = []
    for line in lines:
        match = _SIGNATURE.fullmatch(line)
        raw = decode_base64(match[2]) if match else b""
        if match is None or len(raw) < 5:
            raise NoteError("not a signature line")
        found.append(SignatureLine(match[1], raw[:4], raw[4:]))
    return text, found


def read_note(note: str) -> Checkpoint:
    """The checkpoint a note speaks of, WITHOUT checking any signature."""
    return parse_body(_parts(note)[0])


def _verify(key: VerifierKey, text: str, signature: bytes) -> None:
    message = text.encode()
    if key.kind == WITNESS_KEY:
        if len(signature) != 72:
            raise NoteError(f"the cosignature of {key.name} has a wrong length")
        message = _witnessed(text, int.from_bytes(signature[:8], "big"))
        signature = signature[8:]
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
    except (InvalidSignature, ValueError) as error:
        raise NoteError(f"the signature of {key.name} is wrong") from error


def signed_at(note: str, vkey: str) -> datetime:
    """When a witness cosigned the note, by its own clock. Raises ``NoteError`` without its good signature."""
    open_note(note, [vkey])
    key = parse_vkey(vkey)
    found = [one for one in _parts(note)[1] if (one.name, one.key_id) == (key.name, key.key_id)]
    try:
        return datetime.fromtimestamp(int.from_bytes(found[-1].signature[:8], "big"), UTC)
    except (ValueError, OverflowError, OSError):
        raise NoteError("no time a clock can show") from None


def open_note(note: str, vkeys: Sequence[str]) -> tuple[Checkpoint, set[str]]:
    """The checkpoint of a note, and which of ``vkeys`` signed it.

    Lines of unknown keys are ignored; a wrong signature under a known key, or no known key at all,
    raises NoteError.
    """
    text, lines = _parts(note)
    known = {(key.name, key.key_id): (key, spelled) for spelled in vkeys for key in [parse_vkey(spelled)]}
    signed = set()
    for line in lines:
        if (line.name, line.key_id) in known:
            key, spelled = known[line.name, line.key_id]
            _verify(key, text, line.signature)
            signed.add(spelled)
    if not signed:
        raise NoteError("no signature by a known key")
    return parse_body(text), signed
