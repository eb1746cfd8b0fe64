"""The key that cosigns: one file, its owner's alone (0600), made on first use, complete or not at all."""

from __future__ import annotations

import json
import os
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkstemp

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.checkpoint import WITNESS_KEY, NoteError, cosign, decode_base64, vkey
from audit.witness.refusals import WitnessKeyDamaged, WitnessKeyExposed

FORMAT = "panel-witness/1"


@dataclass(frozen=True, slots=True)
class WitnessKey:
    """An Ed25519 key and the name of its signature lines."""

    name: str
    private: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def from_seed(cls, name: str, seed: bytes) -> WitnessKey:
        """The key of 32 secret bytes (RFC 8032). Raises ``NoteError`` for a name no key can have."""
        found = cls(name, Ed25519PrivateKey.from_private_bytes(seed))
        found.vkey  # noqa: B018
        return found

    @property
    def vkey(self) -> str:
        """The verifier key others check this witness with."""
        return vkey(self.name, self.private.public_key().public_bytes_raw(), WITNESS_KEY)

    def line(self, note: str, timestamp: int) -> str:
        """The signature line over a note at a time (POSIX seconds)."""
        return cosign(note, self.name, self.private, timestamp)[len(note) :]


def open_key(path: Path, name: str, chance: Callable[[int], bytes]) -> WitnessKey:
    """The key at ``path``; made on first use, under ``name``. Raises ``WitnessKeyExposed``,
    ``WitnessKeyDamaged``, ``NoteError`` for a name no key can have."""
    if not path.exists():
        seed = chance(32)
        WitnessKey.from_seed(name, seed)
        _create(path, {"format": FORMAT, "name": name, "seed": b64encode(seed).decode()})
    with path.open(encoding="utf-8") as file:
        if os.fstat(file.fileno()).st_mode & 0o077:
            raise WitnessKeyExposed(path=path)
        try:
            found = json.load(file)
            if found["format"] != FORMAT:
                raise ValueError
            return WitnessKey.from_seed(str(found["name"]), decode_base64(found["seed"]))
        except (ValueError, KeyError, TypeError, AttributeError, NoteError):
            raise WitnessKeyDamaged(path=path) from None


def _create(path: Path, content: dict[str, str]) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = mkstemp(prefix=f".{path.name}.", dir=path.parent)
    fresh = Path(name)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)  # unlike a rename, refuses when another process was quicker
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
