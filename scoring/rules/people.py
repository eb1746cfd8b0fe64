"""Who acts on the ledger (Art. 20 to 22): an account and the department it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scoring.rules.refusals import RoleNotAllowed, SecondPersonNeeded

Role = Literal["system", "center", "tenderer", "agency", "regulator", "lead", "office", "expert"]
"""``lead``: the lead department (整合牵头部门); ``office``: the management office (管理办公室)."""

DRAFTERS: tuple[Role, ...] = ("system", "center", "tenderer", "agency", "regulator")
CONFIRMERS: tuple[Role, ...] = ("center", "regulator")
SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Person:
    """``account`` is the name of an account, never of a person in the log."""

    account: str
    role: Role


def must_be(person: Person, *roles: Role) -> None:
    """Raises ``RoleNotAllowed``."""
    if person.role not in roles:
        raise RoleNotAllowed


def must_differ(person: Person, *before: str) -> None:
    """Raises ``SecondPersonNeeded`` for somebody who did one of the steps ``before``."""
    if person.account in before:
        raise SecondPersonNeeded
