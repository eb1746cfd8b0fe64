"""A bundle changed by someone without the key: each change is seen by the step that should see it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.verify import Report, verify
from tests.audit.forge import (
    LOG_VKEY,
    OTHER_VKEY,
    POLICY,
    WITNESS_VKEY,
    Story,
    spelled,
    tampered,
)

Json = dict[str, Any]
HONEST = {name: spelled(Story(name).bundle()) for name in ("basic", "late-recusal")}


def event(bundle: Json, at: int, old: bytes, new: bytes) -> None:
    data = base64.b64decode(bundle["events"][at]["bytes"])
    assert old in data
    bundle["events"][at]["bytes"] = base64.b64encode(data.replace(old, new)).decode()


def put(bundle: Any, *path: Any) -> None:
    """``put(bundle, "a", 0, "b", value)`` sets bundle["a"][0]["b"] = value."""
    *way, last, value = path
    for key in way:
        bundle = bundle[key]
    bundle[last] = value


def drop(bundle: Any, *path: Any) -> None:
    *way, last = path
    for key in way:
        bundle = bundle[key]
    del bundle[last]


def swap(items: Any, one: int, other: int) -> None:
    items[one], items[other] = items[other], items[one]


def swap_openings(b: Json) -> None:
    one, other = b["openings"][:2]
    for key in ("salt", "identity"):
        one[key], other[key] = other[key], one[key]


def flip(text: str) -> str:
    return ("1" if text[0] == "0" else "0") + text[1:]


# A chain broken in the file is broken in the tree as well, so inclusion (3) sees it before the chain (4)
# does; the forgeries by the key's owner show the steps behind it.
TAMPERED: dict[str, tuple[int, Callable[[Json], object]]] = {
    "extra key": (1, lambda b: put(b, "note", "x")),
    "missing key": (1, lambda b: drop(b, "recusals_added")),
    "unknown stage": (1, lambda b: put(b, "stage", "draft")),
    "next format": (1, lambda b: put(b, "format", "edraw-bundle/2")),
    "names in a public file": (1, lambda b: put(b, "stage", "public")),
    "K in a published file": (1, lambda b: put(b, "stage", "published")),
    "K in capitals": (1, lambda b: put(b, "k", b["k"].upper())),
    "short K": (1, lambda b: put(b, "k", b["k"][2:])),
    "gate of another shape": (1, lambda b: put(b, "gates", "lock", [])),
    "unknown gate": (1, lambda b: put(b, "gates", "call", None)),
    "index as text": (1, lambda b: put(b, "events", 0, "index", "3")),
    "index as true": (1, lambda b: put(b, "events", 0, "index", True)),
    "index below zero": (1, lambda b: put(b, "events", 0, "index", -1)),
    "loose base64": (1, lambda b: put(b, "events", 0, "bytes", b["events"][0]["bytes"] + "\n")),
    "event with spaces": (1, lambda b: event(b, 0, b'"v":1', b'"v": 1')),
    "event with a float": (1, lambda b: event(b, 0, b'"v":1', b'"v":1.0')),
    "event with a key twice": (1, lambda b: event(b, 0, b'"v":1', b'"v":1,"v":1')),
    "no events": (1, lambda b: put(b, "events", [])),
    "proof of short parts": (1, lambda b: put(b, "events", 0, "proof", 0, "00")),
    "opening with a phone": (1, lambda b: put(b, "openings", 0, "identity", "phone", "1")),
    "name not in NFC": (1, lambda b: put(b, "openings", 0, "identity", "name", "e\u0301")),
    "another log key": (2, lambda b: put(b, "vkeys", "log", OTHER_VKEY)),
    "a witness key for the log": (2, lambda b: put(b, "vkeys", "log", WITNESS_VKEY)),
    "log key as witness": (2, lambda b: put(b, "vkeys", "witnesses", [LOG_VKEY])),
    "witness twice": (2, lambda b: put(b, "vkeys", "witnesses", [WITNESS_VKEY, WITNESS_VKEY])),
    "witness who never signed": (2, lambda b: put(b, "vkeys", "witnesses", [WITNESS_VKEY])),
    "another origin": (2, lambda b: put(b, "origin", "other.example/log")),
    "no signature": (2, lambda b: put(b, "checkpoint", b["checkpoint"].split("\n\n")[0] + "\n\n")),
    "final size": (2, lambda b: put(b, "checkpoint", b["checkpoint"].replace("\n", "\n1", 1))),
    "gate signed by nobody": (
        2,
        lambda b: put(b, "gates", "lock", "checkpoint", b["checkpoint"].replace("\n", "\n1", 1)),
    ),
    "proof cut": (3, lambda b: drop(b, "events", 4, "proof", 0)),
    "events exchanged": (3, lambda b: swap(b["events"], 11, 12)),
    "event twice": (3, lambda b: b["events"].insert(3, b["events"][3])),
    "another index": (3, lambda b: put(b, "events", 0, "index", 0)),
    "index beyond the log": (3, lambda b: put(b, "events", -1, "index", 2**50)),
    "proof bent": (3, lambda b: put(b, "events", 2, "proof", 0, flip(b["events"][2]["proof"][0]))),
    "proof too long": (3, lambda b: b["events"][2]["proof"].append("00" * 32)),
    "time changed": (3, lambda b: event(b, 3, b"2026-11-23", b"2026-11-24")),
    "share changed": (3, lambda b: event(b, 6, b'"share":"', b'"share":"0')),
    "outcome changed": (3, lambda b: event(b, 15, b'"outcome":"accepted"', b'"outcome":"declined"')),
    "last event cut off": (5, lambda b: drop(b, "events", -1)),
    "middle event cut out": (4, lambda b: drop(b, "events", 12)),
    "first event cut off": (4, lambda b: drop(b, "events", 0)),
    "lock gate missing": (6, lambda b: put(b, "gates", "lock", None)),
    "order gate missing": (6, lambda b: put(b, "gates", "order", None)),
    "seal gate missing": (6, lambda b: put(b, "gates", "seal", None)),
    "gates exchanged": (6, lambda b: swap(b["gates"], "lock", "order")),  # type: ignore[arg-type]
    "order gate for all": (6, lambda b: put(b, "gates", "lock", b["gates"]["seal"])),
    "gate proof cut": (6, lambda b: drop(b, "gates", "lock", "consistency", 0)),
    "gate proof bent": (
        6,
        lambda b: put(b, "gates", "lock", "consistency", 0, flip(b["gates"]["lock"]["consistency"][0])),
    ),
    "pool leaf dropped": (7, lambda b: drop(b, "pool", 5)),
    "pool leaf twice": (7, lambda b: b["pool"].insert(5, b["pool"][5])),
    "pool out of order": (7, lambda b: swap(b["pool"], 5, 6)),
    "pool leaf of another person": (7, lambda b: put(b, "pool", 5, "c", "00" * 32)),
    "pool leaf without stratum": (7, lambda b: put(b, "pool", 5, "s", [])),
    "pool leaf with unknown stratum": (7, lambda b: put(b, "pool", 5, "s", ["zzz"])),
    "pool leaf with a number": (7, lambda b: put(b, "pool", 5, "u", 5)),
    "pool leaf with strata as text": (7, lambda b: put(b, "pool", 5, "s", "a08")),
    "pool leaf with more": (7, lambda b: put(b, "pool", 5, "name", "x")),
    "pool leaf with injected text": (7, lambda b: put(b, "pool", 5, "u", '","u":"')),
    "employer tag removed": (7, lambda b: put(b, "pool", 5, "u", "" if b["pool"][5]["u"] else "00" * 16)),
    "pool emptied": (7, lambda b: put(b, "pool", [])),
    "exclusion dropped": (7, lambda b: drop(b, "excluded", 0)),
    "exclusion for another reason": (7, lambda b: put(b, "excluded", 0, "why", "engaged")),
    "recusal dropped": (7, lambda b: drop(b, "recusals", 0)),
    "recusal for no reason": (7, lambda b: put(b, "recusals", 0, "why", 5)),
    "added recusal of nobody": (7, lambda b: put(b, "recusals_added", [[]])),
    "name changed": (12, lambda b: put(b, "openings", 0, "identity", "name", "甲")),
    "employer changed": (12, lambda b: put(b, "openings", 0, "identity", "unit", "U9999")),
    "salt changed": (12, lambda b: put(b, "openings", 0, "salt", "00" * 32)),
    "openings exchanged": (12, swap_openings),
    "openings out of order": (12, lambda b: swap(b["openings"], 0, 1)),
    "opening dropped": (12, lambda b: drop(b, "openings", 0)),
    "opening of another slot": (12, lambda b: put(b, "openings", 0, "slot", 99)),
    "another K": (13, lambda b: put(b, "k", "00" * 32)),
    "no K": (13, lambda b: put(b, "k", None)),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_each_change_is_seen_by_its_step(what: str) -> None:
    step, change = TAMPERED[what]
    report = verify(tampered("basic", change), policy=POLICY)
    assert report.failed_step == step, report.as_text("en")
    assert report.exit_code == 1
    assert report.verdict == "failed"
    assert "no" in report.five.values() or step in (12, 13)


def test_the_table_is_long_enough() -> None:
    assert len(TAMPERED) >= 50


def test_nothing_is_ticked_on_broken_ground() -> None:
    report = verify(tampered("basic", lambda b: drop(b, "pool", 5)), policy=POLICY)
    ticked = {step.number for step in report.steps if step.status == "pass"}
    assert ticked == {1, 2, 3, 4, 5, 6, 8, 9}
    assert dict(report.five) == {
        "pool": "no",
        "seed": "yes",
        "order": "no",
        "recusal": "no",
        "signatures": "yes",
    }


@pytest.mark.parametrize(
    "policy",
    [
        b"",
        b"{}",
        b"[]",
        json.dumps({"log": LOG_VKEY, "witnesses": [], "quorum": 1}).encode(),
        json.dumps({"log": LOG_VKEY, "witnesses": [WITNESS_VKEY] * 2, "quorum": 1}).encode(),
        json.dumps({"log": LOG_VKEY, "witnesses": [], "quorum": True}).encode(),
        json.dumps({"log": LOG_VKEY, "witnesses": "", "quorum": 0}).encode(),
        json.dumps({"log": OTHER_VKEY, "witnesses": [], "quorum": 0}).encode(),
        json.dumps({"log": WITNESS_VKEY, "witnesses": [], "quorum": 0}).encode(),
        json.dumps({"log": LOG_VKEY, "witnesses": [WITNESS_VKEY], "quorum": 1}).encode(),
    ],
)
def test_policies_that_do_not_hold(policy: bytes) -> None:
    assert verify(HONEST["basic"], policy=policy).failed_step == 2


UNREADABLE = [
    b"",
    b"\x00",
    b"null",
    b"[]",
    b"{}",
    b'{"format":1}',
    b'"edraw-bundle/1"',
    b"\xff" * 100,
    b"[" * 2_000_000,
    b'{"a":' * 200_000,
    b"[" + b"0," * 3_000_000 + b"0]",
    b" " * (64 * 1024 * 1024 + 1),
]


@pytest.mark.parametrize("data", UNREADABLE, ids=lambda data: repr(data[:12]))
def test_what_is_no_bundle_is_unreadable(data: bytes) -> None:
    report = verify(data, policy=POLICY)
    assert (report.exit_code, report.verdict) == (2, "unreadable")
    assert report.as_text("zh")
    assert report.as_text("en")


def test_minus_zero_is_a_breach_of_the_format() -> None:
    minus = HONEST["basic"].replace(b'"index": 3,', b'"index": -0,', 1)
    assert minus != HONEST["basic"]
    report = verify(minus)
    assert (report.failed_step, report.exit_code) == (1, 1)


def test_a_key_twice_is_a_breach_of_the_format() -> None:
    doubled = HONEST["basic"].replace(b'"stage":', b'"stage": "public", "stage":', 1)
    report = verify(doubled)
    assert (report.failed_step, report.exit_code) == (1, 1)


def answers(report: Report) -> None:
    assert report.exit_code in (0, 1, 2, 3)
    assert json.dumps(report.as_json())
    assert report.as_text("zh")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), VALUES)
def test_no_value_anywhere_in_the_file_escapes_as_an_exception(data: st.DataObject, value: object) -> None:
    bundle: Any = json.loads(HONEST["late-recusal"])
    inside: Any = bundle
    while True:
        keys = list(inside) if isinstance(inside, dict) else list(range(len(inside)))
        key = data.draw(st.sampled_from(keys[:40]))
        deeper = isinstance(inside[key], (dict, list)) and len(inside[key]) > 0
        if not deeper or data.draw(st.integers(0, 2)) == 0:
            break
        inside = inside[key]
    inside[key] = value
    answers(verify(json.dumps(bundle).encode(), policy=POLICY))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(HONEST["basic"]) - 1), st.integers(0, 255))
def test_no_byte_changed_passes_unseen_or_escapes(at: int, byte: int) -> None:
    data = bytearray(HONEST["basic"])
    data[at] = byte
    report = verify(bytes(data), policy=POLICY)
    answers(report)
    try:
        same = json.loads(bytes(data)) == json.loads(HONEST["basic"])
    except ValueError:
        same = False
    assert same or report.exit_code in (1, 2)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), VALUES)
def test_no_event_body_escapes_even_signed(data: st.DataObject, value: Any) -> None:
    story = Story("late-recusal")
    target = data.draw(st.sampled_from(story.events))
    key = data.draw(st.sampled_from(sorted(target["body"])))
    target["body"][key] = value
    try:
        made = spelled(story.bundle())
    except (ValueError, TypeError, LookupError):
        return
    answers(verify(made, policy=POLICY))
