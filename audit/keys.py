"""The key that signs the house log (protocol section 6)."""

from __future__ import annotations

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit import checkpoint


@dataclass(frozen=True, slots=True)
class LogKey:
    """An Ed25519 key and the origin it signs for; the origin is also the name of its signature lines."""

    origin: str
    private: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def from_seed(cls, origin: str, seed: bytes) -> LogKey:
        """The key of 32 secret bytes (RFC 8032)."""
        return cls(origin, Ed25519PrivateKey.from_private_bytes(seed))

    @property
    def vkey(self) -> str:
        """The verifier key others check this log with."""
        return checkpoint.vkey(self.origin, self.private.public_key().public_bytes_raw())

    def sign(self, size: int, root: bytes) -> str:
        """The signed note of the tree of ``size`` leaves under the 32-byte ``root``."""
        return checkpoint.sign(checkpoint.Checkpoint(self.origin, size, root), self.origin, self.private)
