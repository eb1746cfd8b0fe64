"""What a failed HTTP request may have done: nothing at all, or perhaps a call.

Shared by the channels whose client is built on ``requests``. Only what broke before a byte of the request
was sent is safe to repeat; everything else may have been placed.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

import requests
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from notifications.channels.port import NotSent, Uncertain

_BEFORE_A_BYTE = (
    requests.exceptions.ConnectTimeout,
    requests.exceptions.InvalidURL,
    requests.exceptions.MissingSchema,
    ConnectTimeoutError,
    NameResolutionError,
    NewConnectionError,
)
_DEEPEST = 10

# Their lines hold whole addresses, and an address of a look-up holds the number called.
_TALKATIVE = ("urllib3.connectionpool", "urllib3.util.retry", "darabonba-core", "twilio.http_client")


def hush() -> None:
    """Keep phone numbers out of the logs of the libraries that send them."""
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.ERROR)


def failed(error: BaseException) -> NotSent | Uncertain:
    """What an exception of a request means for the attempt. The reason is a class name, never its text:
    texts hold addresses, and addresses hold numbers."""
    chain = list(_causes(error))
    innermost = type(chain[-1]).__name__
    if any(isinstance(one, _BEFORE_A_BYTE) for one in chain):
        return NotSent(innermost)
    return Uncertain(innermost)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and what it was raised from, in whichever of three ways libraries say so."""
    found: BaseException | None = error
    for _ in range(_DEEPEST):
        if found is None:
            return
        yield found
        told = (getattr(found, "reason", None), getattr(found, "inner_exception", None), *found.args)
        inner = [one for one in told if isinstance(one, BaseException)]
        found = found.__cause__ or (inner[0] if inner else None) or found.__context__
