"""Step 1: the bundle is one strict JSON object of exactly the keys of protocol section 7.

The lists of leaves keep their parsed form here; step 7 looks inside them.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from typing import Any

from audit import shapes
from audit.canonical import NotCanonical, parse, parse_canonical
from audit.checkpoint import NoteError, decode_base64
from audit.shapes import BodyError
from audit.verify.report import Failed

MAX_BYTES = 64 * 1024 * 1024
FORMAT = "edraw-bundle/1"
GATES = ("lock", "order", "seal")
LOOSE_DEPTH = 500
"""How deep a file may nest and still be looked at for its name."""

Leaves = list[dict[str, Any]]


class Unreadable(Exception):
    """Not a bundle at all: too large, not JSON, or JSON of something else."""


@dataclass(frozen=True)
class Entry:
    """One event as it stands in the bundle."""

    index: int
    data: bytes
    proof: list[bytes]


@dataclass(frozen=True)
class Gate:
    """A checkpoint the draw waited for, with its proof of consistency to the final one."""

    note: str
    consistency: list[bytes]


@dataclass(frozen=True)
class Bundle:
    """The bundle after step 1."""

    stage: str
    origin: str
    log: str
    witnesses: list[str]
    note: str
    gates: dict[str, Gate | None]
    entries: list[Entry]
    pool: Leaves
    excluded: Leaves
    recusals: Leaves
    added: list[Leaves]
    openings: list[dict[str, Any]]
    k: bytes | None


def _text(value: object) -> None:
    if not isinstance(value, str):
        raise BodyError("a text")


def _name(value: object) -> None:
    if not isinstance(value, str) or len(value) > 500 or not unicodedata.is_normalized("NFC", value):
        raise BodyError("a text in NFC")


def _list_of(check: shapes.Check) -> shapes.Check:
    def every(value: object) -> None:
        if not isinstance(value, list):
            raise BodyError("a list")
        for item in value:
            check(item)

    return every


def _object(value: object) -> None:
    if not isinstance(value, dict):
        raise BodyError("an object")


def _or_null(check: shapes.Check) -> shapes.Check:
    def maybe(value: object) -> None:
        if value is not None:
            check(value)

    return maybe


IDENTITY = shapes.shape({"id": _name, "name": _name, "unit": _name})
_gate = _or_null(shapes.shape({"checkpoint": _text, "consistency": _list_of(shapes.hex32)}))
_leaves = _list_of(_object)
_BUNDLE = shapes.shape(
    {
        "format": shapes.one_of(FORMAT),
        "stage": shapes.one_of("auditor", "published", "public"),
        "origin": _text,
        "vkeys": shapes.shape({"log": _text, "witnesses": _list_of(_text)}),
        "checkpoint": _text,
        "gates": shapes.shape(dict.fromkeys(GATES, _gate)),
        "events": _list_of(
            shapes.shape({"index": shapes.whole(0), "bytes": _text, "proof": _list_of(shapes.hex32)})
        ),
        "pool": _leaves,
        "excluded": _leaves,
        "recusals": _leaves,
        "recusals_added": _list_of(_leaves),
        "openings": _list_of(
            shapes.shape(
                {
                    "slot": shapes.whole(1),
                    "salt": shapes.hex32,
                    "identity": IDENTITY,
                }
            )
        ),
        "k": _or_null(shapes.hex32),
    }
)


def _too_dense(data: bytes) -> bool:
    """Whether parsing would fill memory with tiny values: no bundle has so many for its size."""
    return (
        data.count(b"[") + data.count(b"{") > 10_000 + len(data) // 32
        or data.count(b",") > 10_000 + len(data) // 16
    )


def _is_a_bundle(data: bytes) -> bool:
    """Whether ``data`` is JSON that calls itself a bundle, however badly it keeps the rules."""
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    return _named(found) and not _deeper(found, LOOSE_DEPTH)


def _deeper(value: object, most: int) -> bool:
    """Whether more than ``most`` arrays and objects lie inside each other."""
    level: list[Any] = [value]
    for _ in range(most + 1):
        level = [one for one in level if isinstance(one, (dict, list))]
        if not level:
            return False
        level = [child for one in level for child in (one.values() if isinstance(one, dict) else one)]
    return True


def _named(found: object) -> bool:
    name = found.get("format") if isinstance(found, dict) else None
    return isinstance(name, str) and name.startswith("edraw-bundle/")


def read(data: bytes) -> Bundle:
    """The bundle of a file; Unreadable when it is none, Failed when it breaks a rule of the format."""
    if len(data) > MAX_BYTES:
        raise Unreadable("larger than 64 MiB")
    if _too_dense(data):
        raise Unreadable("more structure than any bundle has")
    try:
        found = parse(data)
    except NotCanonical as error:
        if _is_a_bundle(data):
            raise Failed("文件不是严格的 JSON", f"not strict JSON: {error}") from None
        raise Unreadable("not strict JSON in UTF-8") from None
    if not _named(found):
        raise Unreadable("not an evidence bundle")
    try:
        _BUNDLE(found)
        entries = [_entry(item) for item in found["events"]]
    except (BodyError, NoteError) as error:
        raise Failed("文件格式不符", f"the format is not kept: {error}") from None
    if not entries:
        raise Failed("没有事件", "there is no event")
    _stage(found["stage"], found["openings"], found["k"])
    gates = {
        name: Gate(gate["checkpoint"], [bytes.fromhex(part) for part in gate["consistency"]])
        if gate is not None
        else None
        for name, gate in found["gates"].items()
    }
    return Bundle(
        stage=found["stage"],
        origin=found["origin"],
        log=found["vkeys"]["log"],
        witnesses=found["vkeys"]["witnesses"],
        note=found["checkpoint"],
        gates=gates,
        entries=entries,
        pool=found["pool"],
        excluded=found["excluded"],
        recusals=found["recusals"],
        added=found["recusals_added"],
        openings=found["openings"],
        k=None if found["k"] is None else bytes.fromhex(found["k"]),
    )


def _entry(item: dict[str, Any]) -> Entry:
    data = decode_base64(item["bytes"])
    try:
        parse_canonical(data)
    except NotCanonical as error:
        raise BodyError(f"an event: {error}") from None
    return Entry(item["index"], data, [bytes.fromhex(part) for part in item["proof"]])


def _stage(stage: str, openings: list[dict[str, Any]], k: str | None) -> None:
    if stage == "public" and openings:
        raise Failed("公开包不得含身份", "a public bundle holds no identity")
    if stage != "auditor" and k is not None:
        raise Failed("只有审计包可含密钥 K", "only the auditor's bundle holds K")
