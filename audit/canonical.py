"""The one spelling of a JSON value: RFC 8785 (JCS) over the restricted JSON of edraw/1, section 0.

Objects have ASCII keys, each once; numbers are integers with ``|n| < 2**53``; strings are any Unicode
scalar values. Floats, NaN, lone surrogates and nesting deeper than ``MAX_DEPTH`` are refused. With ASCII
keys the UTF-16 key order of RFC 8785 is the plain byte order.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from json.encoder import encode_basestring
from typing import Any, NoReturn

MAX_DEPTH = 32
"""Arrays and objects inside each other; the outermost one is depth 1."""

MAX_INTEGER = 2**53 - 1

_SURROGATE_ESCAPE = re.compile(r"\\u[dD]")
_INTEGER = re.compile(r"-?[1-9][0-9]{0,15}|0")


class NotCanonical(ValueError):
    """The value or the bytes are outside the restricted JSON, or not its one spelling."""


_CONTAINERS = frozenset({dict, list})


def _check(value: object) -> None:
    """Refuse whatever has no spelling; breadth first, so that no value can exhaust the stack."""
    level: list[object] = [value]
    depth = 0
    while level:
        depth += 1
        below: list[object] = []
        for item in level:
            if isinstance(item, (Mapping, list, tuple)) and depth > MAX_DEPTH:
                raise NotCanonical(f"nested deeper than {MAX_DEPTH}")
            if isinstance(item, Mapping):
                if not all(isinstance(key, str) and key.isascii() for key in item):
                    raise NotCanonical("object key is not ASCII text")
                below += item.values()
            elif isinstance(item, (list, tuple)):
                below += item
            elif isinstance(item, int):  # true and false are integers of the range
                if not -MAX_INTEGER <= item <= MAX_INTEGER:
                    raise NotCanonical("integer outside the range of 53 bits")
            elif item is not None and not isinstance(item, str):
                raise NotCanonical(f"a {type(item).__name__} is not JSON here")
        level = below


def canonical(value: object) -> bytes:
    """The canonical UTF-8 bytes of ``value`` (dict, list, tuple, str, int, bool, None).

    Raises NotCanonical when the value has no spelling in the restricted JSON.
    """
    _check(value)
    return spell(value)


def spell(value: object) -> bytes:
    """``canonical`` for a value that came out of ``parse``, which looked at everything already."""
    # Python's compact writer escapes exactly what RFC 8785 section 3.2.2.2 asks for, in its short forms.
    try:
        return _WRITER(value).encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotCanonical("lone surrogate in a string") from error


_WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode

quoted = encode_basestring
"""The canonical spelling of one string, quotes and all; for callers that spell many small objects."""


class _Objects:
    """Makes the objects of one document; shapes seen before need no second look."""

    def __init__(self) -> None:
        self.seen: set[tuple[str, ...]] = set()

    def __call__(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise NotCanonical("an object has the same key twice")
        keys = tuple(found)
        if keys not in self.seen:
            if not all(key.isascii() for key in keys):
                raise NotCanonical("object key is not ASCII text")
            self.seen.add(keys)
        return found


def _check_depth(value: object) -> None:
    """As ``_check``, for what the reader has already looked at: only the nesting is left."""
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for item in level
            for child in (item.values() if type(item) is dict else item if type(item) is list else ())
            if type(child) in _CONTAINERS
        ]
        if not level:
            return
    raise NotCanonical(f"nested deeper than {MAX_DEPTH}")


_NO_STRUCTURE = bytes(set(range(256)) - set(b'[]{}"'))


def _surely_shallow(data: bytes) -> bool:
    """Whether a glance at the brackets of this valid JSON shows that ``_check_depth`` would pass.

    False says nothing. A bracket inside a text stands behind an odd number of quotes, so a quote is left over
    somewhere; each round below takes at most two levels away.
    """
    if b"\\" in data:  # an escaped quote would mislead
        return False
    left = data.translate(None, _NO_STRUCTURE).replace(b'""', b"")
    for _ in range(MAX_DEPTH // 2):
        left = left.replace(b"[]", b"").replace(b"{}", b"")
        if not left:
            return True
    return False


def _integer(text: str) -> int:
    number = int(text) if _INTEGER.fullmatch(text) else MAX_INTEGER + 1
    if not -MAX_INTEGER <= number <= MAX_INTEGER:
        raise NotCanonical("minus zero, or an integer outside the range of 53 bits")
    return number


def _no_number(_text: str) -> NoReturn:
    raise NotCanonical("only integers are numbers here")


def parse(data: bytes) -> Any:
    """Read restricted JSON from UTF-8 ``data``; any spelling, but no duplicate key and no float.

    Raises NotCanonical; never another exception, however hostile the bytes are.
    """
    try:
        text = data.decode("utf-8")
        value = json.loads(
            text,
            object_pairs_hook=_Objects(),
            parse_int=_integer,
            parse_float=_no_number,
            parse_constant=_no_number,
        )
    except NotCanonical:
        raise
    except RecursionError as error:
        raise NotCanonical(f"nested deeper than {MAX_DEPTH}") from error
    except ValueError as error:  # bad UTF-8 and bad JSON are both ValueErrors
        raise NotCanonical("not JSON in UTF-8") from error
    if not _surely_shallow(data):
        _check_depth(value)
    if _SURROGATE_ESCAPE.search(text):
        spell(value)  # an escape may stand for half a character
    return value


def parse_canonical(data: bytes) -> Any:
    """Read ``data`` and refuse it unless it is already the canonical spelling, byte for byte."""
    value = parse(data)
    if spell(value) != data:
        raise NotCanonical("not in canonical form")
    return value
