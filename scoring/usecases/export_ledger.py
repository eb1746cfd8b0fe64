"""The ledger as JSON lines that anybody can recompute, each with its proof of inclusion in the house log.

The first line names the log: ``{"kind":"log","checkpoint","vkey"}``. Every other is a line as ``recompute``
reads it with ``log``: the log index, the event's bytes, the path to the checkpoint's root and the salt of
the hash the event holds. Experts stand by their pseudonym (Art. 20-22).
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator

from scoring.ports import Office
from scoring.rules.lines import exported
from scoring.rules.proofs import LEDGER


def export_ledger(office: Office, vkey: str) -> Iterator[bytes]:
    """Lines of JSON, newline included, the whole ledger in the order written."""
    office.sequence()
    with office.books() as books:
        checkpoint, proofs = books.journal.proofs(LEDGER)
        yield _json({"kind": "log", "checkpoint": checkpoint, "vkey": vkey})
        lines = books.scores.lines()
        for proof in proofs:
            line = next(lines)
            if line.n != proof.n:
                raise ValueError("ledger and log do not run side by side")
            log = {
                "index": proof.index,
                "event": b64encode(proof.data).decode(),
                "proof": list(proof.path),
                "salt": line.salt.hex(),
            }
            yield _json({**exported(line, office.name(line.expert)), "log": log})


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
