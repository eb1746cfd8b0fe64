"""A year's package checked by itself, without the database (档案管理制度 3; protocol section 8)."""

from __future__ import annotations

import json
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from audit.refusal import Refusal
from audit.verify.report import Status, Step
from audit.verify.year import Year, check_year
from draw_service.rules.archive import MANIFEST, Differs, differences, ended_in, kept, read_manifest
from scoring.rules.parameters import Parameters
from scoring.rules.proofs import recompute_proven

COMPLETE = 8
"""The question of ``check_year`` that a package of one year cannot answer: bundles of every year."""
BUNDLES = "bundles/"


@dataclass(frozen=True, slots=True)
class Checked:
    """``differs``: files not as the manifest says; ``steps``: what the verifier says of bundles and log;
    ``missing``: draws that ended in the year by the log and are not in the package; ``checkpoint``: the one
    named is there and is the log's; ``ledger``: lines proven, None when the ledger is broken."""

    year: int
    draws: int
    files: int
    differs: tuple[Differs, ...]
    steps: tuple[Step, ...]
    missing: tuple[str, ...]
    checkpoint: bool
    ledger: int | None
    trusted: bool

    @property
    def exit_code(self) -> int:
        """0: good by a policy of the reader's own; 3: good by the keys in the package; 1: not good."""
        bad = self.differs or self.missing or not self.checkpoint or self.ledger is None
        if bad or any(step.status is Status.FAIL for step in self.steps):
            return 1
        return 0 if self.trusted else 3


def check_archive(
    paths: Sequence[str],
    read: Callable[[str], bytes],
    parameters: Callable[[int], Parameters],
    policy: bytes | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Checked:
    """``paths``: every file of the package, "/" between folders; ``read`` gives its bytes; ``policy``: the
    reader's own, else the package's. Raises ``ValueError`` when there is no manifest one can read."""
    if MANIFEST not in paths:
        raise ValueError("no manifest")
    manifest = read_manifest(read(MANIFEST))
    found = []
    for done, path in enumerate(paths):
        progress(done, len(paths))
        found.append(kept(path, read(path)))
    progress(len(paths), len(paths))
    there = set(paths)

    def optional(path: str) -> bytes | None:
        return read(path) if path in there else None

    log, note = optional("log.json"), optional("checkpoint.txt") or b""
    trust = policy if policy is not None else optional("policy.json")
    bundles = ((path, read(path)) for path in sorted(there) if path.startswith(BUNDLES))
    checkpoints = {"checkpoint.txt": note.decode("utf-8", "replace")} if note else {}
    answer = check_year(bundles, log=log, policy=trust, checkpoints=checkpoints, sample=0)
    have = {one.draw for one in answer.bundles.values()}
    missing = sorted(_ended(log, manifest.year) - have)
    return Checked(
        year=manifest.year,
        draws=len(manifest.draws),
        files=len(manifest.files),
        differs=tuple(differences(manifest, found)),
        steps=_steps(answer),
        missing=tuple(missing),
        checkpoint=bool(note) and sha256(note).hexdigest() == manifest.checkpoint,
        ledger=_ledger(optional("ledger.jsonl"), manifest.year, parameters, trust),
        trusted=policy is not None,
    )


def _steps(answer: Year) -> tuple[Step, ...]:
    return tuple(step for step in answer.steps if step.number != COMPLETE)


def _ended(log: bytes | None, year: int) -> set[str]:
    try:
        leaves = [json.loads(b64decode(leaf)) for leaf in json.loads(log or b"{}")["leaves"]]
        return ended_in(leaves, year)
    except (ValueError, KeyError, TypeError, AttributeError, Base64Error):
        return set()  # the first question has said so


def _ledger(
    data: bytes | None, year: int, parameters: Callable[[int], Parameters], policy: bytes | None
) -> int | None:
    try:
        key = str(json.loads(policy or b"{}")["log"])
        return recompute_proven((data or b"x").splitlines(), year, parameters(year), key).proven
    except (Refusal, ValueError, KeyError, TypeError):
        return None
