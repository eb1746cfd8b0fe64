"""The shape of every event body of edraw/1 (protocol section 3): exact keys, types, lengths, words.

A check takes a value and returns nothing; it raises BodyError with a plain sentence. The sentences name
keys, never values, so nothing an event holds leaks through an error.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import pairwise

PARTIES = ("tenderer", "regulator", "center")
"""The three parties of a draw, in the order they reveal."""

MAX_SEATS = 999
"""Seats of all strata of one draw; far beyond any panel, and a bound for whoever replays."""

OUTCOMES = (
    "accepted",
    "declined",
    "silent",
    "unconfirmed",
    "unreachable",
    "withdrawn",
    "recused",
    "late",
    "absent",
    "leaked",
)
GROUNDS = ("interest", "recused", "unable", "leaked")
"""Grounds of a replacement (Art. 13)."""


class BodyError(ValueError):
    """An event whose body does not have the shape its type asks for."""


Check = Callable[[object], None]


def _pattern(pattern: str, what: str) -> Check:
    compiled = re.compile(pattern)

    def check(value: object) -> None:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            raise BodyError(what)

    return check


slug = _pattern(r"[a-z0-9][a-z0-9-]{0,63}", "a slug has 1 to 64 of a-z, 0-9 and hyphen")
draw_id = _pattern(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", "a draw id has 1 to 64 of A-Z, a-z, 0-9, dot, _ and -")
label = _pattern(r"[!-~]([ -~]{0,126}[!-~])?", "a label has 1 to 128 printable ASCII characters")
hex32 = _pattern(r"[0-9a-f]{64}", "a hash has 64 lower-case hex digits")
hex32_or_none = _pattern(r"([0-9a-f]{64})?", "a hash has 64 lower-case hex digits, or nothing")
_time = _pattern(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z",
    "a time reads YYYY-MM-DDTHH:MM:SSZ",
)


def time(value: object) -> None:
    """A real UTC second, spelled so that text order is time order."""
    _time(value)
    try:
        datetime.fromisoformat(str(value).removesuffix("Z"))
    except ValueError:
        raise BodyError("no such time") from None


def words(value: object) -> None:
    """People's words: NFC, at most 200 characters, one line; may be empty."""
    if not isinstance(value, str) or len(value) > 200:
        raise BodyError("words are a text of at most 200 characters")
    if any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in value):
        raise BodyError("words hold no control characters")
    if not unicodedata.is_normalized("NFC", value):
        raise BodyError("words are in NFC")


def some_words(value: object) -> None:
    """People's words, not empty."""
    words(value)
    if not value:
        raise BodyError("words are missing")


def whole(least: int) -> Check:
    """A whole number from ``least`` up."""

    def check(value: object) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise BodyError(f"a whole number from {least} up")

    return check


def one_of(*allowed: str) -> Check:
    """One of a closed list of words."""

    def check(value: object) -> None:
        if not isinstance(value, str) or value not in allowed:
            raise BodyError("one of " + ", ".join(allowed))

    return check


def flag(value: object) -> None:
    """true or false."""
    if not isinstance(value, bool):
        raise BodyError("true or false")


party = one_of(*PARTIES)


def parties(value: object) -> None:
    """A list of different parties, at least one."""
    if not isinstance(value, list) or not value:
        raise BodyError("a list of parties, at least one")
    for item in value:
        party(item)
    if len(set(value)) != len(value):
        raise BodyError("a party is named twice")


def slots(value: object) -> None:
    """Slot numbers, ascending."""
    if not isinstance(value, list):
        raise BodyError("a list of slots")
    for item in value:
        whole(1)(item)
    if any(one >= other for one, other in pairwise(value)):
        raise BodyError("slots ascend")


def shape(keys: Mapping[str, Check]) -> Check:
    """An object with exactly these keys, each passing its check."""

    def check(value: object) -> None:
        if not isinstance(value, Mapping) or set(value) != set(keys):
            raise BodyError("its keys are exactly " + ", ".join(sorted(keys)))
        for key, inner in keys.items():
            try:
                inner(value[key])
            except BodyError as error:
                raise BodyError(f"{key}: {error}") from None

    return check


