"""A package in memory, and checking it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import sha256

from audit.canonical import canonical
from draw_service.rules.archive import MANIFEST
from draw_service.usecases.archive.check_archive import Checked, check_archive
from draw_service.usecases.archive.make_archive import Made, make_archive
from draw_service.usecases.conduct.office import parameters_of
from draw_service.usecases.ports import House
from draw_service.wiring import pack_on
from scoring.rules.parameters import Parameters

YEAR = 2026


def made(house: House, year: int = YEAR) -> tuple[Made, dict[str, bytes]]:
    files: dict[str, bytes] = {}
    done = make_archive(house, year, files.__setitem__, lambda _done, _total: None)
    return done, files


def parameters(year: int) -> Parameters:
    return parameters_of(pack_on(datetime(year, 12, 31, tzinfo=UTC)))


def checked(files: dict[str, bytes], policy: bytes | None = None, named: str = "") -> Checked:
    return check_archive(sorted(files), files.__getitem__, parameters, policy, named=named)


def rewritten(files: dict[str, bytes], **lies: object) -> dict[str, bytes]:
    """The package of somebody who changed files and then wrote the manifest anew."""
    found = json.loads(files[MANIFEST])
    kept = [one for one in sorted(files.items()) if one[0] != MANIFEST]
    found["files"] = [
        {"path": path, "sha256": sha256(data).hexdigest(), "size": len(data)} for path, data in kept
    ]
    return {**files, MANIFEST: canonical({**found, **lies})}
