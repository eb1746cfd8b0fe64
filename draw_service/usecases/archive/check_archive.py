"""A year's package checked by itself, without the database (档案管理制度 3; protocol section 8)."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from audit.checkpoint import read_note
from audit.refusal import Refusal
from audit.verify.report import Status, Step
from audit.verify.year import Year, check_year
from draw_service.rules.archive import MANIFEST, Differs, differences, kept, read_manifest
from draw_service.rules.archive_told import Told, bundle_path, is_logged, told, unlike_draws, unlike_files
from scoring.rules.parameters import Parameters
from scoring.rules.proofs import recompute_proven

COMPLETE = 8
"""The question of ``check_year`` that a package of one year cannot answer: bundles of every year."""
BUNDLES = "bundles/"


@dataclass(frozen=True, slots=True)
class Checked:
    """``manifest``: its hex SHA-256, which the log of a later day holds; ``named``: it is the one the reader
    named, or none was. ``differs``: files not as the manifest says; ``steps``: what the verifier says of
    bundles and log; ``missing``: draws that ended in the year by the log and are not in the package;
    ``unlike``: draws and paths that are not as the log says; ``papers``: how many are the logged ones, of how
    many; ``checkpoint``: the one named is there and is the log's; ``ledger``: lines proven, None when the
    ledger is broken or not whole."""

    manifest: str
    named: bool
    year: int
    draws: int
    files: int
    differs: tuple[Differs, ...]
    steps: tuple[Step, ...]
    missing: tuple[str, ...]
    unlike: tuple[str, ...]
    papers: tuple[int, int]
    checkpoint: bool
    ledger: int | None
    trusted: bool

    @property
    def exit_code(self) -> int:
        """0: good by a policy of the reader's own; 3: good by the keys in the package; 1: not good."""
        bad = self.differs or self.missing or self.unlike or not self.checkpoint or self.ledger is None
        bad = bad or not self.named
        if bad or any(step.status is Status.FAIL for step in self.steps):
            return 1
        return 0 if self.trusted else 3


def check_archive(
    paths: Sequence[str],
    read: Callable[[str], bytes],
    parameters: Callable[[int], Parameters],
    policy: bytes | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    named: str = "",
) -> Checked:
    """``paths``: every file of the package, "/" between folders; ``read`` gives its bytes; ``policy``: the
    reader's own, else the package's; ``named``: the manifest's hash (hex) as the reader knows it, "" for who
    does not. Raises ``ValueError`` when there is no manifest one can read."""
    if MANIFEST not in paths:
        raise ValueError("no manifest")
    written = read(MANIFEST)
    manifest, digest = read_manifest(written), sha256(written).hexdigest()
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
    logged = _told(log, note, manifest.year)
    unlike = unlike_draws(logged, manifest) | unlike_files(logged, paths)
    unlike |= {path for path, one in answer.bundles.items() if path != bundle_path(one.draw)}
    verdicts = {path: is_logged(logged, path, read(path), _salt(path, optional)) for path in sorted(there)}
    unlike |= {path for path, good in verdicts.items() if good is False}
    papers = [good for path, good in verdicts.items() if path.startswith("papers/") and path.endswith(".pdf")]
    ledger = _ledger(optional("ledger.jsonl"), manifest.year, parameters, trust)
    least, most = logged.lines
    return Checked(
        manifest=digest,
        named=named.strip().lower() in ("", digest),
        year=manifest.year,
        draws=len(manifest.draws),
        files=len(manifest.files),
        differs=tuple(differences(manifest, found)),
        steps=_steps(answer),
        missing=tuple(sorted(logged.draws.keys() - have)),
        unlike=tuple(sorted(unlike)),
        papers=(papers.count(True), len(papers)),
        checkpoint=bool(note) and sha256(note).hexdigest() == manifest.checkpoint,
        ledger=ledger if ledger is not None and least <= ledger <= most else None,
        trusted=policy is not None,
    )


def _steps(answer: Year) -> tuple[Step, ...]:
    return tuple(step for step in answer.steps if step.number != COMPLETE)


def _told(log: bytes | None, note: bytes, year: int) -> Told:
    try:
        leaves = [json.loads(b64decode(leaf)) for leaf in json.loads(log or b"{}")["leaves"]]
        return told(leaves, read_note(note.decode()).size, year)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return told((), 0, year)  # the first questions have said so


def _salt(path: str, optional: Callable[[str], bytes | None]) -> bytes | None:
    held = optional(path.removesuffix(".pdf") + ".salt") if path.startswith("papers/") else None
    try:
        return bytes.fromhex(held.decode()) if held is not None else None
    except ValueError:
        return b""


def _ledger(
    data: bytes | None, year: int, parameters: Callable[[int], Parameters], policy: bytes | None
) -> int | None:
    try:
        key = str(json.loads(policy or b"{}")["log"])
        return recompute_proven((data or b"x").splitlines(), year, parameters(year), key).proven
    except (Refusal, ValueError, KeyError, TypeError, RecursionError):
        return None
