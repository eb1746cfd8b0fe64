"""The one spelling of a JSON value (RFC 8785 over the restricted JSON of edraw/1)."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.canonical import (
    MAX_DEPTH,
    MAX_INTEGER,
    NotCanonical,
    _surely_shallow,
    canonical,
    parse,
    parse_canonical,
)
from tests.audit.shared import shared_file

KEYS = st.text(st.characters(max_codepoint=127), max_size=8)
LEAVES = st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | st.text(max_size=12)
VALUES = st.recursive(LEAVES, lambda v: st.lists(v, max_size=4) | st.dictionaries(KEYS, v, max_size=4))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(VALUES)
def test_what_is_written_is_read_back(value: object) -> None:
    data = canonical(value)
    assert parse_canonical(data) == value
    assert canonical(parse(data)) == data


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(VALUES)
def test_another_spelling_is_read_but_not_canonical(value: object) -> None:
    spaced = b" " + canonical(value)
    assert parse(spaced) == value
    with pytest.raises(NotCanonical):
        parse_canonical(spaced)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=60))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    with contextlib.suppress(NotCanonical):
        parse(data)


def test_strings_are_escaped_as_rfc_8785_says() -> None:
    text = '\u20ac$\u000f\nA\'B"\\"/\u007f\b\t\f\r'
    assert canonical(text).decode() == '"\u20ac$\\u000f\\nA\'B\\"\\\\\\"/\u007f\\b\\t\\f\\r"'


def test_keys_in_order() -> None:
    value = {"b": 1, "a": {"B": [], "A": None}, "": True}
    assert canonical(value) == b'{"":true,"a":{"A":null,"B":[]},"b":1}'


def test_the_standard_sample_has_keys_outside_ascii_and_is_refused() -> None:
    sample = json.loads(shared_file("vectors/standards/jcs_rfc8785.json").read_text("utf-8"))
    with pytest.raises(NotCanonical):
        parse(sample["input"].encode())
    ascii_only = {key: value for key, value in json.loads(sample["input"]).items() if key.isascii()}
    written = json.loads(canonical(ascii_only))
    assert list(written) == [key for key in sample["key_order"] if key.isascii() and key in ascii_only]


@pytest.mark.parametrize(
    "value",
    [1.0, float("nan"), MAX_INTEGER + 1, -MAX_INTEGER - 1, "\ud800", {"\ud800": 1}, {"é": 1}, {1: 1}, b"x"],
)
def test_values_without_a_spelling(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"1.0",
        b"1e3",
        b"NaN",
        b"-Infinity",
        b"9007199254740992",
        b"1" * 5000,
        b'{"a":1,"a":1}',
        b'{"a":{"b":1,"b":2}}',
        b'"\\ud800"',
        b'"\xff"',
        b'"\x01"',
        b"\xef\xbb\xbf{}",
        b"[1,]",
        b"01",
        b"-0",
        b'{"index":-0}',
        b"-01",
        b"[" * 1_000_000,
        b"[" * 500_000 + b"]" * 500_000,
        b'{"a":' * 100_000,
    ],
    ids=lambda data: repr(data[:16]),
)
def test_bytes_outside_the_restricted_json(data: bytes) -> None:
    with pytest.raises(NotCanonical):
        parse(data)


def test_the_depth_limit_is_exact() -> None:
    assert parse(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)
    with pytest.raises(NotCanonical):
        parse(b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1))
    ring: list[object] = []
    ring.append(ring)
    with pytest.raises(NotCanonical):
        canonical(ring)


@given(st.recursive(st.none() | st.text("[]{}\"'\\a", max_size=4), lambda inner: st.lists(inner, max_size=3)))
def test_the_glance_at_brackets_never_passes_what_is_too_deep(value: object) -> None:
    for levels in (0, MAX_DEPTH - 3, MAX_DEPTH, MAX_DEPTH + 5):
        data = b"[" * levels + json.dumps(value).encode() + b"]" * levels
        deep = levels + _depth(value) > MAX_DEPTH
        assert not (_surely_shallow(data) and deep)
        with pytest.raises(NotCanonical) if deep else contextlib.nullcontext():
            parse(data)


def _depth(value: object) -> int:
    return 1 + max(map(_depth, value), default=0) if isinstance(value, list) else 0


def test_a_glance_is_enough_for_plain_files() -> None:
    assert _surely_shallow(b'{"a":[{"b":""},[],"x"],"c":1}')
    assert not _surely_shallow(b'["["]')
