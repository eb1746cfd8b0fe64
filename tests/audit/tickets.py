"""Private receipts of the experts of a draw, as the service would hand them out."""

from __future__ import annotations

from typing import Any

from audit.canonical import canonical
from audit.verify.openings import Keys
from tests.audit.forge import Story

Json = dict[str, Any]


def receipts(story: Story) -> list[Json]:
    """One receipt for each expert of the register, with the draw's own K."""
    people = story.inputs["register"]
    keys = Keys(bytes.fromhex(story.inputs["K"]))
    ids = [one["id"] for one in people]
    made = zip(people, keys.handles(ids), keys.salts(ids), strict=True)
    return [
        {
            "format": "edraw-ticket/1",
            "draw": story.draw,
            "handle": handle,
            "salt": salt.hex(),
            "identity": {key: one[key] for key in ("id", "name", "unit")},
        }
        for one, handle, salt in made
    ]


def file(receipt: Json) -> bytes:
    return canonical(receipt)
