"""The secret keys of the house, in one file that only its owner can read.

The file is JSON: column keys by id with the current one, a key for keyed look-ups, one for pseudonyms, one
that wraps rosters, the seed of the log's Ed25519 key, and the log's origin. It is made on first use,
complete or not at all. Only column keys are rotated; the others give values that are stored or published.
The log's key and the one for rosters may be in a PKCS#11 token instead; the file then holds their names.
"""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode
from hmac import digest as hmac_digest
from pathlib import Path
from tempfile import mkstemp
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pwdlib.hashers.argon2 import Argon2Hasher

from audit.keys import LogKey
from draw_service.rules.refusals import (
    DrillKeyring,
    KeyringDamaged,
    KeyringExposed,
    RealKeyring,
    TokenUnusable,
)
from draw_service.store.cipher import KEY_BYTES, LETTERS, NONCE, Cipher
from draw_service.store.pkcs11_token import RosterKey, Token
from draw_service.usecases.ports import Entropy

FORMAT = "panel-keyring/1"
_SECRETS = ("lookup", "pseudonym", "roster", "log")


class Keyring:
    """The keys at ``path``; implements ``ports.Keyring`` and serves the store.

    ``argon2`` can be given cheaper costs in tests. No key ever shows in its ``repr``.
    """

    def __init__(
        self,
        path: Path,
        content: dict[str, Any],
        entropy: Entropy,
        argon2: Argon2Hasher,
        token: Token | None = None,
    ) -> None:
        self._token = token
        self._path, self._entropy, self._argon2 = path, entropy, argon2
        self._cipher: Cipher | None = None
        self._seen: tuple[int, ...] | None = None  # whatever was read, the first use looks again
        self._read(content)

    def _read(self, content: dict[str, Any]) -> None:
        try:
            if content["format"] != FORMAT:
                raise KeyringDamaged
            columns = {
                str(key_id): b64decode(text, validate=True) for key_id, text in content["columns"].items()
            }
            current = str(content["current"])
            self._lookup, self._pseudonym = _key(content["lookup"]), _key(content["pseudonym"])
            if self._cipher is None:
                self._cipher = Cipher(columns, current, self._entropy, self.refresh)
            else:
                self._cipher.take(columns, current)
            self.log, self._roster = self._log_key(content), self._roster_key(content)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise KeyringDamaged from None
        self._columns, self._current, self._content = columns, current, content

    def _log_key(self, content: dict[str, Any]) -> LogKey:
        origin, log = str(content["origin"]), content["log"]
        if isinstance(log, str):
            return LogKey.from_seed(origin, _key(log))
        return self._in_token().log_key(str(log["token"]), origin, _key(log["public"]))

    def _roster_key(self, content: dict[str, Any]) -> AESGCM | RosterKey:
        roster = content["roster"]
        if isinstance(roster, str):
            return AESGCM(_key(roster))
        return self._in_token().roster_key(str(roster["token"]))

    def _in_token(self) -> Token:
        if self._token is None:
            raise TokenUnusable
        return self._token

    def move_to_token(self) -> None:
        """Put the log's key and the roster key into the token and strike them from the file; the log's public
        key stays the same. Raises ``TokenUnusable``; harmless when repeated."""
        token, content = self._in_token(), dict(self._content)
        if isinstance(content["log"], str):
            public = self.log.private.public_key().public_bytes_raw()
            name = f"panel log {public[:8].hex()}"
            token.keep_log_key(name, _key(content["log"]))
            content["log"] = {"token": name, "public": _text(public)}
        if isinstance(content["roster"], str):
            key = _key(content["roster"])
            name = f"panel roster {hmac_digest(key, b'panel name in a token', 'sha256')[:8].hex()}"
            token.keep_roster_key(name, key)
            content["roster"] = {"token": name}
        if content != self._content:
            self._replace(content)

    @property
    def in_token(self) -> bool:
        """Whether the log's key and the roster key are in a token."""
        return not isinstance(self._content["log"], str)

    @property
    def cipher(self) -> Cipher:
        """The encrypted columns; one object for the keyring's life, whatever key is current."""
        assert self._cipher is not None
        return self._cipher

    def refresh(self) -> None:
        """Read the file again when another process has replaced it: column keys are rotated while the service
        runs. A look at the file's entry, no more, as long as it has not changed."""
        try:
            seen = _entry(self._path)
            if seen != self._seen:
                self._read(_load(self._path))
                self._seen = seen
        except OSError:
            raise KeyringDamaged from None

    def wrap(self, plaintext: bytes, context: bytes) -> bytes:
        nonce = self._entropy.bytes(NONCE)
        return nonce + self._roster.encrypt(nonce, plaintext, b"panel roster\0" + context)

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        try:
            return self._roster.decrypt(wrapped[:NONCE], wrapped[NONCE:], b"panel roster\0" + context)
        except (InvalidTag, ValueError):
            raise ValueError("what was wrapped does not open") from None

    def hash_code(self, code: str) -> str:
        return self._argon2.hash(code, salt=self._entropy.bytes(16))

    def verify_code(self, code: str, hashed: str) -> bool:
        return self._argon2.verify(code, hashed)

    def pseudonym(self, text: str) -> str:
        return hmac_digest(self._pseudonym, text.encode(), "sha256")[:16].hex()

    def lookup(self, kind: str, text: str) -> bytes:
        """Keyed hash (32 bytes) by which a value is found again; ``kind`` keeps different values apart."""
        return hmac_digest(self._lookup, f"{kind}\0{text}".encode(), "sha256")

    @property
    def entropy(self) -> Entropy:
        """The chance its nonces come from."""
        return self._entropy

    @property
    def key_ids(self) -> tuple[str, ...]:
        """Ids of the column keys held, oldest first; the last is the current one."""
        return tuple(self._columns)

    def rotate(self, cipher: str = "aes-256-gcm") -> str:
        """Add a new current column key, for ``aes-256-gcm`` or ``sm4-gcm``, and return its id. Old keys stay
        until ``forget_old``; processes that run take the new one with the next cell they seal.
        """
        letter = LETTERS[cipher]
        key_id = f"{letter}{int(self._current[1:]) + 1}"
        columns = {**self._content["columns"], key_id: _text(self._entropy.bytes(KEY_BYTES[letter]))}
        self._replace({**self._content, "columns": columns, "current": key_id})
        return key_id

    def forget_old(self) -> None:
        """Drop every column key but the current one; only after no row needs them any more."""
        columns = {self._current: self._content["columns"][self._current]}
        self._replace({**self._content, "columns": columns})
        # What a killed process wrote beside the keyring would keep a dropped key alive.
        for left_over in self._path.parent.glob(f"{_beside(self._path)}*"):
            left_over.unlink()
        _sync_directory(self._path.parent)

    def _replace(self, content: dict[str, Any]) -> None:
        # Another process may have rotated since this one read the file; its key must not be lost.
        if _load(self._path) != self._content:
            raise KeyringDamaged
        fresh = _write_beside(self._path, content)
        os.replace(fresh, self._path)
        _sync_directory(self._path.parent)
        self._read(content)


