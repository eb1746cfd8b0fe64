"""Evidence of a draw from a large pool: the story of the ``basic`` vector told over other lists."""

from __future__ import annotations

import json
from pathlib import Path

from audit.canonical import canonical
from draw_service.rules.lottery import (
    derive_keys,
    handle_of,
    order,
    result_commitment,
    salt_of,
    snapshot,
)
from draw_service.rules.seats import first_holders
from tests.audit.forge import POLICY, Story
from tests.bench.experts import STRATA, id_of, rows, set_aside


def build(size: int, folder: Path) -> None:
    """Write ``public.edraw.json``, ``auditor.edraw.json``, ``register.json`` and ``policy.json``."""
    if (folder / "policy.json").exists():
        return
    story = Story("basic")
    assert story.k is not None
    k, register = bytes.fromhex(story.k), rows(size)
    excluded, recused = set_aside(id_of(number) for number in range(1, size + 1))
    lists = snapshot(k, register, STRATA, excluded, recused)
    story.pool, story.excluded, story.recusals = (
        [json.loads(leaf) for leaf in leaves] for leaves in (lists.pool, lists.excluded, lists.recusals)
    )
    story.relist()
    story.body("draw.locked")["register_commit"] = lists.register_commit.hex()
    story.reseed()
    ordered = story.body("draw.ordered")
    seed = bytes.fromhex(ordered["seed"])
    orders = {name: order(seed, handles) for name, handles in lists.by_stratum.items()}
    step_back = [bytes.fromhex(leaf["h"]) for leaf in story.recusals]
    first = first_holders(STRATA, orders, lists.units, 0, step_back)
    ordered["result_commit"] = result_commitment(seed, first).hex()
    keys = derive_keys(k)
    seated = {h: slot for slot, h in enumerate(first, 1)}
    holders = {seated[h]: row for row in register if (h := handle_of(keys, row.id)) in seated}
    story.openings = [
        {
            "identity": {"id": row.id, "name": row.name, "unit": row.unit},
            "salt": salt_of(keys, row.id).hex(),
            "slot": slot,
        }
        for slot, row in sorted(holders.items())
    ]
    for stage in ("public", "auditor"):
        (folder / f"{stage}.edraw.json").write_bytes(canonical(story.bundle(stage)))
    (folder / "register.json").write_bytes(
        canonical([{"id": r.id, "name": r.name, "s": list(r.s), "unit": r.unit} for r in register])
    )
    (folder / "policy.json").write_bytes(POLICY)
