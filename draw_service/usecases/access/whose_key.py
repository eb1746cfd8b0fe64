"""Which machine calls the JSON API: a key's secret becomes its scopes."""

from __future__ import annotations

from draw_service.rules.access import ApiCaller
from draw_service.rules.refusals import NotSignedIn
from draw_service.usecases.access.tokens import hash_of
from draw_service.usecases.ports import House


def whose_key(house: House, secret: str) -> ApiCaller:
    """The caller behind a secret. Raises ``NotSignedIn``, also for a revoked key. Nothing is counted: 32
    random bytes are not guessed."""
    with house.views() as books:
        key = books.access.api_key(hash_of(secret))
    if key is None or key.revoked_at is not None:
        raise NotSignedIn
    return ApiCaller(key.id, key.name, key.scopes, key.organisation)