def open_keyring(
    path: Path,
    entropy: Entropy,
    *,
    origin: str = "panel",
    argon2: Argon2Hasher | None = None,
    drill: bool = False,
    cipher: str = "aes-256-gcm",
    token: Token | None = None,
) -> Keyring:
    """The keyring at ``path``, made on first use (file 0600, folder 0700). ``origin`` names a new log; a
    ``drill``'s says so, and neither house opens the other's keyring: what a drill signs is signed as one.

    Raises ``KeyringExposed`` when others may read the file, ``KeyringDamaged`` when it is not a keyring,
    ``DrillKeyring``, ``RealKeyring``.
    """
    if not path.exists():
        _create(path, entropy, _drill_origin(origin) if drill else origin, drill, LETTERS[cipher])
    content = _load(path)
    if bool(content.get("drill")) is not drill:
        raise RealKeyring if drill else DrillKeyring
    return Keyring(path, content, entropy, argon2 or Argon2Hasher(), token)


def _entry(path: Path) -> tuple[int, ...]:
    found = path.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size


def _drill_origin(origin: str) -> str:
    return origin if "drill" in origin else f"{origin}/drill"


def _create(path: Path, entropy: Entropy, origin: str, drill: bool, letter: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    content = {
        "format": FORMAT,
        "origin": origin,
        "current": f"{letter}1",
        "columns": {f"{letter}1": _text(entropy.bytes(KEY_BYTES[letter]))},
        **{name: _text(entropy.bytes(32)) for name in _SECRETS},
        **({"drill": True} if drill else {}),
    }
    fresh = _write_beside(path, content)
    try:
        os.link(fresh, path)  # unlike a rename, refuses when another process was quicker
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    _sync_directory(path.parent)


def _beside(path: Path) -> str:
    """What the names of unfinished keyrings beside ``path`` begin with."""
    return f".{path.name}."


def _write_beside(path: Path, content: dict[str, Any]) -> Path:
    # Made for its owner alone (0600), under a name no other process or thread uses.
    handle, name = mkstemp(prefix=_beside(path), dir=path.parent)
    with os.fdopen(handle, "w") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)


def _sync_directory(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _load(path: Path) -> dict[str, Any]:
    with path.open(encoding="ascii") as file:
        if os.fstat(file.fileno()).st_mode & 0o077:
            raise KeyringExposed(path=path)
        try:
            content = json.load(file)
        except ValueError:
            raise KeyringDamaged from None
    if not isinstance(content, dict):
        raise KeyringDamaged
    return content


def _text(key: bytes) -> str:
    return b64encode(key).decode()


def _key(text: str) -> bytes:
    key = b64decode(text, validate=True)
    if len(key) != 32:
        raise KeyringDamaged
    return key
