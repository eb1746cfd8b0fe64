"""Archives: what is kept how long, when a year is handed over, and the package it is handed over in.

档案管理制度 3: approved business goes to the archive by the end of next April; 4: a look needs a request and
an approval. 采购法 42 sets the shortest time to keep; 保密工作制度 6: two people destroy. The log and the
public bundles name nobody and are kept for good (protocol section 7).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, Literal

from audit.canonical import NotCanonical, canonical, parse_canonical
from draw_service.rules.codes import Word
from draw_service.rules.packs import RulePack

FORMAT = "panel-archive/1"
MANIFEST = "manifest.json"
Klass = Literal["government-procurement", "project"]
KLASSES: Mapping[str, tuple[Word, str]] = {
    "government-procurement": (
        Word("政府采购项目", "government procurement"),
        "retention_years_government_procurement",
    ),
    "project": (Word("其他交易项目", "other projects"), "retention_years"),
}
"""Retention class -> its name and the parameter that says for how many years."""
_PATH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")
_HEX = re.compile(r"[0-9a-f]{64}")


def klass_of(procurement: str) -> Klass:
    """The class of a project by its way of procurement."""
    return "government-procurement" if procurement == "government-procurement" else "project"


def retention_years(klass: str, pack: RulePack) -> int:
    """A class is never kept shorter than government procurement asks where the law counts it in."""
    return pack.int(KLASSES[klass][1])


def kept_until(klass: str, ended: date, pack: RulePack) -> date:
    """The last day it has to be kept: the whole years are counted from the end of the year it ended in."""
    return date(ended.year + retention_years(klass, pack), 12, 31)


def hand_over_due(year: int, pack: RulePack) -> date:
    """The last day to hand a year over: the end of next April (档案管理制度 3）."""
    month = pack.int("archive_due_month")
    return date(year + 1 + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def year_to_hand_over(today: date) -> int:
    """The year that is to be handed over now: the last that is over."""
    return today.year - 1


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of the package. ``path``: inside it, "/" between folders; ``sha256`` hex; ``size`` in bytes."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Archived:
    """An attempt in the package. ``ended``: its day; ``stage``: closed or aborted; ``keep_until``: the last
    day it has to be kept."""

    draw_id: str
    application_id: str
    attempt: int
    ended: date
    stage: str
    klass: str
    keep_until: date
    project: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the package says of itself. ``checkpoint``: SHA-256 (hex) of the signed note in it."""

    year: int
    center: str
    checkpoint: str
    draws: tuple[Archived, ...]
    files: tuple[Kept, ...]


def kept(path: str, data: bytes) -> Kept:
    return Kept(path, sha256(data).hexdigest(), len(data))


def write_manifest(manifest: Manifest) -> bytes:
    """Canonical JSON: the same facts, the same bytes."""
    return canonical(
        {
            "format": FORMAT,
            "year": manifest.year,
            "center": manifest.center,
            "checkpoint": manifest.checkpoint,
            "draws": [
                {
                    "draw": one.draw_id,
                    "application": one.application_id,
                    "attempt": one.attempt,
                    "ended": one.ended.isoformat(),
                    "stage": one.stage,
                    "class": one.klass,
                    "keep_until": one.keep_until.isoformat(),
                    "project": one.project,
                }
                for one in sorted(manifest.draws, key=lambda one: one.draw_id)
            ],
            "files": [
                {"path": one.path, "sha256": one.sha256, "size": one.size}
                for one in sorted(manifest.files, key=lambda one: one.path)
            ],
        }
    )


def read_manifest(data: bytes) -> Manifest:
    """Raises ``ValueError`` for anything but what ``write_manifest`` writes."""
    try:
        found: Any = parse_canonical(data)
        if found["format"] != FORMAT:
            raise ValueError("another format")
        draws = tuple(
            Archived(
                one["draw"],
                one["application"],
                one["attempt"],
                date.fromisoformat(one["ended"]),
                one["stage"],
                one["class"],
                date.fromisoformat(one["keep_until"]),
                one["project"],
            )
            for one in found["draws"]
        )
        files = tuple(_file(one) for one in found["files"])
        made = Manifest(found["year"], found["center"], found["checkpoint"], draws, files)
        if write_manifest(made) != data:
            raise ValueError("not as it was written")
    except (NotCanonical, KeyError, TypeError, AttributeError) as error:
        raise ValueError("not a manifest") from error
    return made


def _file(one: Mapping[str, Any]) -> Kept:
    if not (_PATH.fullmatch(one["path"]) and _HEX.fullmatch(one["sha256"]) and isinstance(one["size"], int)):
        raise ValueError("a file that cannot be")
    return Kept(one["path"], one["sha256"], one["size"])


@dataclass(frozen=True, slots=True)
class Differs:
    """A file that is not as the manifest says. ``how``: missing, changed or extra."""

    path: str
    how: Literal["missing", "changed", "extra"]


def differences(manifest: Manifest, found: Iterable[Kept]) -> list[Differs]:
    """Every file of the package against the manifest, by path; the manifest itself apart."""
    there = {one.path: one for one in found if one.path != MANIFEST}
    told = {one.path: one for one in manifest.files}
    wrong = [Differs(path, "missing") for path in told if path not in there]
    wrong += [Differs(path, "changed") for path, one in told.items() if there.get(path, one) != one]
    wrong += [Differs(path, "extra") for path in there if path not in told]
    return sorted(wrong, key=lambda one: one.path)
