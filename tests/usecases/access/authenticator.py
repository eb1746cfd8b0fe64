"""A security key made of software: ES256, attestation "none", a counter, as WebAuthn level 2 lays it out."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, derive_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url, encode_cbor

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class Authenticator:
    """``seed`` makes its one key pair; ``origin`` is where its browser believes to be."""

    def __init__(self, seed: str, origin: str = "https://panel.test", host: str = "panel.test") -> None:
        self._key = derive_private_key(int.from_bytes(sha256(seed.encode()).digest()) >> 1, SECP256R1())
        self._origin, self._host = origin, host
        self.id = sha256(b"id" + seed.encode()).digest()
        self.count = 0

    def register(self, options: str) -> str:
        """What ``navigator.credentials.create`` answers."""
        point = self._key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)}
        attested = bytes(16) + len(self.id).to_bytes(2) + self.id + encode_cbor(public)
        data = self._data(PRESENT | VERIFIED | ATTESTED) + attested
        answer = {
            "clientDataJSON": self._client("webauthn.create", options),
            "attestationObject": bytes_to_base64url(
                encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
            ),
        }
        return self._credential(answer)

    def sign(self, options: str) -> str:
        """What ``navigator.credentials.get`` answers."""
        self.count += 1
        data, client = self._data(PRESENT | VERIFIED), self._client("webauthn.get", options)
        signed = self._key.sign(data + sha256(self._plain("webauthn.get", options)).digest(), ECDSA(SHA256()))
        answer = {
            "clientDataJSON": client,
            "authenticatorData": bytes_to_base64url(data),
            "signature": bytes_to_base64url(signed),
        }
        return self._credential(answer)

    def _data(self, flags: int) -> bytes:
        return sha256(self._host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def _plain(self, type: str, options: str) -> bytes:
        challenge = json.loads(options)["challenge"]
        return json.dumps({"type": type, "challenge": challenge, "origin": self._origin}).encode()

    def _client(self, type: str, options: str) -> str:
        return bytes_to_base64url(self._plain(type, options))

    def _credential(self, answer: dict[str, Any]) -> str:
        name = bytes_to_base64url(self.id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": answer})
