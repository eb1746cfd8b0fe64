"""The spelling and the shapes of events."""

from __future__ import annotations

import base64
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from audit.canonical import NotCanonical
from audit.events import (
    BodyError,
    DrawEvent,
    HouseEvent,
    check_body,
    decode,
    decode_house,
    encode,
    encode_house,
    new,
    new_house,
)

VECTORS = sorted((Path(__file__).parent.parent / "vectors" / "edraw1").glob("*.json"))
AT = "2026-11-23T01:00:00Z"


def events(path: Path) -> list[bytes]:
    return [base64.b64decode(text) for text in json.loads(path.read_text("utf-8"))["events"]]


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_frozen_events_are_read_and_written_byte_for_byte(path: Path) -> None:
    for data in events(path):
        event = decode(data)
        assert event.hash == sha256(data).digest()
        again = new(
            draw=event.draw, n=event.n, prev=event.prev, type=event.type, body=event.body, at=event.at
        )
        assert again == event
        assert again.bytes == data == event.bytes
        assert again.body is not event.body


def test_there_are_frozen_events() -> None:
    assert len(VECTORS) == 7


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_every_key_of_every_body_is_needed_and_no_other(path: Path) -> None:
    for data in events(path):
        event = decode(data)
        for key in event.body:
            less = {name: value for name, value in event.body.items() if name != key}
            with pytest.raises(BodyError):
                check_body(event.type, less)
            with pytest.raises(BodyError):
                check_body(event.type, {**event.body, key: None})
        with pytest.raises(BodyError):
            check_body(event.type, {**event.body, "extra": 1})


@pytest.mark.parametrize(
    ("type", "body"),
    [
        (DrawEvent.SEAT_CALLED, {"slot": 0, "channel": "voice", "ordinal": 0}),
        (DrawEvent.SEAT_CALLED, {"slot": True, "channel": "voice", "ordinal": 0}),
        (DrawEvent.SEAT_CALLED, {"slot": 1, "channel": "Voice", "ordinal": 0}),
        (DrawEvent.SEAT_CALLED, {"slot": 1, "channel": "voice", "ordinal": -1}),
        (DrawEvent.SEAT_ANSWERED, {"slot": 1, "outcome": "maybe", "record": ""}),
        (DrawEvent.SEAT_ANSWERED, {"slot": 1, "outcome": "late", "record": "AB"}),
        (DrawEvent.DRAW_SEALED, {"roster_hash": "0" * 64, "slots": [2, 1], "signin_at": AT}),
        (DrawEvent.DRAW_SEALED, {"roster_hash": "0" * 64, "slots": [1, 1], "signin_at": AT}),
        (DrawEvent.DRAW_SEALED, {"roster_hash": "0" * 64, "slots": [1], "signin_at": "2026-02-30T01:00:00Z"}),
        (DrawEvent.DRAW_SEALED, {"roster_hash": "0" * 64, "slots": [1], "signin_at": "2026-11-23 01:00:00Z"}),
        (DrawEvent.DRAW_CONFIRMED, {"what": "channel", "by": [], "reason": ""}),
        (DrawEvent.DRAW_CONFIRMED, {"what": "channel", "by": ["center", "center"], "reason": ""}),
        (DrawEvent.DRAW_CONFIRMED, {"what": "channel", "by": ["agency"], "reason": ""}),
        (DrawEvent.DRAW_CONFIRMED, {"what": "channel", "by": ["center"], "reason": "e\u0301"}),
        (DrawEvent.DRAW_CONFIRMED, {"what": "channel", "by": ["center"], "reason": "a\nb"}),
        (DrawEvent.DRAW_CONFIRMED, {"what": "channel", "by": ["center"], "reason": "a" * 201}),
        (DrawEvent.DRAW_CLOSED, {"events": 1, "reason": "done"}),
        (DrawEvent.ROOM_ENTERED, {"party": "center", "phone_deposited": 1}),
    ],
)
def test_bodies_out_of_shape(type: DrawEvent, body: dict[str, Any]) -> None:
    with pytest.raises(BodyError):
        encode(draw="D-1", n=0, prev="", type=type, body=body, at=AT)


@pytest.mark.parametrize(
    "change",
    [
        {"draw": ""},
        {"draw": "a b"},
        {"draw": "a" * 65},
        {"n": -1},
        {"n": True},
        {"prev": "00"},
        {"at": "2026-11-23T24:00:00Z"},
        {"at": "٢026-11-23T01:00:00Z"},
    ],
)
def test_envelopes_out_of_shape(change: dict[str, Any]) -> None:
    good: dict[str, Any] = {"draw": "D-1", "n": 0, "prev": "", "at": AT}
    body = {"party": "center", "phone_deposited": True}
    encode(type=DrawEvent.ROOM_ENTERED, body=body, **good)
    with pytest.raises(BodyError):
        encode(type=DrawEvent.ROOM_ENTERED, body=body, **{**good, **change})


def test_reading_is_strict() -> None:
    data = encode(
        draw="D-1",
        n=0,
        prev="",
        type=DrawEvent.ROOM_ENTERED,
        body={"party": "center", "phone_deposited": True},
        at=AT,
    )
    with pytest.raises(NotCanonical):
        decode(data + b" ")
    for old, other in ((b'"v":1', b'"v":2'), (b'"v":1', b'"v":true'), (b"room.entered", b"room.left")):
        with pytest.raises(BodyError):
            decode(data.replace(old, other))
    with pytest.raises(BodyError):
        decode_house(data)
    with pytest.raises(BodyError):
        decode(b"[]")


def test_facts_outside_draws() -> None:
    body = {"file": "0" * 64, "rows": 603, "partial": False, "pack": "baicheng/1"}
    data = encode_house(stream="pool", n=0, prev="", type=HouseEvent.POOL_IMPORTED, body=body, at=AT)
    fact = decode_house(data)
    assert new_house(stream="pool", n=0, prev="", type=HouseEvent.POOL_IMPORTED, body=body, at=AT) == fact
    assert (fact.stream, fact.type, fact.body) == ("pool", HouseEvent.POOL_IMPORTED, body)
    with pytest.raises(BodyError):
        decode(data)
    for wrong in ({"who": "张三"}, {"rows": [1]}, {"rows": None}, {"Rows": 1}, {"text": "a" * 129}):
        with pytest.raises(BodyError):
            encode_house(stream="pool", n=0, prev="", type=HouseEvent.POOL_IMPORTED, body=wrong, at=AT)
