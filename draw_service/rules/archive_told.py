"""What the signed log says a year's package must hold (档案管理制度 3; rules.md section 6).

A manifest can be written anew by whoever changes a file; the log cannot. Every draw that ended, every paper
printed, every scan kept and every record of a call left its hash there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from draw_service.rules.archive import MANIFEST, Manifest
from scoring.rules.working_days import civil_date

FIXED = ("ledger.jsonl", "log.json", "checkpoint.txt", "policy.json", "README.txt", MANIFEST)
_ENDS = {"draw.closed": "closed", "draw.aborted": "aborted"}
_OPENED = ("roster.unsealed", "roster.rebuilt")


@dataclass(frozen=True, slots=True)
class Told:
    """Of the draws that ended in the year. ``draws``: draw -> stage and day; ``wanted``: paths that must be
    there; ``digests``: path of a paper or scan -> the hashes (hex) logged for it; ``records``: path -> hashes
    of its lines; ``lines``: least and most lines of the ledger."""

    draws: Mapping[str, tuple[str, date]]
    wanted: frozenset[str]
    digests: Mapping[str, frozenset[str]]
    records: Mapping[str, Counter[str]]
    lines: tuple[int, int]


def bundle_path(draw_id: str) -> str:
    return f"bundles/{draw_id}.edraw.json"


def records_path(draw_id: str) -> str:
    return f"records/{draw_id}.jsonl"


def scan_path(draw_id: str, kind: str) -> str:
    return f"scans/{draw_id}-{kind}.pdf"


def paper_path(serial: str) -> str:
    return f"papers/{serial}.pdf"


def salt_path(serial: str) -> str:
    """The salt of a paper whose PDF is the logged one, as hex."""
    return f"papers/{serial}.salt"


def told(leaves: Sequence[Mapping[str, Any]], size: int, year: int) -> Told:
    """``leaves``: of the log, parsed, in its order; what came after the first ``size`` of them, the
    checkpoint's, may be in the package and need not."""
    draws: dict[str, tuple[str, date]] = {}
    opened, destroyed = set(), set()
    for leaf in leaves:
        if leaf["type"] in _ENDS:
            day = civil_date(datetime.fromisoformat(leaf["at"]))
            if day.year == year:
                draws[leaf["draw"]] = _ENDS[leaf["type"]], day
        elif leaf["type"] in _OPENED:
            opened.add(leaf["draw"])
        elif leaf["type"] == "records.destroyed":
            destroyed.add(leaf["body"]["draw"])
    digests: dict[str, set[str]] = {}
    wanted = {bundle_path(draw) for draw in draws}
    wanted |= {records_path(draw) for draw in draws if draw in opened and draw not in destroyed}
    for index, leaf in enumerate(leaves):
        for path, draw in _hashed(leaf):
            digests.setdefault(path, set()).add(leaf["body"]["digest"])
            if draw in draws and draw not in destroyed and index < size:
                wanted.add(path)
    records = {records_path(draw): Counter[str]() for draw in draws if draw in opened}
    for leaf in leaves:
        if leaf["type"] == "seat.answered" and leaf["body"]["record"]:
            records.get(records_path(leaf["draw"]), Counter[str]())[leaf["body"]["record"]] += 1
    lines = [index for index, leaf in enumerate(leaves) if leaf["type"] == "ledger.line"]
    return Told(
        draws,
        frozenset(wanted),
        {path: frozenset(held) for path, held in digests.items()},
        records,
        (sum(index < size for index in lines), len(lines)),
    )


def _hashed(leaf: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(path, draw) of a paper or a scan."""
    if leaf["type"] == "paper.printed":
        yield paper_path(leaf["body"]["serial"]), leaf["body"].get("draw", "")
    elif leaf["type"] == "scan.kept":
        yield scan_path(leaf["body"]["draw"], leaf["body"]["kind"]), leaf["body"]["draw"]


def unlike_draws(told: Told, manifest: Manifest) -> set[str]:
    """Draws of the manifest the log tells otherwise, or not at all, and those it tells alone."""
    said = {one.draw_id: (one.stage, one.ended) for one in manifest.draws}
    twice = {draw for draw, times in Counter(one.draw_id for one in manifest.draws).items() if times > 1}
    return twice | {draw for draw in {*said, *told.draws} if said.get(draw) != told.draws.get(draw)}


def unlike_files(told: Told, paths: Iterable[str]) -> set[str]:
    """What is wanting, and what has no place in the package."""
    there = set(paths)
    salts = {path.removesuffix(".pdf") + ".salt" for path in told.digests if path.startswith("papers/")}
    places = {*FIXED, *told.wanted, *told.digests, *told.records, *salts}
    return set(told.wanted - there) | (there - places)


def is_logged(told: Told, path: str, data: bytes, salt: bytes | None = None) -> bool | None:
    """Whether the bytes of a paper, a scan or records are the logged ones; None for a paper without its salt
    and for what the log has no hash of."""
    if path in told.records:
        return Counter(sha256(line).hexdigest() for line in data.splitlines()) == told.records[path]
    if path not in told.digests or (path.startswith("papers/") and salt is None):
        return None
    return sha256((salt or b"") + data).hexdigest() in told.digests[path]
