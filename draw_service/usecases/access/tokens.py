"""Secrets handed out once: random, shown to one person, kept as a hash."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256

from draw_service.usecases.ports import House


def fresh_token(house: House) -> str:
    """32 random bytes, base64url without padding."""
    return urlsafe_b64encode(house.entropy.bytes(32)).decode().rstrip("=")


def hash_of(token: str) -> str:
    """SHA-256 (hex) under which a token is kept; of 32 random bytes that is enough."""
    return sha256(token.encode()).hexdigest()
