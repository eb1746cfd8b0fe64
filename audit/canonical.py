"""The one spelling of a JSON value: RFC 8785 (JCS) over the restricted JSON of edraw/1, section 0.

Objects have ASCII keys, each once; numbers are integers with ``|n| < 2**53``; strings are any Unicode
scalar values. Floats, NaN, lone surrogates and nesting deeper than ``MAX_DEPTH`` are refused. With ASCII
keys the UTF-16 key order of RFC 8785 is the plain byte order.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from json.encoder import encode_basestring
from typing import Any, NoReturn

MAX_DEPTH = 32
"""Arrays and objects inside each other; the outermost one is depth 1."""

MAX_INTEGER = 2**53 - 1

_SURROGATE_ESCAPE = re.compile(r"\\u[dD]")
_INTEGER = re.compile(r"-?[0-9]{1,16}")


class NotCanonical(ValueError):
    """The value or the bytes are outside the restricted JSON, or not its one spelling."""


def _check(value: object, *, strings: bool) -> None:
    """Walk ``value`` without recursion; ``strings`` also looks for lone surrogates."""
    todo: list[tuple[Iterable[object], int]] = [((value,), 0)]
    while todo:
        items, depth = todo.pop()
        if depth > MAX_DEPTH:
            raise NotCanonical(f"nested deeper than {MAX_DEPTH}")
        for item in items:
            if isinstance(item, str):
                if strings:
                    _check_text(item)
            elif isinstance(item, Mapping):
                if not all(isinstance(key, str) and key.isascii() for key in item):
                    raise NotCanonical("object key is not ASCII text")
                todo.append((item.values(), depth + 1))
            elif isinstance(item, (list, tuple)):
                todo.append((item, depth + 1))
            elif isinstance(item, int):  # true and false are integers of the range
                if not -MAX_INTEGER <= item <= MAX_INTEGER:
                    raise NotCanonical("integer outside the range of 53 bits")
            elif item is not None:
                raise NotCanonical(f"a {type(item).__name__} is not JSON here")


def _check_text(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotCanonical("lone surrogate in a string") from error


def canonical(value: object) -> bytes:
    """The canonical UTF-8 bytes of ``value`` (dict, list, tuple, str, int, bool, None).

    Raises NotCanonical when the value has no spelling in the restricted JSON.
    """
    _check(value, strings=False)
    # Python's compact writer escapes exactly what RFC 8785 section 3.2.2.2 asks for, in its short forms.
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotCanonical("lone surrogate in a string") from error


def quoted(text: str) -> str:
    """The canonical spelling of one string, quotes and all; for callers that spell many small objects."""
    return encode_basestring(text)


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotCanonical("an object has the same key twice")
    return found


def _integer(text: str) -> int:
    number = int(text) if _INTEGER.fullmatch(text) else MAX_INTEGER + 1
    if not -MAX_INTEGER <= number <= MAX_INTEGER:
        raise NotCanonical("integer outside the range of 53 bits")
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
            object_pairs_hook=_pairs,
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
    _check(value, strings=_SURROGATE_ESCAPE.search(text) is not None)
    return value


def parse_canonical(data: bytes) -> Any:
    """Read ``data`` and refuse it unless it is already the canonical spelling, byte for byte."""
    value = parse(data)
    if canonical(value) != data:
        raise NotCanonical("not in canonical form")
    return value
