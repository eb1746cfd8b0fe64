"""Security keys by WebAuthn (W3C Web Authentication, level 2), as ``ports.SecurityKeys``.

No attestation is asked for: which make of key it is proves nothing here. A key's counter that stands still
or goes back is a copied key and is not accepted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from draw_service.rules.refusals import KeyNotAccepted
from draw_service.usecases.ports import SecurityKey

# What a browser sends can be anything at all: the library raises more than its own errors on garbage.
_GARBAGE = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError)


class WebAuthnKeys:
    """``host``: the name in the address bar; ``origin``: scheme, host and port as the browser says them."""

    def __init__(self, host: str, origin: str, name: str) -> None:
        self._host, self._origin, self._name = host, origin, name

    def registration(self, account: str, login: str, known: Sequence[bytes], challenge: bytes) -> str:
        options = generate_registration_options(
            rp_id=self._host,
            rp_name=self._name,
            user_id=account.encode(),
            user_name=login,
            challenge=challenge,
            exclude_credentials=_descriptors(known),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.DISCOURAGED,
                user_verification=UserVerificationRequirement.PREFERRED,
            ),
        )
        return options_to_json(options)

    def registered(self, challenge: bytes, answer: str) -> tuple[bytes, bytes, int]:
        try:
            found = verify_registration_response(
                credential=answer,
                expected_challenge=challenge,
                expected_rp_id=self._host,
                expected_origin=self._origin,
            )
        except _GARBAGE:
            raise KeyNotAccepted from None
        return found.credential_id, found.credential_public_key, found.sign_count

    def assertion(self, known: Sequence[bytes], challenge: bytes) -> str:
        options = generate_authentication_options(
            rp_id=self._host, challenge=challenge, allow_credentials=_descriptors(known)
        )
        return options_to_json(options)

    def asserted(self, challenge: bytes, answer: str, known: Sequence[SecurityKey]) -> tuple[bytes, int]:
        try:
            given = base64url_to_bytes(parse_authentication_credential_json(answer).id)
            for key in known:
                if key.id == given:
                    found = verify_authentication_response(
                        credential=answer,
                        expected_challenge=challenge,
                        expected_rp_id=self._host,
                        expected_origin=self._origin,
                        credential_public_key=key.public_key,
                        credential_current_sign_count=key.count,
                    )
                    return key.id, found.new_sign_count
        except _GARBAGE:
            raise KeyNotAccepted from None
        raise KeyNotAccepted


def _descriptors(known: Iterable[bytes]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=key_id) for key_id in known]
