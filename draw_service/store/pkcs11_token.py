"""A PKCS#11 token that holds two keys of the house: the log's signing key and the key that wraps half of
every roster key (protocol sections 5 and 6). Neither leaves it.

Needs the extra ``hsm``. The token does one thing at a time for a process, so its calls stand in line.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from audit.keys import LogKey
from draw_service.rules.refusals import TokenUnusable
from draw_service.store.cipher import TAG

Found = TypeVar("Found")
_EDWARDS = b"\x13\x0cedwards25519"
"""The curve's name, as PKCS#11 3.0 writes it (PrintableString)."""


class Token:
    """The token ``label`` behind the library ``module``, opened with ``pin``. Raises ``TokenUnusable``."""

    def __init__(self, module: str, label: str, pin: str) -> None:
        self._line = Lock()
        try:
            import pkcs11
        except ImportError:
            raise TokenUnusable from None
        self._api: Any = pkcs11
        self._session = self._done(
            lambda: pkcs11.lib(module).get_token(token_label=label).open(user_pin=pin, rw=True)
        )

    def _done(self, act: Callable[[], Found]) -> Found:
        with self._line:
            try:
                return act()
            except (self._api.PKCS11Error, RuntimeError):
                raise TokenUnusable from None

    def keep_roster_key(self, name: str, key: bytes) -> None:
        """Put a 32-byte key into the token under ``name``, never to come out."""
        api, kind = self._api, self._api.Attribute
        use = {kind.ENCRYPT: True, kind.DECRYPT: True, kind.KEY_TYPE: api.KeyType.AES}
        self._keep(name, api.ObjectClass.SECRET_KEY, key, use)

    def keep_log_key(self, name: str, seed: bytes) -> None:
        """Put the log's Ed25519 seed into the token under ``name``, never to come out."""
        api, kind = self._api, self._api.Attribute
        use = {kind.SIGN: True, kind.KEY_TYPE: api.KeyType.EC_EDWARDS, kind.EC_PARAMS: _EDWARDS}
        self._keep(name, api.ObjectClass.PRIVATE_KEY, seed, use)

    def _keep(self, name: str, of: Any, secret: bytes, use: dict[Any, Any]) -> None:
        kind = self._api.Attribute
        if self._done(lambda: list(self._session.get_objects({kind.CLASS: of, kind.LABEL: name}))):
            return  # a move that was interrupted is gone on with
        guarded = {kind.TOKEN: True, kind.PRIVATE: True, kind.SENSITIVE: True, kind.EXTRACTABLE: False}
        made = {kind.CLASS: of, kind.LABEL: name, kind.VALUE: secret, **guarded, **use}
        self._done(lambda: self._session.create_object(made))

    def roster_key(self, name: str) -> RosterKey:
        """The roster key ``name``."""
        api = self._api
        key = self._done(lambda: self._session.get_key(object_class=api.ObjectClass.SECRET_KEY, label=name))
        return RosterKey(self._done, api, key)

    def log_key(self, name: str, origin: str, public: bytes) -> LogKey:
        """The log key ``name``; ``public``: its 32-byte public key."""
        api = self._api
        key = self._done(lambda: self._session.get_key(object_class=api.ObjectClass.PRIVATE_KEY, label=name))
        signer = _Signer(
            lambda data: self._done(lambda: key.sign(data, mechanism=api.Mechanism.EDDSA)), public
        )
        return LogKey(origin, cast("Ed25519PrivateKey", signer))


class RosterKey:
    """AES-256-GCM inside the token, with the calls ``AESGCM`` has."""

    def __init__(self, done: Callable[[Callable[[], bytes]], bytes], api: Any, key: Any) -> None:
        self._done, self._api, self._key = done, api, key

    def encrypt(self, nonce: bytes, data: bytes, associated: bytes) -> bytes:
        return self._done(lambda: self._key.encrypt(data, **self._gcm(nonce, associated)))

    def decrypt(self, nonce: bytes, sealed: bytes, associated: bytes) -> bytes:
        """Raises ``InvalidTag``: tokens say "general error" for what does not open."""
        try:
            return self._done(lambda: self._key.decrypt(sealed, **self._gcm(nonce, associated)))
        except TokenUnusable:
            raise InvalidTag from None

    def _gcm(self, nonce: bytes, associated: bytes) -> dict[str, Any]:
        api = self._api
        return {
            "mechanism": api.Mechanism.AES_GCM,
            "mechanism_param": api.GCMParams(nonce, associated, 8 * TAG),
        }


class _Signer:
    """What a note is signed with: the private half stays in the token."""

    def __init__(self, sign: Callable[[bytes], bytes], public: bytes) -> None:
        self.sign, self._public = sign, Ed25519PublicKey.from_public_bytes(public)

    def public_key(self) -> Ed25519PublicKey:
        return self._public
