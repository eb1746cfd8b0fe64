"""PURE. Who may do what: roles, their separation (管用分离), scopes of machines (Art. 2, 8(2), 10).

Who keeps the register never runs a draw (Art. 2), a witness belongs to one party (Art. 8(2)), and nobody
confirms an act of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_address

from draw_service.rules.codes import Word
from draw_service.rules.refusals.access import (
    NotATerminal,
    NotFresh,
    NotYourRoom,
    OwnAct,
    RolesConflict,
    SecondFactorMissing,
)


class Role(StrEnum):
    """What an account is for."""

    ADMINISTRATOR = "administrator"
    POOL_KEEPER = "pool-keeper"
    OPERATOR = "operator"
    DESK = "desk"
    COUNTER = "counter"
    TENDERER = "tenderer"
    AGENCY = "agency"
    REGULATOR = "regulator"
    LEAD = "lead"
    OFFICE = "office"


ROLE_WORDS: Mapping[Role, Word] = {
    Role.ADMINISTRATOR: Word("系统管理员", "administrator"),
    Role.POOL_KEEPER: Word("专家库管理员", "pool keeper"),
    Role.OPERATOR: Word("抽取操作员", "operator"),
    Role.DESK: Word("签到台", "sign-in desk"),
    Role.COUNTER: Word("制单台", "slip counter"),
    Role.TENDERER: Word("招标人", "tenderer"),
    Role.AGENCY: Word("代理机构", "agency"),
    Role.REGULATOR: Word("行业监管部门", "industry regulator"),
    Role.LEAD: Word("整合牵头部门", "lead department"),
    Role.OFFICE: Word("管理办公室", "management office"),
}

DRAW_ROLES = frozenset((Role.OPERATOR, Role.DESK, Role.COUNTER))
"""Roles of the center that run a draw."""
CENTER_ROLES = frozenset((Role.ADMINISTRATOR, Role.POOL_KEEPER)) | DRAW_ROLES
"""Roles of the center's own staff; their accounts have no organisation."""
_TOGETHER = (DRAW_ROLES, frozenset((Role.LEAD, Role.OFFICE)))
"""Roles one account may hold at the same time; every other role stands alone."""


class Scope(StrEnum):
    """What a key of the JSON API may do."""

    APPLICATIONS_READ = "applications:read"
    APPLICATIONS_WRITE = "applications:write"
    ROSTERS_READ = "rosters:read"
    RESULTS_READ = "results:read"


@dataclass(frozen=True, slots=True)
class AccessPolicy:
    """How people get in and stay in; times in the units of their names.

    ``waits``: minutes to wait after the ``tries``-th wrong try and each later one, the last repeated; an
    address has ``address_tries``. ``quiet_hours`` without a wrong try forget them. ``must_have_second``: who
    has no second factor can only set one up. ``breached``: lower-case passwords everybody knows.
    ``terminals``: networks of the center's terminals, () while nobody named them.
    ``calls_per_minute`` of one API key.
    """

    idle_minutes: int = 30
    absolute_hours: int = 12
    witness_hours: int = 12
    fresh_minutes: int = 10
    tries: int = 5
    address_tries: int = 30
    waits: tuple[int, ...] = (1, 5, 15)
    quiet_hours: int = 24
    code_minutes: int = 10
    codes_per_hour: int = 5
    setup_hours: int = 24
    must_have_second: bool = False
    totp: bool = True
    least_password: int = 10
    most_password: int = 200
    calls_per_minute: int = 120
    breached: frozenset[str] = field(default=frozenset(), repr=False)
    terminals: tuple[IPv4Network | IPv6Network, ...] = ()


@dataclass(frozen=True, slots=True)
class Who:
    """Who stands before the service in one request.

    ``account`` "" for an expert (``expert`` is set) and a witness (``draw`` and ``party`` are). ``name``: the
    login name. ``organisation``: its credit code, "" for the center's staff. ``full``: the second factor is
    given, or none is asked. ``fresh_until``: until when the password or key counts as just given. ``csrf``
    hex, one per session.
    """

    session: str
    account: str
    name: str
    roles: frozenset[Role]
    organisation: str
    organisation_name: str
    full: bool
    fresh_until: datetime
    csrf: str = field(repr=False)
    expert: str = ""
    draw: str = ""
    party: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class AccountDraft:
    """An account to be made. ``organisation``: its credit code, and its name; both "" for the center's
    staff."""

    login: str
    roles: frozenset[Role]
    organisation: str = ""
    organisation_name: str = ""


@dataclass(frozen=True, slots=True)
class ApiCaller:
    """A machine that calls the JSON API. ``organisation``: a credit code, "" for the center."""

    id: str
    name: str
    scopes: frozenset[Scope]
    organisation: str


def conflicts(roles: Iterable[Role], held_before: Iterable[Role] = ()) -> bool:
    """Whether one account may not hold these roles, given all it ever held.

    The pool keeper and whoever runs a draw stay apart for the life of an account, and so do the parties:
    changing the role to and fro would be the same as holding both (Art. 2, 8(2)).
    """
    asked = frozenset(roles)
    ever = asked | frozenset(held_before)
    if Role.POOL_KEEPER in ever and ever & DRAW_ROLES:
        return True
    if ever - CENTER_ROLES and not _go_together(ever):
        return True
    return not _go_together(asked)


def _go_together(roles: frozenset[Role]) -> bool:
    return len(roles) < 2 or any(roles <= group for group in _TOGETHER)


def check_roles(roles: Iterable[Role], held_before: Iterable[Role] = ()) -> None:
    """Raises ``RolesConflict`` for roles that do not go together, or for none at all."""
    asked = frozenset(roles)
    if not asked or conflicts(asked, held_before):
        raise RolesConflict


def not_own(proposer: str, confirmer: str) -> None:
    """Raises ``OwnAct`` when who confirms (an account) is who proposed."""
    if proposer == confirmer:
        raise OwnAct


def must_hold(who: Who, *roles: Role) -> None:
    """Raises ``NotYourRoom`` without one of these roles, ``SecondFactorMissing`` before the second factor."""
    if not who.roles & frozenset(roles):
        raise NotYourRoom
    must_be_full(who)


def must_be_full(who: Who) -> None:
    """Raises ``SecondFactorMissing`` before the second factor is given."""
    if not who.full:
        raise SecondFactorMissing


def must_be_fresh(who: Who, now: datetime) -> None:
    """Raises ``NotFresh`` when the password or key was given too long ago for a lock, an unsealing, or a
    change of roles or keys."""
    if now >= who.fresh_until:
        raise NotFresh


def must_be_at_terminal(address: str, policy: AccessPolicy) -> None:
    """An entry code is good at the center's terminals alone (Art. 7, 10). Raises ``NotATerminal``."""
    if not policy.terminals:
        return
    try:
        here = ip_address(address)
    except ValueError:
        raise NotATerminal from None
    if not any(here in network for network in policy.terminals):
        raise NotATerminal
