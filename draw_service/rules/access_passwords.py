"""PURE. What may be a password and a login name (Art. 10; NIST SP 800-63B 5.1.1.2).

Length counts, kinds of characters do not. What everybody knows, and what stands on the account, is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from draw_service.rules.access import AccessPolicy
from draw_service.rules.identifiers import half_width, plain
from draw_service.rules.refusals.access import (
    LoginWrong,
    PasswordBreached,
    PasswordTooLong,
    PasswordTooShort,
)

_TAIL = re.compile(r"[\W\d_]+$")
_LOGIN = re.compile(r"[^\W_](?:[\w.-]{0,30})[^\W_]")


def normal_password(text: str) -> str:
    """NFKC, so that one password typed on two keyboards is one."""
    return unicodedata.normalize("NFKC", text)


def check_password(password: str, own: Iterable[str], policy: AccessPolicy) -> None:
    """``password`` normalised; ``own``: login and organisation names, which cannot make up the password.

    Raises ``PasswordTooShort``, ``PasswordTooLong``, ``PasswordBreached``.
    """
    if len(password) < policy.least_password:
        raise PasswordTooShort(least=policy.least_password)
    if len(password) > policy.most_password:
        raise PasswordTooLong(most=policy.most_password)
    folded = password.casefold()
    if folded in policy.breached or _TAIL.sub("", folded) in policy.breached or len(set(folded)) == 1:
        raise PasswordBreached
    for name in own:
        folded = folded.replace(normal_password(name).casefold(), "") if name else folded
    if not any(character.isalpha() for character in folded) and any(own_in(password, own)):
        raise PasswordBreached


def own_in(password: str, own: Iterable[str]) -> list[str]:
    """The names of ``own`` that stand in the password."""
    folded = password.casefold()
    return [name for name in own if name and normal_password(name).casefold() in folded]


def normal_login(text: str) -> str:
    """The one form of a login name: half-width, case ignored. Raises ``LoginWrong``."""
    login = unicodedata.normalize("NFKC", half_width(plain(text))).casefold()
    if not _LOGIN.fullmatch(login):
        raise LoginWrong
    return login
