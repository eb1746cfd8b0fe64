"""For whom a machine acts: tenderer or agency of its own organisation's applications, nobody else."""

from __future__ import annotations

from draw_service.rules.access import ApiCaller, Role, Who
from draw_service.usecases.ports import House

_BOTH = frozenset((Role.TENDERER, Role.AGENCY))


def acting_as(house: House, caller: ApiCaller, *roles: Role, name: str = "") -> Who:
    """The caller as the acts on applications know people. ``roles``: tenderer, agency, or both, the side
    then being told by the application; ``name``: what its organisation is called."""
    return Who(
        session=caller.id,
        account=caller.id,
        name=caller.name,
        roles=frozenset(roles) or _BOTH,
        organisation=caller.organisation,
        organisation_name=name,
        full=True,
        fresh_until=house.clock.now(),
        csrf="",
    )
