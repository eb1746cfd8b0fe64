"""The policy a verifier trusts: the log's key, its witnesses, the quorum (protocol section 8)."""

from __future__ import annotations

from audit.canonical import canonical
from draw_service.usecases.ports import House


def export_policy(house: House) -> bytes:
    """``{"log","quorum","witnesses"}``. Take it from the center once, in person; then verify against it."""
    witnesses, quorum = house.witnesses.policy if house.witnesses is not None else ((), 0)
    return canonical({"log": house.log_vkey, "quorum": quorum, "witnesses": list(witnesses)})