_stratum = shape({"code": label, "id": draw_id, "quota": whole(0)})


def strata(value: object) -> None:
    """The strata asked for: at least one, and not more than MAX_SEATS seats in all."""
    if not isinstance(value, list) or not 0 < len(value) <= MAX_SEATS:
        raise BodyError("a list of strata, at least one")
    for item in value:
        _stratum(item)
    if sum(item["quota"] for item in value) > MAX_SEATS:
        raise BodyError(f"more than {MAX_SEATS} seats")


commitments = shape(dict.fromkeys(PARTIES, hex32))

_TREE = {f"{name}_root": hex32 for name in ("pool", "excluded", "recusal")}
_SIZES = {f"{name}_size": whole(0) for name in ("pool", "excluded", "recusal")}
_SLIP = {"commitment": hex32, "unseal_pk": hex32}

BODIES: dict[str, Check] = {
    "application.filed": shape(
        {
            "application": label,
            "attempt": whole(1),
            "previous": hex32_or_none,
            "rule_pack": label,
            "strata": strata,
            "signin_at": time,
            **_SLIP,
        }
    ),
    "application.changed": shape({"version": whole(2), "strata": strata, "by": parties, "reason": words}),
    "witness.appointed": shape({"party": one_of("tenderer", "regulator"), "reason": words, **_SLIP}),
    "room.entered": shape({"party": party, "phone_deposited": flag}),
    "draw.confirmed": shape({"what": slug, "by": parties, "reason": words}),
    "draw.locked": shape(
        {
            "suite": slug,
            "register_commit": hex32,
            "strata": strata,
            "max_per_unit": whole(0),
            "commitments": commitments,
            "k_commit": hex32,
            "software": label,
            **_TREE,
            **_SIZES,
        }
    ),
    "draw.revealed": shape({"party": party, "share": hex32}),
    "draw.ordered": shape({"seed": hex32, "result_commit": hex32}),
    "seat.called": shape({"slot": whole(1), "channel": slug, "ordinal": whole(0)}),
    "seat.answered": shape({"slot": whole(1), "outcome": one_of(*OUTCOMES), "record": hex32_or_none}),
    "seat.exhausted": shape({"slot": whole(1)}),
    "recusal.added": shape(
        {"root": hex32, "size": whole(1), "reason": slug, "by": parties, "evidence": hex32_or_none}
    ),
    "draw.sealed": shape({"roster_hash": hex32, "slots": slots, "signin_at": time}),
    "seat.arrived": shape({"slot": whole(1), "method": slug}),
    "roster.printed": shape({"serial": some_words, "envelope": some_words, "by": parties}),
    "roster.unsealed": shape({"by": parties, "camera": some_words, "reason": words}),
    "roster.rebuilt": shape({"by": parties, "reason": some_words}),
    "replacement.confirmed": shape({"slot": whole(1), "ground": one_of(*GROUNDS), "by": parties}),
    "draw.closed": shape({"events": whole(0), "reason": one_of("complete", "short")}),
    "draw.aborted": shape({"events": whole(0), "ground": slug, "reason": words, "by": parties}),
    "selection.confirmed": shape(
        {"by": parties, "consent": some_words, "reason": some_words, "k_commit": hex32, "chosen": hex32}
    ),
}


_fact_text = _pattern(r"[ -~]{0,128}", "a fact's text has at most 128 printable ASCII characters")
_fact_key = _pattern(r"[a-z][a-z0-9_]{0,31}", "a fact's key has 1 to 32 of a-z, 0-9 and _")


def fact(value: object) -> None:
    """The flat body of a fact outside draws: ids, slugs, dates, hashes, whole numbers, flags."""
    if not isinstance(value, Mapping):
        raise BodyError("a fact is an object")
    for key, item in value.items():
        _fact_key(key)
        if not isinstance(item, (bool, int)):
            _fact_text(item)
